"""The loss of every step of a run, thinned so that a long run takes no more memory or drawing than a short one."""

from __future__ import annotations

import math
from typing import Any


class LossCurve:
    """Means of the loss over equal stretches of steps; the stretches double whenever there are `capacity` of them.

    `points`: `(step, loss)`, the stretch's last step counted from 1 over the whole run, and its mean loss.
    """

    def __init__(self, capacity: int = 400) -> None:
        self.capacity, self.stride = capacity, 1
        self.points: list[tuple[int, float]] = []
        self._sum, self._count, self._step = 0.0, 0, 0

    def add(self, loss: float, steps: int = 1) -> None:
        """Append the loss of the next step; `steps` if it stands for several."""
        self._step += steps
        self._sum += loss * steps
        self._count += steps
        if self._count >= self.stride:
            self.points.append((self._step, self._sum / self._count))
            self._sum, self._count = 0.0, 0
        if len(self.points) >= self.capacity:
            pairs = zip(self.points[::2], self.points[1::2], strict=True)
            self.points = [(b[0], (a[1] + b[1]) / 2) for a, b in pairs]
            self.stride *= 2

    def state(self) -> dict[str, Any]:
        """Plain values, for a checkpoint."""
        return {"stride": self.stride, "points": [list(point) for point in self.points], "step": self._step,
                "sum": self._sum, "count": self._count}

    @classmethod
    def from_state(cls, state: dict[str, Any], capacity: int = 400) -> LossCurve:
        """The inverse of `state`."""
        curve = cls(capacity)
        curve.stride, curve._step = int(state["stride"]), int(state["step"])
        curve.points = [(int(step), float(loss)) for step, loss in state["points"]]
        curve._sum, curve._count = float(state["sum"]), int(state["count"])
        return curve


def smooth(points: tuple[tuple[int, float], ...], weight: float = 0.9) -> list[tuple[int, float]]:
    """An exponential moving average of the losses, its start corrected for beginning at zero (Kingma & Ba 2014)."""
    mean, smoothed = 0.0, []
    for i, (step, loss) in enumerate(points, start=1):
        mean = weight * mean + (1 - weight) * loss
        smoothed.append((step, mean / (1 - math.pow(weight, i))))
    return smoothed
