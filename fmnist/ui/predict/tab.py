"""The quickstart's "Making predictions" on screen: draw, upload or choose; ten probabilities, and why."""

import random
from typing import Any

import gradio as gr
import torch
from gradio.events import Dependency

from fmnist.errors import ImageError
from fmnist.pictures.to_input import prepare
from fmnist.prediction.predict import predict
from fmnist.scripts.models import predict_script
from fmnist.scripts.script import Script
from fmnist.server.store import Store
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import EACH, QUIET, data_root
from fmnist.ui.common.guard import guarded, guarded_api
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import language
from fmnist.ui.common.uploads import large_pictures_in_turn, open_upload, picture_input
from fmnist.ui.gradio_internals import event_data, live
from fmnist.ui.network import network_file
from fmnist.ui.page import Page
from fmnist.ui.predict.answer import Question, answer, compared, draw_waiting_way, draw_way, draw_why
from fmnist.ui.predict.explain_html import why_waiting_html
from fmnist.ui.predict.form import Shown, Sources, Switches, columns
from fmnist.ui.predict.pad_html import examples_html
from fmnist.ui.strings import say

EXAMPLES = 12  # test images to choose from


def predict_tab(page: Page) -> None:
    """The sources on the left, the answer beside them, why at the right; below, the way through the network."""
    sources, switches, shown = columns(page.store.settings.max_upload_mb)
    wire_pad(page, sources.pad, switches, shown.bars)
    question = [page.visitor, page.hand, sources.open, sources.pad, sources.upload, sources.index, *switches]
    happened = [sources.pad.submit, sources.open.change, page.hand.change, page.tab.select,
                *(switch.input for switch in switches)]
    explained = wire_explanation(page, question, happened, choices(sources, switches.flip, shown), shown)
    wire_examples(page, sources)
    predict_code(page, question, explained)


def wire_pad(page: Page, pad: gr.HTML, switches: Switches, bars: gr.HTML) -> None:
    """While somebody draws: the answer alone, as quickly as can be."""

    @guarded
    def guess(request: gr.Request, visitor: str | None, kind: str, drawing: Any, *switched: Any) -> str:
        question = Question.parse(visitor, kind, "draw", drawing, None, None, *switched)
        return answer(language(request), page.store, question)[0]

    for drawn in (pad.input, pad.release):  # a lifted pen does not wait for the answer to the line before
        live(drawn, guess, [page.visitor, page.hand, pad, *switches], bars)


def choices(sources: Sources, flip: gr.Checkbox, shown: Shown) -> list[Dependency]:
    """The events that store which test image was clicked, and whether the fold is open."""

    @guarded
    def choose_example(event: gr.EventData) -> tuple[Any, bool]:
        index = event_data(event).get("index")
        return index if type(index) is int else None, False

    return [happened(handler, None, outputs, **EACH) for happened, handler, outputs in (
        # The visitor asked to invert the picture before, not this one.
        (sources.pad.clear, _constant(False), flip),
        (sources.upload.change, _constant(False), flip),
        (sources.examples.select, choose_example, [sources.index, flip]),
        (shown.panel.expand, _constant(True), shown.is_walking),
        (shown.panel.collapse, _constant(False), shown.is_walking),
    )]


def _constant(value: Any) -> Any:
    """A handler that says which of several things happened."""

    def told() -> Any:
        return value

    return told


def wire_explanation(page: Page, question: list[Any], happened: list[Any], chosen: list[Dependency],
                     shown: Shown) -> list[Dependency]:
    """The answer with all that explains it, after each of `happened` and `chosen`, and while the run in use learns.

    `question`: components in the order of the fields of `Question`. Returns the events that show an explanation.
    """

    @large_pictures_in_turn
    @guarded
    def explain(request: gr.Request, is_walking: bool, *values: Any) -> dict[Any, Any]:
        lang, asked = language(request), Question.parse(*values)
        text, stages = answer(lang, page.store, asked)
        if stages is None:
            empty = f'<p class="quiet">{escape(say(lang, "predict.walk.empty"))}</p>' if is_walking else ""
            return {shown.bars: text, shown.why: why_waiting_html(),
                    shown.flow: draw_waiting_way(lang, page.store, asked), shown.strip: "", shown.steps: empty}
        flow, strip, steps = draw_way(lang, page.store, asked, stages, is_walking)
        return {shown.bars: text, shown.why: draw_why(lang, page.store, asked, stages), shown.flow: flow,
                shown.strip: strip, shown.steps: steps}

    inputs = [shown.is_walking, *question]
    outputs = [shown.bars, shown.why, shown.flow, shown.strip, shown.steps]
    learned = live(page.pulse.input, explain, inputs, outputs, open_only=page.while_open)
    return [learned, *(live(triggers, explain, inputs, outputs) for triggers in (happened, *chosen))]


def wire_examples(page: Page, sources: Sources) -> None:
    """Other test images to choose from at every visit, and for the button."""

    @guarded
    def show_examples(request: gr.Request) -> str:
        data = page.store.data(False).data
        return examples_html(data, random.SystemRandom().sample(range(len(data)), min(EXAMPLES, len(data))))

    sources.more.click(show_examples, None, sources.examples, **QUIET)
    page.demo.load(show_examples, None, sources.examples, **QUIET)


def predict_code(page: Page, question: list[Any], triggers: list[Dependency]) -> None:
    """4.2: the answer to the picture in sight, or to the first test image as in the tutorial while there is none.

    `question`: components in the order of the fields of `Question`.
    `triggers`: what comes after another answer, not after every stroke.
    """

    def make(*values: Any) -> Script:
        asked, store = Question.parse(*values), page.store
        model = store.model(asked.visitor, asked.kind).model
        if asked.compare:
            model = {network_file(store, asked.visitor, kind): store.model(asked.visitor, kind).model
                     for kind in compared(store, asked.visitor, asked.kind)}
        image = asked.picture(store)
        if image is None:
            return predict_script(model, index=0, root=data_root(store))
        X = asked.stages(image).X
        # Already as the network gets it.
        if asked.source == "test" and torch.equal(X[0], store.data(False)[asked.index][0]):
            return predict_script(model, index=asked.index, root=data_root(store))
        return predict_script(model, X=X)

    code_panel(page, "predict", question, make, triggers)


def predict_api(store: Store) -> None:
    """The HTTP endpoint `predict`: an image file -> label and confidences of the shipped ConvNet."""
    picture = picture_input(visible=False, label="image")
    label = gr.Label(visible=False, label="answer")

    @large_pictures_in_turn
    @guarded_api
    def predict_picture(image: str | None, request: gr.Request) -> dict[str, float]:
        """What a picture shows: the likeliest class, and the probabilities of all ten."""
        if not image:
            raise ImageError("no picture came with the request; send an image file.")
        return predict(store.model(None, store.choices(None)[0]).model, prepare(open_upload(image)).X)

    gr.Button(visible=False).click(predict_picture, picture, label, api_name="predict", queue=False)
