"""Chapter 5 on screen: the chapter's example, accumulation, the Jacobian, one parameter, one batch."""

from __future__ import annotations

from typing import Any

import gradio as gr

from fmnist import autograd
from fmnist.autograd.descent import LOSSES, MAX_STEPS, RANGES, descend
from fmnist.autograd.gradients import FUNCTIONS, MAX_FEATURES, Inputs
from fmnist.autograd.one_batch import one_batch
from fmnist.checks import whole_number
from fmnist.errors import FmnistError, TensorError
from fmnist.scripts.script import Script
from fmnist.scripts.tensors_and_autograd import (
    accumulation_script,
    autograd_script,
    descent_script,
    jacobian_script,
    one_batch_script,
)
from fmnist.ui.autograd import html as draws
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import data_root, edits, seed_number, typed_seed, whole
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt, problem
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t

MAX_SIZE = 32  # of the batch that is stepped through: a ConvNet answers in 100 ms
TYPED = {"x": "[1, 1, 1]", "y": "[0, 1]", "w": "[[0.5, -1], [0.25, 2], [-0.75, 1]]", "b": "[0.1, -0.2]"}
INP = "[[1, 0, 0], [0, 1, 0]]"


def autograd_tab(page: Page) -> None:
    """One section a question."""
    gr.Markdown(t("autograd.intro"))
    with gr.Tabs(elem_id="autograd-sections"):
        for name, build in SECTIONS.items():
            with gr.Tab(t(f"autograd.{name}"), id=name, elem_id=f"autograd-tab-{name}"):
                gr.Markdown(t(f"autograd.intro.{name}"))
                build(page)


def parse_entry(text: str) -> tuple[int, ...]:
    """`"0, 1"` → `(0, 1)`. Raises `TensorError` for anything but whole numbers."""
    try:
        return tuple(int(part) for part in str(text).split(",") if part.strip())
    except ValueError:
        raise TensorError("an entry is whole numbers such as 0, 1; got {got!r}.", got=str(text)[:60]) from None


def inputs_of(source: str, n: Any, m: Any, seed: Any, *typed: str) -> Inputs:
    """The leaves that the controls describe."""
    if source == "typed":
        return autograd.chosen_inputs(*typed)
    return autograd.random_inputs(n, m, typed_seed(seed or 0))


def example_section(page: Page) -> None:
    """5.1 to 5.3."""
    with gr.Row(elem_classes="controls"):
        sources = [(t("autograd.source.random"), "random"), (t("autograd.source.typed"), "typed")]
        source = gr.Radio(sources, value="random", label=t("autograd.source"), elem_id="autograd-source",
                          interactive=True, min_width=180)  # fmt: skip
        n = gr.Slider(1, MAX_FEATURES, value=5, step=1, label=t("autograd.n"), elem_id="autograd-n", interactive=True)
        m = gr.Slider(1, MAX_FEATURES, value=3, step=1, label=t("autograd.m"), elem_id="autograd-m", interactive=True)
        seed = seed_number("autograd")
    with gr.Row(elem_classes="controls", visible=False) as typed_row:
        typed = [
            gr.Textbox(text, label=name, elem_id=f"autograd-{name}", interactive=True, min_width=140)
            for name, text in TYPED.items()
        ]
    with gr.Row(elem_classes="controls"):
        name = gr.Radio(["w", "b"], value="w", label=t("autograd.checked"), elem_id="autograd-check", interactive=True)
        entry = gr.Textbox("0, 0", label=t("autograd.entry"), elem_id="autograd-entry", interactive=True, min_width=120)
    shown = gr.HTML(elem_id="autograd-example-result", min_height=300)
    gr.Markdown(t("autograd.tracking"))
    tracked = gr.HTML(elem_id="autograd-tracking", min_height=100)

    @guarded
    def show_example(request: gr.Request, name: str, entry: str, *values: Any) -> tuple[str, str]:
        lang = language(request)
        try:
            inputs = inputs_of(*values)
            return draws.draw_example(lang, inputs, name, parse_entry(entry)), draws.draw_tracking(lang, inputs)
        except FmnistError as error:
            return problem(lang, error), ""

    @guarded
    def show_source(source: str) -> tuple[Any, Any, Any, Any]:
        random = gr.update(visible=source == "random")
        return random, random, random, gr.update(visible=source == "typed")

    @guarded
    def first_entry(name: str) -> str:
        return "0, 0" if name == "w" else "0"

    def make(name: str, entry: str, *values: Any) -> Script:
        inputs, index = inputs_of(*values), parse_entry(entry)
        autograd.finite_difference(inputs, name, index)  # the same refusals as on the page
        return autograd_script(inputs, name, index)

    values = [name, entry, source, n, m, seed, *typed]
    changes = [source.input, n.input, m.input, seed.input, entry.change, *edits(*typed)]
    live(source.input, show_source, source, [n, m, seed, typed_row])
    live(name.input, first_entry, name, entry)
    live([page.tab.select, *changes], show_example, values, [shown, tracked])
    code_panel(page, "example", values, make, changes)


