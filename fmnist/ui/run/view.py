"""A run on screen: from a `Snapshot` to the one JSON text that `assets/run.js` draws."""

import json
from typing import Any

import gradio as gr

from fmnist.errors import FmnistError
from fmnist.files import ASSETS
from fmnist.runs import record as states
from fmnist.runs.progress import best_epoch
from fmnist.runs.record import Snapshot
from fmnist.ui.common.html import escape, table
from fmnist.ui.run.charts import accuracy_chart, loss_chart, official_result
from fmnist.ui.strings import say, say_error, t

TEMPLATE = """<div class="run" aria-live="off">
<p class="run-state" data-part="state" role="status"></p>
<div class="run-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="0" aria-label="epochs">
<div data-part="progress"></div></div>
<div class="run-note" data-part="note"></div>
<div class="run-charts">
<section><h2 data-part="loss_title"></h2><div class="chart-box" data-part="loss"></div></section>
<section><h2 data-part="accuracy_title"></h2><div class="chart-box" data-part="accuracy"></div></section></div>
<p class="quiet" data-part="summary"></p>
<div data-part="table"></div>
<details><summary data-part="log_title"></summary><pre data-part="log" tabindex="0"></pre></details>
</div>"""


def run_view() -> gr.HTML:
    """The component; its value is what `draw_run` returns."""
    script = "".join((ASSETS / name).read_text(encoding="utf-8") for name in ("chart.js", "run.js"))
    return gr.HTML("", html_template=TEMPLATE, js_on_load=script, elem_id="train-live", label=t("train.live"))


def draw_run(lang: str, run: Snapshot | None) -> str:
    """All a watcher sees of `run`, in the visitor's language, as JSON; the empty state where there is none."""
    titles = {f"{name}_title": say(lang, key) for name, key in
              (("loss", "train.loss.title"), ("accuracy", "train.accuracy.title"), ("log", "train.log"))}
    if run is None:
        empty = {"series": [], "label": say(lang, "train.empty.chart"), "empty": say(lang, "train.empty.chart")}
        return json.dumps({**titles, "state": escape(say(lang, "train.empty")), "loss": empty, "accuracy": empty})
    return json.dumps({
        **titles,
        "id": run.id,
        "state": state_line(lang, run),
        "progress": run.progress,
        "note": _note(lang, run),
        "loss": loss_chart(lang, run),
        "accuracy": accuracy_chart(lang, run),
        "summary": _summary(lang, run),
        "table": _table(lang, run),
        "log": "\n".join(run.log),
    }, ensure_ascii=False)


def duration(lang: str, seconds: float) -> str:
    """Seconds in words."""
    if seconds < 60:
        return say(lang, "train.seconds", seconds=seconds)
    return say(lang, "train.minutes", minutes=int(seconds) // 60, seconds=int(seconds) % 60)


def state_line(lang: str, run: Snapshot) -> str:
    """Where the run is and how fast, as HTML."""
    counts = {"epoch": run.epoch, "epochs": run.config.epochs, "batch": run.batch, "batches": run.batches}
    key = run.state
    if key == states.RUNNING:
        key = "starting" if not run.batch else "testing" if run.batch == run.batches else "running"
    if key in (states.STOPPED, states.INTERRUPTED) and not run.epoch:
        key += ".early"
    if key == states.QUEUED:
        left = say(lang, "train.state.queued", position=run.queue_position)
        if run.eta_seconds is not None:
            left += say(lang, "train.state.queued.eta", eta=duration(lang, run.eta_seconds))
        return f"<b>{escape(left)}</b>"
    parts = []
    if run.elapsed_seconds:
        parts.append(say(lang, "train.elapsed", elapsed=duration(lang, run.elapsed_seconds)))
    if run.eta_seconds is not None:
        parts.append(say(lang, "train.eta", eta=duration(lang, run.eta_seconds)))
    if run.samples_per_second:
        parts.append(say(lang, "train.speed", speed=run.samples_per_second))
    text = say(lang, f"train.state.{key}", **counts)
    return f"<b>{escape(text)}</b><span>{escape(' · '.join(parts))}</span>"


def _note(lang: str, run: Snapshot) -> str:
    if isinstance(run.error, FmnistError):
        return escape(say_error(lang, run.error))
    if run.error is not None:
        return escape(say(lang, "page.error.unknown"))
    official = official_result(run)
    return escape(say(lang, "train.why", official=official[0], epochs=run.config.epochs)) if official else ""


def _summary(lang: str, run: Snapshot) -> str:
    if not run.metrics:
        return ""
    last, best = run.metrics[-1], best_epoch(run.metrics)
    text = say(lang, "train.summary", epoch=last.epoch, accuracy=last.test_accuracy, loss=last.test_loss)
    if last.validation_accuracy is None:
        return text + say(lang, "train.summary.best", best=best.epoch, accuracy=best.test_accuracy)
    text += say(lang, "train.summary.validation", accuracy=last.validation_accuracy, loss=last.validation_loss)
    return text + say(lang, "train.summary.chosen", best=best.epoch, validation=best.validation_accuracy,
                      accuracy=best.test_accuracy)


def _table(lang: str, run: Snapshot) -> str:
    if not run.metrics:
        return ""
    names = ["epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "seconds"]
    if run.metrics[0].validation_accuracy is not None:
        names[5:5] = ["validation_loss", "validation_accuracy"]
    heads = (say(lang, f"train.column.{name}") for name in names)
    rows = "".join("<tr>" + "".join(f"<td>{_cell(m, name)}</td>" for name in names) + "</tr>" for m in run.metrics)
    title, about = say(lang, "train.table"), say(lang, "train.running_accuracy")
    return (f'<details><summary>{escape(title)}</summary>{table(heads, rows, "plain")}'
            f'<p class="quiet">{escape(about)}</p></details>')


def _cell(metrics: Any, name: str) -> str:
    if name == "epoch":
        return str(metrics.epoch)
    if name == "seconds":
        return f"{metrics.elapsed_seconds:.1f}"
    value = getattr(metrics, name)
    return f"{value:.2%}" if name.endswith("accuracy") else f"{value:.6f}"
