"""Any picture to the network's input: the data set stays as it is, drawings and photographs become like it."""

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFilter

from fmnist.data.transforms import one_hot
from fmnist.errors import ImageError, TensorError
from fmnist.pictures.to_input import prepare, to_input


def drawing(size=400, ink=0, paper=255, width=6, offset=(0, 0), mode="L"):
    """A T-shirt's outline, 200 by 200 pixels, in the middle."""
    x, y = size // 2 - 100 + offset[0], size // 2 - 100 + offset[1]
    points = [(0, 20), (70, 0), (130, 0), (200, 20), (200, 80), (150, 80), (150, 200), (50, 200), (50, 80), (0, 80)]
    image = Image.new(mode, (size, size), paper)
    ImageDraw.Draw(image).line([(x + a, y + b) for a, b in [*points, points[0]]], fill=ink, width=width, joint="curve")
    return image


def box_in(stages, width):
    """The item's box in the pixels of a picture of that width, whatever it was reduced to."""
    return tuple(edge * width / stages.original.width for edge in stages.box)


def test_one_hot_is_the_tutorials_lambda():
    for y in range(10):
        expected = torch.zeros(10, dtype=torch.float).scatter_(0, torch.tensor(y), value=1)
        assert torch.equal(one_hot(y), expected)
    batch = torch.tensor([[1, 9], [0, 4]])
    assert torch.equal(one_hot(batch).argmax(-1), batch)


@pytest.mark.parametrize("bad", [-1, 10, torch.tensor([3, 11]), 1.5, True])
def test_one_hot_refuses_what_is_no_label(bad):
    with pytest.raises(TensorError):
        one_hot(bad)


def test_the_data_set_stays_as_it_is(test_data):
    images = test_data.data[:300]
    found = torch.cat([to_input(image) for image in images])
    away = (found[:, 0] - images / 255).abs().mean((1, 2))
    assert (away < 0.004).float().mean() > 0.97
    assert away.max() < 0.1


def test_shape_type_and_range():
    X = to_input(drawing())
    assert X.shape == (1, 1, 28, 28)
    assert X.dtype == torch.float32
    assert X.min() == 0
    assert X.max() == 1


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (60, 200), (200, 60), (120, 160), (90, 40)])
def test_either_polarity_gives_a_light_item_on_black(ink, paper):
    stages = prepare(drawing(ink=ink, paper=paper))
    assert stages.inverted == (paper > 128)
    assert stages.X[0, 0, 0, 0] == 0  # outside
    assert (stages.X - to_input(drawing())).abs().mean() < 0.03


@pytest.mark.parametrize("offset", [(-90, -90), (90, 0), (37, -61)])
def test_where_the_item_is_does_not_matter(offset):
    assert (to_input(drawing(offset=offset)) - to_input(drawing())).abs().mean() < 0.03


def test_the_longest_edge_fills_the_frame_and_the_item_is_centred():
    tall = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(tall).rectangle([20, 30, 79, 269], fill=0)
    X = to_input(tall)[0, 0]
    rows, columns = torch.nonzero(X.sum(1) > 0.5).flatten(), torch.nonzero(X.sum(0) > 0.5).flatten()
    assert (rows[0], rows[-1]) == (0, 27)
    assert len(columns) == 7
    assert abs((columns[0] + columns[-1]) / 2 - 13.5) <= 0.5


@pytest.mark.parametrize("width", [1, 2, 3])
def test_thin_strokes_stay_visible(width):
    stages = prepare(drawing(size=440, width=width))
    assert stages.thickened
    assert (stages.X > 0.5).sum() > 60
    assert (to_input(drawing(size=440, width=width)) - to_input(drawing(width=10))).abs().mean() < 0.12


def test_a_speck_of_dirt_does_not_count():
    dirty = drawing()
    ImageDraw.Draw(dirty).ellipse([8, 8, 13, 13], fill=0)
    assert prepare(dirty).box == prepare(drawing()).box


