"""Sheets of paper on a table: the drawing counts, not the sheet."""

import numpy as np
import pytest

from fmnist.pictures.sheet import find_sheet
from fmnist.pictures.surfaces import find_surfaces
from fmnist.pictures.to_input import prepare, to_input
from fmnist.prediction.predict import predict
from tests.pictures import paper
from tests.pictures.drawings import SHAPES


@pytest.mark.parametrize("table", paper.TABLES)
@pytest.mark.parametrize("sides", ["l", "lb", "tr", "ltrb"])
def test_what_the_paper_lies_on_does_not_count(sides, table):
    for number, shape in enumerate(SHAPES[::13]):
        page = paper.sheet(shape, fill=number % 2 == 1)
        stages = prepare(paper.photographed(paper.on_table(page, sides, table)))
        assert stages.inverted
        assert (stages.X - to_input(paper.photographed(page))).abs().mean() < 0.02


def test_a_sheet_may_lie_askew(convnet):
    def read(change):
        pages = (paper.photographed(change(paper.sheet(shape))) for shape in SHAPES[::4])
        return sum(next(iter(predict(convnet, to_input(page)))) == shape.label
                   for page, shape in zip(pages, SHAPES[::4], strict=True))

    straight = read(np.asarray)
    for degrees, table in ((4, "tan"), (10, "brown"), (-15, "dark")):
        assert read(lambda page: paper.turned(page, degrees, table)) >= straight - 1, degrees  # noqa: B023


def surfaces_of(picture):
    return find_surfaces(np.asarray(picture, np.float32)[::2, ::2] / 255)


def test_an_item_is_no_sheet(test_data):
    """Enlarged test images, light on dark: none is taken for paper, though many fill the frame."""
    from PIL import Image

    noise = np.random.default_rng(0).normal(0, 4, (480, 480, 3))
    for image in test_data.data[:200].numpy():
        large = np.asarray(Image.fromarray(image).resize((480, 480), Image.Resampling.BICUBIC), float)[..., None]
        assert find_sheet(surfaces_of(np.clip(60 + large * 0.7 + noise, 0, 255))) is None


def test_an_empty_sheet_and_a_page_that_fills_the_picture_are_none():
    page = paper.sheet(SHAPES[0])
    assert find_sheet(surfaces_of(paper.photographed(page))) is None
    assert find_sheet(surfaces_of(paper.photographed(paper.on_table(np.full_like(page, 240), "ltrb", "brown")))) is None
    assert find_sheet(surfaces_of(paper.photographed(paper.on_table(page, "ltrb", "brown")))) is not None
