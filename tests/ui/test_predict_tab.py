"""The Predict tab's handlers without a browser."""

import base64
import io
import json
import re

import numpy as np
import pytest
import torch
from PIL import Image

from fmnist.data.fashion_mnist import CLASSES
from fmnist.errors import ImageError
from fmnist.files import ASSETS
from fmnist.inspection.blocks import walk_blocks
from fmnist.inspection.layers import walk_layers
from fmnist.pictures.open_image import open_image
from fmnist.pictures.to_input import prepare, to_input
from fmnist.ui.predict.answer import Question, draw_answer, draw_waiting_way, draw_way, draw_why, is_ghost, pad_image
from fmnist.ui.predict.explain_html import walk_html
from fmnist.ui.predict.html import answer_html
from tests.conftest import shipped_label
from tests.pictures.bad import encode, item
from tests.pictures.drawings import SHAPES, filled, outlined


def asked(source="draw", **switches):
    return Question(None, "mlp", source, **switches)


def pad_value(image):
    url = "data:image/png;base64," + base64.b64encode(encode(image, "png")).decode()
    return json.dumps({"image": url, "done": True})


def test_the_pads_value_is_the_drawing():
    drawing = outlined(SHAPES[0])
    assert pad_image(pad_value(drawing)).tobytes() == drawing.tobytes()
    for empty in ("", None, '{"image": "", "done": true}'):
        assert pad_image(empty) is None


@pytest.mark.parametrize("value", [
    "{", "[]", "null", "7", '"image"', '{"done": true}', '{"image": null}', '{"image": 7}', '{"image": ["a"]}',
    '{"image": "hello"}', '{"image": "data:image/png;base64,%%%%"}', '{"image": "data:image/png;base64,AAAA"}',
    '{"image": "data:text/html;base64,PGI+"}', '{"image": "/etc/passwd"}', '{"image": "file:///etc/passwd"}',
    "[" * 100_000, {"image": "x"}, 7, ["a"], b"\xff\xfe",
])
def test_a_broken_pad_value_is_one_sentence(value):
    with pytest.raises(ImageError) as caught:
        pad_image(value)
    assert str(caught.value).endswith(".")
    assert len(str(caught.value)) < 200


def test_the_open_source_decides(store, tmp_path):
    drawing, path = pad_value(outlined(SHAPES[0])), tmp_path / "item.png"
    path.write_bytes(encode(item(), "png"))

    def picture(source, upload=str(path), index=3):
        return Question(None, "mlp", source, drawing, upload, index).picture(store)

    assert picture("draw").size == (280, 280)
    assert picture("upload").size == (60, 60)
    assert torch.equal(to_input(picture("test")), to_input(store.data(False).data[3]))
    for index in (None, -1, 10**9, "3", True, 2.5):
        assert picture("test", index=index) is None
    assert picture("upload", upload=None) is None


def test_the_invert_switch_turns_round_what_was_found():
    light, dark = outlined(SHAPES[0]), Image.eval(outlined(SHAPES[0]), lambda value: 255 - value)
    assert [asked("upload").stages(image).inverted for image in (light, dark)] == [False, True]
    assert [asked("upload", flip=True).stages(image).inverted for image in (light, dark)] == [True, False]
    for image in (light, dark):
        turned, found = (asked("upload", flip=flip, centre=False).stages(image).X for flip in (True, False))
        assert (turned + found - 1).abs().mean() < 0.05


def shown_bars(text):
    bar = r"</i></span><span>([^<]*)</span><b><i style=\"width:[\d.]+%\"></i></b><span>([\d.]+)%</span>"
    return re.findall(bar, text)


def test_the_bars_are_the_models_probabilities_in_the_order_of_the_classes(store):
    X = store.data(False)[5][0][None]
    model = store.shipped("mlp").model
    expected = model(X).softmax(1)[0]
    text = draw_answer("en", store, asked(), X)
    assert shown_bars(text) == [(name, f"{100 * p:.1f}") for name, p in zip(CLASSES, expected, strict=True)]
    assert text.count('class="top best"') == 1
    assert text.count('class="best"') == 2


