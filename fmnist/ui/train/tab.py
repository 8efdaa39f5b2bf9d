"""Chapter 6 on screen: the hyperparameters, Start and Stop, and the run as it goes."""

from __future__ import annotations

import base64
import json
from dataclasses import fields, replace
from typing import Any

import gradio as gr

from fmnist.model import MODELS
from fmnist.runs import record as states
from fmnist.runs.figures import history_figure, to_png
from fmnist.runs.record import Snapshot
from fmnist.scripts.script import Script
from fmnist.scripts.training import train_script
from fmnist.server.weights_files import Outbox
from fmnist.training.config import (
    AUGMENTS,
    LOSSES,
    OPTIMIZERS,
    PRECISIONS,
    PRESETS,
    QUICKSTART,
    SCHEDULES,
    TrainConfig,
)
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import DIRECT, QUIET, click_download, data_root, typed_seed
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.page import RUN_STARTED, Page, hand_line, hand_updates
from fmnist.ui.run.pulse import mark, pulse_value
from fmnist.ui.run.view import draw_run, run_view
from fmnist.ui.strings import t
from fmnist.ui.train.results import refresh_results, results_section

DOWNLOAD_PNG = """(png) => {
  const link = document.createElement('a');
  link.href = `data:image/png;base64,${png}`;
  link.download = 'fmnist-run.png';
  link.click();
}"""
OPTIMIZER_NAMES = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}


def train_tab(page: Page) -> None:
    """The form on the left, the run on the right; `fmnist.ui.run.pulse` asks for news of it."""
    store, visitor, outbox = page.store, page.visitor, Outbox()
    gr.Markdown(t("train.intro"))
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            preset = gr.Radio([(t(f"train.preset.{name}"), name) for name in PRESETS], value="quickstart",
                              label=t("train.preset"), elem_id="train-preset", interactive=True)
            form = _form()
            with gr.Row():
                start = gr.Button(t("train.start"), variant="primary", elem_id="train-start", min_width=120)
                stop = gr.Button(t("train.stop"), variant="stop", elem_id="train-stop", interactive=False, min_width=80)
                resume = gr.Button(t("train.resume"), elem_id="train-resume", visible=False, min_width=80)
        with gr.Column(scale=3, min_width=320):
            live = run_view()
            figure = gr.Button(t("train.figure"), size="sm", visible=False, elem_id="train-figure")
            png = gr.Textbox(visible="hidden", elem_id="train-figure-png")
            first = gr.Button(t("train.first"), size="sm", visible=False, elem_id="train-first")
            first_file = gr.DownloadButton(visible="hidden", elem_id="train-first-file")
    results = results_section(page)
    seen = gr.State("")

    outputs = [live, seen, page.pulse, start, stop, resume, figure, first, page.hand, page.hand_facts, *results]

    def show(visitor_id: str | None, run: Snapshot | None, request: gr.Request, arriving: bool = False) -> list[Any]:
        active = run is not None and run.active
        can_resume = run is not None and run.state in states.RESUMABLE
        # While it trains, somebody may be looking at an earlier run.
        keep_results = active and not arriving
        return [
            draw_run(language(request), run), mark(run), pulse_value(run), gr.Button(interactive=not active),
            gr.Button(interactive=active and run.state != states.STOPPING), gr.Button(visible=can_resume),
            gr.Button(visible=run is not None and bool(run.metrics)),
            gr.Button(visible=run is not None and run.continued),
            *hand_updates(store, visitor_id, language(request)),
            *([gr.skip()] * len(results) if keep_results else refresh_results(page, visitor_id, language(request))),
        ]

    @guarded
    def attach(visitor_id: str | None, request: gr.Request, *values: Any) -> list[Any]:
        """The settings of the run that goes on, or was the last, unless the visitor was quicker with others."""
        run = store.runs.latest(visitor_id)
        updates = show(visitor_id, run, request, arriving=True)
        if run is None or list(values) != fill(QUICKSTART):
            return [*updates, gr.skip(), *[gr.skip()] * len(form)]
        fitting = (name for name, config in PRESETS.items() if fill(config) == fill(run.config))
        return [*updates, next(fitting, None), *fill(run.config)]

    @guarded
    def look(visitor_id: str | None, seen: str, request: gr.Request) -> list[Any]:
        """A run may have been started elsewhere: on Inspect, or in another tab of the browser."""
        run = store.runs.latest(visitor_id)
        return [gr.skip()] * len(outputs) if mark(run) == seen else show(visitor_id, run, request)

    @guarded
    def move_on(visitor_id: str | None, request: gr.Request) -> list[Any]:
        """The run's state has changed."""
        return show(visitor_id, store.runs.latest(visitor_id), request)

    @guarded
    def follow(visitor_id: str | None, request: gr.Request) -> str:
        """The run in hand has finished another epoch."""
        return hand_line(language(request), store.in_hand(visitor_id))

    @guarded
    def start_run(values: dict[Any, Any], request: gr.Request) -> list[Any]:
        config = read_form(form, values)
        visitor_id = values[visitor]
        store.runs.start(visitor_id, config)
        return show(visitor_id, store.runs.latest(visitor_id), request)

    @guarded
    def stop_run(visitor_id: str, request: gr.Request) -> list[Any]:
        run = store.runs.latest(visitor_id)
        if run is not None:
            store.runs.stop(run.id, visitor_id)
        return show(visitor_id, store.runs.latest(visitor_id), request)

    @guarded
    def resume_run(visitor_id: str, request: gr.Request) -> list[Any]:
        run = store.runs.latest(visitor_id)
        if run is not None:
            store.runs.resume(visitor_id, run.id)
        return show(visitor_id, store.runs.latest(visitor_id), request)

    @guarded
    def draw_figure(visitor_id: str, request: gr.Request) -> str:
        run = store.runs.latest(visitor_id)
        if run is None:
            return ""
        title = f"{run.config.model}, {run.config.optimizer}, lr {run.config.learning_rate:g}, seed {run.config.seed}"
        return base64.b64encode(to_png(history_figure(run.losses, run.metrics, title))).decode()

    @guarded
    def save_first(visitor_id: str, request: gr.Request) -> Any:
        run = store.runs.latest(visitor_id)
        path = run and store.runs.start_weights(run.id, visitor_id)
        return str(outbox.copy(path)) if path else gr.skip()

    def fill(config: TrainConfig) -> list[Any]:
        return [getattr(config, name) for name in form]

    page.attached(attach, [visitor, *form.values()], [*outputs, preset, *form.values()])
    page.tab.select(look, [visitor, seen], outputs, **DIRECT)
    page.pulse.submit(move_on, [visitor], outputs, **DIRECT)
    page.pulse.input(follow, [visitor], page.hand_facts, **DIRECT)
    for begun in (start.click(start_run, {visitor, *form.values()}, outputs, **QUIET),
                  resume.click(resume_run, [visitor], outputs, **QUIET)):
        begun.success(None, js=RUN_STARTED, api_visibility="private")
        begun.failure(look, [visitor, seen], outputs, **DIRECT)
    stop.click(stop_run, [visitor], outputs, **DIRECT)
    figure.click(draw_figure, [visitor], png, **QUIET).then(None, [png], js=DOWNLOAD_PNG, api_visibility="private")
    kept = first.click(save_first, [visitor], first_file, **QUIET)
    kept.success(None, js=click_download("train-first-file"), api_visibility="private")
    settings = json.dumps({name: fill(config) for name, config in PRESETS.items()})
    preset.input(None, preset, list(form.values()), js=f"(name) => ({settings})[name]", api_visibility="private")
    train_code(page, form, live)


