"""Chapter 4.5 on screen: every number of the model in hand."""

from __future__ import annotations

import copy
import json
from typing import Any

import gradio as gr
import torch

from fmnist.files import ASSETS
from fmnist.inspection.parameters import parameter_table
from fmnist.inspection.statistics import find_tensor, gradient_norms, movements, unit_pictures
from fmnist.scripts.models import inspect_script
from fmnist.scripts.script import Script
from fmnist.server.store import Store
from fmnist.server.timeline import Timeline
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import DIRECT, EACH, LATEST, MAX_TYPED_SEED, QUIET, typed_seed
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import language
from fmnist.ui.gradio_internals import event_data, live
from fmnist.ui.inspect import html
from fmnist.ui.page import RUN_STARTED, Page
from fmnist.ui.strings import say, t

BATCH = 64
# Who looks at the present goes along with it. Decided in the browser: the slider may be on its way elsewhere.
GO_ALONG = """(stage, grown) => {
  const [before, now] = (grown || '').split(' ').map(Number);
  return now && stage >= before ? now : stage;
}"""


def stage_line(lang: str, line: Timeline, stop: int) -> str:
    """Which weights are shown, and what they are compared with."""
    if stop == 0 and line.knows_first:
        text = say(lang, "inspect.stage.continued") if line.continued else say(lang, "inspect.stage.first",
                                                                               seed=line.seed)
    elif line.epoch(stop):
        text = say(lang, "inspect.stage.epoch", epoch=line.epoch(stop))
    else:
        text = say(lang, "inspect.stage.now")
    if not line.knows_first:
        note = say(lang, "inspect.stage.unknown")
    elif line.continued:
        note = say(lang, "inspect.stage.moved.continued")
    else:
        note = say(lang, "inspect.stage.moved", seed=line.seed)
    return f'<p class="stage"><strong>{escape(text)}</strong> <span class="quiet">{escape(note)}</span></p>'


def stops(line: Timeline, stop: int | None = None) -> Any:
    """The slider: one stop for every moment that is known, hidden where that is the present alone.

    Without `stop` it stays where it is: it may have been moved on since it was asked about.
    """
    low = 0 if line.knows_first else 1
    value = {} if stop is None else {"value": max(stop, low)}
    return gr.update(minimum=low, maximum=max(line.last, low + 1), visible=low < line.last, **value)


def draw_table(lang: str, store: Store, line: Timeline, stop: int, frozen: list[str], chosen: str) -> str:
    """The parameter table at a stop of the timeline."""
    model = copy.deepcopy(line.model(stop))  # requires_grad is shown as chosen; the model itself may be shared
    for name, param in model.named_parameters():
        param.requires_grad_(name not in frozen)
    first = line.first()
    moved = {} if first is None else {move.name: move for move in movements(model, first)}
    grads = line.last_gradients(stop)
    if grads:
        return html.table_html(lang, parameter_table(model), chosen, moved, grads, grads_of="last_grad")
    training_data = store.data(True)
    X = training_data.data[:BATCH].unsqueeze(1).float().div(255)
    grads = gradient_norms(model, X, training_data.targets[:BATCH])
    return html.table_html(lang, parameter_table(model), chosen, moved, grads)


def draw_units(lang: str, line: Timeline, stop: int, what: str, count: int) -> str:
    """The first layer's pictures: its weights, or how they changed since the start."""
    model = line.model(stop)
    if what == "change":
        first = line.first()
        if first is None:
            return f'<p class="quiet">{escape(say(lang, "inspect.units.unknown"))}</p>'
        with torch.no_grad():
            for param, now in zip(first.parameters(), model.parameters(), strict=True):
                param.copy_(now - param)
        model = first
    return html.units_html(lang, unit_pictures(model, count))


def clamped(value: Any, low: int, high: int) -> int:
    """What a slider sent, inside its range; `low` for what is no number."""
    is_number = isinstance(value, int | float) and value == value
    return int(min(max(value, low), high)) if is_number else low


