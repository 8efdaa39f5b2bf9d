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
from fmnist.ui.inspect.draw import draw_parameter, draw_table, stage_line
from fmnist.ui.inspect.form import Form, Redraw, inspect_form, names_in, place_in, stops
from fmnist.ui.inspect.panels import freeze_panel, units_panel
from fmnist.ui.page import Page
from fmnist.ui.strings import t

# Who looks at the present goes along with it. Decided in the browser: the slider may be on its way elsewhere.
# `news` is consumed, so that of two looks at once only the one that found something goes on: what the other one would
# send are the values of the network before, which the server's bounds of the slider may refuse.
GO_ALONG = """(stage, news) => {
  if (!news) throw new Error('nothing new');
  const [before, now] = news.split(' ').map(Number);
  return [now && stage >= before ? now : stage, '', news];
}"""
ANOTHER = "another"  # network


def inspect_tab(page: Page) -> None:
    """Structure and stages on top, then the table, the chosen parameter, the first layer, and freezing."""
    # What a look found: "3 4" if the last stop was 3 and is 4. The second one holds what the first one did.
    news = gr.Textbox(visible="hidden", elem_id="inspect-news"), gr.Textbox(visible="hidden", elem_id="inspect-told")
    gr.Markdown(t("inspect.intro"))
    form = inspect_form()
    show_units = units_panel(page, form)
    frozen, rate = freeze_panel(page, form)
    show = wire_weights(page, form, frozen, show_units)
    wire_parameter(page, form)
    wire_model(page, form, frozen, rate, news, show, show_units)

    def make(visitor: str | None, hand: str) -> Script:
        return inspect_script(page.store.model(visitor, hand).model)

    code_panel(page, "inspect", [page.visitor, page.hand], make, [page.hand.change])


def wire_weights(page: Page, form: Form, frozen: gr.CheckboxGroup, show_units: Redraw) -> Redraw:
    """Another stop or seed, or other frozen parameters: the table, the chosen parameter, and then the pictures."""

    @guarded
    def show(values: dict[Any, Any], request: gr.Request) -> dict[Any, Any]:
        lang, (line, stop), name = language(request), form.moment(page, values), values[form.parameter]
        histogram, heat = draw_parameter(lang, line, stop, name, place_in(values[form.heat]))
        table = draw_table(lang, page.store, line, stop, names_in(values[frozen]), str(name or ""))
        return {form.stage_text: stage_line(lang, line, stop), form.table: table, form.histogram: histogram,
                form.heat: heat}

    @guarded
    def show_of_seed(values: dict[Any, Any], request: gr.Request) -> dict[Any, Any]:
        """A seed may give the slider a first stop, or take it; that of a run is as long as `look` says."""
        line, stop = form.moment(page, values)
        slider = gr.skip() if line.run_id else stops(line, 1 if stop == 0 and not line.knows_first else None)
        return {**show(values, request), form.stage: slider}

    redraw = Redraw(show, {*form.inputs(page), frozen, form.parameter, form.heat},
                    [form.stage_text, form.table, form.histogram, form.heat])
    for shown in (gr.on([form.stage.input, frozen.input], *redraw, **LATEST),
                  gr.on([form.seed.submit, form.seed.blur], show_of_seed, redraw.inputs,
                        [form.stage, *redraw.outputs], **LATEST)):
        shown.then(*show_units, **LATEST)
    return redraw


def wire_parameter(page: Page, form: Form) -> None:
    """A parameter, chosen in the list or by its row, and the part of its heat map that is in sight."""

    @guarded
    def choose_parameter(values: dict[Any, Any], request: gr.Request) -> tuple[str, str]:
        line, stop = form.moment(page, values)
        return draw_parameter(language(request), line, stop, values[form.parameter], place_in(values[form.heat]))

    @guarded
    def choose_row(event: gr.EventData) -> str:
        return str(event_data(event).get("value", ""))

    @guarded
    def pan(values: dict[Any, Any], request: gr.Request) -> str:
        """The next patch of the heat map, where the visitor dragged it to."""
        (line, stop), (name, row, column) = form.moment(page, values), place_in(values[form.heat])
        return html.heat_json(language(request), name, find_tensor(line.model(stop), name), row, column)

    inputs = {*form.inputs(page), form.heat}
    form.table.select(choose_row, None, form.parameter, **EACH)
    form.parameter.change(choose_parameter, {*inputs, form.parameter}, [form.histogram, form.heat], **QUIET)
    form.heat.input(pan, inputs, form.heat, queue=False, **LATEST)


def wire_model(page: Page, form: Form, frozen: gr.CheckboxGroup, rate: gr.Number,
               news: tuple[gr.Textbox, gr.Textbox], show: Redraw, show_units: Redraw) -> None:
    """Another network in use, or newer weights of its run."""
    shown = gr.State(("", 0))  # the mark and the last stop of the timeline on the page
    units, (found, told) = show_units.outputs, news

    def anew(lang: str, line: Timeline) -> dict[Any, Any]:
        """Everything, at the last stop."""
        model, config = line.hand.model, line.config()
        names = [name for name, _ in model.named_parameters()]
        fixed = [name for name in config.frozen if name in names]
        histogram, heat = draw_parameter(lang, line, line.last, None)
        return {
            form.stage_text: stage_line(lang, line, line.last),
            form.structure: html.structure_html(model),
            form.stage: stops(line, line.last),
            form.seed: line.seed if line.seed is None or line.seed <= MAX_TYPED_SEED else None,  # empty: the card's
            form.table: draw_table(lang, page.store, line, line.last, fixed, ""),
            form.parameter: gr.update(choices=names + [name for name, _ in model.named_buffers()], value=None),
            form.histogram: histogram, form.heat: heat, units: "",
            frozen: gr.update(choices=names, value=fixed), rate: config.learning_rate,
        }  # fmt: skip

    @guarded
    def look(visitor: str | None, kind: str, known: tuple[str, int], request: gr.Request) -> dict[Any, Any]:
        """Everything anew for another network in use; a longer slider for a run gone on, where what is chosen stays."""
        lang, line = language(request), Timeline.of(page.store, visitor, kind)
        (before, last), mark = known, line.mark()
        if mark == before:
            return gr.skip()
        if line.continues(before):
            return {shown: (mark, line.last), found: f"{last} {line.last}", form.stage: stops(line)}
        return {shown: (mark, line.last), found: ANOTHER, **anew(lang, line)}

    @guarded
    def show_along(values: dict[Any, Any], request: gr.Request) -> dict[Any, Any]:
        """After `look`: the newer weights, if it was the same run."""
        return gr.skip() if values[told] == ANOTHER else show.handler(values, request)

    for happened, only in (([page.tab.select, page.hand.change], ""),
                           ([page.pulse.input, page.pulse.submit], page.while_open)):
        along = live(happened, look, [page.visitor, page.hand, shown], [shown, found, *form, units, frozen, rate], only)
        along = along.then(None, [form.stage, found], [form.stage, found, told], js=GO_ALONG, api_visibility="private")
        along = along.success(show_along, {*show.inputs, told}, show.outputs, **LATEST)
        along.then(*show_units, **LATEST)
