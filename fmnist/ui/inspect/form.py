"""The Inspect tab's main components, and what they send."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import gradio as gr

from fmnist.files import ASSETS
from fmnist.server.timeline import Timeline
from fmnist.ui.common.fields import typed_seed
from fmnist.ui.inspect import html
from fmnist.ui.page import Page
from fmnist.ui.strings import t


class Redraw(NamedTuple):
    """What an event needs to draw a part of the tab anew."""

    handler: Callable[..., Any]
    inputs: set[Any]
    outputs: Any


class Form(NamedTuple):
    stage_text: gr.HTML
    structure: gr.HTML
    stage: gr.Slider
    seed: gr.Number
    table: gr.HTML
    parameter: gr.Dropdown
    histogram: gr.HTML
    heat: gr.HTML

    def inputs(self, page: Page) -> set[Any]:
        """What `moment` reads. The choice comes with the visitor: `hand.change` may be here before the store knows."""
        return {page.visitor, page.hand, self.stage, self.seed}

    def moment(self, page: Page, values: dict[Any, Any]) -> tuple[Timeline, int]:
        """The timeline and the stop that the form is about. Raises `ConfigError` for a seed that is none."""
        seed = None if values[self.seed] in (None, "") else typed_seed(values[self.seed])
        line = Timeline.of(page.store, values[page.visitor], values[page.hand], seed)
        return line, clamped(values[self.stage], 0, line.last)


def inspect_form() -> Form:
    """Structure and stages on top, then the table and the chosen parameter."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=300):
            structure = gr.HTML(elem_id="inspect-structure", label=t("inspect.structure"))
        with gr.Column(scale=3, min_width=300):
            stage = gr.Slider(0, 1, value=1, step=1, label=t("inspect.stage"), info=t("inspect.stage.info"),
                              elem_id="inspect-stage", interactive=True)
            seed = gr.Number(None, label=t("inspect.seed"), info=t("inspect.seed.info"), precision=0, minimum=0,
                             elem_id="inspect-seed", interactive=True)
            stage_text = gr.HTML(elem_id="inspect-stage-text")
    table = gr.HTML(js_on_load=(ASSETS / "choose_row.js").read_text("utf-8"), elem_id="inspect-table", min_height=260)
    parameter = gr.Dropdown([], value=None, label=t("inspect.parameter"), info=t("inspect.parameter.info"),
                            elem_id="inspect-parameter", interactive=True, allow_custom_value=False)
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            histogram = gr.HTML(elem_id="inspect-histogram")
        with gr.Column(min_width=300):
            heat = gr.HTML("", html_template=html.HEAT_TEMPLATE, js_on_load=(ASSETS / "heatmap.js").read_text("utf-8"),
                           elem_id="inspect-heat")
    return Form(stage_text, structure, stage, seed, table, parameter, histogram, heat)


def stops(line: Timeline, stop: int | None = None) -> Any:
    """The slider: one stop for every moment that is known, hidden where that is the present alone.

    Without `stop` it stays where it is: the visitor may have moved it on since it was asked about.
    """
    low = 0 if line.knows_first else 1
    value = {} if stop is None else {"value": max(stop, low)}
    return gr.update(minimum=low, maximum=max(line.last, low + 1), visible=low < line.last, **value)


def clamped(value: Any, low: int, high: int) -> int:
    """What a slider sent, inside its range; `low` for what is no number."""
    is_number = isinstance(value, int | float) and value == value
    return int(min(max(value, low), high)) if is_number else low


def names_in(value: Any) -> list[str]:
    """What a group of check boxes sent; nothing for what is no list of names."""
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def place_in(heat: str | None) -> tuple[str, int, int]:
    """What the heat map sent: a parameter's name, row and column; `("", 0, 0)` for what is no place."""
    try:
        place = json.loads(heat or "null")
        return str(place["name"]), int(place["row"]), int(place["column"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return "", 0, 0
