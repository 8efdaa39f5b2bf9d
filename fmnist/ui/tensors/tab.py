"""Chapter 1 on screen: make a tensor, then index, join, multiply, change it in place, and cross the bridge to NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from fmnist.errors import FmnistError
from fmnist.tensors import numpy_bridge
from fmnist.tensors import operations as tensors
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import edits
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t
from fmnist.ui.tensors import html as draws
from fmnist.ui.tensors.html import AUTO, PRESETS, created


def tensors_tab(page: Page) -> None:
    """The tensor on top; below it one section an operation. Every section shows what the tensor on top gives."""
    gr.Markdown(t("tensors.intro"))
    with gr.Row(elem_classes="controls"):
        how = gr.Dropdown(
            [(f"torch.{name}", name) for name in (*tensors.FROM_DATA, *tensors.FROM_SHAPE)],
            value="tensor",
            label=t("tensors.how"),
            elem_id="tensors-how",
            interactive=True,
            min_width=150,
        )
        data = gr.Textbox(
            "[[1, 2, 3], [4, 5, 6]]",
            label=t("tensors.data"),
            elem_id="tensors-data",
            interactive=True,
            min_width=220,
            max_lines=4,
        )
        shape = gr.Textbox(
            "3, 4", label=t("tensors.shape"), elem_id="tensors-shape", interactive=True, visible=False, min_width=120
        )
        dtype = gr.Dropdown(
            [(t("tensors.dtype.auto"), AUTO), *((name, name) for name in tensors.DTYPES)],
            value=AUTO,
            label="dtype",
            elem_id="tensors-dtype",
            interactive=True,
            min_width=150,
        )
        seed = gr.Number(
            0,
            label=t("samples.seed"),
            precision=0,
            minimum=0,
            elem_id="tensors-seed",
            interactive=True,
            visible=False,
            min_width=100,
        )
    top = [how, data, shape, dtype, seed]
    made_html = gr.HTML(elem_id="tensors-made", min_height=120)
    sections: list[tuple[list[Any], Callable[..., str], gr.HTML]] = []

    def section(name: str, inputs: list[Any], draw: Callable[..., str]) -> None:
        sections.append((inputs, draw, gr.HTML(elem_id=f"tensors-{name}-result", min_height=120)))

    with gr.Tabs(elem_id="tensors-sections"):
        with gr.Tab(t("tensors.index"), id="index", elem_id="tensors-tab-index"):
            with gr.Row(elem_classes="controls"):
                preset = gr.Radio(
                    [(f"tensor[{p}]", p) for p in PRESETS],
                    value=":, 0",
                    label=t("tensors.preset"),
                    elem_id="tensors-preset",
                    interactive=True,
                )
                expression = gr.Textbox(
                    ":, 0",
                    label="tensor[ … ]",
                    info=t("tensors.index.info"),
                    elem_id="tensors-index",
                    interactive=True,
                    min_width=160,
                )
                value = gr.Textbox(
                    "",
                    label=t("tensors.assign"),
                    info=t("tensors.assign.info"),
                    elem_id="tensors-assign",
                    interactive=True,
                    min_width=120,
                )
            section("index", [expression, value], draws.draw_index)
        with gr.Tab(t("tensors.join"), id="join", elem_id="tensors-tab-join"):
            with gr.Row(elem_classes="controls"):
                join = gr.Radio(
                    list(tensors.JOINS), value="cat", label=t("tensors.join"), elem_id="tensors-join", interactive=True
                )
                count = gr.Slider(
                    1,
                    tensors.MAX_JOIN,
                    value=3,
                    step=1,
                    label=t("tensors.count"),
                    elem_id="tensors-count",
                    interactive=True,
                )
                dim = gr.Slider(-3, 3, value=1, step=1, label="dim", elem_id="tensors-dim", interactive=True)
            section("join", [join, count, dim], draws.draw_join)
        with gr.Tab(t("tensors.product"), id="product", elem_id="tensors-tab-product"):
            with gr.Row(elem_classes="controls"):
                kind = gr.Radio(
                    [(t("tensors.product.matrix"), "@"), (t("tensors.product.elements"), "*")],
                    value="@",
                    label=t("tensors.product"),
                    elem_id="tensors-product",
                    interactive=True,
                )
                spelling = gr.Radio(
                    [("@ / *", "operator"), (".matmul / .mul", "matmul"), ("out=", "out=")],
                    value="operator",
                    label=t("tensors.spelling"),
                    elem_id="tensors-spelling",
                    interactive=True,
                )
                which = gr.Radio(
                    [("tensor", "tensor"), ("tensor.T", "tensor.T"), (t("tensors.other.typed"), "typed")],
                    value="tensor.T",
                    label="other",
                    elem_id="tensors-other",
                    interactive=True,
                )
                typed = gr.Textbox(
                    "[1, 10, 100]",
                    label=t("tensors.other.data"),
                    elem_id="tensors-other-data",
                    interactive=True,
                    min_width=140,
                )
            section("product", [kind, spelling, which, typed], draws.draw_product)
        with gr.Tab("sum().item()", id="sum", elem_id="tensors-tab-sum"):
            section("sum", [], draws.draw_sum)
        with gr.Tab(t("tensors.inplace"), id="inplace", elem_id="tensors-tab-inplace"):
            with gr.Row(elem_classes="controls"):
                operation = gr.Radio(
                    list(tensors.IN_PLACE),
                    value="add_",
                    label=t("tensors.inplace"),
                    elem_id="tensors-inplace",
                    interactive=True,
                )
                operand = gr.Textbox(
                    "5", label=t("tensors.value"), elem_id="tensors-inplace-value", interactive=True, min_width=120
                )
            section("inplace", [operation, operand], draws.draw_in_place)
        with gr.Tab(t("tensors.bridge"), id="bridge", elem_id="tensors-tab-bridge"):
            with gr.Row(elem_classes="controls"):
                link = gr.Radio(
                    list(numpy_bridge.LINKS),
                    value="t.numpy()",
                    label=t("tensors.bridge.link"),
                    elem_id="tensors-link",
                    interactive=True,
                )
                change = gr.Radio(
                    list(numpy_bridge.CHANGES),
                    value="t.add_(1)",
                    label=t("tensors.bridge.change"),
                    elem_id="tensors-change",
                    interactive=True,
                )
            bridged = gr.HTML(elem_id="tensors-bridge-result", min_height=120)
            bridge_inputs = [link, change]
            code_panel(page, "bridge", bridge_inputs, draws.make_bridge_script, edits(*bridge_inputs))

    @guarded
    def show_all(request: gr.Request, *values: Any) -> list[str]:
        """The tensor and every section, after a change on top."""
        lang, first = language(request), values[:5]
        html, tensor = attempt(lang, draws.draw_tensor, *first), None
        try:
            tensor = created(*first).tensor
        except FmnistError:
            return [html, *[""] * len(sections)]
        out, at = [html], 5
        for inputs, draw, _ in sections:
            out.append(attempt(lang, draw, tensor, *values[at : at + len(inputs)]))
            at += len(inputs)
        return out

    everything = [*top, *(item for inputs, _, _ in sections for item in inputs)]
    outputs = [made_html, *(output for _, _, output in sections)]
    live([page.tab.select, *edits(*top)], show_all, everything, outputs)
    for inputs, draw, output in sections:
        if inputs:
            live(edits(*inputs), _section_handler(draw), [*top, *inputs], output)

    @guarded
    def show_fields(how: str) -> tuple[Any, Any, Any]:
        return (
            gr.update(visible=how in tensors.FROM_DATA),
            gr.update(visible=how in tensors.FROM_SHAPE),
            gr.update(visible="rand" in str(how)),
        )

    live(how.input, show_fields, how, [data, shape, seed])

    @guarded
    def take_preset(preset: str) -> str:
        return preset

    live(preset.input, take_preset, preset, expression)

    @guarded
    def show_bridge(link: str, change: str, request: gr.Request) -> str:
        return attempt(language(request), draws.draw_bridge, link, change)

    live([page.tab.select, *edits(*bridge_inputs)], show_bridge, bridge_inputs, bridged)
    code_panel(page, "tensors", everything, draws.make_script, edits(*everything))


def _section_handler(draw: Callable[..., str]) -> Callable[..., str]:
    @guarded
    def show_section(request: gr.Request, *values: Any) -> str:
        lang = language(request)
        try:
            tensor = created(*values[:5]).tensor
        except FmnistError:
            return ""  # said above, where the tensor is made
        return attempt(lang, draw, tensor, *values[5:])

    show_section.__name__ = f"show_{draw.__name__.removeprefix('draw_')}"
    return show_section
