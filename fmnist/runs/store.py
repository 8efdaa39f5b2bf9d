"""All runs of all visitors: start, watch, stop, find again, resume. The store keeps them, whatever request began them.

All runs under way take turns. The store stops a run that nobody has asked about for `grace_seconds`; its visitor can
resume it.
"""

import logging
import math
import os
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from torch import nn
from torch.utils.data import Dataset

from fmnist.errors import RunError
from fmnist.runs import record as states
from fmnist.runs.folder import RunFolder, claim_folder, release_folder
from fmnist.runs.pace import Pace
from fmnist.runs.record import Record, Snapshot, new_record
from fmnist.runs.run import Run
from fmnist.runs.turns import Turns, expected_seconds
from fmnist.training.config import TrainConfig

MIN_VISITOR = 3  # min characters of a visitor's id
MAX_VISITOR = 64  # max characters of a visitor's id
log = logging.getLogger("fmnist")
Datasets = Callable[[], tuple[Dataset, Dataset]]


class RunStore:
    """All runs of all visitors.

    **Arguments**

    - `folder`: where the runs live; another process that uses it already makes this one take `<folder>-2`, and so on.
    - `datasets`: gives `(training_data, test_data)`.
    - `max_active`: how many runs may be under way, and `max_each_address`: how many of them from one address.
      `max_running` of them compute at one moment; see `Turns`.
    - `grace_seconds`: how long a run goes on when nobody asks for it. `max_seconds`: how long one may compute.
    - `keep`: max ended runs in all. `keep_each`: max per visitor. Those without weights make room first; then runs from
      the address that has most of them, the oldest first, a visitor's newest run last.
    - `device`: as for `fit`.
    """

    def __init__(self, folder: str | os.PathLike[str], datasets: Datasets, *, max_running: int = 1,
                 max_active: int = 40, max_each_address: int = 32, grace_seconds: float = 600.0,
                 max_seconds: float = math.inf, keep: int = 100, keep_each: int = 8,
                 device: str | None = None) -> None:
        self.datasets, self.device, self.grace_seconds, self.max_seconds = datasets, device, grace_seconds, max_seconds
        self.max_active, self.max_each_address = max_active, max_each_address
        self.keep, self.keep_each = keep, keep_each
        self.folder, self._claim = claim_folder(Path(folder))
        if self.folder != Path(folder):
            log.warning("another process uses the runs folder %s; this one takes %s", folder, self.folder)
        self.pace = Pace()
        self._lock = threading.RLock()
        self._runs: dict[str, Run] = {}
        self.turns = Turns(max_running)
        for path in sorted(self.folder.glob("*/run.json")):
            self._recover(path.parent)
        for run in sorted(self._runs.values(), key=lambda run: run.record.created):
            run.record.number = run.record.number or self._next_number(run.owner)

    # what visitors do

    def start(self, visitor: str, config: TrainConfig, *, start_from: nn.Module | None = None,
              start_accuracy: float | None = None, datasets: Datasets | None = None, address: str = "") -> str:
        """Begin a new run and return its id; a refused one leaves nothing behind.

        `start_from`: a model whose weights are the first ones, instead of fresh ones, and `start_accuracy` its
        accuracy on the test set. `datasets`: other data than the store's. `address`: where the visitor comes from,
        empty if unknown; only memory holds it.

        Raises `RunError` if the visitor has a run under way, the address as many as it may have, or all as many as
        may be under way; `FileError` if the disk is full.
        """
        if not isinstance(visitor, str) or not MIN_VISITOR <= len(visitor) <= MAX_VISITOR:
            raise RunError("the page is still getting ready; try again in a second.")
        with self._lock:
            self._refuse_if_busy(visitor, address)
            record = new_record(secrets.token_urlsafe(16), visitor, config, self._next_number(visitor), start_accuracy)
            run = self._make(record, datasets)
            run.address = address
            run.create(start_from)
            self._runs[run.id] = run
            run.start(self.turns, self._ended)
            self._evict(visitor)
            return run.id

    def resume(self, visitor: str, run_id: str, address: str = "") -> str:
        """Go on with a stopped or interrupted run from its last finished epoch; returns its id.

        Raises `RunError` for a run that is not the visitor's, has ended, is damaged, or while another one is under way;
        `FileError` where the disk cannot be written.
        """
        with self._lock:
            run = self._owned(visitor, run_id)
            obstacle = run.obstacle()
            if obstacle is not None:
                raise obstacle.with_traceback(None)
            self._refuse_if_busy(visitor, address)
            run.address = address
            run.resume()
            run.start(self.turns, self._ended)
            return run.id

    def stop(self, run_id: str, visitor: str | None = None) -> None:
        """Stop a run, within a batch. A run that has ended is left as it is.

        `visitor`: if given, the run must be theirs. Raises `RunError` for an unknown id.
        """
        with self._lock:
            run = self._owned(visitor, run_id) if visitor is not None else self._run(run_id)
            run.stop()

    def snapshot(self, run_id: str, visitor: str | None = None) -> Snapshot:
        """What the run is doing; tells the store that somebody still asks. Raises `RunError` for an unknown id."""
        with self._lock:
            run = self._owned(visitor, run_id) if visitor is not None else self._run(run_id)
            run.touch()
            if run.state not in states.ACTIVE:
                return run.snapshot(0, 0.0)
            others = [other for other in self._active() if other is not run]
            ahead = [one for one in others if one.state == states.QUEUED and one.record.begun < run.record.begun]
            return run.snapshot(len(ahead) + 1, self.expected_seconds(run.rest(), others))

    def expected_seconds(self, seconds: float, others: list[Run] | None = None) -> float:
        """Until a run is over that must compute for so long, with the present load: `others`, or all under way."""
        with self._lock:
            rests = [other.rest() for other in (self._active() if others is None else others)]
            return expected_seconds(seconds, rests, self.turns.seats)

    def watch(self, run_id: str) -> Snapshot:
        """As `snapshot`, for a page that shows the living pictures. Raises `RunError` for an unknown id."""
        with self._lock:
            self._run(run_id).watch()
            return self.snapshot(run_id)

    def of(self, visitor: str | None) -> list[Snapshot]:
        """The visitor's runs, the newest first."""
        with self._lock:
            mine = [run for run in self._runs.values() if run.owner == visitor]
            return [self.snapshot(run.id) for run in sorted(mine, key=lambda run: -run.record.created)]

    def latest(self, visitor: str | None) -> Snapshot | None:
        """The visitor's newest run, or `None`."""
        return next(iter(self.of(visitor)), None)

    def weights(self, run_id: str, visitor: str | None, epoch: int | None = None) -> Path:
        """The file of a run's weights after `epoch`, or the last ones. Raises `RunError` if there are none."""
        with self._lock:
            return self._owned(visitor, run_id).folder.weights(epoch)

    def leave_out(self, run_id: str, weights: Path) -> None:
        """Offer a file of a run's weights no longer, which cannot be read."""
        with self._lock:
            self._run(run_id).folder.leave_out(weights)
        log.warning("run %s: %s cannot be read", run_id[:6], weights.name)

    def owner(self, run_id: str) -> str:
        """Whose run it is. Raises `RunError` for an unknown id."""
        with self._lock:
            return self._run(run_id).owner

    def start_weights(self, run_id: str, visitor: str | None) -> Path | None:
        """The file of the weights that a run went on from; `None` where it began with fresh ones."""
        with self._lock:
            return self._owned(visitor, run_id).folder.start

    def start_model(self, run_id: str, visitor: str | None) -> nn.Module | None:
        """The model with these weights. Raises `CheckpointError` where they cannot be read."""
        with self._lock:
            folder = self._owned(visitor, run_id).folder
        return folder.start_model()

    def epochs(self, run_id: str, visitor: str | None) -> list[int]:
        """The epochs whose weights are kept."""
        with self._lock:
            return self._owned(visitor, run_id).folder.epochs()

    def close(self, timeout: float = 4.0) -> None:
        """Stop everything and wait; what was under way can be resumed by the next store on this folder.

        Removes the folder where nothing was trained.
        """
        with self._lock:
            running = self._active()
            for run in running:
                run.stop()
        deadline = time.monotonic() + timeout
        for run in running:
            run.join(max(deadline - time.monotonic(), 0))
        release_folder(self.folder, self._claim)

    # inside

    def _run(self, run_id: str) -> Run:
        run = self._runs.get(run_id) if isinstance(run_id, str) else None
        if run is None:
            raise RunError("there is no such run; it may have been removed to make room, start a new one.")
        return run

    def _owned(self, visitor: str | None, run_id: str) -> Run:
        run = self._run(run_id)
        if run.owner != visitor:  # the same words as for an unknown id: a foreign one is not confirmed to exist
            raise RunError("there is no such run; it may have been removed to make room, start a new one.")
        return run

    def _active(self) -> list[Run]:
        return [run for run in self._runs.values() if run.state in states.ACTIVE]

    def _next_number(self, visitor: str) -> int:
        return 1 + max((run.record.number for run in self._runs.values() if run.owner == visitor), default=0)

    def _refuse_if_busy(self, visitor: str, address: str) -> None:
        active = self._active()
        if any(run.owner == visitor for run in active):
            raise RunError("you have a run under way already; stop it or wait until it ends.")
        if address and sum(run.address == address for run in active) >= self.max_each_address:
            raise RunError("{count} runs from your network's address are under way already; wait until one ends.",
                           count=self.max_each_address)
        if len(active) >= self.max_active:
            raise RunError("{count} runs are under way already; try again in a few minutes.", count=len(active))

    def _ended(self, run: Run) -> None:
        run.tell_pace(self.pace)
        with self._lock:
            if run.state not in states.RESUMABLE:
                run.datasets, run.own_data = self.datasets, False  # it needs its own data no more
            self._evict(run.owner)

    def _evict(self, visitor: str) -> None:
        ended = sorted((run for run in self._runs.values() if run.state not in states.ACTIVE),
                       key=lambda run: run.record.created)
        newest = {run.owner: run for run in ended}

        def worth(run: Run) -> tuple[bool, int, bool, float]:
            others = sum(one.address == run.address for one in ended) if run.address else 1
            return run.folder.has_weights(), -others, run is newest[run.owner], run.record.created

        while len(mine := [run for run in ended if run.owner == visitor]) > self.keep_each or len(ended) > self.keep:
            own = len(mine) > self.keep_each  # a visitor's newest run has just told them how it ended
            run = min(mine, key=lambda run: (run is newest[visitor], worth(run))) if own else min(ended, key=worth)
            ended.remove(run)
            del self._runs[run.id]
            run.folder.remove()

    def _make(self, record: Record, datasets: Datasets | None = None) -> Run:
        return Run(record, RunFolder(self.folder / record.id), datasets or self.datasets, self.device,
                   grace_seconds=self.grace_seconds, max_seconds=self.max_seconds, own_data=datasets is not None)

    def _recover(self, folder: Path) -> None:
        try:
            record = Record.read(folder)
        except RunError as error:
            log.warning("%s", error)
            return
        run = self._make(record)
        run.recover()
        self._runs[run.id] = run