def accumulate_section(page: Page) -> None:
    """5.5: accumulation and `retain_graph`."""
    with gr.Row(elem_classes="controls"):
        rows = gr.Slider(
            1, MAX_FEATURES, value=4, step=1, label=t("autograd.rows"), elem_id="autograd-rows", interactive=True
        )
        columns = gr.Slider(
            1, MAX_FEATURES, value=5, step=1, label=t("autograd.columns"), elem_id="autograd-columns", interactive=True
        )
    shown = gr.HTML(elem_id="autograd-accumulate-result", min_height=200)

    @guarded
    def show_accumulation(rows: Any, columns: Any, request: gr.Request) -> str:
        return attempt(language(request), draws.draw_accumulation, whole(rows), whole(columns))

    def make(rows: Any, columns: Any) -> Script:
        return accumulation_script(whole(rows), whole(columns))

    changes = edits(rows, columns)
    live([page.tab.select, *changes], show_accumulation, [rows, columns], shown)
    code_panel(page, "accumulate", [rows, columns], make, changes)


def jacobian_section(page: Page) -> None:
    """5.5: the vector–Jacobian product."""
    with gr.Row(elem_classes="controls"):
        function = gr.Dropdown(
            list(FUNCTIONS),
            value=next(iter(FUNCTIONS)),
            label="out =",
            elem_id="autograd-function",
            interactive=True,
            min_width=200,
        )
        inp = gr.Textbox(INP, label="inp", elem_id="autograd-inp", interactive=True, min_width=200)
        v = gr.Textbox("", label="v", info=t("autograd.v.info"), elem_id="autograd-v", interactive=True, min_width=200)
    shown = gr.HTML(elem_id="autograd-jacobian-result", min_height=200)

    @guarded
    def show_jacobian(function: str, inp: str, v: str, request: gr.Request) -> str:
        return attempt(language(request), draws.draw_jacobian, function, inp, v or "")

    def make(function: str, inp: str, v: str) -> Script:
        autograd.vector_jacobian(function, inp, v or "")  # the same refusals as on the page
        return jacobian_script(function, inp, v or "")

    inputs = [function, inp, v]
    changes = edits(*inputs)
    live([page.tab.select, *changes], show_jacobian, inputs, shown)
    code_panel(page, "jacobian", inputs, make, changes)


