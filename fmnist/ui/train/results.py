"""After the run, on the Train tab: what the network confuses after any epoch, and several runs side by side."""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

import gradio as gr

from fmnist.errors import RunError
from fmnist.files import ASSETS
from fmnist.runs.record import Snapshot
from fmnist.ui.common.fields import EACH, LATEST
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.gradio_internals import event_data, live
from fmnist.ui.page import Page
from fmnist.ui.strings import say, t
from fmnist.ui.train.results_html import EPOCHS, comparison, draw_cell, draw_matrix, draw_more, largest, run_name

MAX_COMPARED = 5
COMPARE = """
const draw = () => { if (props.value) drawChart(element.querySelector('.chart-box'), JSON.parse(props.value)); };
watch('value', draw);
draw();
"""


class Results(NamedTuple):
    """What changes when a run has moved on."""

    some: gr.Column
    run: gr.Dropdown
    epoch: gr.HTML
    compare: gr.Column
    compared: gr.CheckboxGroup


@dataclass(frozen=True)
class Shown:
    """Which matrix and which of its cells are on the page; the fields may be set to another run since."""

    run_id: str
    epoch: int
    cell: tuple[int, int]


def results_section(page: Page, view: gr.HTML) -> Results:
    """Hidden until a run has finished an epoch. `view`: of the run; when it changes, there may be something to show."""
    with gr.Column(visible=False, elem_id="results") as some:
        run, epoch = _evaluation_section(page, view)
    with gr.Column(visible=False, elem_id="compare") as compare:
        compared = _comparison_section(page)
    return Results(some, run, epoch, compare, compared)


def _evaluation_section(page: Page, view: gr.HTML) -> tuple[gr.Dropdown, gr.HTML]:
    """A run's model after an epoch: its confusion matrix, and beside it the pictures of the chosen cell."""
    visitor, scripts = page.visitor, {name: (ASSETS / f"{name}.js").read_text("utf-8") for name in ("matrix", "epochs")}
    shown = gr.State(None)
    run = gr.Dropdown([], label=t("results.run"), elem_id="results-run", interactive=True, visible=False)
    with gr.Row(elem_id="results-body"):
        with gr.Column(min_width=0, elem_id="results-matrix"):
            matrix = gr.HTML(js_on_load=scripts["matrix"], elem_id="results-found")
            epoch = gr.HTML("", html_template=EPOCHS, js_on_load=scripts["epochs"], elem_id="results-epoch")
        cell = gr.HTML(elem_id="results-cell")
    more = gr.HTML(elem_id="results-more")
    answer = [shown, matrix, cell, more]

    def evaluate(visitor_id: str, run_id: str, after: int, before: Shown | None, lang: str) -> dict[Any, Any]:
        store, test_data = page.store, page.store.data(False)
        kept = store.runs.epochs(run_id, visitor_id)
        at = min(kept, key=lambda one: abs(one - after)) if kept else None
        found = store.evaluation(visitor_id, run_id, at)
        chosen = before.cell if before is not None and before.run_id == run_id else largest(found)
        name = say(lang, "train.run.name", number=store.runs.snapshot(run_id, visitor_id).number)
        return {shown: Shown(run_id, at, chosen), matrix: draw_matrix(lang, found, chosen, name, at),
                cell: draw_cell(lang, found, test_data, *chosen), more: draw_more(lang, found, test_data)}

    @guarded
    def show_newest(visitor_id: str, run_id: str | None, before: Shown | None, request: gr.Request) -> dict[Any, Any]:
        kept = page.store.runs.epochs(run_id, visitor_id) if run_id else []
        if not kept or (before is not None and (before.run_id, before.epoch) == (run_id, kept[-1])):
            return {shown: gr.skip()}
        return evaluate(visitor_id, run_id, kept[-1], before, language(request))

    @guarded
    def choose_run(visitor_id: str, run_id: str | None, before: Shown | None, request: gr.Request) -> dict[Any, Any]:
        kept = page.store.runs.epochs(run_id, visitor_id) if run_id else []
        if not kept:
            raise RunError("there is no run to evaluate yet; train a network first.")
        lang = language(request)
        return evaluate(visitor_id, run_id, kept[-1], before, lang) | {epoch: epochs_value(lang, kept)}

    @guarded
    def choose_epoch(visitor_id: str, told: Any, before: Shown | None, request: gr.Request) -> dict[Any, Any]:
        if before is None:
            raise RunError("there is no run to evaluate yet; train a network first.")
        return evaluate(visitor_id, before.run_id, _epoch(told), before, language(request))

    @guarded
    def open_cell(visitor_id: str, before: Shown | None, event: gr.EventData, request: gr.Request) -> dict[Any, Any]:
        label, predicted = event_data(event).get("index") or (-1, -1)
        if before is None or label not in range(10) or predicted not in range(10):
            raise RunError("there is no such cell; choose one of the matrix.")
        found = page.store.evaluation(visitor_id, before.run_id, before.epoch)
        return {shown: Shown(before.run_id, before.epoch, (label, predicted)),
                cell: draw_cell(language(request), found, page.store.data(False), label, predicted)}

    live([view.change, page.tab.select], show_newest, [visitor, run, shown], answer, open_only=page.while_open)
    run.input(choose_run, [visitor, run, shown], [*answer, epoch], **LATEST)
    live(epoch.input, choose_epoch, [visitor, epoch, shown], answer)
    matrix.select(open_cell, [visitor, shown], [shown, cell], **EACH)
    return run, epoch


