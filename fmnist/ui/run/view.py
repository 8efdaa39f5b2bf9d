"""A run on screen: from a `Snapshot` to the one JSON text that `assets/run.js` draws."""

import json
from typing import Any

import gradio as gr

from fmnist.errors import FmnistError
from fmnist.files import ASSETS
from fmnist.runs import record as states
from fmnist.runs.living import ASKED, shown_pictures
from fmnist.runs.progress import best_epoch
from fmnist.runs.record import Snapshot
from fmnist.server.store import Store
from fmnist.training.config import QUICKSTART
from fmnist.ui.common.html import escape, png, table
from fmnist.ui.run.banner import banner
from fmnist.ui.run.charts import CHANCE, STEPS, accuracy_chart, example_charts, loss_chart, tutorials_result
from fmnist.ui.run.names import class_names, settings_line
from fmnist.ui.strings import say, say_error, t

GOAL, GOAL_OF_MINI = 0.85, 0.65  # test accuracy that the chapter's task asks for; `frame.train.task` names them
OVERFIT = 0.05  # from here on training accuracy is far above test accuracy

TEMPLATE = """<div class="run" aria-live="off">
<div class="run-head"><b data-part="name" id="run-name"></b><span data-part="settings"></span>
<p class="run-state" data-part="state" id="run-state" role="status"></p></div>
<div class="run-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="0"
aria-labelledby="run-name run-state"><div data-part="progress"></div></div>
<div class="run-note" data-part="note"></div>
<div class="run-living"><section class="run-tiles"><h2 data-part="living_title"></h2>
<div class="tiles" data-part="tiles"></div></section>
<div class="run-big"><strong data-part="big"></strong><span data-part="big_about"></span>
<div class="gauge" data-part="gauge"></div><div class="banner" data-part="banner"></div></div>
<section class="run-chart"><h2 data-part="loss_title"></h2>
<div class="chart-box" data-part="loss"></div></section></div>
<section class="run-chart"><h2 data-part="accuracy_title"></h2><div class="chart-box" data-part="accuracy"></div>
<p class="quiet" data-part="why_lower"></p><div data-part="why"></div></section>
<div class="run-more"><p class="quiet" data-part="summary"></p>
<div data-part="table"></div>
<details><summary data-part="log_title"></summary><pre data-part="log" tabindex="0"></pre></details></div>
</div>"""


def run_view() -> gr.HTML:
    """The component; its value is what `draw_run` returns. It triggers `.select` with what the banner's buttons do."""
    script = "".join((ASSETS / name).read_text(encoding="utf-8") for name in ("chart.js", "run.js"))
    return gr.HTML("", html_template=TEMPLATE, js_on_load=script, elem_id="train-live", label=t("train.live"))


def draw_run(lang: str, store: Store, run: Snapshot | None, visitor: str | None = None, pictures: bool = False) -> str:
    """All a watcher sees of `run`, in the visitor's language, as JSON; the empty state where there is none.

    `visitor`: who looks, where it is the run's owner. `pictures`: send the living pictures, too.
    """
    shown = _titles(lang) | ({"pictures": living_pictures(store), "classes": class_names(lang)} if pictures else {})
    if run is None:
        return json.dumps({**shown, **example_charts(lang), "state": escape(say(lang, "train.empty")),
                           "big": big_number(lang, store, None)}, ensure_ascii=False)
    before, done = run_before(store, run), ["Done!"] if run.state == states.FINISHED else []
    return json.dumps({
        **shown,
        "id": run.id,
        "name": say(lang, "train.run.name", number=run.number),
        "settings": f"{settings_line(lang, run.config)} · {say(lang, 'train.device', device=run.device)}",
        "state": state_line(lang, run),
        "progress": run.progress,
        "note": _problem(lang, run),
        "why": _why(lang, run),
        "banner": banner(lang, store, run, visitor),
        "learned": run.has_learned,
        "answers": run.living and run.living.answers,
        "big": big_number(lang, store, run),
        "loss": loss_chart(lang, run, before),
        "accuracy": accuracy_chart(lang, run, before),
        "why_lower": accuracy_note(lang, run),
        "summary": _summary(lang, run),
        "table": _table(lang, run),
        "log": "\n".join([f"Using {run.device} device", *run.log, *done]),
        "reached": _one_number_changed(run) and max((m.test_accuracy for m in run.metrics), default=0) >= goal(store),
    }, ensure_ascii=False)


def goal(store: Store) -> float:
    """The test accuracy that counts as the chapter's task done, on the data set in use."""
    return GOAL if store.data(False).source.full else GOAL_OF_MINI


def _one_number_changed(run: Snapshot) -> bool:
    """Whether its settings are the Quickstart's, but for one number, and it began with fresh weights."""
    plain = QUICKSTART.to_dict() | {"seed": run.config.seed, "precision": run.config.precision}
    changed = [value for name, value in run.config.to_dict().items() if value != plain[name]]
    return len(changed) == 1 and type(changed[0]) in (int, float) and not run.continued and run.source != "custom"


def _titles(lang: str) -> dict[str, str]:
    titles = {"log_title": escape(say(lang, "train.log"))}
    for name in ("living", "loss", "accuracy"):
        about = say(lang, f"train.{name}.about")
        titles[f"{name}_title"] = f"{escape(say(lang, f'train.{name}.title'))}<small>{escape(about)}</small>"
    return titles


