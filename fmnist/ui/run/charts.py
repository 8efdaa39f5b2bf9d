"""The charts of a run: data for `assets/chart.js`."""

from typing import Any

from fmnist.runs.progress import smooth
from fmnist.runs.record import Snapshot
from fmnist.training.config import QUICKSTART
from fmnist.ui.run.example import EXAMPLE_ACCURACY, EXAMPLE_LOSS, EXAMPLE_STEPS
from fmnist.ui.strings import say

# What the tutorial's scripts, which set no seed, print last: the quickstart's, and the optimisation chapter's.
OFFICIAL = {5: ("65%", 0.65), 10: ("71%", 0.71)}
STEPS = 938  # of an epoch of theirs
CHANCE = 0.1  # the accuracy of a network that guesses
# What lies above this is off the chart: the losses of a diverged run would flatten all before them.
HIGHEST_LOSS = {"mse": 0.3, "cross_entropy": 3.45, "nll": 3.45}
FLAME, BLUE, GREEN, OCHRE = 0, 1, 2, 4  # of `--chart-1` to `--chart-5`
MAX_GHOST = 100  # points


def official_result(run: Snapshot) -> tuple[str, float] | None:
    """What the tutorial reports for such a run, in its words and as a fraction; `None` where it has no figure."""
    return tutorials_result(run) if run.source != "mini" else None


def tutorials_result(run: Snapshot) -> tuple[str, float] | None:
    """As `official_result`, for a run on the mini set too: what its settings come to in the tutorial."""
    config = run.config
    plain = {**QUICKSTART.to_dict(), "epochs": config.epochs, "seed": config.seed}
    same = config.to_dict() == plain and not run.continued and run.source not in ("", "custom")
    return OFFICIAL.get(config.epochs) if same else None


def loss_chart(lang: str, run: Snapshot, before: Snapshot | None = None) -> dict[str, Any]:
    """The loss of every step that is kept, raw and smoothed, for `drawChart`. `before`: the visitor's run before."""
    total = run.batches * run.config.epochs
    return {
        **_loss_frame(lang), "xmin": 0, **({"xmax": total} if total else {}),
        "cap": HIGHEST_LOSS[run.config.loss],
        "series": [
            *_ghost(lang, run, before),
            {"name": say(lang, "train.raw"), "points": rounded(run.losses), "faint": True, "colour": FLAME},
            {"name": say(lang, "train.smooth"), "points": rounded(smooth(run.losses, 0.7)), "colour": FLAME,
             "last": True},
        ],
    }


def _loss_frame(lang: str) -> dict[str, Any]:
    return {"label": say(lang, "train.loss.title"), "x": say(lang, "train.steps"), "ymin": 0, "legend": False}


def _ghost(lang: str, run: Snapshot, before: Snapshot | None) -> list[dict[str, Any]]:
    """The smoothed loss of the run before, by the share of an epoch that it had seen."""
    if before is None or not before.losses or not before.batches:
        return []
    scale = run.batches / before.batches if run.batches else 1.0
    points = [(round(step * scale), loss) for step, loss in smooth(before.losses, 0.9)]
    points = [(step, loss) for step, loss in points[:: len(points) // MAX_GHOST + 1]
              if not run.batches or step <= run.batches * run.config.epochs]
    return [{"name": _name(lang, before), "points": rounded(points), "ghost": True}]


def _name(lang: str, run: Snapshot) -> str:
    return say(lang, "train.run.name", number=run.number)


def accuracy_chart(lang: str, run: Snapshot, before: Snapshot | None = None) -> dict[str, Any]:
    """The accuracies after every epoch, from chance on, and the tutorial's where it has one, for `drawChart`."""
    series = []
    if before is not None and before.metrics:
        points = [*_start(before), *((m.epoch, m.test_accuracy) for m in before.metrics)]
        shown = [point for point in points if point[0] <= run.config.epochs]
        series.append({"name": _name(lang, before), "points": shown, "ghost": True})
    colours = {"train_accuracy": FLAME, "test_accuracy": GREEN, "validation_accuracy": BLUE}
    for name, colour in colours.items():
        points = [(m.epoch, getattr(m, name)) for m in run.metrics if getattr(m, name) is not None]
        if name == "test_accuracy":
            points = [*_start(run), *points]
        if points:
            series.append({"name": say(lang, f"train.{name}"), "points": points, "dots": True, "colour": colour,
                           "last": name == "test_accuracy" and bool(run.metrics)})
    official = official_result(run)
    if official and run.metrics:
        ends = [(0, official[1]), (run.config.epochs, official[1])]
        series.append({"name": say(lang, "train.official"), "points": ends, "dashed": True, "colour": OCHRE})
    return {**_accuracy_frame(lang), "xmax": run.config.epochs, "series": series}


def _accuracy_frame(lang: str) -> dict[str, Any]:
    return {"label": say(lang, "train.accuracy.title"), "x": say(lang, "train.epochs.unit"),
            "one": say(lang, "train.epochs.one"), "percent": True, "whole": True, "xmin": 0, "ymin": 0, "ymax": 1,
            "chance": [CHANCE, say(lang, "train.chance")]}


def _start(run: Snapshot) -> list[tuple[int, float]]:
    """Fresh weights answer by chance; those that a run went on from as they did before, where that is known."""
    start = run.start_accuracy if run.continued else CHANCE
    return [] if start is None else [(0, start)]


def example_charts(lang: str) -> dict[str, dict[str, Any]]:
    """What will come, where no run is yet: the curves of the Quickstart, pale."""
    name = say(lang, "train.example")
    accuracy = [(0, CHANCE), *enumerate(EXAMPLE_ACCURACY, 1)]
    return {
        "loss": {**_loss_frame(lang), "xmin": 0, "xmax": EXAMPLE_STEPS,
                 "series": [{"name": name, "points": EXAMPLE_LOSS, "ghost": True}]},
        "accuracy": {**_accuracy_frame(lang), "xmax": len(EXAMPLE_ACCURACY),
                     "series": [{"name": name, "points": accuracy, "ghost": True}]},
    }


def rounded(points: Any) -> list[tuple[int, float]]:
    """Losses to five digits, as they are sent to the page."""
    return [(step, float(f"{loss:.5g}")) for step, loss in points]
