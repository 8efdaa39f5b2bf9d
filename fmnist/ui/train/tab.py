"""Chapter 6 on screen: the hyperparameters, Start and Stop, and the run as it goes."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from fmnist.runs import record as states
from fmnist.training.config import QUICKSTART
from fmnist.ui.common.address import address
from fmnist.ui.common.fields import EACH, QUIET
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.gradio_internals import event_data
from fmnist.ui.page import RUN_STARTED, Page
from fmnist.ui.run.banner import take_in_use
from fmnist.ui.run.pulse import mark, pulse_value
from fmnist.ui.run.view import draw_run, run_view
from fmnist.ui.strings import t
from fmnist.ui.train.downloads import figure_button, first_weights_button
from fmnist.ui.train.form import Form, form_code, settings_form
from fmnist.ui.train.results import Results, refresh_results, results_section

# Tell the other tabs of the browser; keep the focus on the one button; go to the run where its head is out of view.
STARTED = f"""() => {{
  ({RUN_STARTED})();
  if (document.activeElement === document.body) document.querySelector('#train-stop')?.focus({{preventScroll: true}});
  const head = document.querySelector('#train-live .run-head');
  if (innerWidth < 900 || head?.getBoundingClientRect().top < 0) head?.scrollIntoView({{block: 'start'}});
}}"""

# Who stops by key finds the focus on Start once it can be pressed again, unless a key or a click came between.
STOPPED = """() => {
  if (!document.querySelector('#train-stop').matches(':focus-visible')) return;
  const start = document.querySelector('#train-start');
  const waiting = setInterval(() => {
    if (start.disabled) return;
    clearInterval(waiting);
    start.focus({preventScroll: true});
  }, 100);
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => clearInterval(waiting), {once: true});
}"""


@dataclass(frozen=True)
class RunPanel:
    """What the tab shows of the visitor's run. `seen`: the `mark` of the run on the page."""

    page: Page
    live: gr.HTML
    seen: gr.State
    start: gr.Button
    stop: gr.Button
    resume: gr.Button
    figure: gr.Button
    first: gr.Button
    results: Results

    @property
    def outputs(self) -> list[Any]:
        """The components that `updates` is about."""
        page = self.page
        return [self.live, self.seen, page.pulse, self.start, self.stop, self.resume, self.figure, self.first,
                *page.network.outputs, *self.results]

    def updates(self, visitor_id: str | None, request: gr.Request, arriving: bool = False) -> dict[Any, Any]:
        """The visitor's latest run, for every component. `arriving`: the page has just been opened or reloaded."""
        page, lang = self.page, language(request)
        run = page.store.runs.latest(visitor_id)
        active = run is not None and run.active
        updates = {
            self.live: draw_run(lang, page.store, run, visitor_id, pictures=True),
            self.seen: mark(run),
            page.pulse: pulse_value(run),
            self.start: gr.Button(interactive=not active),
            self.stop: gr.Button(interactive=active and run.state != states.STOPPING),
            self.resume: gr.Button(visible=run is not None and run.resumable),
            self.figure: gr.Button(visible=run is not None and bool(run.metrics)),
            self.first: gr.Button(visible=run is not None and run.continued),
        }
        if not arriving:  # the header has just said it, and the visitor may have chosen another network since
            updates |= page.network.updates(visitor_id, lang)
        if active and not arriving:  # the visitor may be looking at the results of an earlier run
            return updates
        return updates | refresh_results(page, self.results, visitor_id, lang)


def train_tab(page: Page) -> None:
    """The form on the left, the run on the right; `fmnist.ui.run.pulse` asks for news of it."""
    with gr.Row(equal_height=False, elem_id="train-two"):
        with gr.Column(elem_id="train-side", min_width=0):
            form = settings_form(page.store)
            with gr.Row(elem_id="train-go"):  # train.css shows Start where it can be pressed, else Stop in its place
                start = gr.Button(t("train.start"), variant="primary", elem_id="train-start", min_width=120)
                stop = gr.Button(t("train.stop"), elem_id="train-stop", interactive=False, min_width=120)
                resume = gr.Button(t("train.resume"), elem_id="train-resume", visible=False, min_width=80)
        with gr.Column(elem_id="train-main", min_width=0):
            live = run_view()
            results = results_section(page, live)
            with gr.Row(elem_id="train-keep"):
                figure, first = figure_button(page), first_weights_button(page)
    panel = RunPanel(page, live, gr.State(""), start, stop, resume, figure, first, results)
    _fill_on_arrival(panel, form)
    _run_events(panel, form)
    _next_steps(panel)
    form_code(page, form, live)


