"""After the run, on the Train tab: what the network confuses after any epoch, and several runs side by side."""

from typing import Any, NamedTuple

import gradio as gr

from fmnist.errors import RunError
from fmnist.files import ASSETS
from fmnist.runs.record import Snapshot
from fmnist.ui.common.fields import EACH, LATEST
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.gradio_internals import event_data
from fmnist.ui.page import Page
from fmnist.ui.strings import t
from fmnist.ui.train.results_html import comparison, draw_cell, draw_evaluation, run_name

MAX_COMPARED = 5
CELL = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-label]');
  if (button) trigger('select', {index: [Number(button.dataset.label), Number(button.dataset.predicted)]});
});
"""
COMPARE = """
const draw = () => { if (props.value) drawChart(element.querySelector('.chart-box'), JSON.parse(props.value)); };
watch('value', draw);
draw();
"""


class Results(NamedTuple):
    """What changes when a run has moved on."""

    empty: gr.Markdown
    some: gr.Column
    run: gr.Dropdown
    epoch: gr.Slider
    compared: gr.CheckboxGroup


def results_section(page: Page) -> Results:
    """Hidden but for a sentence until a run has finished an epoch."""
    with gr.Accordion(t("results.title"), open=True, elem_id="results"):
        empty = gr.Markdown(t("results.none"), elem_id="results-empty")
        with gr.Column(visible=False, elem_id="results-some") as some:
            gr.Markdown(t("results.intro"))
            return Results(empty, some, *_evaluation_section(page), _comparison_section(page))


def _evaluation_section(page: Page) -> tuple[gr.Dropdown, gr.Slider]:
    """A run's model after an epoch: its confusion matrix, and the pictures of the cell that was clicked."""
    store, visitor = page.store, page.visitor
    shown = gr.State(None)  # run id and epoch of the matrix on the page; the fields may be set to another one since
    with gr.Row(elem_classes="controls"):
        run = gr.Dropdown([], label=t("results.run"), elem_id="results-run", interactive=True, scale=3)
        epoch = gr.Slider(1, 2, value=1, step=1, label=t("results.epoch"), elem_id="results-epoch", interactive=True,
                          scale=2)
        show = gr.Button(t("results.show"), elem_id="results-show", scale=0, min_width=120)
    matrix = gr.HTML(js_on_load=CELL, elem_id="results-found")
    cell = gr.HTML(elem_id="results-cell")

    @guarded
    def choose(visitor_id: str, run_id: str | None) -> Any:
        return slider(store.runs.epochs(run_id, visitor_id) if run_id else [])

    @guarded
    def evaluate_run(visitor_id: str, run_id: str | None, after: float, request: gr.Request) -> dict[Any, Any]:
        if not run_id:
            raise RunError("there is no run to evaluate yet; train a network first.")
        lang, kept = language(request), store.runs.epochs(run_id, visitor_id)
        epoch = min(kept, key=lambda one: abs(one - after)) if kept else None
        found = store.evaluation(visitor_id, run_id, epoch)
        name = next((name for name, of in run_choices(page, visitor_id, lang) if of == run_id), "")
        return {shown: (run_id, epoch), cell: "", matrix: draw_evaluation(lang, found, store.data(False), name, epoch)}

    @guarded
    def open_cell(visitor_id: str, shown: Any, event: gr.EventData, request: gr.Request) -> str:
        label, predicted = event_data(event).get("index") or (-1, -1)
        if shown is None or label not in range(10) or predicted not in range(10):
            raise RunError("there is no such cell; choose one of the matrix.")
        found = store.evaluation(visitor_id, *shown)
        return draw_cell(language(request), found, store.data(False), label, predicted)

    asked, answer = [visitor, run, epoch], [shown, matrix, cell]
    run.input(choose, [visitor, run], epoch, **LATEST).then(evaluate_run, asked, answer, **LATEST)
    gr.on([show.click, epoch.input], evaluate_run, asked, answer, **LATEST)
    matrix.select(open_cell, [visitor, shown], cell, **EACH)
    return run, epoch


def _comparison_section(page: Page) -> gr.CheckboxGroup:
    """Several runs in one chart and one table."""
    compared = gr.CheckboxGroup([], label=t("results.compare"), elem_id="results-compared", interactive=True)
    script = (ASSETS / "chart.js").read_text(encoding="utf-8") + COMPARE
    chart = gr.HTML("", html_template='<div class="run"><div class="chart-box"></div></div>', js_on_load=script,
                    elem_id="results-chart")
    table = gr.HTML(elem_id="results-table")

    @guarded
    def compare(visitor_id: str, run_ids: list[str], request: gr.Request) -> tuple[str, str]:
        chosen = [(number, run) for number, run in numbered_runs(page, visitor_id) if run.id in run_ids]
        return comparison(language(request), chosen[:MAX_COMPARED])

    compared.input(compare, [page.visitor, compared], [chart, table], **LATEST)
    return compared


def refresh_results(page: Page, results: Results, visitor_id: str | None, lang: str) -> dict[Any, Any]:
    """The runs there are, the newest one chosen."""
    choices = run_choices(page, visitor_id, lang)
    newest = choices[0][1] if choices else None
    kept = page.store.runs.epochs(newest, visitor_id) if newest else []
    return {
        results.empty: gr.update(visible=not choices),
        results.some: gr.update(visible=bool(choices)),
        results.run: gr.update(choices=choices, value=newest),
        results.epoch: slider(kept),
        results.compared: gr.update(choices=choices),
    }


def run_choices(page: Page, visitor_id: str | None, lang: str) -> list[tuple[str, str]]:
    """For a dropdown: number and settings of the visitor's runs, and their ids."""
    return [(f"{number} · {run_name(lang, run)}", run.id) for number, run in numbered_runs(page, visitor_id)]


def numbered_runs(page: Page, visitor_id: str | None) -> list[tuple[int, Snapshot]]:
    """The visitor's runs that have finished an epoch, the newest first, and their numbers."""
    return [(run.number, run) for run in page.store.runs.of(visitor_id) if run.metrics]


def slider(kept: list[int]) -> Any:
    """The epochs whose weights are kept, the last one chosen."""
    last = kept[-1] if kept else 1
    return gr.update(minimum=1, maximum=max(last, 2), value=last, interactive=last > 1)
