"""5.2, 6.3 and 6.5 on screen: gradient descent on one parameter, and the training loop on one batch."""

from typing import Any

import gradio as gr

from fmnist.autograd.descent import LOSSES, MAX_STEPS, RANGES, descend
from fmnist.autograd.one_batch import OneBatch, one_batch
from fmnist.checks import whole_number
from fmnist.errors import FmnistError
from fmnist.files import ASSETS
from fmnist.scripts.autograd import descent_script, one_batch_script
from fmnist.scripts.script import Script
from fmnist.ui.autograd import html as draws
from fmnist.ui.autograd.batch_html import draw_one_batch
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import data_root, slider, whole
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt, problem
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t

BALL, STEPPER = ((ASSETS / name).read_text("utf-8") for name in ("ball.js", "stepper.js"))
MAX_SIZE = 32  # a ConvNet takes 100 ms for a batch of this size


def descent_section(page: Page) -> None:
    """5.2 and 6.5: the loss as a curve, and one step a click."""
    loss = gr.Radio(list(LOSSES), value=next(iter(LOSSES)), label="loss =", elem_id="autograd-loss", interactive=True)
    with gr.Row(elem_classes="controls"):
        start = slider("w", -3, 9, -1, 0.1, elem_id="autograd-start")
        rate = slider("learning rate", 0, 1.5, 0.1, 0.01, elem_id="autograd-rate")
        steps = slider(t("autograd.steps"), 0, MAX_STEPS, 0, 1, elem_id="autograd-steps")
        step = gr.Button(t("autograd.take"), variant="primary", elem_id="autograd-take", min_width=120)
    shown = gr.HTML(js_on_load=BALL, elem_id="autograd-descent-result", min_height=330)
    inputs = [loss, start, rate, steps]

    def draw(lang: str, loss: str, start: Any, rate: Any, steps: Any) -> str:
        return draws.draw_descent(lang, descend(loss, start, rate, steps))

    @guarded
    def show_descent(loss: str, start: Any, rate: Any, steps: Any, request: gr.Request) -> str:
        return attempt(language(request), draw, loss, start, rate, steps)

    @guarded
    def change_loss(loss: str, at: Any, rate: Any, request: gr.Request) -> dict[Any, Any]:
        low, high = RANGES.get(str(loss), (-3.0, 9.0))
        at = min(max(at, low), high) if isinstance(at, int | float) else low
        return {start: gr.update(minimum=low, maximum=high, value=at), steps: 0,
                shown: attempt(language(request), draw, loss, at, rate, 0)}

    @guarded
    def take_step(loss: str, start: Any, rate: Any, taken: Any, request: gr.Request) -> dict[Any, Any]:
        taken = min(whole_number("steps", taken, 0, MAX_STEPS) + 1, MAX_STEPS)
        return {steps: taken, shown: attempt(language(request), draw, loss, start, rate, taken)}

    def make(loss: str, start: Any, rate: Any, steps: Any) -> Script:
        return descent_script(loss, start, rate, len(descend(loss, start, rate, steps).w) - 1)

    changes = [start.input, rate.input, steps.input]
    live([page.tab.select, *changes], show_descent, inputs, shown)
    changed = live(loss.input, change_loss, [loss, start, rate], [start, steps, shown])
    live(step.click, take_step, inputs, [steps, shown])
    code_panel(page, "descent", inputs, make, [*changes, changed, steps.change])


def batch_section(page: Page) -> None:
    """6.3: one batch through the network in use, stopped after every line of the loop."""
    store = page.store
    with gr.Row(elem_classes="controls"):
        size = slider("batch_size", 1, MAX_SIZE, 16, 1, elem_id="autograd-batch-size")
        rate = gr.Number(1e-2, label="learning_rate", elem_id="autograd-batch-rate", interactive=True, min_width=120)
        parameter = gr.Dropdown([], label=t("autograd.parameter"), elem_id="autograd-parameter", interactive=True,
                                min_width=220)
    shown = gr.HTML(js_on_load=STEPPER, elem_id="autograd-batch-result", min_height=420)
    inputs = [page.visitor, page.hand, size, rate, parameter]

    def run(visitor: str | None, hand: str, size: Any, rate: Any, parameter: str | None) -> tuple[Any, OneBatch]:
        model, data = store.model(visitor, hand).model, store.data(True)
        names = [name for name, _ in model.named_parameters()]
        count = whole_number("batch_size", size, 1, MAX_SIZE)
        X = data.data[:count].unsqueeze(1).float() / 255
        return model, one_batch(model, X, data.targets[:count], rate, parameter if parameter in names else None)

    @guarded
    def show_batch(
        visitor: str | None, hand: str, size: Any, rate: Any, name: str | None, request: gr.Request
    ) -> dict[Any, Any]:
        lang = language(request)
        try:
            model, got = run(visitor, hand, size, rate, name)
        except FmnistError as error:
            return {shown: problem(lang, error)}
        names = [name for name, p in model.named_parameters() if p.requires_grad]
        return {shown: draw_one_batch(lang, got, rate), parameter: gr.update(choices=names, value=got.parameter)}

    def make(visitor: str | None, hand: str, size: Any, rate: Any, parameter: str | None) -> Script:
        model, got = run(visitor, hand, size, rate, parameter)
        return one_batch_script(model, got.parameter, got.index, float(rate), whole(size), root=data_root(store))

    changes = [size.input, rate.input, parameter.input]
    live([page.tab.select, page.hand.change, *changes], show_batch, inputs, [shown, parameter])
    code_panel(page, "one-batch", inputs, make, [*changes, page.hand.change])