def test_compare_shows_every_model_the_visitor_has(store):
    X = store.data(False)[5][0][None]
    text = draw_answer("en", store, asked(compare=True), X)
    assert len(shown_bars(text)) == 10 * len(store.choices(None))


def test_predicted_against_actual():
    confidences = {name: float(name == "Shirt") for name in CLASSES}
    assert "Predicted: Shirt · Actual: Shirt ✓" in answer_html("en", confidences, actual="Shirt")
    assert "预测：Shirt（衬衫） · 实际：Coat（外套） ✗" in answer_html("zh", confidences, actual="Coat")


@pytest.mark.parametrize(("lang", "sentence"), [
    ("en", "torn between a Shirt and a Coat"), ("zh", "在衬衫和外套之间拿不准"),
])
def test_doubt_is_told_in_words(lang, sentence):
    confidences = dict.fromkeys(CLASSES, 0.01) | {"Shirt": 0.5, "Coat": 0.42}
    assert re.sub(r"\s", "", sentence) in re.sub(r"\s", "", answer_html(lang, confidences))


def stages_text(lang, store, question, stages):
    return draw_way(lang, store, question, stages, is_walking=True)[1]


@pytest.mark.parametrize(("size", "lang", "told"), [
    ((320, 240), "en", ">320×240<"),
    ((640, 480), "en", ">reduced to 320×240<"),
    ((640, 480), "zh", ">已缩小到 320×240<"),
])
def test_the_stages_tell_a_reduced_picture(store, size, lang, told):
    picture = open_image(encode(filled(SHAPES[3]).resize(size), "png"))
    assert told in stages_text(lang, store, asked(), prepare(picture))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_why_shows_input_saliency_and_three_neighbours_and_the_fold_every_stage(store, lang):
    stages = prepare(outlined(SHAPES[3]))
    text = draw_why(lang, store, asked(), stages)
    assert text.count("<img") == 1 + 1 + 3
    assert "|∂ logit" in text  # what the orange pixels are
    text = stages_text(lang, store, asked(), stages)
    assert text.count("<figure") == 6
    assert "(1, 1, 28, 28)" in text
    assert f"{stages.X.min():.2f} · {stages.X.mean():.2f} · {stages.X.max():.2f}" in text


def test_the_notes_say_what_was_asked_for(store):
    """The switches are the visitor's word, not something found in the picture."""
    light = outlined(SHAPES[3])
    for flip, centre, told in (
        (False, True, "lighter than its background: kept"),
        (True, True, "inverted, as you asked"),
        (False, False, "not cropped"),
    ):
        question = asked(flip=flip, centre=centre)
        assert told in stages_text("en", store, question, question.stages(light))
        assert (told in draw_why("en", store, question, question.stages(light))) == (flip or not centre)
    filling = store.data(False).data[0]  # the whole frame, and in place
    text = stages_text("en", store, asked(), prepare(filling))
    assert "already in place" in text
    assert "not cropped" not in text
    dark = Image.eval(light, lambda value: 255 - value)
    text = draw_why("en", store, asked("upload", flip=True), asked("upload", flip=True).stages(dark))
    assert "not inverted, as you asked" in text


@pytest.mark.parametrize(("lang", "told"), [("en", "turned by 30° to stand"), ("zh", "已转动 30°")])
def test_why_and_the_stages_say_that_a_tilted_shoe_was_turned(store, lang, told):
    shoe = next(shape for shape in SHAPES if shape.label == "Sneaker")
    stages = prepare(outlined(shoe).rotate(30))
    assert told in draw_why(lang, store, asked(), stages)
    assert told in stages_text(lang, store, asked(), stages)


