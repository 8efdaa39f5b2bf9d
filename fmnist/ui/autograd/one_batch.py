"""6.3 on screen: the training loop on one batch, stopped after every line."""

from __future__ import annotations

from typing import Any

import gradio as gr

from fmnist.autograd.one_batch import OneBatch
from fmnist.autograd.one_batch import one_batch as run_batch
from fmnist.data.batches import whole_number
from fmnist.errors import FmnistError
from fmnist.scripts.script import Script
from fmnist.scripts.tensors_and_autograd import one_batch_script
from fmnist.ui.autograd.html import draw_one_batch
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import data_root, slider, whole
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import problem
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t

MAX_SIZE = 32  # a ConvNet takes 100 ms for a batch of this size


def batch_section(page: Page) -> None:
    """The batch goes through the model in hand."""
    store = page.store
    with gr.Row(elem_classes="controls"):
        size = slider("batch_size", 1, MAX_SIZE, 16, 1, elem_id="autograd-batch-size")
        rate = gr.Number(1e-2, label="learning_rate", elem_id="autograd-batch-rate", interactive=True, min_width=120)
        parameter = gr.Dropdown([], label=t("autograd.parameter"), elem_id="autograd-parameter", interactive=True,
                                min_width=220)
    shown = gr.HTML(elem_id="autograd-batch-result", min_height=300)
    inputs = [page.visitor, page.hand, size, rate, parameter]

    def run(visitor: str | None, hand: str, size: Any, rate: Any, parameter: str | None) -> tuple[Any, OneBatch]:
        model, data = store.model(visitor, hand).model, store.data(True)
        names = [name for name, _ in model.named_parameters()]
        count = whole_number("batch_size", size, MAX_SIZE)
        X = data.data[:count].unsqueeze(1).float() / 255
        return model, run_batch(model, X, data.targets[:count], rate, parameter if parameter in names else None)

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
        return {shown: draw_one_batch(lang, got, rate),
                parameter: gr.update(choices=names, value=got.parameter)}

    def make(visitor: str | None, hand: str, size: Any, rate: Any, parameter: str | None) -> Script:
        model, got = run(visitor, hand, size, rate, parameter)
        return one_batch_script(model, got.parameter, got.index, float(rate), whole(size), root=data_root(store))

    changes = [size.input, rate.input, parameter.input]
    live([page.tab.select, page.hand.change, *changes], show_batch, inputs, [shown, parameter])
    code_panel(page, "one-batch", inputs, make, [*changes, page.hand.change])
