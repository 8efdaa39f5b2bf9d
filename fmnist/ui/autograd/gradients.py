"""5.1 to 5.5 on screen: the chapter's example with one gradient checked, accumulation, and the Jacobian."""

from typing import Any

import gradio as gr

from fmnist.autograd.gradients import (
    FUNCTIONS,
    MAX_FEATURES,
    Inputs,
    chosen_inputs,
    finite_difference,
    random_inputs,
    vector_jacobian,
)
from fmnist.errors import FmnistError, TensorError
from fmnist.scripts.autograd import accumulation_script, autograd_script, jacobian_script
from fmnist.scripts.script import Script
from fmnist.ui.autograd import html as draws
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import edits, seed_number, slider, typed_seed, whole
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt, problem
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t

TYPED = {"x": "[1, 1, 1]", "y": "[0, 1]", "w": "[[0.5, -1], [0.25, 2], [-0.75, 1]]", "b": "[0.1, -0.2]"}
INP = "[[1, 0, 0], [0, 1, 0]]"


def inputs_of(source: str, n: Any, m: Any, seed: Any, *typed: str) -> Inputs:
    """The leaves that the controls describe."""
    return chosen_inputs(*typed) if source == "typed" else random_inputs(n, m, typed_seed(seed or 0))


def parse_entry(text: str) -> tuple[int, ...]:
    """`"0, 1"` → `(0, 1)`. Raises `TensorError` for anything but whole numbers."""
    try:
        return tuple(int(part) for part in str(text).split(",") if part.strip())
    except ValueError:
        raise TensorError("an entry is whole numbers such as 0, 1; got {got!r}.", got=str(text)[:60]) from None


def example_section(page: Page) -> None:
    """5.1 to 5.3: the example, and what `no_grad` and `detach` change."""
    controls = _example_controls(page)
    shown = gr.HTML(elem_id="autograd-example-result", min_height=300)
    gr.Markdown(t("autograd.tracking"))
    tracked = gr.HTML(elem_id="autograd-tracking", min_height=100)

    @guarded
    def show_example(request: gr.Request, name: str, entry: str, *leaves: Any) -> tuple[str, str]:
        lang = language(request)
        try:
            inputs = inputs_of(*leaves)
            return draws.draw_example(lang, inputs, name, parse_entry(entry)), draws.draw_tracking(lang, inputs)
        except FmnistError as error:
            return problem(lang, error), ""

    def make(name: str, entry: str, *leaves: Any) -> Script:
        inputs, index = inputs_of(*leaves), parse_entry(entry)
        finite_difference(inputs, name, index)  # the same refusals as on the page
        return autograd_script(inputs, name, index)

    _, entry, *leaves = controls
    changes = edits(*leaves, entry)  # a change of the parameter changes the entry
    live([page.tab.select, *changes], show_example, controls, [shown, tracked])
    code_panel(page, "example", controls, make, changes)


def _example_controls(page: Page) -> list[Any]:
    """The parameter and its entry to check; then the leaves, in the order in which `inputs_of` takes their values."""
    sources = [(t("autograd.source.random"), "random"), (t("autograd.source.typed"), "typed")]
    with gr.Row(elem_classes="controls"):
        source = gr.Radio(sources, value="random", label=t("autograd.source"), elem_id="autograd-source",
                          interactive=True, min_width=180)
        n = slider(t("autograd.n"), 1, MAX_FEATURES, 5, 1, elem_id="autograd-n")
        m = slider(t("autograd.m"), 1, MAX_FEATURES, 3, 1, elem_id="autograd-m")
        seed = seed_number("autograd")
    with gr.Row(elem_classes="controls", visible=False) as typed_row:
        typed = [gr.Textbox(text, label=name, elem_id=f"autograd-{name}", interactive=True, min_width=140)
                 for name, text in TYPED.items()]
    with gr.Row(elem_classes="controls"):
        name = gr.Radio(["w", "b"], value="w", label=t("autograd.checked"), elem_id="autograd-check", interactive=True)
        entry = gr.Textbox("0, 0", label=t("autograd.entry"), elem_id="autograd-entry", interactive=True, min_width=120)

    @guarded
    def show_source(source: str) -> dict[Any, Any]:
        random = gr.update(visible=source == "random")
        return {n: random, m: random, seed: random, typed_row: gr.update(visible=source == "typed")}

    @guarded
    def first_entry(name: str) -> str:
        return "0, 0" if name == "w" else "0"

    live(source.input, show_source, source, [n, m, seed, typed_row])
    page.linked(show_source, source, [n, m, seed, typed_row])
    live(name.input, first_entry, name, entry)
    return [name, entry, source, n, m, seed, *typed]


def accumulate_section(page: Page) -> None:
    """5.5: accumulation and `retain_graph`."""
    with gr.Row(elem_classes="controls"):
        rows = slider(t("autograd.rows"), 1, MAX_FEATURES, 4, 1, elem_id="autograd-rows")
        columns = slider(t("autograd.columns"), 1, MAX_FEATURES, 5, 1, elem_id="autograd-columns")
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
        function = gr.Dropdown(list(FUNCTIONS), value=next(iter(FUNCTIONS)), label="out =", elem_id="autograd-function",
                               interactive=True, min_width=200)
        inp = gr.Textbox(INP, label="inp", elem_id="autograd-inp", interactive=True, min_width=200)
        v = gr.Textbox("", label="v", info=t("autograd.v.info"), elem_id="autograd-v", interactive=True, min_width=200)
    shown = gr.HTML(elem_id="autograd-jacobian-result", min_height=200)

    @guarded
    def show_jacobian(function: str, inp: str, v: str, request: gr.Request) -> str:
        return attempt(language(request), draws.draw_jacobian, function, inp, v or "")

    def make(function: str, inp: str, v: str) -> Script:
        vector_jacobian(function, inp, v or "")  # the same refusals as on the page
        return jacobian_script(function, inp, v or "")

    inputs = [function, inp, v]
    changes = edits(*inputs)
    live([page.tab.select, *changes], show_jacobian, inputs, shown)
    code_panel(page, "jacobian", inputs, make, changes)