@pytest.mark.parametrize("edges", ["bottom", "right", "all"])
def test_what_the_paper_lies_on_and_a_frame_do_not_count(edges):
    image = drawing(paper=235)
    pen, side = ImageDraw.Draw(image), image.width
    if edges == "bottom":
        pen.rectangle([0, side - 25, side, side], fill=60)
    elif edges == "right":
        pen.rectangle([side - 25, 0, side, side], fill=60)
    else:
        pen.rectangle([0, 0, side - 1, side - 1], outline=0, width=6)
    found, alone = prepare(image), prepare(drawing(paper=235))
    assert max(abs(a - b) for a, b in zip(found.box, alone.box, strict=True)) <= 3
    assert (found.X - alone.X).abs().mean() < 0.02


def test_an_item_along_a_side_counts_where_nothing_stands_free():
    image = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(image).rectangle([20, 120, 280, 299], fill=0)
    assert box_in(prepare(image), 300)[1] == pytest.approx(120, abs=2)


def test_two_shoes_are_one_picture():
    pair = Image.new("L", (400, 200), 255)
    pen = ImageDraw.Draw(pair)
    pen.rectangle([20, 60, 150, 140], fill=0)
    pen.rectangle([230, 60, 380, 140], fill=0)
    left, _, right, _ = box_in(prepare(pair), 400)
    assert abs(left - 20) <= 2
    assert abs(right - 381) <= 2


def photograph(shade=0.35, noise=6, seed=0):
    """A drawing photographed: the paper darker to one side, noisy, a little blurred."""
    random = np.random.default_rng(seed)
    paper = np.asarray(drawing(width=8).filter(ImageFilter.GaussianBlur(1)), dtype=np.float64)
    light = 1 - shade * np.linspace(0, 1, 400)[None, :] * np.linspace(0.6, 1, 400)[:, None]
    values = paper * light * 0.85 + random.normal(0, noise, (400, 400))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("shade", [0, 0.2, 0.35])
def test_shading_and_noise_of_a_photographed_page_go_away(shade):
    stages = prepare(photograph(shade))
    assert stages.inverted
    assert (stages.X - to_input(drawing(width=8))).abs().mean() < 0.06
    assert stages.X[0, 0, 14, 14] < 0.25  # inside the outline
    left, top, right, bottom = box_in(stages, 400)
    assert max(abs(left - 97), abs(top - 97), abs(right - 303), abs(bottom - 303)) < 12


@pytest.mark.parametrize("light", [True, False])
def test_a_shaded_item_that_fills_most_of_the_frame_is_not_the_background(light):
    """As a boot photographed too near: what is left of the background is one corner, of one shade."""
    across = np.add.outer(np.arange(28), np.arange(28)) % 14 / 14
    item = np.where(np.add.outer(np.arange(28), np.arange(28)) < 16, 0, 0.8 + 0.2 * across)
    assert (item > 0).mean() > 0.7
    image = (255 * (item if light else 1 - item)).astype(np.uint8)
    stages = prepare(image)
    assert stages.inverted is not light
    assert stages.X[0, 0, 4, 4] == 0


@pytest.mark.parametrize("light", [True, False])
def test_of_a_painted_background_a_sliver_is_enough(light):
    item = np.full((28, 28), 0.6)
    item[10:18, 10:18] = 1  # no shade of the rim is beyond all others, but that of the sliver
    item[:, 0] = 0
    image = (255 * (item if light else 1 - item)).astype(np.uint8)
    assert prepare(image).inverted is not light


@pytest.mark.parametrize("colour", [(255, 230, 0), (200, 30, 30), (20, 20, 60), (240, 200, 190)])
def test_a_coloured_item_on_white_is_found(colour):
    image = Image.new("RGB", (300, 300), (250, 250, 248))
    ImageDraw.Draw(image).rectangle([100, 60, 219, 239], fill=colour)
    stages = prepare(image)
    assert stages.box == (100, 60, 220, 240)
    assert stages.X[0, 0, 14, 14] == 1


def rounded(image, radius):
    """The picture with transparent corners, as a screenshot of a window has them."""
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle([0, 0, image.width - 1, image.height - 1], radius, fill=255)
    image = image.convert("RGBA")
    image.putalpha(mask.filter(ImageFilter.GaussianBlur(1)))
    return image