def descent_section(page: Page) -> None:
    """5.2 and 6.5 on one parameter."""
    with gr.Row(elem_classes="controls"):
        loss = gr.Radio(
            [(f"loss = {name}", name) for name in LOSSES],
            value=next(iter(LOSSES)),
            label="loss",
            elem_id="autograd-loss",
            interactive=True,
        )
        start = gr.Slider(-3, 9, value=-1, step=0.1, label="w", elem_id="autograd-start", interactive=True)
        rate = gr.Slider(0, 1.5, value=0.1, step=0.01, label="learning rate", elem_id="autograd-rate", interactive=True)
        steps = gr.Slider(
            0, MAX_STEPS, value=0, step=1, label=t("autograd.steps"), elem_id="autograd-steps", interactive=True
        )
        step = gr.Button(t("autograd.take"), variant="primary", elem_id="autograd-take", min_width=120)
    shown = gr.HTML(elem_id="autograd-descent-result", min_height=300)
    inputs = [loss, start, rate, steps]

    def drawn(lang: str, loss: str, start: Any, rate: Any, steps: Any) -> str:
        try:
            return draws.draw_descent(lang, descend(loss, start, rate, steps))
        except FmnistError as error:
            return problem(lang, error)

    @guarded
    def show_descent(loss: str, start: Any, rate: Any, steps: Any, request: gr.Request) -> str:
        return drawn(language(request), loss, start, rate, steps)

    @guarded
    def change_loss(loss: str, start: Any, rate: Any, request: gr.Request) -> tuple[Any, Any, str]:
        low, high = RANGES.get(str(loss), (-3.0, 9.0))
        start = min(max(start, low), high) if isinstance(start, int | float) else low
        return gr.update(minimum=low, maximum=high, value=start), 0, drawn(language(request), loss, start, rate, 0)

    @guarded
    def take_step(loss: str, start: Any, rate: Any, steps: Any, request: gr.Request) -> tuple[int, str]:
        steps = min(whole_number("steps", steps, 0, MAX_STEPS) + 1, MAX_STEPS)
        return steps, drawn(language(request), loss, start, rate, steps)

    def make(loss: str, start: Any, rate: Any, steps: Any) -> Script:
        return descent_script(loss, start, rate, len(descend(loss, start, rate, steps).w) - 1)

    changes = [start.input, rate.input, steps.input]
    live([page.tab.select, *changes], show_descent, inputs, shown)
    live(loss.input, change_loss, [loss, start, rate], [start, steps, shown])
    live(step.click, take_step, inputs, [steps, shown])
    code_panel(page, "descent", inputs, make, [*changes, loss.input, steps.change])


def batch_section(page: Page) -> None:
    """6.3 on the model in hand, stopped after every line."""
    store = page.store
    with gr.Row(elem_classes="controls"):
        size = gr.Slider(1, MAX_SIZE, value=16, step=1, label="batch_size", elem_id="autograd-batch-size",
                         interactive=True)  # fmt: skip
        rate = gr.Number(1e-2, label="learning_rate", elem_id="autograd-batch-rate", interactive=True, min_width=120)
        parameter = gr.Dropdown(
            [], label=t("autograd.parameter"), elem_id="autograd-parameter", interactive=True, min_width=220
        )
    shown = gr.HTML(elem_id="autograd-batch-result", min_height=300)
    inputs = [page.visitor, page.hand, size, rate, parameter]

    def run(visitor: str | None, hand: str, size: Any, rate: Any, parameter: str | None) -> tuple[Any, Any]:
        model, data = store.model(visitor, hand).model, store.data(True)
        names = [name for name, _ in model.named_parameters()]
        count = whole_number("batch_size", size, 1, MAX_SIZE)
        X = data.data[:count].unsqueeze(1).float() / 255
        return model, one_batch(model, X, data.targets[:count], rate, parameter if parameter in names else None)

    @guarded
    def show_batch(
        visitor: str | None, hand: str, size: Any, rate: Any, parameter: str | None, request: gr.Request
    ) -> tuple[str, Any]:
        lang = language(request)
        try:
            model, got = run(visitor, hand, size, rate, parameter)
        except FmnistError as error:
            return problem(lang, error), gr.skip()
        names = [name for name, p in model.named_parameters() if p.requires_grad]
        return draws.draw_one_batch(lang, got, rate), gr.update(choices=names, value=got.parameter)

    def make(visitor: str | None, hand: str, size: Any, rate: Any, parameter: str | None) -> Script:
        model, got = run(visitor, hand, size, rate, parameter)
        return one_batch_script(model, got.parameter, got.index, float(rate), whole(size), root=data_root(store))

    changes = [size.input, rate.input, parameter.input]
    live([page.tab.select, page.hand.change, *changes], show_batch, inputs, [shown, parameter])
    code_panel(page, "one-batch", inputs, make, [*changes, page.hand.change])


SECTIONS = {
    "example": example_section,
    "accumulate": accumulate_section,
    "jacobian": jacobian_section,
    "descent": descent_section,
    "onebatch": batch_section,
}
