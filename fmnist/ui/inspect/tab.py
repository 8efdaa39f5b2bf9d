"""Chapter 4.5 on screen: every number of the network in use."""

from typing import Any

import gradio as gr

from fmnist.inspection.statistics import find_tensor
from fmnist.scripts.models import inspect_script
from fmnist.scripts.script import Script
from fmnist.server.timeline import Timeline
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import EACH, LATEST, MAX_TYPED_SEED, QUIET
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.gradio_internals import event_data, live
from fmnist.ui.inspect import html
from fmnist.ui.inspect.blocks_html import structure_html
from fmnist.ui.inspect.draw import draw_table, draw_units, has_pictures, stage_line
from fmnist.ui.inspect.form import Form, Redraw, clamped, first_name, inspect_form, linked, names_in, place_in, stops
from fmnist.ui.inspect.panels import freeze_panel, layers_panel
from fmnist.ui.page import Page

# What a look found is consumed, so that of two looks at once only the one that found something goes on: what the other
# one would send are the values of the network before, which the server's bounds of the slider may refuse. The error
# that stops the other one shows on hidden boxes alone.
CONSUME = """(news) => {
  if (!news) throw new Error('nothing new');
  return ['', news];
}"""
# Who looks at the present goes along with it. Decided in the browser: the slider may be on its way elsewhere.
GO_ALONG = """(stage, news) => {
  const [before, now] = news.split(' ').map(Number);
  return now && stage >= before ? now : stage;
}"""
ANOTHER = "another"  # network


def inspect_tab(page: Page) -> None:
    """The network and beside it the chosen parameter, then the table, the initial weights, and freezing."""
    # What a look found: "3 4" if the last stop was 3 and is 4. The second one holds what the first one did.
    news = gr.Textbox(visible="hidden", elem_id="inspect-news"), gr.Textbox(visible="hidden", elem_id="inspect-told")
    form = inspect_form()
    layers_panel(page)
    frozen, rate = freeze_panel(page, form)
    show = wire_weights(page, form, frozen)
    wire_parameter(page, form)
    wire_model(page, form, frozen, rate, news, show)

    def make(visitor: str | None, hand: str) -> Script:
        return inspect_script(page.store.model(visitor, hand).model)

    code_panel(page, "inspect", [page.visitor, page.hand], make, [page.hand.change])


def wire_weights(page: Page, form: Form, frozen: gr.CheckboxGroup) -> Redraw:
    """Another stop or seed, or other frozen parameters: the table and the chosen parameter."""

    @guarded
    def show(values: dict[Any, Any], request: gr.Request) -> dict[Any, Any]:
        lang, (line, stop) = language(request), form.moment(page, values)
        chosen = str(values[form.parameter] or "")
        return {form.stage_text: stage_line(lang, line, stop),
                form.table: draw_table(lang, page.store, line, stop, names_in(values[frozen]), chosen),
                **form.detailed(lang, line, stop, values)}

    @guarded
    def show_of_seed(values: dict[Any, Any], request: gr.Request) -> dict[Any, Any]:
        """A seed may give the slider a first stop, or take it; that of a run is as long as `look` says."""
        line, stop = form.moment(page, values)
        slider = gr.skip() if line.run_id else stops(line, 1 if stop == 0 and not line.knows_first else None)
        return {**show(values, request), form.stage: slider}

    redraw = Redraw(show, {*form.inputs(page), *form.asked, frozen}, [form.stage_text, form.table, *form.detail])
    gr.on([form.stage.input, frozen.input], *redraw, **LATEST)
    gr.on([form.seed.submit, form.seed.blur], show_of_seed, redraw.inputs, [form.stage, *redraw.outputs], **LATEST)
    return redraw


