"""The charts of a run: data for `assets/chart.js`."""

from typing import Any

from fmnist.runs.progress import smooth
from fmnist.runs.record import Snapshot
from fmnist.training.config import QUICKSTART
from fmnist.ui.strings import say

# What the tutorial prints: the quickstart's last line, and the range its optimisation chapter's readers get.
OFFICIAL = {5: ("64.6%", 0.646), 10: ("70–71.5%", 0.7075)}


def official_result(run: Snapshot) -> tuple[str, float] | None:
    """What the tutorial reports for such a run, in its words and as a fraction; `None` where it has no figure."""
    config = run.config
    plain = {**QUICKSTART.to_dict(), "epochs": config.epochs, "seed": config.seed}
    same = config.to_dict() == plain and not run.continued and run.source not in ("", "mini", "custom")
    return OFFICIAL.get(config.epochs) if same else None


def loss_chart(lang: str, run: Snapshot) -> dict[str, Any]:
    """The loss of every step that is kept, raw and smoothed, for `drawChart` in `assets/chart.js`."""
    total = run.batches * run.config.epochs
    return {
        "label": say(lang, "train.loss.title"), "x": say(lang, "train.step"), "empty": say(lang, "train.empty.chart"),
        "xmin": 0, **({"xmax": total} if total else {}),
        "series": [
            {"name": say(lang, "train.raw"), "points": rounded(run.losses), "faint": True, "colour": 0},
            {"name": say(lang, "train.smooth"), "points": rounded(smooth(run.losses, 0.7)), "colour": 0},
        ],
    }


def accuracy_chart(lang: str, run: Snapshot) -> dict[str, Any]:
    """The accuracies after every epoch, and the tutorial's where it has one, for `drawChart`."""
    series = []
    for colour, name in enumerate(("train_accuracy", "test_accuracy", "validation_accuracy")):
        points = [(m.epoch, getattr(m, name)) for m in run.metrics if getattr(m, name) is not None]
        if points:
            series.append({"name": say(lang, f"train.{name}"), "points": points, "dots": True, "colour": colour})
    official = official_result(run)
    if official and series:
        ends = [(1, official[1]), (run.config.epochs, official[1])]
        series.append({"name": say(lang, "train.official"), "points": ends, "dashed": True, "colour": 4})
    return {
        "label": say(lang, "train.accuracy.title"), "x": say(lang, "train.epoch"), "percent": True, "whole": True,
        "xmin": 1, "xmax": run.config.epochs, "series": series, "empty": say(lang, "train.empty.chart"),
    }


def rounded(points: Any) -> list[tuple[int, float]]:
    """Losses to five digits, as they are sent to the page."""
    return [(step, float(f"{loss:.5g}")) for step, loss in points]
