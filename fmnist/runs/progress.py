"""How far a run has come: its counters, its loss curve, its finished epochs, its log, and its pace."""

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from fmnist.runs.living import Living
from fmnist.training.loop import EpochMetrics, Step, TestResult, loss_line, test_line

LOG_LINES = 400  # entries of the log kept; the oldest go first


def epoch_lines(metrics: EpochMetrics) -> list[str]:
    """What is logged after an epoch: the tutorial's line, and where a part is held out, the same for that."""
    lines = [test_line(TestResult(metrics.test_accuracy, metrics.test_loss))]
    if metrics.validation_accuracy is not None:
        lines += ["Validation:", test_line(TestResult(metrics.validation_accuracy, metrics.validation_loss))]
    return lines


def best_epoch(metrics: Sequence[EpochMetrics]) -> EpochMetrics:
    """The most accurate epoch: on the held-out part where there is one, so that the test set stays a test."""
    return max(metrics, key=lambda m: m.test_accuracy if m.validation_accuracy is None else m.validation_accuracy)


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

    def state_dict(self) -> dict[str, Any]:
        """Plain values, for a checkpoint."""
        return {"stride": self.stride, "points": [list(point) for point in self.points], "step": self._step,
                "sum": self._sum, "count": self._count}

    @classmethod
    def from_state_dict(cls, state_dict: dict[str, Any], capacity: int = 400) -> "LossCurve":
        """The inverse of `state_dict`."""
        curve = cls(capacity)
        curve.stride, curve._step = int(state_dict["stride"]), int(state_dict["step"])
        curve.points = [(int(step), float(loss)) for step, loss in state_dict["points"]]
        curve._sum, curve._count = float(state_dict["sum"]), int(state_dict["count"])
        return curve


def smooth(points: tuple[tuple[int, float], ...], weight: float = 0.9) -> list[tuple[int, float]]:
    """An exponential moving average of the losses, its start corrected for beginning at zero (Kingma & Ba 2014)."""
    mean, smoothed = 0.0, []
    for i, (step, loss) in enumerate(points, start=1):
        mean = weight * mean + (1 - weight) * loss
        smoothed.append((step, mean / (1 - math.pow(weight, i))))
    return smoothed


class Progress:
    """Filled by the run's thread, one event at a time; read by watchers under the same lock (see `fmnist.runs.run`).

    - `epoch`, `batch` of `batches`, `seen` of `size`: where the run is; the epoch counts from 1.
    - `metrics`, `curve`, `log`: what it has told. `living`: what the network answered last.
    - `clock`: gives the seconds that the run has computed, without those in which it let others.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.epoch = self.batch = self.batches = self.seen = self.size = 0
        self.metrics: list[EpochMetrics] = []
        self.curve = LossCurve()
        self.living: Living | None = None
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self._steps_here = 0  # since this process began or went on with the run
        self._started = self._epoch_started = self._speed_now = None
        self._mark = (0.0, 0)

    def begin(self, batches: int, size: int) -> None:
        """Training starts, or goes on, now."""
        self.batches, self.size, self._started = batches, size, self.clock()

    def tell_step(self, step: Step) -> None:
        """Record a step; with `report_every` > 1 it stands for all steps since the last recorded one."""
        steps = step.batch - self.batch if step.batch > self.batch else step.batch
        self.epoch, self.batch, self.seen, self.size = step.epoch, step.batch, step.seen, step.size
        self._steps_here += steps
        self.curve.add(step.loss, steps)
        self._measure_speed(step)
        if step.batch == 1:
            self.log.append(f"Epoch {step.epoch}\n-------------------------------")
        if (step.batch - 1) % 100 == 0:
            self.log.append(loss_line(step.loss, step.seen, step.size))

    def tell_epoch(self, metrics: EpochMetrics) -> None:
        """An epoch is finished and tested."""
        self._epoch_started = time.monotonic()
        self.metrics.append(metrics)
        self.log.extend(epoch_lines(metrics))

    def tell_living(self, living: Living) -> None:
        """The network was asked about the living pictures."""
        self.living = living

    def elapsed_seconds(self, active: bool) -> float:
        """Seconds that the run's epochs took, the current one included while `active`."""
        finished = self.metrics[-1].elapsed_seconds if self.metrics else 0.0
        if not active or self._epoch_started is None:
            return finished
        return finished + time.monotonic() - self._epoch_started

    def samples_per_second(self, active: bool) -> float | None:
        """Images per second over the last second while `active`, else over the last epoch; `None` while unknown."""
        if active and self._speed_now is not None:
            return self._speed_now
        return self.metrics[-1].samples_per_second if self.metrics else None

    def seconds_per_epoch(self) -> float | None:
        """Mean seconds of computing an epoch, with testing and saving, in this process; `None` while unknown."""
        if not self._steps_here or not self.batches or self._started is None:
            return None
        return (self.clock() - self._started) / self._steps_here * self.batches

    def remaining_seconds(self, epochs: int) -> float | None:
        """Of computing until `epochs` are done, at the speed so far; `None` while unknown."""
        seconds = self.seconds_per_epoch()
        return None if seconds is None else seconds * (epochs - self.epoch + 1 - self.batch / self.batches)

    def state_dict(self) -> dict[str, Any]:
        """Plain values, for a checkpoint; `TrainState.state_dict` holds the metrics."""
        return {"curve": self.curve.state_dict(), "log": list(self.log), "batches": self.batches, "size": self.size,
                "living": self.living and self.living.to_dict()}

    def restore(self, history: dict[str, Any], state_dict: dict[str, Any]) -> None:
        """Go back to the end of the epoch that a checkpoint was made after.

        `history`: what `Progress.state_dict` returned. `state_dict`: what `TrainState.state_dict` returned.
        """
        self.curve = LossCurve.from_state_dict(history["curve"])
        self.log.extend(history["log"])
        self.living = Living.from_dict(history["living"]) if history.get("living") else None
        self.metrics = [EpochMetrics(**metrics) for metrics in state_dict["metrics"]]
        self.epoch, self.size, self.batches = state_dict["epoch"], history["size"], history["batches"]
        self.seen, self.batch = self.size, self.batches

    def _measure_speed(self, step: Step) -> None:
        now = time.monotonic()
        if step.batch == 1:
            self._epoch_started, self._mark = self._epoch_started or now, (now, step.seen)
        elif now - self._mark[0] > 1:
            self._speed_now = (step.seen - self._mark[1]) / (now - self._mark[0])
            self._mark = (now, step.seen)