def names_in(value: Any) -> list[str]:
    """What a group of check boxes sent; nothing for what is no list of names."""
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def inspect_tab(page: Page) -> None:
    """Structure and stages on top, then the table, the chosen parameter, the first layer, and freezing."""
    store = page.store
    shown = gr.State(("", 0))  # the mark and the last stop of the timeline on the page
    grown = gr.Textbox(visible="hidden", elem_id="inspect-grown")  # "3 4": the last stop was 3 and is 4
    gr.Markdown(t("inspect.intro"))
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
    with gr.Accordion(t("inspect.units"), open=False, elem_id="inspect-units-panel") as units_panel:
        with gr.Row(elem_classes="controls"):
            what = gr.Radio([(t("inspect.units.weights"), "weights"), (t("inspect.units.change"), "change")],
                            value="weights", label=t("inspect.units.what"), elem_id="inspect-units-what",
                            interactive=True)
            count = gr.Slider(16, 512, value=48, step=16, label=t("inspect.units.count"),
                              elem_id="inspect-units-count", interactive=True)
        units = gr.HTML(elem_id="inspect-units")
        units_open = gr.State(False)
    with gr.Accordion(t("inspect.freeze"), open=False, elem_id="inspect-freeze-panel"):
        gr.Markdown(t("inspect.freeze.text"))
        frozen = gr.CheckboxGroup([], label=t("inspect.freeze.names"), elem_id="inspect-frozen", interactive=True)
        with gr.Row(elem_classes="controls"):
            epochs = gr.Number(1, label=t("inspect.freeze.epochs"), precision=0, minimum=1, maximum=1000,
                               elem_id="inspect-epochs", interactive=True)
            rate = gr.Number(1e-3, label=t("inspect.freeze.rate"), elem_id="inspect-rate", interactive=True)
            train_on = gr.Button(t("inspect.freeze.start"), variant="primary", elem_id="inspect-train-on")

    def anew(lang: str, line: Timeline) -> tuple[Any, ...]:
        """Everything, at the last stop."""
        model, config = line.hand.model, line.config()
        names = [name for name, _ in model.named_parameters()]
        fixed = [name for name in config.frozen if name in names]
        tensors = names + [name for name, _ in model.named_buffers()]
        return (
            stage_line(lang, line, line.last),
            html.structure_html(model),
            stops(line, line.last),
            line.seed if line.seed is None or line.seed <= MAX_TYPED_SEED else None,  # empty: `moment` takes the card's
            draw_table(lang, store, line, line.last, fixed, ""),
            gr.update(choices=tensors, value=None),
            f'<p class="quiet">{escape(say(lang, "inspect.pick"))}</p>',
            "",
            "",
            gr.update(choices=names, value=fixed),
            config.learning_rate,
        )

    @guarded
    def look(visitor: str | None, kind: str, known: tuple[str, int], request: gr.Request) -> tuple[Any, ...]:
        """Everything anew for another model in hand; a longer slider for a run gone on, where what is chosen stays."""
        lang, line = language(request), Timeline.of(store, visitor, kind)
        (before, last), mark = known, line.mark()
        if mark == before:
            return gr.skip(), "", *[gr.skip()] * len(everything)
        if not line.continues(before):
            return (mark, line.last), "", *anew(lang, line)
        longer = [stops(line) if component is stage else gr.skip() for component in everything]
        return (mark, line.last), f"{last} {line.last}", *longer

    def moment(values: dict[Any, Any]) -> tuple[Timeline, int]:
        """The timeline and the stop that the form is about."""
        named = None if values[seed] in (None, "") else typed_seed(values[seed])
        line = Timeline.of(store, values[page.visitor], values[page.hand], named)
        return line, clamped(values[stage], 0, line.last)

    @guarded
    def show(values: dict[Any, Any], request: gr.Request) -> tuple[Any, ...]:
        """Another stop or seed, or other frozen parameters: the table and the chosen parameter."""
        lang, (line, stop), name = language(request), moment(values), values[parameter]
        table = draw_table(lang, store, line, stop, names_in(values[frozen]), str(name or ""))
        one = draw_parameter(lang, line, stop, name, _place(values[heat], name))
        # The slider of a run is as long as `look` says, whatever is answered meanwhile.
        slider = gr.skip() if line.run_id else stops(line, 1 if stop == 0 and not line.knows_first else None)
        return slider, stage_line(lang, line, stop), table, *one

    @guarded
    def show_along(values: dict[Any, Any], request: gr.Request) -> tuple[Any, ...]:
        """After `look`: the newer weights, if it was the same run."""
        return show(values, request) if values[grown] else (gr.skip(),) * 5

    @guarded
    def choose_parameter(values: dict[Any, Any], request: gr.Request) -> tuple[str, str]:
        name = values[parameter]
        return draw_parameter(language(request), *moment(values), name, _place(values[heat], name))

    @guarded
    def pan(values: dict[Any, Any], request: gr.Request) -> str:
        """The next patch of the heat map, where the visitor dragged it to."""
        (line, stop), name = moment(values), _asked_name(values[heat])
        tensor = find_tensor(line.model(stop), name)
        return html.heat_json(language(request), name, tensor, *_place(values[heat], name))

    @guarded
    def choose_row(event: gr.EventData) -> str:
        return str(event_data(event).get("value", ""))

    @guarded
    def show_units(values: dict[Any, Any], request: gr.Request) -> Any:
        if not values[units_open]:
            return gr.skip()
        return draw_units(language(request), *moment(values), values[what], clamped(values[count], 1, 512))

    @guarded
    def open_units(values: dict[Any, Any], request: gr.Request) -> tuple[Any, bool]:
        return show_units({**values, units_open: True}, request), True

    def close_units() -> bool:
        return False

    @guarded
    def start_training(values: dict[Any, Any], request: gr.Request) -> None:
        line, stop = moment(values)
        config = line.config(frozen=names_in(values[frozen]), epochs=values[epochs], learning_rate=values[rate])
        store.runs.start(values[page.visitor], config, start_from=line.model(stop))
        gr.Info(say(language(request), "inspect.freeze.started"))

    # The choice comes with the visitor: `hand.input` may not have reached the store yet when `hand.change` is here.
    who = {page.visitor, page.hand}
    when = {*who, stage, seed}
    everything = [stage_text, structure, stage, seed, table, parameter, histogram, heat, units, frozen, rate]
    looked, redrawn = {*when, frozen, parameter, heat}, [stage, stage_text, table, histogram, heat]
    gr.on([stage.input, seed.submit, seed.blur, frozen.input], show, looked, redrawn, **LATEST)
    pictured = {*when, what, count, units_open}
    gr.on([what.input, count.input, stage.input, seed.submit, seed.blur], show_units, pictured, units, **LATEST)
    known = [page.visitor, page.hand, shown]
    for happened, only in (([page.tab.select, page.hand.change], ""),
                           ([page.pulse.input, page.pulse.submit], page.while_open)):
        more = live(happened, look, known, [shown, grown, *everything], only)
        along = more.then(None, [stage, grown], stage, js=GO_ALONG, api_visibility="private")
        along = along.then(show_along, {*looked, grown}, redrawn, **LATEST)
        along.then(show_units, pictured, units, **LATEST)
    table.select(choose_row, None, parameter, **EACH)
    parameter.change(choose_parameter, {*when, parameter, heat}, [histogram, heat], **QUIET)
    heat.input(pan, {*when, heat}, heat, queue=False, **LATEST)
    units_panel.expand(open_units, {*when, what, count}, [units, units_open], **QUIET)
    units_panel.collapse(close_units, None, units_open, **DIRECT)
    started = train_on.click(start_training, {*when, frozen, epochs, rate}, None, **QUIET)
    started.success(None, js=RUN_STARTED, api_visibility="private")
    inspect_code(page)


def draw_parameter(lang: str, line: Timeline, stop: int, name: str | None, place: tuple[int, int]) -> tuple[str, str]:
    """Histogram and heat map of one parameter, or the hint to choose one."""
    if not name:
        return f'<p class="quiet">{escape(say(lang, "inspect.pick"))}</p>', ""
    tensor = find_tensor(line.model(stop), name)
    return html.histogram_html(lang, name, tensor), html.heat_json(lang, name, tensor, *place)


def _place(heat: str | None, name: str | None) -> tuple[int, int]:
    """Where the heat map stands, if it shows `name`: its row and column."""
    try:
        found = json.loads(heat or "null")
        if found["name"] == name:
            return int(found["row"]), int(found["column"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        pass
    return 0, 0


def _asked_name(heat: str | None) -> str:
    try:
        return str(json.loads(heat or "null")["name"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


def inspect_code(page: Page) -> None:
    """4.5: the parameters of the model in hand."""

    def make(visitor: str | None, hand: str) -> Script:
        return inspect_script(page.store.model(visitor, hand).model)

    code_panel(page, "inspect", [page.visitor, page.hand], make, [page.hand.change])
