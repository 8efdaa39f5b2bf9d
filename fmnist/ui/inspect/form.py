"""The Inspect tab's main components, and what they send."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import gradio as gr

from fmnist.files import ASSETS
from fmnist.server.timeline import Timeline
from fmnist.ui.common.fields import typed_seed
from fmnist.ui.inspect import html
from fmnist.ui.inspect.draw import Detail, draw_detail
from fmnist.ui.page import Page
from fmnist.ui.strings import t

CHOOSE = (ASSETS / "choose_row.js").read_text("utf-8")
PLAY = (ASSETS / "play_stops.js").read_text("utf-8")


class Redraw(NamedTuple):
    """What an event needs to draw a part of the tab anew."""

    handler: Callable[..., Any]
    inputs: set[Any]
    outputs: Any


class Form(NamedTuple):
    structure: gr.HTML
    parameter: gr.Textbox
    title: gr.HTML
    what: gr.Radio
    count: gr.Slider
    units: gr.HTML
    heat: gr.HTML
    stage: gr.Slider
    stage_text: gr.HTML
    histogram: gr.HTML
    values: gr.HTML
    table: gr.HTML
    seed: gr.Number

    @property
    def detail(self) -> Detail:
        """The components that show the chosen parameter, by the name of what they show."""
        return Detail(self.title, self.units, self.heat, self.histogram, self.values)

    @property
    def asked(self) -> tuple[Any, ...]:
        """What `detailed` reads beside the moment."""
        return self.parameter, self.what, self.count, self.heat

    def inputs(self, page: Page) -> set[Any]:
        """What `moment` reads. The choice comes with the visitor: `hand.change` may be here before the store knows."""
        return {page.visitor, page.hand, self.stage, self.seed}

    def moment(self, page: Page, values: dict[Any, Any]) -> tuple[Timeline, int]:
        """The timeline and the stop that the form is about. Raises `ConfigError` for a seed that is none."""
        seed = None if values[self.seed] in (None, "") else typed_seed(values[self.seed])
        line = Timeline.of(page.store, values[page.visitor], values[page.hand], seed)
        return line, clamped(values[self.stage], 0, line.last)

    def detailed(self, lang: str, line: Timeline, stop: int, values: dict[Any, Any]) -> dict[Any, str]:
        """The chosen parameter, or the model's first where none of its own is chosen."""
        name = str(values[self.parameter] or "") or first_name(line)
        drawn = draw_detail(lang, line, stop, name, str(values[self.what]), clamped(values[self.count], 1, 512),
                            place_in(values[self.heat]))
        return dict(zip(self.detail, drawn, strict=True))


def inspect_form() -> Form:
    """The network on the left, the chosen parameter beside it, the table of all below."""
    with gr.Row(equal_height=False, elem_id="inspect-top"):
        with gr.Column(scale=0, min_width=300, elem_id="inspect-left"):
            structure = gr.HTML(js_on_load=CHOOSE, elem_id="inspect-structure")
        with gr.Column(scale=1, min_width=300, elem_id="inspect-detail"):
            beside = _detail()
    with gr.Row(elem_id="inspect-table-head", equal_height=False):
        gr.Markdown(t("inspect.table"), elem_id="inspect-table-title")
        gr.Checkbox(False, label=t("inspect.more"), elem_id="inspect-more", interactive=True)  # inspect.css heeds it
    table = gr.HTML(js_on_load=CHOOSE, elem_id="inspect-table", min_height=260)
    with gr.Accordion(t("inspect.seed.fold"), open=False, elem_id="inspect-seed-panel"):
        seed = gr.Number(None, label=t("inspect.seed"), info=t("inspect.seed.info"),
                         elem_id="inspect-seed", interactive=True)
    return Form(structure, *beside, table, seed)


def _detail() -> tuple[Any, ...]:
    """The chosen parameter: its pictures, the slider of epochs, how its numbers are spread, exact values."""
    parameter = gr.Textbox("", elem_id="inspect-parameter")  # inspect.css hides it: a link carries what is visible here
    title = gr.HTML(elem_id="inspect-title")
    with gr.Row(elem_id="inspect-units-form", equal_height=False):
        what = gr.Radio([(t("inspect.units.weights"), "weights"), (t("inspect.units.change"), "change")],
                        value="weights", label=t("inspect.units.what"), elem_id="inspect-units-what", interactive=True)
        count = gr.Slider(12, 512, value=36, step=4, label=t("inspect.units.count"), elem_id="inspect-units-count",
                          interactive=True)
    units = gr.HTML(js_on_load=(ASSETS / "units.js").read_text("utf-8"), elem_id="inspect-units")
    heat = gr.HTML("", html_template=html.HEAT_TEMPLATE, js_on_load=(ASSETS / "heatmap.js").read_text("utf-8"),
                   elem_id="inspect-heat")
    with gr.Row(elem_id="inspect-time", equal_height=False):
        play = gr.Button(t("inspect.play"), elem_id="inspect-play", size="sm")
        stage = gr.Slider(0, 1, value=1, step=1, label=t("inspect.stage"), elem_id="inspect-stage", interactive=True)
    stage_text = gr.HTML(elem_id="inspect-stage-text")
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=300):
            histogram = gr.HTML(elem_id="inspect-histogram")
        with gr.Column(scale=6, min_width=300):
            values = gr.HTML(elem_id="inspect-values")
    play.click(None, js=PLAY, api_visibility="private")
    return parameter, title, what, count, units, heat, stage, stage_text, histogram, values


def first_name(line: Timeline) -> str:
    """The first parameter of the network in use, the weight of its first layer."""
    return next(name for name, _ in line.hand.model.named_parameters())


def linked(line: Timeline, stage: Any, seed: Any) -> tuple[Timeline, int]:
    """Where a page begins: with the seed and at the first weights, if the link that opened it says so."""
    if seed not in (None, ""):
        line = replace(line, seed=typed_seed(seed))
    return line, 0 if stage == 0 and line.knows_first else line.last


def stops(line: Timeline, stop: int | None = None) -> Any:
    """The slider: one stop for every moment that is known, hidden where that is the present alone.

    A network that is no run of the visitor has no epochs here, so that its two stops have another name.

    Without `stop` it stays where it is: the visitor may have moved it on since it was asked about.
    """
    low = 0 if line.knows_first else 1
    value = {} if stop is None else {"value": max(stop, low)}
    label = t("inspect.stage" if line.run_id else "inspect.stage.other")
    return gr.update(label=label, minimum=low, maximum=max(line.last, low + 1), visible=low < line.last, **value)


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