def _fill_on_arrival(panel: RunPanel, form: Form) -> None:
    @guarded
    def attach(visitor_id: str | None, request: gr.Request, *values: Any) -> dict[Any, Any]:
        """Show the latest run, and fill in its settings unless a link or the visitor has filled in the form already."""
        run = panel.page.store.runs.latest(visitor_id)
        updates = panel.updates(visitor_id, request, arriving=True)
        untouched = list(values) == list(form.filled(QUICKSTART).values())
        if run is None or not untouched or request.query_params.get("tab") == "train":
            return {**updates, form.preset: form.card(values)}
        return {**updates, **form.showing(run.config)}

    components = list(form.fields.values())
    panel.page.attached(attach, [panel.page.visitor, *components], [*panel.outputs, form.preset, *components])


def _run_events(panel: RunPanel, form: Form) -> None:
    """Start, stop, resume, and what the pulse tells."""
    page, visitor, outputs = panel.page, panel.page.visitor, panel.outputs
    runs = page.store.runs

    @guarded
    def look(visitor_id: str | None, seen: str, request: gr.Request) -> dict[Any, Any]:
        """A run may have been started elsewhere: on Inspect, or in another tab of the browser."""
        return gr.skip() if mark(runs.latest(visitor_id)) == seen else panel.updates(visitor_id, request)

    @guarded
    def move_on(visitor_id: str | None, request: gr.Request) -> dict[Any, Any]:
        """The run's state has changed."""
        return panel.updates(visitor_id, request)

    @guarded
    def start_run(values: dict[Any, Any], request: gr.Request) -> dict[Any, Any]:
        runs.start(values[visitor], form.read(values), address=address(request))
        return panel.updates(values[visitor], request)

    @guarded
    def stop_run(visitor_id: str, request: gr.Request) -> dict[Any, Any]:
        run = runs.latest(visitor_id)
        if run is not None:
            runs.stop(run.id, visitor_id)
        return panel.updates(visitor_id, request)

    @guarded
    def resume_run(visitor_id: str, request: gr.Request) -> dict[Any, Any]:
        run = runs.latest(visitor_id)
        if run is not None:
            runs.resume(visitor_id, run.id, address=address(request))
        return panel.updates(visitor_id, request)

    page.tab.select(look, [visitor, panel.seen], outputs, **QUIET)
    page.pulse.submit(move_on, [visitor], outputs, **QUIET)
    for begun in (panel.start.click(start_run, {visitor, *form.fields.values()}, outputs, **QUIET),
                  panel.resume.click(resume_run, [visitor], outputs, **QUIET)):
        begun.success(None, js=STARTED, api_visibility="private")
        begun.failure(look, [visitor, panel.seen], outputs, **QUIET)
    panel.stop.click(None, js=STOPPED, api_visibility="private")
    panel.stop.click(stop_run, [visitor], outputs, **QUIET)


def _next_steps(panel: RunPanel) -> None:
    """What the banner of a run offers: to draw for its network, and to train it longer."""
    page = panel.page

    @guarded
    def go_on(visitor_id: str, event: gr.EventData, request: gr.Request) -> dict[Any, Any]:
        run, runs = page.store.runs.latest(visitor_id), page.store.runs
        if run is not None and event_data(event).get("index") == "draw":
            take_in_use(page.store, visitor_id, run)
        elif run is not None and event_data(event).get("index") == "longer":
            hand = page.store.trained(visitor_id, run.id)
            runs.start(visitor_id, run.config, start_from=hand.model, start_accuracy=hand.accuracy,
                       address=address(request))
        return panel.updates(visitor_id, request)

    longer = panel.live.select(go_on, [page.visitor], panel.outputs, **EACH)
    longer.success(None, js=f"() => document.querySelector('#train-stop:not([disabled])') && ({STARTED})()",
                   api_visibility="private")
