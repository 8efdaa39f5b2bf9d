"""The folds at the foot of the Inspect tab: the tutorial's layers, and training on with frozen parameters."""

from typing import Any

import gradio as gr

from fmnist.data.fashion_mnist import CLASSES
from fmnist.inspection.layers import call_on_random, tutorial_layers
from fmnist.scripts.models import layers_script
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.address import address
from fmnist.ui.common.classes import class_text
from fmnist.ui.common.fields import TELLING
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import note
from fmnist.ui.gradio_internals import live
from fmnist.ui.inspect.form import Form, names_in
from fmnist.ui.inspect.html import layers_html
from fmnist.ui.page import RUN_STARTED, Page
from fmnist.ui.strings import say, t


def layers_panel(page: Page) -> None:
    """4.3: the network in use on random numbers. 4.4: the tutorial's walk through single layers."""
    with gr.Accordion(t("inspect.layers"), open=False, elem_id="inspect-layers-panel") as panel:
        gr.Markdown(t("inspect.random"))
        called = gr.HTML(elem_id="inspect-random", min_height=200)
        gr.Markdown(t("inspect.layers.text"))
        shown = gr.HTML(elem_id="inspect-layers", min_height=300)
        code_panel(page, "layers", [], layers_script, title="inspect.layers.code")

    @guarded
    def show_layers(request: gr.Request) -> str:
        return layers_html(language(request), tutorial_layers())

    @guarded
    def show_call(visitor: str | None, hand: str, request: gr.Request) -> str:
        lang, made = language(request), call_on_random(page.store.model(visitor, hand).model)
        *_, y_pred = made.values()
        told = f"Predicted class: {y_pred} · {class_text(lang, CLASSES[y_pred])}"
        return layers_html(lang, made) + note(told, "result")

    live(panel.expand, show_layers, None, shown)
    live([panel.expand, page.hand.change], show_call, [page.visitor, page.hand], called,
         open_only="#inspect-layers-panel > button.open")


def freeze_panel(page: Page, form: Form) -> tuple[gr.CheckboxGroup, gr.Number]:
    """Train on from the weights in sight, some parameters fixed. Returns which, and the learning rate."""
    with gr.Accordion(t("inspect.freeze"), open=False, elem_id="inspect-freeze-panel"):
        gr.Markdown(t("inspect.freeze.text"))
        frozen = gr.CheckboxGroup([], label=t("inspect.freeze.names"), elem_id="inspect-frozen", interactive=True)
        with gr.Row(elem_classes="controls"):
            epochs = gr.Number(1, label=t("inspect.freeze.epochs"), elem_id="inspect-epochs", interactive=True)
            rate = gr.Number(1e-3, label=t("inspect.freeze.rate"), elem_id="inspect-rate", interactive=True)
            train_on = gr.Button(t("inspect.freeze.start"), variant="primary", elem_id="inspect-train-on")

    @guarded
    def start_training(values: dict[Any, Any], request: gr.Request) -> None:
        line, stop = form.moment(page, values)
        config = line.config(frozen=names_in(values[frozen]), epochs=values[epochs], learning_rate=values[rate])
        page.store.runs.start(values[page.visitor], config, start_from=line.model(stop),
                              address=address(request))
        gr.Info(say(language(request), "inspect.freeze.started"))

    started = train_on.click(start_training, {*form.inputs(page), frozen, epochs, rate}, None, **TELLING)
    started.success(None, js=RUN_STARTED, api_visibility="private")
    return frozen, rate