def wire_parameter(page: Page, form: Form) -> None:
    """A parameter, chosen by its block or its row; how many pictures; the part of its heat map that is in sight."""

    @guarded
    def choose(values: dict[Any, Any], event: gr.EventData, request: gr.Request) -> dict[Any, str]:
        name = str(event_data(event).get("value", ""))
        return {form.parameter: name,
                **form.detailed(language(request), *form.moment(page, values), {**values, form.parameter: name})}

    @guarded
    def show_units(values: dict[Any, Any], request: gr.Request) -> str:
        (line, stop), name = form.moment(page, values), str(values[form.parameter] or "")
        return draw_units(language(request), line, stop, name or first_name(line), str(values[form.what]),
                          clamped(values[form.count], 1, 512))

    @guarded
    def pan(values: dict[Any, Any], request: gr.Request) -> str:
        """The next patch of the heat map, where the visitor dragged it to."""
        (line, stop), (name, row, column) = form.moment(page, values), place_in(values[form.heat])
        model = line.model(stop)
        return html.heat_json(language(request), name, find_tensor(model, name), row, column, has_pictures(model, name))

    inputs = {*form.inputs(page), *form.asked}
    gr.on([form.table.select, form.structure.select], choose, inputs, [form.parameter, *form.detail], **EACH)
    gr.on([form.what.input, form.count.input], show_units, inputs, form.units, **LATEST)
    form.heat.input(pan, {*form.inputs(page), form.heat}, form.heat, **LATEST)


def wire_model(page: Page, form: Form, frozen: gr.CheckboxGroup, rate: gr.Number,
               news: tuple[gr.Textbox, gr.Textbox], show: Redraw) -> None:
    """Another network in use, or newer weights of its run."""
    shown = gr.State(("", 0))  # the mark and the last stop of the timeline on the page
    found, told = news

    def anew(lang: str, line: Timeline, stop: int, values: dict[Any, Any]) -> dict[Any, Any]:
        """Everything, at a stop. A parameter that the model has too stays chosen."""
        model, config = line.hand.model, line.config()
        names = [name for name, _ in model.named_parameters()]
        fixed = [name for name in config.frozen if name in names]
        chosen = values[form.parameter] if values[form.parameter] in names else names[0]
        return {
            form.structure: structure_html(lang, model, chosen),
            form.parameter: chosen,
            **form.detailed(lang, line, stop, {**values, form.parameter: chosen}),
            form.stage: stops(line, stop),
            form.stage_text: stage_line(lang, line, stop),
            form.table: draw_table(lang, page.store, line, stop, fixed, chosen),
            form.seed: line.seed if line.seed is None or line.seed <= MAX_TYPED_SEED else None,  # empty: the card's
            frozen: gr.update(choices=names, value=fixed), rate: config.learning_rate,
        }  # fmt: skip

    @guarded
    def look(visitor: str | None, kind: str, known: tuple[str, int], stage: Any, seed: Any, parameter: str,
             what: str, count: int, heat: str, request: gr.Request) -> dict[Any, Any]:
        """Everything anew for another network in use; a longer slider for a run gone on, where what is chosen stays."""
        lang, line = language(request), Timeline.of(page.store, visitor, kind)
        (before, last), mark = known, line.mark()
        if mark == before:
            return gr.skip()
        if line.continues(before):
            return {shown: (mark, line.last), found: f"{last} {line.last}", form.stage: stops(line)}
        asked = dict(zip(form.asked, (parameter, what, count, heat), strict=True))
        line, stop = (line, line.last) if before else linked(line, stage, seed)
        return {shown: (mark, line.last), found: ANOTHER, **anew(lang, line, stop, asked)}

    @guarded
    def show_along(values: dict[Any, Any], request: gr.Request) -> dict[Any, Any]:
        """After `look`: the newer weights, if it was the same run."""
        return gr.skip() if values[told] == ANOTHER else show.handler(values, request)

    inputs = [page.visitor, page.hand, shown, form.stage, form.seed, *form.asked]
    outputs = [shown, found, *form, frozen, rate]
    for happened, only in (([page.tab.select, page.hand.change], ""),
                           (page.pulse.input, page.while_open)):
        along = live(happened, look, inputs, outputs, only)
        along = along.then(None, found, [found, told], js=CONSUME, **QUIET)
        along = along.success(None, [form.stage, told], form.stage, js=GO_ALONG, **QUIET)
        along.success(show_along, {*show.inputs, told}, show.outputs, **LATEST)