def run_before(store: Store, run: Snapshot) -> Snapshot | None:
    """The run that its owner started before it and that finished an epoch, the newest such one."""
    older = [one for one in store.runs.of(store.runs.owner(run.id)) if one.created < run.created and one.metrics]
    return older[0] if older else None


def living_pictures(store: Store) -> list[dict[str, Any]]:
    """The twelve pictures of the test set with their labels."""
    test_data = store.data(False)
    indices = shown_pictures(test_data.targets[:ASKED].tolist())
    return [{"src": png(test_data.data[index]), "label": int(test_data.targets[index])} for index in indices]


def big_number(lang: str, store: Store, run: Snapshot | None) -> dict[str, Any]:
    """The accuracy so far, and what it is of: after the run all the test pictures, meanwhile an estimate."""
    living, shipped = run and run.living, store.shipped("convnet").accuracy or 0
    gauge = {"ticks": [[CHANCE, say(lang, "train.gauge.chance")], [shipped, "ConvNet"]]}
    if run is not None and run.metrics and not run.active:
        last = run.metrics[-1]
        about = say(lang, "train.big.done", count=len(store.data(False)), epoch=last.epoch)
        return {"value": last.test_accuracy, "text": f"{last.test_accuracy:.1%}", "about": about, **gauge}
    if living is None:
        if run is not None and not run.active:
            return {"value": None, "text": "–", "about": say(lang, "train.big.unknown"), **gauge}
        return {"value": None, "text": "10%", "about": say(lang, "train.big.none"), **gauge}
    share = living.right / living.count
    key = "train.big.now" if run is not None and run.active else "train.big.last"
    return {"value": share, "text": f"{share:.0%}", "about": say(lang, key, count=living.count), **gauge}


def duration(lang: str, seconds: float, whole: bool = False) -> str:
    """Seconds in words; `whole`: from one minute on, minutes only."""
    if seconds < 60:
        return say(lang, "train.seconds", seconds=seconds)
    if whole:
        return say(lang, "train.minutes.whole", minutes=round(seconds / 60))
    return say(lang, "train.minutes", minutes=int(seconds) // 60, seconds=int(seconds) % 60)


def state_line(lang: str, run: Snapshot) -> str:
    """Where the run is and how fast, as HTML."""
    key = run.state
    epoch = len(run.metrics) if key == states.INTERRUPTED else run.epoch  # from where Continue would go on
    if key == states.RUNNING:
        key = "starting" if not run.batch else "testing" if run.batch == run.batches else "running"
    if key == states.INTERRUPTED and not run.resumable:
        key += ".lost"
    elif key in (states.STOPPED, states.INTERRUPTED) and not epoch:
        key += ".early"
    if key == states.QUEUED:
        return f"<b>{escape(say(lang, 'train.state.queued', position=run.queue_position))}</b>"
    text, parts = say(lang, f"train.state.{key}", epoch=epoch, epochs=run.config.epochs), []
    if key == states.STOPPED and run.resumable:
        done = len(run.metrics)
        parts.append(say(lang, "train.state.goes_on" if done else "train.state.starts_over", done=done))
    if run.elapsed_seconds and not run.active:
        parts.append(say(lang, "train.elapsed", elapsed=duration(lang, run.elapsed_seconds)))
    if run.eta_seconds is not None:
        parts.append(say(lang, "train.eta", eta=duration(lang, run.eta_seconds)))
    if run.samples_per_second and run.active:
        parts.append(say(lang, "train.speed", speed=run.samples_per_second))
    return "<b>" + escape(" · ".join([text, *parts])) + "</b>"


def _problem(lang: str, run: Snapshot) -> str:
    if isinstance(run.error, FmnistError):
        return escape(say_error(lang, run.error))
    if run.error is not None:
        return escape(say(lang, "page.error.unknown"))
    return ""


def _why(lang: str, run: Snapshot) -> str:
    """Once such a run is over: why the tutorial's own settings come to so little."""
    official, epochs = tutorials_result(run), run.config.epochs
    if official is None or run.active:
        return ""
    text = (say(lang, "train.why.mini", official=official[0], steps=epochs * STEPS) if run.source == "mini"
            else say(lang, "train.why", official=official[0], epochs=epochs))
    return f"<details><summary>{escape(say(lang, 'train.why.title'))}</summary><p>{escape(text)}</p></details>"


def accuracy_note(lang: str, run: Snapshot) -> str:
    """Training accuracy below that of the test looks like a mistake: why it is none. Far above, it is overfitting."""
    if not run.metrics:
        return ""
    first, last = run.metrics[0], run.metrics[-1]
    # Unshuffled, the accuracy counted while training is not that on the training set: the order of classes is learned.
    if last.train_accuracy - last.test_accuracy > OVERFIT and run.config.shuffle and run.source != "custom":
        return escape(say(lang, "train.overfit", train=last.train_accuracy, test=last.test_accuracy))
    if first.train_accuracy >= first.test_accuracy:
        return ""
    key = "train.why_lower" if run.config.augment == "none" else "train.why_lower.sketch"
    return escape(say(lang, key, train=first.train_accuracy, test=first.test_accuracy))


def _summary(lang: str, run: Snapshot) -> str:
    if not run.metrics:
        return ""
    last, best = run.metrics[-1], best_epoch(run.metrics)
    text = say(lang, "train.summary", epoch=last.epoch, accuracy=last.test_accuracy, loss=last.test_loss)
    if last.validation_accuracy is None:
        if not run.has_learned:
            return text + say(lang, "train.summary.end")
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
