"""Drawings on paper under a phone's camera: neither shadows nor the table below the sheet count as the item."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from fmnist.data.fashion_mnist import CLASSES
from fmnist.pictures.surfaces import find_sheet, find_surfaces, flood_background
from fmnist.pictures.to_input import prepare, to_input
from fmnist.prediction.predict import predict
from tests.pictures import paper
from tests.pictures.drawings import SHAPES

DRAWN = [SHAPES[number] for number in (0, 6, 14, 18)]


def far(page, plain):
    """How far the inputs made of two photographs are from each other: the mean difference of a pixel."""
    return (to_input(paper.photographed(page)) - to_input(paper.photographed(plain))).abs().mean().item()


@pytest.mark.parametrize("fill", [False, True], ids=["outline", "filled"])
@pytest.mark.parametrize(("factor", "blur"), [(0.9, 20), (0.8, 20), (0.8, 60), (0.7, 60)])
@pytest.mark.parametrize("shape", DRAWN, ids=[shape.label for shape in DRAWN])
def test_a_soft_shadow_on_the_paper_goes_away(shape, factor, blur, fill):
    page = paper.sheet(shape, fill)
    assert far(paper.shadowed(page, factor, blur), page) < 0.08


def test_a_shadow_in_a_corner_is_not_the_item():
    for shape in DRAWN:
        page = paper.sheet(shape)
        assert far(paper.shadowed(page, 0.8, 25, beginning=1.2), page) < 0.02
        assert far(paper.uneven(page), page) < 0.08


def test_drawings_in_a_shadow_are_read_as_well_as_without(convnet):
    def read(change):
        return sum(
            next(iter(predict(convnet, to_input(paper.photographed(change(paper.sheet(shape))))))) == shape.label
            for shape in SHAPES[::4]
        )

    assert read(lambda page: paper.shadowed(page, 0.8, 25)) >= read(np.asarray) - 1


def test_the_light_is_known_below_the_item_too():
    """A page of which the light is known: it is found to a few hundredths, also where ink covers it."""
    page = paper.shadowed(paper.uneven(np.full((240, 320, 3), 240.0)), 0.8, 20) / 255
    drawn = page.copy()
    drawn[80:160, 100:220] *= 0.2
    rim = np.ones((240, 320), bool)
    rim[10:-10, 10:-10] = False
    found = flood_background(find_surfaces(drawn.astype(np.float32)), rim, np.ones_like(rim), page.astype(np.float32))
    assert np.abs(found - page).max() < 0.06


def test_a_surface_that_runs_into_the_item_is_not_the_background():
    """An item with one side out of focus: better no shading at all than the item taken for it."""
    ramp = np.full((240, 320, 1), 0.9, np.float32)
    ramp[60:180, 100:220] = 0.2
    ramp[60:180, 220:300, 0] = np.linspace(0.2, 0.9, 80)
    rim = np.ones((240, 320), bool)
    rim[10:-10, 10:-10] = False
    assert flood_background(find_surfaces(ramp), rim, np.ones_like(rim), np.full_like(ramp, 0.9)) is None


def test_a_pale_item_on_white_is_not_taken_for_its_background(test_data, convnet):
    """Its edges are low, but sharp; those of shadows are wide."""
    right = 0
    for number in range(20):
        image = Image.fromarray(test_data.data[number].numpy())
        grey = np.asarray(image.resize((400, 400), Image.Resampling.BICUBIC), float) / 255
        mask = image.point(lambda value: 255 * (value > 12)).resize((400, 400), Image.Resampling.BICUBIC)
        share = np.asarray(mask.filter(ImageFilter.GaussianBlur(2)), float) / 255
        page = np.full((600, 600), 245.0)
        page[100:500, 100:500] = 245 * (1 - share) + (200 + 35 * grey) * share
        noisy = np.clip(page + np.random.default_rng(number).normal(0, 3, page.shape), 0, 255).astype(np.uint8)
        answer = next(iter(predict(convnet, to_input(Image.fromarray(noisy).convert("RGB")))))
        right += answer == CLASSES[test_data.targets[number]]
    assert right >= 14


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
    noise = np.random.default_rng(0).normal(0, 4, (480, 480, 3))
    for image in test_data.data[:200].numpy():
        large = np.asarray(Image.fromarray(image).resize((480, 480), Image.Resampling.BICUBIC), float)[..., None]
        assert find_sheet(surfaces_of(np.clip(60 + large * 0.7 + noise, 0, 255))) is None


def test_an_empty_sheet_and_a_page_that_fills_the_picture_are_none():
    page = paper.sheet(SHAPES[0])
    assert find_sheet(surfaces_of(paper.photographed(page))) is None
    assert find_sheet(surfaces_of(paper.photographed(paper.on_table(np.full_like(page, 240), "ltrb", "brown")))) is None
    assert find_sheet(surfaces_of(paper.photographed(paper.on_table(page, "ltrb", "brown")))) is not None
