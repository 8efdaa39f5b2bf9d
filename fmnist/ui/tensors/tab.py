"""Chapter 1 on screen: make a tensor, then index, join, multiply, change it in place, and cross the bridge to NumPy."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

import gradio as gr
import torch

from fmnist.errors import FmnistError
from fmnist.scripts.script import Script
from fmnist.scripts.tensors import bridge_script, tensor_script
from fmnist.tensors import numpy_bridge
from fmnist.tensors import operations as tensors
from fmnist.tensors.parsing import as_data
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import QUIET, edits
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t
from fmnist.ui.tensors import controls
from fmnist.ui.tensors import html as draws


class Operation(NamedTuple):
    """One operation on the tensor on top: `draw(lang, tensor, *values of the inputs)` makes the HTML of `output`.

    `go_on`: a button that puts `result(tensor, *values of the inputs)` on top, where there is one.
    """

    inputs: Sequence[Any]
    draw: Callable[..., str]
    output: gr.HTML
    result: Callable[..., torch.Tensor] | None
    go_on: gr.Button | None


def tensors_tab(page: Page) -> None:
    """The tensor on top; below it one section an operation. Every section shows what the tensor on top gives."""
    top = controls.top_controls(page)
    made = gr.HTML(elem_id="tensors-made", min_height=120)
    with gr.Tabs(elem_id="tensors-sections", overflow_behavior="wrap"):
        operations = [
            operation("index", t("tensors.index"), controls.index_controls, draws.draw_index, draws.indexed),
            operation("join", t("tensors.join"), controls.join_controls, draws.draw_join),
            operation("product", t("tensors.product"), controls.product_controls, draws.draw_product),
            operation("sum", "sum().item()", list, draws.draw_sum),
            operation("inplace", t("tensors.inplace"), controls.in_place_controls, draws.draw_in_place),
        ]
        with gr.Tab(t("tensors.bridge"), id="bridge", elem_id="tensors-tab-bridge"):
            bridge_section(page)
    groups = [top, *(one.inputs for one in operations)]
    everything = [component for group in groups for component in group]

    @guarded
    def show_all(request: gr.Request, *values: Any) -> dict[Any, str]:
        """The tensor and every section, after a change on top."""
        lang, (first, *rest) = language(request), split(values, groups)
        shown = {made: attempt(lang, draws.draw_tensor, *first), **{one.output: "" for one in operations}}
        try:
            tensor = draws.created(*first).tensor
        except FmnistError:
            return shown
        return shown | {one.output: attempt(lang, one.draw, tensor, *its)
                        for one, its in zip(operations, rest, strict=True)}

    def make(*values: Any) -> Script:
        return make_script(*filter(None, split(values, groups)))

    live([page.tab.select, *edits(*top)], show_all, everything, [made, *(one.output for one in operations)])
    for one in operations:
        if one.inputs:
            live(edits(*one.inputs), _handler(one.draw, len(top)), [*top, *one.inputs], one.output)
        if one.go_on:
            one.go_on.click(_result_on_top(top, one.result), [*top, *one.inputs], top, **QUIET)
    code_panel(page, "tensors", everything, make, edits(*everything), title="tensors.code")


def operation(
    name: str, label: Any, build: Callable[[], list[Any]], draw: Callable[..., str],
    result: Callable[..., torch.Tensor] | None = None,
) -> Operation:
    """The tab of one operation. `build` lays out the controls."""
    with gr.Tab(label, id=name, elem_id=f"tensors-tab-{name}"):
        inputs, output = build(), gr.HTML(elem_id=f"tensors-{name}-result", min_height=120)
        go_on = gr.Button(t("tensors.go_on"), size="sm", elem_id=f"tensors-{name}-go-on") if result else None
        return Operation(inputs, draw, output, result, go_on)


def split(values: Sequence[Any], groups: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The values of each group of components, from those of all groups one after another."""
    left = iter(values)
    return [tuple(islice(left, len(group))) for group in groups]


def _handler(draw: Callable[..., str], count: int) -> Callable[..., str]:
    """A handler of one operation. The first `count` of its values make the tensor."""

    @guarded
    def show_section(request: gr.Request, *values: Any) -> str:
        lang = language(request)
        try:
            tensor = draws.created(*values[:count]).tensor
        except FmnistError:
            return ""  # the HTML of the tensor on top tells why
        return attempt(lang, draw, tensor, *values[count:])

    show_section.__name__ = f"show_{draw.__name__.removeprefix('draw_')}"
    return show_section


def _result_on_top(top: Sequence[Any], result: Callable[..., torch.Tensor]) -> Callable[..., dict[Any, Any]]:
    """A handler that makes the result of an operation the tensor on top; what then changes draws everything anew."""
    how, data, shape, dtype, seed = top

    @guarded
    def go_on(*values: Any) -> dict[Any, Any]:
        tensor = result(draws.created(*values[:len(top)]).tensor, *values[len(top):])
        return {how: "tensor", data: gr.update(value=as_data(tensor), visible=True), dtype: str(tensor.dtype),
                shape: gr.update(visible=False), seed: gr.update(visible=False)}

    return go_on


def make_script(
    top: Sequence[Any], index: Sequence[Any], join: Sequence[Any], product: Sequence[Any], in_place: Sequence[Any]
) -> Script:
    """All of 1.1 to 1.3 that can be done with the tensor on top; what torch refuses is left out.

    Each argument: the values of one group of controls, in the order in which its drawing function takes them.
    """
    made = draws.created(*top)
    tensor, (expression, value), then = made.tensor, index, {}

    def add(operation: str, lines: Callable[[], tuple[str, ...]]) -> None:
        with suppress(FmnistError):
            then[operation] = lines()

    def multiply() -> tuple[str, ...]:
        _, result, line = draws.multiplied(tensor, *product)
        return (line, *result.code)

    add("entries", lambda: tensors.index(tensor, expression).code)
    add("join", lambda: draws.joined(tensor, *join).code)
    add("products", multiply)
    add("total", lambda: tensors.sum_item(tensor).code)
    if str(value).strip():
        add("assign", lambda: (
            "kept = tensor.clone()", *tensors.assign(tensor, expression, value).code, "tensor = kept"))
    add("in_place", lambda: tensors.in_place(tensor, *in_place).code)
    return tensor_script(made, **then)


def bridge_section(page: Page) -> None:
    """1.4: the tensor and the array that share memory."""
    inputs = controls.bridge_controls()
    shown = gr.HTML(elem_id="tensors-bridge-result", min_height=120)

    @guarded
    def show_bridge(link: str, change: str, request: gr.Request) -> str:
        return attempt(language(request), draws.draw_bridge, link, change)

    def make(link: str, change: str) -> Script:
        return bridge_script(numpy_bridge.bridge(link, change).code)

    live([page.tab.select, *edits(*inputs)], show_bridge, inputs, shown)
    code_panel(page, "bridge", inputs, make, edits(*inputs), title="tensors.bridge.code")
