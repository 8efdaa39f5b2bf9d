"""A drawing on a sheet on a table, on an icon's tile, on ruled paper, or tilted is read as the drawing alone."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from fmnist.pictures.tile import find_tile
from fmnist.pictures.to_input import prepare, to_input
from fmnist.prediction.predict import predict
from tests.pictures import scenes
from tests.pictures.drawings import SHAPES

ITEMS = [(SHAPES[0], True), (SHAPES[4], False), (SHAPES[18], True), (SHAPES[35], False)]


def far(picture, shape, fill):
    """The mean difference of a pixel between the input made of the scene and of the item alone."""
    return (to_input(picture) - to_input(scenes.alone(shape, fill))).abs().mean().item()


def answer(model, picture):
    return next(iter(predict(model, to_input(picture))))


@pytest.mark.parametrize("table", scenes.TABLES)
def test_a_sheet_is_found_on_any_table(convnet, table):
    for (shape, fill), sheet, light in zip(ITEMS, scenes.SHEETS, ("even", "from the left", "from above", "even"),
                                           strict=True):
        assert answer(convnet, scenes.on_sheet(shape, fill, table, sheet, light)) == shape.label, (sheet, light)


@pytest.mark.parametrize("around", ["transparent", "white", "black", "#e8e4dc"])
@pytest.mark.parametrize("rounding", scenes.ROUNDINGS)
def test_a_tile_is_not_the_item(rounding, around):
    for (shape, fill), colour in zip(ITEMS, ("blue", "red", "yellow", "orange"), strict=True):
        ink = "dark" if colour == "yellow" else "white"
        tile = scenes.on_tile(shape, fill, colour, rounding, around, ink)
        assert far(tile, shape, fill) < 0.06, (shape.label, colour)


def test_an_item_cut_out_of_a_tile_is_the_item():
    shape, fill = ITEMS[0]
    tile = scenes.on_tile(shape, fill, "blue", "circle", "transparent")
    hole = Image.new("L", tile.size, 0)
    hole.paste(scenes.mask(shape, fill, 150), (53, 53))
    tile.putalpha(Image.composite(Image.new("L", tile.size, 0), tile.getchannel("A"), hole))
    assert far(tile, shape, fill) < 0.06


@pytest.mark.parametrize("page", [(300, 300), (400, 200)])
@pytest.mark.parametrize("rounding", ["circle", "rounded"])
def test_a_tile_in_the_middle_of_a_page_is_not_the_item(rounding, page):
    shape, fill = ITEMS[0]
    tile = scenes.on_tile(shape, fill, "blue", rounding, "white").convert("RGB")
    # A button, so that the tile's colour is neither the darkest nor the lightest.
    ImageDraw.Draw(tile).ellipse([124, 100, 132, 108], fill="black")
    image = Image.new("RGB", page, "white")
    image.paste(tile.resize((160, 160), Image.Resampling.LANCZOS), ((page[0] - 160) // 2, (page[1] - 160) // 2))
    assert far(image, shape, fill) < 0.06


@pytest.mark.parametrize("ground", ["white", "black", "transparent"])
@pytest.mark.parametrize("radius", [0, 20, 80], ids=["square", "rounded", "disc"])
def test_a_plain_square_or_disc_is_an_item(radius, ground):
    image = Image.new("RGBA", (240, 240), (0, 0, 0, 0) if ground == "transparent" else ground)
    ImageDraw.Draw(image).rounded_rectangle([40, 40, 199, 199], radius, fill="#c33")
    assert prepare(image).box == pytest.approx((40, 40, 200, 200), abs=2)


def test_no_item_is_a_tile(test_data):
    for image in test_data.data[:200].numpy():
        large = 255 - np.asarray(Image.fromarray(image).resize((168, 168), Image.Resampling.BICUBIC))
        page = np.pad(large, 30, constant_values=255)
        assert find_tile(page[..., None].astype(np.float32) / 255, np.ones(page.shape, bool)) is None


def test_a_square_bag_with_a_clasp_is_no_tile():
    bag = Image.new("L", (240, 240), 255)
    pen = ImageDraw.Draw(bag)
    pen.rounded_rectangle([40, 60, 200, 220], 12, fill=60)
    pen.arc([80, 20, 160, 110], 180, 360, fill=60, width=10)
    pen.rectangle([90, 120, 150, 140], fill=255)
    assert prepare(bag).box == pytest.approx((40, 20, 201, 221), abs=2)


@pytest.mark.parametrize("mode", ["L", "RGBA"])
def test_a_square_jumper_in_thick_strokes_is_no_tile(mode):
    jumper = Image.new("L", (240, 240), 0)
    pen = ImageDraw.Draw(jumper)
    pen.rounded_rectangle([30, 30, 210, 210], 50, outline=255, width=20)
    pen.line([(70, 100), (70, 210)], fill=255, width=20)
    pen.line([(170, 100), (170, 210)], fill=255, width=20)
    if mode == "RGBA":
        black = Image.new("RGBA", jumper.size, (0, 0, 0, 0))
        black.putalpha(jumper)
        jumper = black
    assert prepare(jumper).box == pytest.approx((30, 30, 211, 211), abs=2)


@pytest.mark.parametrize("light", [None, "even", "from the left"], ids=["painted", "even", "uneven"])
@pytest.mark.parametrize("kind", ["lined", "squared"])
def test_the_lines_of_the_paper_are_no_strokes(convnet, kind, light):
    for (shape, fill), darkness in zip(ITEMS, (20, 50, 80, 100), strict=True):
        assert answer(convnet, scenes.on_ruled(shape, fill, kind, darkness, 36, light)) == shape.label, darkness


def test_stripes_are_not_the_papers_lines():
    shirt = Image.new("L", (240, 240), 255)
    pen = ImageDraw.Draw(shirt)
    for y in range(30, 210, 12):
        pen.rectangle([60, y, 180, y + 5], fill=40)
        pen.rectangle([60, y + 6, 180, y + 11], fill=150)
    X = to_input(shirt)[0, 0]
    assert (X[4:24, 9:19] > 0.2).float().mean() > 0.95


@pytest.mark.parametrize("degrees", [-42, -30, -15, 15, 30, 42])
def test_a_tilted_shoe_stands_on_its_sole(degrees):
    for shape in SHAPES:
        if shape.label in ("Sneaker", "Ankle boot"):
            page = Image.eval(scenes.mask(shape, True, 300), lambda value: 255 - value)
            found = prepare(page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255))
            assert abs(found.degrees + degrees) <= 5
            assert (found.X - to_input(page)).abs().mean() < 0.12


def test_clothes_and_a_leaning_hand_are_left_as_they_are(test_data):
    for shape in SHAPES:
        page = Image.eval(scenes.mask(shape, True, 300), lambda value: 255 - value)
        turns = (0, 20) if shape.label in ("T-shirt/top", "Coat", "Shirt") else (0, 5)
        for degrees in turns:
            assert prepare(page.rotate(degrees, expand=True, fillcolor=255)).degrees == 0, (shape.label, degrees)
    turned = sum(prepare(Image.fromarray(image).resize((224, 224))).degrees != 0
                 for image in test_data.data[:100].numpy())
    assert turned <= 2
