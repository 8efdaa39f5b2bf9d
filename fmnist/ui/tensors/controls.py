"""The controls of the Tensors tab: for the tensor on top, and for every operation on it.

Each function lays out one group and returns its components in the order in which a drawing function takes their values.
"""

from typing import Any

import gradio as gr

from fmnist.tensors import numpy_bridge
from fmnist.tensors import operations as tensors
from fmnist.ui.common.fields import slider
from fmnist.ui.common.guard import guarded
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t
from fmnist.ui.tensors.html import AUTO, PRESETS


def top_controls(page: Page) -> list[Any]:
    """What makes the tensor. Only the fields that the chosen function needs are visible."""
    functions = [(f"torch.{name}", name) for name in (*tensors.FROM_DATA, *tensors.FROM_SHAPE)]
    dtypes = [(t("tensors.dtype.auto"), AUTO), *((name, name) for name in tensors.DTYPES)]
    with gr.Row(elem_classes="controls"):
        how = gr.Dropdown(functions, value="tensor", label=t("tensors.how"), elem_id="tensors-how", interactive=True,
                          min_width=150)
        data = gr.Textbox("[[1, 2, 3], [4, 5, 6]]", label=t("tensors.data"), elem_id="tensors-data", interactive=True,
                          min_width=220, max_lines=4)
        shape = gr.Textbox("3, 4", label=t("tensors.shape"), elem_id="tensors-shape", interactive=True, visible=False,
                           min_width=120)
        dtype = gr.Dropdown(dtypes, value=AUTO, label="dtype", elem_id="tensors-dtype", interactive=True, min_width=150)
        seed = gr.Number(0, label=t("samples.seed"), elem_id="tensors-seed", interactive=True,
                         visible=False, min_width=100)

    @guarded
    def show_fields(how: str) -> dict[Any, Any]:
        return {
            data: gr.update(visible=how in tensors.FROM_DATA),
            shape: gr.update(visible=how in tensors.FROM_SHAPE),
            seed: gr.update(visible=how in tensors.FROM_SEED),
        }

    live(how.input, show_fields, how, [data, shape, seed])
    page.linked(show_fields, how, [data, shape, seed])
    return [how, data, shape, dtype, seed]


def index_controls() -> list[Any]:
    """The index, and the value to assign. A preset fills in both."""
    presets = [(f"tensor[{p}]" + f" = {value}" * bool(value), f"{p} = {value}") for p, value in PRESETS]
    with gr.Row(elem_classes="controls"):
        preset = gr.Radio(presets, value=":, 0 = ", label=t("tensors.preset"),
                          elem_id="tensors-preset", interactive=True)
        expression = gr.Textbox(":, 0", label="tensor[ … ]", info=t("tensors.index.info"), elem_id="tensors-index",
                                interactive=True, min_width=160)
        value = gr.Textbox("", label=t("tensors.assign"), info=t("tensors.assign.info"), elem_id="tensors-assign",
                           interactive=True, min_width=120)

    @guarded
    def take_preset(preset: str) -> tuple[str, str]:
        index, _, assigned = str(preset).partition(" = ")
        return index, assigned

    live(preset.input, take_preset, preset, [expression, value])
    return [expression, value]


def join_controls() -> list[Any]:
    """`cat` or `stack`, how many, along which dimension."""
    with gr.Row(elem_classes="controls"):
        return [
            gr.Radio(list(tensors.JOINS), value="cat", label=t("tensors.join"), elem_id="tensors-join",
                     interactive=True),
            slider(t("tensors.count"), 1, tensors.MAX_JOIN, 3, 1, elem_id="tensors-count"),
            slider("dim", -3, 3, 1, 1, elem_id="tensors-dim"),
        ]


def product_controls() -> list[Any]:
    """Which product, the right-hand side, and the data of a typed one."""
    products = [(t("tensors.product.matrix"), "@"), (t("tensors.product.elements"), "*")]
    others = [("tensor", "tensor"), ("tensor.T", "tensor.T"), (t("tensors.other.typed"), "typed")]
    with gr.Row(elem_classes="controls"):
        return [
            gr.Radio(products, value="@", label=t("tensors.product"), elem_id="tensors-product", interactive=True),
            gr.Radio(others, value="tensor.T", label="other", elem_id="tensors-other", interactive=True),
            gr.Textbox("[1, 10, 100]", label=t("tensors.other.data"), elem_id="tensors-other-data", interactive=True,
                       min_width=140),
        ]


def in_place_controls() -> list[Any]:
    """The operation and its operand."""
    with gr.Row(elem_classes="controls"):
        return [
            gr.Radio(list(tensors.IN_PLACE), value="add_", label=t("tensors.inplace"), elem_id="tensors-inplace",
                     interactive=True),
            gr.Textbox("5", label=t("tensors.value"), elem_id="tensors-inplace-value", interactive=True, min_width=120),
        ]


def bridge_controls() -> list[Any]:
    """What links tensor and array, and which of the two changes."""
    with gr.Row(elem_classes="controls"):
        return [
            gr.Radio(list(numpy_bridge.LINKS), value="t.numpy()", label=t("tensors.bridge.link"),
                     elem_id="tensors-link", interactive=True),
            gr.Radio(list(numpy_bridge.CHANGES), value="t.add_(1)", label=t("tensors.bridge.change"),
                     elem_id="tensors-change", interactive=True),
        ]