def test_the_pages_own_shoe_is_marked(store):
    X = store.data(False)[5][0][None]
    assert not is_ghost(pad_value(outlined(SHAPES[0])))
    ghost = json.dumps(json.loads(pad_value(outlined(SHAPES[0]))) | {"ghost": True})
    for drawing, marked in ((ghost, True), ("", False), ("[1]", False)):
        question = Question(None, "mlp", "draw", drawing)
        assert ("data-ghost" in draw_answer("en", store, question, X)) == marked


@pytest.mark.parametrize(("kind", "columns", "buttons"), [("convnet", 8, 24), ("mlp", 4, 5)])
def test_the_flow_goes_block_by_block_and_opens_each_map(store, kind, columns, buttons):
    stages = prepare(outlined(SHAPES[3]))
    flow, strip, steps = draw_way("en", store, Question(None, kind), stages, is_walking=False)
    assert (strip, steps) == ("", "")
    assert flow.count("<b>") == columns
    opened = re.findall(r'popovertarget="([^"]+)">', flow)
    assert len(opened) == len(set(opened)) == buttons
    assert all(f'popover id="{name}"' in flow for name in opened)
    assert ("kernel" in flow) == (kind == "convnet")
    waiting, names = draw_waiting_way("en", store, Question(None, kind)), r"<b>(\w+)</b><code>([\d ×]+)"
    assert re.findall(names, waiting) == re.findall(names, flow)
    assert len(re.findall(names, flow)) == columns
    assert "<img" not in waiting


def test_the_flow_shows_what_the_block_gives(store):
    """Batch norm, ReLU and pooling included: nothing below zero, and the shapes of the model's own blocks."""
    model = store.shipped("convnet").model
    blocks = walk_blocks(model, walk_layers(model, prepare(outlined(SHAPES[3])).X))
    shapes = [tuple(block.output.shape[1:]) for block in blocks]
    assert shapes == [(32, 14, 14), (64, 7, 7), (128, 7, 7), (128, 4, 4), (192, 4, 4), (192, 4, 4), (10,)]
    assert all(block.output.min() >= 0 for block in blocks[:-1])
    assert [block.adds for block in blocks] == [False, False, False, True, False, True, False]


def test_the_class_pictures_are_pictures_of_the_test_set(store):
    address = re.search(r'url\("data:image/png;base64,([^"]+)"', (ASSETS / "classes.css").read_text("utf-8"))[1]
    sprite = torch.from_numpy(np.array(Image.open(io.BytesIO(base64.b64decode(address)))))
    data = store.data(False)
    for index, picture in enumerate(sprite.split(28, dim=1)):
        same = (data.data == picture).all(2).all(1).nonzero()[:, 0]
        assert data.targets[same].tolist() == [index]


def test_a_drawing_that_fills_the_pad_is_light_on_black_all_the_same():
    filled_up = Image.new("L", (280, 280), 255)
    filled_up.paste(0, (0, 0, 60, 90))
    filled_up.paste(0, (220, 0, 280, 90))
    stages = asked().stages(filled_up)
    assert not stages.inverted
    assert stages.X.mean() > 0.7


def test_all_answers_side_by_side_begin_with_the_model_in_hand(store):
    X = store.data(False)[5][0][None]
    for kind, name in (("mlp", "MLP · "), ("convnet", shipped_label("ConvNet"))):
        heads = re.findall("<h3>(.*?)</h3>", draw_answer("en", store, Question(None, kind, compare=True), X))
        assert heads[0].startswith(name)
        assert len(heads) == 2


def test_the_walk_ends_in_the_softmax_arithmetic(store):
    X = store.data(False)[5][0][None]
    model = store.shipped("mlp").model
    text = walk_html("en", "Tutorial's MLP", walk_layers(model, X))
    with torch.no_grad():
        logits = model(X)[0]
    powers = (logits - logits.max()).exp()
    assert text.count("<li>") == 8
    for value in (*(f"{z:.3f}" for z in logits), *(f"{p:.6f}" for p in logits.softmax(0)), f"÷ {powers.sum():.6f}"):
        assert value in text


# over HTTP