def read_form(form: dict[str, Any], values: dict[Any, Any]) -> TrainConfig:
    """The form as a `TrainConfig`. Raises `ConfigError` for the first field that is out of range."""
    return _config({name: values[component] for name, component in form.items()})


def _config(values: dict[str, Any]) -> TrainConfig:
    return TrainConfig(**{**values, "seed": typed_seed(values["seed"])})


def _form() -> dict[str, Any]:
    """One component a setting, by the field of `TrainConfig`; every one says in a line what it does."""
    form: dict[str, Any] = {}
    defaults = {field.name: getattr(QUICKSTART, field.name) for field in fields(TrainConfig)}

    def add(kind: Any, name: str, **how: Any) -> None:
        form[name] = kind(value=defaults[name], label=t(f"train.{name}"), info=t(f"train.{name}.info"),
                          elem_id=f"train-{name}", interactive=True, **{"min_width": 140} | how)

    with gr.Row():
        add(gr.Dropdown, "model", choices=[(t(f"train.model.{name}"), name) for name in MODELS], min_width=170)
        add(gr.Dropdown, "optimizer", choices=[(OPTIMIZER_NAMES[name], name) for name in OPTIMIZERS],
            min_width=170)
    with gr.Row():
        add(gr.Number, "epochs", precision=0)
        add(gr.Number, "batch_size", precision=0)
        add(gr.Number, "learning_rate", step=0.001)
    with gr.Accordion(t("train.more"), open=False, elem_id="train-more"):
        with gr.Row():
            add(gr.Dropdown, "loss", choices=[(t(f"train.loss.{name}"), name) for name in LOSSES])
            add(gr.Dropdown, "schedule", choices=[(t(f"train.schedule.{name}"), name) for name in SCHEDULES])
        with gr.Row():
            add(gr.Number, "momentum", step=0.05)
            add(gr.Number, "weight_decay", step=0.001)
            add(gr.Number, "validation_share", step=0.05)
        with gr.Row():
            add(gr.Number, "label_smoothing", step=0.05)
            add(gr.Dropdown, "augment", choices=[(t(f"train.augment.{name}"), name) for name in AUGMENTS])
            add(gr.Dropdown, "precision", choices=[(t(f"train.precision.{name}"), name) for name in PRECISIONS])
        with gr.Row():
            add(gr.Number, "seed", precision=0)
            add(gr.Checkbox, "shuffle")
    return form


def train_code(page: Page, form: dict[str, Any], view: gr.HTML) -> None:
    """6: the run that the form describes; the visitor's latest run itself, where the form still has its settings.

    `form`: one component a field of `TrainConfig`. `view`: of the run; when that is another one, so may the script be.
    """
    runs = page.store.runs

    def make(visitor: str | None, *values: Any) -> Script:
        config = _config(dict(zip(form, values, strict=True)))
        run = runs.latest(visitor)
        if run is None or replace(run.config, frozen=(), precision=config.precision) != config:
            return train_script(config, data_root(page.store))
        start = runs.start_weights(run.id, visitor) is not None
        return train_script(run.config, data_root(page.store), start=start, custom=run.source == "custom")

    changes = [component.change for component in [*form.values(), view]]
    code_panel(page, "train", [page.visitor, *form.values()], make, changes)
