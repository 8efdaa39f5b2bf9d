"""Figures to take home, drawn with matplotlib: the curves of a run, as for a report.

`matplotlib.figure.Figure` is used directly: pyplot keeps every figure in a list that the whole process shares.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fmnist.runs.progress import smooth
from fmnist.training.loop import EpochMetrics

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def history_figure(losses: Sequence[tuple[int, float]], metrics: Sequence[EpochMetrics], title: str = "") -> Figure:
    """Loss per step and accuracy per epoch, side by side.

    **Arguments**

    - `losses`: `(step, loss)`. `metrics`: the finished epochs; accuracies are drawn in percent.
    - `title`: plain ASCII, since matplotlib's own font has no Chinese.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    figure.suptitle(title)
    left, right = figure.subplots(1, 2)
    if losses:
        left.plot(*zip(*losses, strict=True), color="C3", alpha=0.35, label="loss")
        left.plot(*zip(*smooth(tuple(losses), 0.7), strict=True), color="C3", label="smoothed")
        left.legend()
    left.set(xlabel="step", ylabel="loss")
    epochs = [m.epoch for m in metrics]
    for name, colour in (("train", "C3"), ("test", "C0"), ("validation", "C2")):
        values = [getattr(m, f"{name}_accuracy") for m in metrics]
        if values and values[0] is not None:
            right.plot(epochs, [100 * value for value in values], "o-", color=colour, label=name)
    if metrics:
        right.legend()
    right.set(xlabel="epoch", ylabel="accuracy (%)")
    right.xaxis.get_major_locator().set_params(integer=True)
    return figure


def to_png(figure: Figure, dpi: int = 150) -> bytes:
    """The figure as a PNG file, in memory."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=dpi)
    return file.getvalue()
