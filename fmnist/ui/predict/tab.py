"""The quickstart's "Making predictions" on screen: draw, upload or choose; ten probabilities, and why."""

from __future__ import annotations

import json
import random
from typing import Any

import gradio as gr
import torch
from PIL import Image

from fmnist.data.fashion_mnist import CLASSES
from fmnist.errors import ImageError
from fmnist.files import ASSETS
from fmnist.inspection.layers import walk_layers
from fmnist.pictures.open_image import open_data_url
from fmnist.pictures.to_input import Stages, prepare
from fmnist.prediction.predict import nearest, predict, saliency
from fmnist.scripts.models import predict_script
from fmnist.scripts.script import Script
from fmnist.server.store import Store
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import DIRECT, EACH, data_root
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.uploads import open_upload, picture_input
from fmnist.ui.gradio_internals import event_data, live
from fmnist.ui.page import Page
from fmnist.ui.predict import html
from fmnist.ui.strings import say, say_error, t

EXAMPLES = 12
# Not mirrored: all shoes of the data set point to the left. On a phone the camera at the back.
CAMERA = {"video": {"facingMode": {"ideal": "environment"}, "width": {"ideal": 1280}}}
CHOOSE = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-index]');
  if (!button) return;
  element.querySelectorAll('button').forEach((other) => other.setAttribute('aria-pressed', other === button));
  trigger('select', {index: Number(button.dataset.index)});
});
"""


def pad_image(value: Any) -> Image.Image | None:
    """The drawing in the pad's value, `{"image": "data:…", "done": bool}`; `None` if empty. Raises `ImageError`."""
    if not value:
        return None
    try:
        url = json.loads(value)["image"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ImageError("the drawing cannot be read: expected an object with an image; draw again.") from None
    return open_data_url(url) if url != "" else None


def current_picture(store: Store, mode: str, drawing: Any, upload: str | None, index: Any) -> Image.Image | None:
    """The picture of the open source ("draw", "upload", "test"), or `None` if there is none yet."""
    if mode == "test":
        data = store.data(False).data
        fits = type(index) is int and 0 <= index < len(data)
        return Image.fromarray(data[index].numpy()) if fits else None
    if mode == "upload":
        return open_upload(upload) if upload else None
    return pad_image(drawing)


def stages_of(image: Image.Image, source: str, flip: bool, centre: bool) -> Stages:
    """`prepare`, with the two switches: `flip` overrules the polarity that is known, or was found in an upload."""
    if source != "upload":  # the pad draws light on black, as the data set is
        return prepare(image, invert=flip, centre=centre)
    found = prepare(image, centre=centre)
    return prepare(image, invert=not found.inverted, centre=centre) if flip else found


def draw_answer(lang: str, store: Store, visitor: str | None, kind: str, X: torch.Tensor, compare: bool,
                actual: str | None = None) -> str:
    """The answer of the model in hand, or those of all models, that one first."""
    if not compare:
        return html.answer_html(lang, predict(store.model(visitor, kind).model, X), actual=actual)
    return html.side_by_side([
        html.answer_html(lang, predict(store.model(visitor, name).model, X), say(lang, f"page.hand.{name}"), actual)
        for name in sorted(store.choices(visitor), key=lambda name: name != kind)
    ])


def draw_strip(lang: str, store: Store, visitor: str | None, kind: str, stages: Stages, flip: bool,
               centre: bool) -> str:
    """The stages, what the model in hand looked at, and the three nearest training images."""
    training_data = store.data(True)
    near = [(training_data.data[index], CLASSES[training_data.targets[index]])
            for index in nearest(stages.X, training_data.data).tolist()]
    looked_at = saliency(store.model(visitor, kind).model, stages.X)
    return html.stages_html(lang, stages, flip, centre) + html.why_html(
        lang, say(lang, f"page.hand.{kind}"), stages.X[0, 0], looked_at, near)


def predict_tab(page: Page) -> None:
    """The sources on the left, the answer on the right; below, what the network gets and how it goes on."""
    store = page.store
    gr.Markdown(t("predict.intro"))
    mode, chosen, walking = gr.State("draw"), gr.State(None), gr.State(False)
    with gr.Row(equal_height=False):
        with gr.Column(scale=4, min_width=300):
            with gr.Tabs(elem_id="predict-source"):
                with gr.Tab(t("predict.source.draw"), id="draw") as draw_source:
                    pad = gr.HTML("", html_template=html.pad_template(), label=t("predict.pad"),
                                  js_on_load=(ASSETS / "pad.js").read_text("utf-8"), elem_id="predict-pad")
                with gr.Tab(t("predict.source.upload"), id="upload") as upload_source:
                    upload = picture_input(sources=["upload", "webcam", "clipboard"], height=300,
                                           label=t("predict.upload"), elem_id="predict-upload", interactive=True,
                                           webcam_options=gr.WebcamOptions(mirror=False, constraints=CAMERA))
                    gr.HTML("", html_template=html.upload_template(), elem_id="predict-upload-info",
                            js_on_load=(ASSETS / "upload.js").read_text("utf-8"), label=t("predict.upload.about"))
                with gr.Tab(t("predict.source.test"), id="test") as test_source:
                    gr.Markdown(t("predict.test.info"), elem_classes="quiet")
                    examples = gr.HTML(js_on_load=CHOOSE, elem_id="predict-examples", label=t("predict.test.grid"))
                    more = gr.Button(t("predict.test.more"), size="sm", elem_id="predict-more")
            with gr.Row(elem_classes="switches"):
                flip = gr.Checkbox(False, label=t("predict.flip"), info=t("predict.flip.info"),
                                   elem_id="predict-flip", interactive=True, min_width=130)
                centre = gr.Checkbox(True, label=t("predict.centre"), info=t("predict.centre.info"),
                                     elem_id="predict-centre", interactive=True, min_width=130)
                compare = gr.Checkbox(False, label=t("predict.compare"), info=t("predict.compare.info"),
                                      elem_id="predict-compare", interactive=True, min_width=130)
        with gr.Column(scale=5, min_width=300):
            answer = gr.HTML(elem_id="predict-answer", label=t("predict.answer"), min_height=360,
                             js_on_load="element.setAttribute('aria-live', 'polite');")
    strip = gr.HTML(elem_id="predict-strip")
    with gr.Accordion(t("predict.walk"), open=False, elem_id="predict-walk-panel") as walk_panel:
        gr.Markdown(t("predict.walk.info"), elem_classes="quiet")
        walk = gr.HTML(elem_id="predict-walk")

    def look(lang: str, visitor: str | None, kind: str, source: str, drawing: Any, file: str | None, index: Any,
             flipped: bool, centred: bool, compared: bool) -> tuple[str, Stages | None]:
        """The answer's HTML, and the stages where there is a picture; a bad picture is told in the answer's place."""
        source = source or "draw"
        try:
            image = current_picture(store, source, drawing, file, index)
            if image is None:
                return html.message_html(say(lang, f"predict.empty.{source}")), None
            stages = stages_of(image, source, bool(flipped), centred is not False)
            actual = CLASSES[store.data(False).targets[index]] if source == "test" else None
            return draw_answer(lang, store, visitor, kind, stages.X, bool(compared), actual), stages
        except ImageError as error:
            return html.message_html(say_error(lang, error), is_error=True), None

    @guarded
    def guess(visitor: str | None, kind: str, drawing: Any, flipped: bool, centred: bool, compared: bool,
              request: gr.Request) -> str:
        """While drawing: the answer alone, as quickly as can be."""
        return look(language(request), visitor, kind, "draw", drawing, None, None, flipped, centred, compared)[0]

    @guarded
    def explain(visitor: str | None, kind: str, source: str, drawing: Any, file: str | None, index: Any,
                flipped: bool, centred: bool, compared: bool, walked: bool, request: gr.Request) -> tuple[Any, ...]:
        """The answer, and all that explains it."""
        lang = language(request)
        text, stages = look(lang, visitor, kind, source, drawing, file, index, flipped, centred, compared)
        if stages is None:
            return text, "", html.message_html(say(lang, "predict.walk.empty")) if walked else ""
        steps = ""
        if walked:
            steps = html.walk_html(lang, say(lang, f"page.hand.{kind}"),
                                   walk_layers(store.model(visitor, kind).model, stages.X))
        return text, draw_strip(lang, store, visitor, kind, stages, bool(flipped), centred is not False), steps

    @guarded
    def choose_example(event: gr.EventData) -> tuple[Any, bool]:
        index = event_data(event).get("index")
        return index if type(index) is int else None, False

    @guarded
    def show_examples(request: gr.Request) -> str:
        data = store.data(False).data
        return html.examples_html(data, random.SystemRandom().sample(range(len(data)), min(EXAMPLES, len(data))))

    switches = [flip, centre, compare]
    everything = [page.visitor, page.hand, mode, pad, upload, chosen, *switches, walking]
    shown = [answer, strip, walk]
    for drawn in (pad.input, pad.release):  # a lifted pen does not wait for the answer to the line before
        live(drawn, guess, [page.visitor, page.hand, pad, *switches], answer)
    happenings = [pad.submit, page.hand.change, page.tab.select, *(switch.input for switch in switches)]
    explained = [
        live(happenings, explain, everything, shown),
        live([page.pulse.input, page.pulse.submit], explain, everything, shown, open_only=page.while_open),  # it learns
    ]
    for happened, what, told in (
        (draw_source.select, _constant("draw"), mode),
        (upload_source.select, _constant("upload"), mode),
        (test_source.select, _constant("test"), mode),
        # Whether to invert was said of the picture before.
        (pad.clear, _constant(False), flip),
        (upload.change, _constant(False), flip),
        (examples.select, choose_example, [chosen, flip]),
        (walk_panel.expand, _constant(True), walking),
        (walk_panel.collapse, _constant(False), walking),
    ):
        explained.append(live(happened(what, None, told, **EACH), explain, everything, shown))
    more.click(show_examples, None, examples, **DIRECT)
    page.demo.load(show_examples, None, examples, **DIRECT)
    predict_code(page, [page.visitor, page.hand, mode, pad, upload, chosen, *switches], explained)


def _constant(value: Any) -> Any:
    """A handler that says which of several things happened."""

    def told() -> Any:
        return value

    return told


def predict_api(store: Store) -> None:
    """The HTTP endpoint `predict`: an image file -> label and confidences of the shipped ConvNet."""
    picture = picture_input(visible=False, label="image")
    label = gr.Label(visible=False, label="answer")

    @guarded
    def predict_picture(image: str | None, request: gr.Request) -> dict[str, float]:
        """What a picture shows: the likeliest class, and the probabilities of all ten."""
        if not image:
            raise ImageError("no picture came with the request; send an image file.")
        return predict(store.model(None, store.choices(None)[0]).model, prepare(open_upload(image)).X)

    gr.Button(visible=False).click(predict_picture, picture, label, api_name="predict", queue=False)


def predict_code(page: Page, inputs: list[Any], triggers: list[Any]) -> None:
    """4.2: the answer to the picture in sight, or to the first test image as in the tutorial while there is none.

    `inputs`: visitor, model in hand, source, drawing, upload, test index, and the three switches of the Predict tab.
    `triggers`: what comes after another answer, not after every stroke.
    """
    from fmnist.ui.predict.tab import current_picture, stages_of

    def make(
        visitor: str | None, kind: str, source: str, drawing: Any, upload: Any, index: Any, flip: bool, centre: bool,
        compare: bool,
    ) -> Script:  # fmt: skip
        store = page.store
        model = store.model(visitor, kind).model
        if compare:
            model = {name: store.model(visitor, name).model for name in store.choices(visitor)}
        image = current_picture(store, source or "draw", drawing, upload, index)
        if image is None:
            return predict_script(model, index=0, root=data_root(store))
        X = stages_of(image, source or "draw", bool(flip), centre is not False).X
        if source == "test" and torch.equal(X[0], store.data(False)[index][0]):  # already as the network gets it
            return predict_script(model, index=index, root=data_root(store))
        return predict_script(model, X=X)

    code_panel(page, "predict", inputs, make, triggers)
