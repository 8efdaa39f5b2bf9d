"""5.2 and 6.5 on screen: gradient descent on one parameter."""

from __future__ import annotations

from typing import Any

import gradio as gr

from fmnist.autograd.descent import LOSSES, MAX_STEPS, RANGES, descend
from fmnist.data.batches import whole_number
from fmnist.scripts.script import Script
from fmnist.scripts.tensors_and_autograd import descent_script
from fmnist.ui.autograd.html import draw_descent
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import slider
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t


def descent_section(page: Page) -> None:
    """The loss as a curve, and one step a click."""
    losses = [(f"loss = {name}", name) for name in LOSSES]
    with gr.Row(elem_classes="controls"):
        loss = gr.Radio(losses, value=losses[0][1], label="loss", elem_id="autograd-loss", interactive=True)
        start = slider("w", -3, 9, -1, 0.1, elem_id="autograd-start")
        rate = slider("learning rate", 0, 1.5, 0.1, 0.01, elem_id="autograd-rate")
        steps = slider(t("autograd.steps"), 0, MAX_STEPS, 0, 1, elem_id="autograd-steps")
        step = gr.Button(t("autograd.take"), variant="primary", elem_id="autograd-take", min_width=120)
    shown = gr.HTML(elem_id="autograd-descent-result", min_height=300)
    inputs = [loss, start, rate, steps]

    def draw(lang: str, loss: str, start: Any, rate: Any, steps: Any) -> str:
        return draw_descent(lang, descend(loss, start, rate, steps))

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
        taken = min(whole_number("steps", taken, MAX_STEPS, low=0) + 1, MAX_STEPS)
        return {steps: taken, shown: attempt(language(request), draw, loss, start, rate, taken)}

    def make(loss: str, start: Any, rate: Any, steps: Any) -> Script:
        return descent_script(loss, start, rate, len(descend(loss, start, rate, steps).w) - 1)

    changes = [start.input, rate.input, steps.input]
    live([page.tab.select, *changes], show_descent, inputs, shown)
    live(loss.input, change_loss, [loss, start, rate], [start, steps, shown])
    live(step.click, take_step, inputs, [steps, shown])
    code_panel(page, "descent", inputs, make, [*changes, loss.input, steps.change])
