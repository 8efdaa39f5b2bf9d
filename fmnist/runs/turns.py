"""Whose turn it is to train. `fit` is a generator, so a run can rest between two batches while another one goes on."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence

SECONDS = 0.1  # of a turn, at least: it ends with a batch
LANES = 3  # of so many turns one is for the run that has waited longest, the others for the shortest one


class Turns:
    """`seats` runs compute at once, each for a tenth of a second; then another one does.

    Next is a run that has made no step yet, then the one that will be over first. But every third turn goes to the one
    that has waited longest. So a newcomer sees something at once, a short run is over soon, and a long one goes on. A
    run whose batches take longer than a turn waits as much longer, so that it gets no more than the others.
    """

    def __init__(self, seats: int = 1) -> None:
        self.seats = self.free = seats
        self.lock = threading.Lock()
        self.waiting: list[Turn] = []
        self._count = 0

    def fill(self) -> None:
        """Give free seats to those that wait; under the lock."""
        while self.free and self.waiting:
            self._count += 1
            if self._count % LANES == 0:
                turn = min(self.waiting, key=lambda turn: turn.waits_since)
            else:
                turn = min(self.waiting, key=lambda turn: 0.0 if math.isinf(rest := turn.rest()) else rest)
            self.waiting.remove(turn)
            self.free -= 1
            turn.sit_down()


class Turn:
    """One run's part in `turns`, for its thread: `with turn:` waits for the first turn.

    `rest`: gives the seconds that the run must still compute, infinite while unknown.
    """

    def __init__(self, turns: Turns, rest: Callable[[], float]) -> None:
        self.turns, self.rest = turns, rest
        self.waits_since = self._computed = self._debt = 0.0
        self._since: float | None = None  # when it took its seat
        self._go = threading.Event()  # set while it may compute
        self._hurried = False

    def seconds(self) -> float:
        """That the run has computed until now."""
        since = self._since
        return self._computed + (0.0 if since is None else time.monotonic() - since)

    def pause(self) -> None:
        """Let others compute if this turn is over; called between two batches."""
        if self._since is not None and self.turns.waiting and time.monotonic() - self._since > SECONDS:
            self._change(stays=True)

    def hurry(self) -> None:
        """Go on at once, whoever computes: to stop."""
        with self.turns.lock:
            self._hurried = True
            if self in self.turns.waiting:
                self.turns.waiting.remove(self)
            self._go.set()

    def sit_down(self) -> None:
        """Begin a turn; under the lock."""
        self._since = time.monotonic()
        self._go.set()

    def __enter__(self) -> Turn:
        self._change(stays=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._change(stays=False)

    def _change(self, stays: bool) -> None:
        """End this turn, if it has one, and wait for the next one, if it stays."""
        with self.turns.lock:
            now = time.monotonic()
            if self._since is not None:
                took = now - self._since
                self._computed, self._since = self._computed + took, None
                self._debt = max(took - SECONDS, 0.0) * LANES * len(self.turns.waiting)
                self.turns.free += 1
            if stays and not self._hurried:
                self._go.clear()
                self.waits_since = now + self._debt
                self.turns.waiting.append(self)
            self.turns.fill()
        if stays:
            self._go.wait()


def expected_seconds(mine: float, others: Sequence[float], seats: int = 1) -> float:
    """Until a run is over that must compute for `mine` seconds, while `others` must for theirs, all by these turns."""
    rests, passed = sorted(others), 0.0
    while True:
        share = seats / (len(rests) + 1) / LANES
        most = min(1.0, seats * (1 - 1 / LANES) + share)  # of the shortest run
        share = max(min(1.0, share), min(1.0, (seats - most) / max(len(rests), 1)))
        if not rests or mine <= rests[0]:
            return passed + mine / (most if rests else 1.0)
        seconds = rests[0] / most
        passed, mine = passed + seconds, mine - seconds * share
        rests = [max(rest - seconds * share, 0.0) for rest in rests[1:]]