@pytest.mark.parametrize("radius", [12, 40])
@pytest.mark.parametrize("image", [drawing(), drawing(ink=255, paper=0), photograph()], ids=["light", "dark", "photo"])
def test_transparent_corners_do_not_make_a_cut_out(image, radius):
    stages = prepare(rounded(image, radius))
    assert stages.inverted == prepare(image).inverted
    assert (stages.X - to_input(image)).abs().mean() < 0.02


@pytest.mark.parametrize("invert", [True, False])
def test_an_item_that_touches_the_edge_may_be_inverted(invert):
    picture = np.zeros((28, 28), np.uint8)
    picture[:14, 6:17] = 255  # a tenth of the rim and a little more: the quantile lies between the two values
    X = prepare(picture if invert else 255 - picture, invert=invert).X
    assert X[0, 0].min() == 0
    assert X[0, 0].max() == 1


@pytest.mark.parametrize("image", [drawing(), drawing(ink=255, paper=0), drawing(ink=20, paper=110)])
def test_inverting_turns_the_picture_round(image):
    found = prepare(image, centre=False)
    forced = prepare(image, invert=not found.inverted, centre=False)
    assert forced.inverted != found.inverted
    assert (forced.X + found.X - 1).abs().mean() < 0.1  # thin strokes are widened in one of them


def test_switches_overrule_what_was_found_out():
    image = drawing()
    assert prepare(image, invert=True).inverted
    whole = prepare(image, centre=False)
    assert not whole.centred
    assert box_in(whole, 400) == (0, 0, 400, 400)
    assert whole.X[0, 0, :5].sum() == 0  # the margin is still there
    assert prepare(image).centred


@pytest.mark.parametrize("make", [
    lambda image: image.convert("RGB"),
    lambda image: np.asarray(image),
    lambda image: np.asarray(image.convert("RGB")),
    lambda image: np.asarray(image) / 255,
    lambda image: (np.asarray(image) / 255).astype(np.float32)[None],
    lambda image: torch.from_numpy(np.asarray(image).copy()),
    lambda image: torch.from_numpy(np.asarray(image).copy())[None] / 255,
    lambda image: np.asarray(image).astype(np.uint16) * 257,
    lambda image: np.asarray(image) > 127,
    lambda image: torch.from_numpy(np.asarray(image).copy()).bfloat16() / 255,
])
def test_pictures_arrays_and_tensors_alike(make):
    assert (to_input(make(drawing())) - to_input(drawing())).abs().max() < 0.02


@pytest.mark.parametrize(("mean", "std"), [(0.5, 0.5), (0.2860, 0.3530)])
def test_a_normalised_tensor_is_the_picture_it_was_made_of(test_data, mean, std):
    X = test_data[0][0]
    assert torch.allclose(to_input((X - mean) / std), X[None], atol=1 / 255)


@pytest.mark.parametrize("bad", [
    np.zeros((28, 28)), np.ones((28, 28)), np.full((300, 300), 0.5), np.full((28, 28), np.nan),
    np.where(np.eye(28) > 0, np.inf, 0.0), np.zeros((0, 0)), np.zeros((28,)), np.zeros((2, 3, 4, 5)),
    np.zeros((28, 28, 7)), np.array([["a", "b"]]), np.zeros((28, 28), complex), torch.full((1, 1, 28, 28), torch.nan),
    Image.new("RGBA", (50, 50), (9, 9, 9, 0)), None, "a path", [[1, 2], [3]],
])
def test_nothing_to_see_is_told(bad):
    with pytest.raises(ImageError) as caught:
        to_input(bad)
    assert str(caught.value).endswith(".")


def test_every_stage_is_kept():
    stages = prepare(drawing(mode="RGB", ink=(0, 0, 0), paper=(255, 255, 255)))
    assert stages.original.size == (320, 320)  # large enough for 28 pixels
    assert stages.grey.shape == stages.light.shape == (320, 320)
    assert stages.grey.dtype == np.uint8
    assert stages.light.max() == 1
    assert abs(stages.crop.shape[0] - stages.crop.shape[1]) <= 2


def test_the_callers_picture_is_left_alone():
    image = drawing()
    before = np.asarray(image).copy()
    to_input(image)
    assert np.array_equal(np.asarray(image), before)
    values = np.asarray(image).astype(np.float32) / 255
    kept = values.copy()
    to_input(values)
    assert np.array_equal(values, kept)
