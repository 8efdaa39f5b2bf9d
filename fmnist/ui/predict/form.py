"""The Predict tab's components: where the picture comes from, the switches, what is shown."""

from typing import NamedTuple

import gradio as gr

from fmnist.files import ASSETS
from fmnist.ui.common.fields import PICK
from fmnist.ui.common.uploads import picture_input
from fmnist.ui.predict import explain_html, flow_html, html, pad_html
from fmnist.ui.strings import t

# Not mirrored: all shoes of the data set point to the left. On a phone the camera at the back.
CAMERA = {"video": {"facingMode": {"ideal": "environment"}, "width": {"ideal": 1280}}}


class Sources(NamedTuple):
    """`open`: which of "draw", "upload" and "test" is. `index`: of the test image that was clicked."""

    open: gr.Radio
    pad: gr.HTML
    upload: gr.Image
    examples: gr.HTML
    more: gr.Button
    index: gr.State


class Switches(NamedTuple):
    flip: gr.Checkbox
    centre: gr.Checkbox
    compare: gr.Checkbox


class Shown(NamedTuple):
    """What the tab shows. `is_walking`: whether the panel with every stage and every layer is open."""

    bars: gr.HTML
    why: gr.HTML
    flow: gr.HTML
    panel: gr.Accordion
    strip: gr.HTML
    steps: gr.HTML
    is_walking: gr.State


def source_choice(max_upload_mb: int) -> Sources:
    """The pad, an upload, a test image; predict.css shows the column of the chosen one."""
    names = ("draw", "upload", "test")
    choice = gr.Radio([(t(f"predict.source.{name}"), name) for name in names], value="draw", label=t("predict.source"),
                      show_label=False, container=False, elem_id="predict-source", interactive=True)
    with gr.Column(elem_classes="source source-draw"):
        pad = gr.HTML("", html_template=pad_html.pad_template(), label=t("predict.pad"), elem_id="predict-pad",
                      js_on_load=(ASSETS / "pad.js").read_text("utf-8"))
    with gr.Column(elem_classes="source source-upload"):
        upload = picture_input(sources=["upload", "webcam", "clipboard"], height=340, label=t("predict.upload"),
                               elem_id="predict-upload", interactive=True,
                               webcam_options=gr.WebcamOptions(mirror=False, constraints=CAMERA))
        gr.HTML("", html_template=pad_html.upload_template(max_upload_mb), label=t("predict.upload.about"),
                js_on_load=(ASSETS / "upload.js").read_text("utf-8"), elem_id="predict-upload-info")
    with gr.Column(elem_classes="source source-test"):
        gr.Markdown(t("predict.test.info"), elem_classes="quiet")
        examples = gr.HTML(js_on_load=PICK, elem_id="predict-examples", label=t("predict.test.grid"))
        more = gr.Button(t("predict.test.more"), size="sm", elem_id="predict-more")
    return Sources(choice, pad, upload, examples, more, gr.State(None))


def trace_row() -> None:
    """Outlines of real items to put under the pen."""
    gr.HTML("", html_template=pad_html.trace_template(), js_on_load=(ASSETS / "trace.js").read_text("utf-8"),
            elem_id="predict-trace", label=t("predict.trace"))


def switch_row() -> Switches:
    """How to prepare the picture, and which models answer."""

    def switch(name: str, value: bool) -> gr.Checkbox:
        return gr.Checkbox(value, label=t(f"predict.{name}"), info=t(f"predict.{name}.info"),
                           elem_id=f"predict-{name}", interactive=True, min_width=130)

    with gr.Accordion(t("predict.options"), open=False, elem_id="predict-options"), gr.Row(elem_classes="switches"):
        return Switches(switch("flip", False), switch("centre", True), switch("compare", False))


def columns(max_upload_mb: int) -> tuple[Sources, Switches, Shown]:
    """Pad, answer, why; below them the way through the network, and a fold with all of it in numbers."""
    with gr.Row(elem_id="predict-three", equal_height=False):
        with gr.Column(elem_classes="predict-pad"):
            sources = source_choice(max_upload_mb)
            trace_row()
            switches = switch_row()
        with gr.Column(elem_classes="predict-answer"):
            bars = gr.HTML(html.first_html(), elem_id="predict-answer", label=t("predict.answer"),
                           js_on_load="element.setAttribute('aria-live', 'polite');")
        with gr.Column(elem_classes="predict-why"):
            why = gr.HTML(explain_html.why_waiting_html(), elem_id="predict-why")
    gr.HTML(f'<h2>{html.both_spans("flow")} <small>{html.both_spans("flow.click")}</small></h2>', elem_id="predict-way")
    flow = gr.HTML(flow_html.empty_flow_html(), elem_id="predict-flow")
    with gr.Accordion(t("predict.walk"), open=False, elem_id="predict-walk-panel") as panel:
        gr.Markdown(t("predict.walk.info"), elem_classes="quiet")
        strip, steps = gr.HTML(elem_id="predict-strip"), gr.HTML(elem_id="predict-walk")
    return sources, switches, Shown(bars, why, flow, panel, strip, steps, gr.State(False))