def _epoch(told: Any) -> int:
    try:
        return int(json.loads(told)["epoch"])
    except (ValueError, TypeError, KeyError):
        raise RunError("there is no such epoch; choose one of the run's.") from None


def _comparison_section(page: Page) -> gr.CheckboxGroup:
    """Several runs in one chart and one table."""
    compared = gr.CheckboxGroup([], label=t("results.compare"), elem_id="results-compared", interactive=True)
    script = (ASSETS / "chart.js").read_text(encoding="utf-8") + COMPARE
    chart = gr.HTML("", html_template='<div class="comparison"><div class="chart-box"></div></div>', js_on_load=script,
                    elem_id="results-chart", visible=False)
    table = gr.HTML(elem_id="results-table")

    @guarded
    def compare(visitor_id: str, run_ids: list[str], request: gr.Request) -> tuple[Any, str]:
        chosen = [(number, run) for number, run in numbered_runs(page, visitor_id) if run.id in run_ids]
        drawn, rows = comparison(language(request), chosen[:MAX_COMPARED])
        return gr.HTML(drawn, visible=bool(chosen)), rows

    compared.input(compare, [page.visitor, compared], [chart, table], **LATEST)
    return compared


def refresh_results(page: Page, results: Results, visitor_id: str | None, lang: str) -> dict[Any, Any]:
    """The runs there are, the newest one chosen."""
    choices = run_choices(page, visitor_id, lang)
    newest = choices[0][1] if choices else None
    kept = page.store.runs.epochs(newest, visitor_id) if newest else []
    return {
        results.some: gr.update(visible=bool(choices)),
        results.run: gr.update(choices=choices, value=newest, visible=len(choices) > 1),
        results.epoch: epochs_value(lang, kept),
        results.compare: gr.update(visible=len(choices) > 1),
        results.compared: gr.update(choices=choices),
    }


def run_choices(page: Page, visitor_id: str | None, lang: str) -> list[tuple[str, str]]:
    """For a dropdown: number and settings of the visitor's runs, and their ids."""
    return [(f"{say(lang, 'train.run.name', number=number)} · {run_name(lang, run)}", run.id)
            for number, run in numbered_runs(page, visitor_id)]


def numbered_runs(page: Page, visitor_id: str | None) -> list[tuple[int, Snapshot]]:
    """The visitor's runs that have finished an epoch, the newest first, with their numbers."""
    return [(run.number, run) for run in page.store.runs.of(visitor_id) if run.metrics]


def epochs_value(lang: str, kept: list[int]) -> str:
    """The value of the epochs' slider: the last one of those whose weights are kept."""
    last = kept[-1] if kept else 1
    return json.dumps({"epoch": last, "last": last, "said": say(lang, "results.epoch", epoch="{}"),
                       "play": say(lang, "results.play"), "pause": say(lang, "results.pause")}, ensure_ascii=False)
