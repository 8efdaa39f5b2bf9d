"""Training in the background: start, watch, stop, find again, resume. The runs belong to the store, not to a request.

A run is a thread that drains `fit`; watchers ask for a `Snapshot`. At most `max_running` train at once, the others wait
in a queue. What a visitor has not asked about for `grace_seconds` is stopped, and can be resumed.
"""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import IO, Any

from torch import nn
from torch.utils.data import Dataset

from fmnist.errors import FmnistError, JobError
from fmnist.runs import record as states
from fmnist.runs.folder import RunFolder
from fmnist.runs.job import Job
from fmnist.runs.record import Record, Snapshot, new_record
from fmnist.training.config import TrainConfig

MIN_VISITOR, MAX_VISITOR = 3, 64  # characters of a visitor's id
Datasets = Callable[[], tuple[Dataset, Dataset]]


class JobStore:
    """All runs of all visitors.

    **Arguments**

    - `folder`: where the runs live; another process that uses it already makes this one take `<folder>-2`, and so on.
    - `datasets`: gives `(training_data, test_data)`.
    - `max_running`: how many runs train at once. `max_queued`: how many may wait.
    - `grace_seconds`: how long a run goes on when nobody asks for it.
    - `keep`, `keep_each`: how many ended runs are kept, in all and for each visitor; the oldest go first,
      and of all last those that are their visitor's only or newest one.
    - `device`: as for `fit`.
    """

    def __init__(self, folder: str | os.PathLike[str], datasets: Datasets, *, max_running: int = 1,
                 max_queued: int = 40, grace_seconds: float = 600.0, keep: int = 100, keep_each: int = 8,
                 device: str | None = None) -> None:
        self.datasets, self.device, self.grace_seconds = datasets, device, grace_seconds
        self.max_running, self.max_queued, self.keep, self.keep_each = max_running, max_queued, keep, keep_each
        self.folder, self._claim = _claim(Path(folder))
        self._lock = threading.RLock()
        self._jobs: dict[str, Job] = {}
        self._queue: list[Job] = []
        self._running: list[Job] = []
        for path in sorted(self.folder.glob("*/run.json")):
            self._recover(path.parent)

    # what visitors do

    def start(self, visitor: str, config: TrainConfig, *, start_from: nn.Module | None = None,
              datasets: Datasets | None = None) -> str:
        """Queue a new run and return its id.

        `start_from`: a model whose weights are the first ones, instead of fresh ones. `datasets`: other data than the
        store's. Raises `JobError` if the visitor has a run under way or the queue is full.
        """
        if not isinstance(visitor, str) or not MIN_VISITOR <= len(visitor) <= MAX_VISITOR:
            raise JobError("the page is still getting ready; try again in a second.")
        with self._lock:
            self._refuse_if_busy(visitor)
            record = new_record(secrets.token_urlsafe(16), visitor, config)
            folder = RunFolder(self.folder / record.id)
            job = Job(record, folder, datasets or self.datasets, self.grace_seconds, self.device)
            job.create(start_from)
            self._jobs[job.id] = job
            self._enqueue(job)
            self._evict(visitor)
            return job.id

    def resume(self, visitor: str, run_id: str) -> str:
        """Go on with a stopped or interrupted run from its last finished epoch; returns its id.

        Raises `JobError` for a run that is not the visitor's, has ended, or while another one is under way.
        """
        with self._lock:
            job = self._owned(visitor, run_id)
            if job.state not in states.RESUMABLE:
                raise JobError("a run that is {state} cannot be resumed; start a new one.", state=job.state)
            if job.record.source == "custom" and job.datasets is self.datasets:
                raise JobError("this run was on your own images, which are gone by now; start a new one.")
            self._refuse_if_busy(visitor)
            job.rewind()
            self._enqueue(job)
            return job.id

    def stop(self, run_id: str, visitor: str | None = None) -> None:
        """Stop a run: at once while it waits, within a batch while it trains. A run that has ended is left as it is.

        `visitor`: if given, the run must be theirs. Raises `JobError` for an unknown id.
        """
        with self._lock:
            job = self._owned(visitor, run_id) if visitor is not None else self._job(run_id)
            if job in self._queue:
                self._queue.remove(job)
                job.end(states.STOPPED)
            else:
                job.stop()

    def snapshot(self, run_id: str, visitor: str | None = None) -> Snapshot:
        """What the run is doing; tells the store that somebody still asks. Raises `JobError` for an unknown id."""
        with self._lock:
            job = self._owned(visitor, run_id) if visitor is not None else self._job(run_id)
            job.touch()
            ahead = self._running + self._queue[: self._queue.index(job)] if job in self._queue else []
            return job.snapshot(ahead)

    def runs(self, visitor: str | None) -> list[Snapshot]:
        """The visitor's runs, the newest first."""
        with self._lock:
            mine = [job for job in self._jobs.values() if job.owner == visitor]
            return [self.snapshot(job.id) for job in sorted(mine, key=lambda job: -job.record.created)]

    def latest(self, visitor: str | None) -> Snapshot | None:
        """The visitor's newest run, or `None`."""
        return next(iter(self.runs(visitor)), None)

    def weights(self, run_id: str, visitor: str | None, epoch: int | None = None) -> Path:
        """The file of a run's weights after `epoch`, or the last ones. Raises `JobError` if there are none."""
        with self._lock:
            return self._owned(visitor, run_id).folder.weights(epoch)

    def owner(self, run_id: str) -> str:
        """Whose run it is. Raises `JobError` for an unknown id."""
        with self._lock:
            return self._job(run_id).owner

    def start_weights(self, run_id: str, visitor: str | None) -> Path | None:
        """The file of the weights that a run went on from; `None` where it began with fresh ones."""
        with self._lock:
            return self._owned(visitor, run_id).folder.start

    def newest_with_weights(self, visitor: str | None) -> str | None:
        """The id of the visitor's newest run that keeps weights already, `None` without one."""
        with self._lock:
            kept = [job for job in self._jobs.values() if job.owner == visitor and job.folder.has_weights()]
            return max(kept, key=lambda job: job.record.created).id if kept else None

    def epochs(self, run_id: str, visitor: str | None) -> list[int]:
        """The epochs whose weights are kept."""
        with self._lock:
            return self._owned(visitor, run_id).folder.epochs()

    def close(self, timeout: float = 5.0) -> None:
        """Stop everything and wait; what was under way can be resumed by the next store on this folder."""
        with self._lock:
            running, self._queue = list(self._running), []
            for job in running:
                job.stop()
        for job in running:
            job.join(timeout)
        if self._claim is not None:
            self._claim.close()

    # inside

    def _job(self, run_id: str) -> Job:
        job = self._jobs.get(run_id) if isinstance(run_id, str) else None
        if job is None:
            raise JobError("there is no such run; it may have been removed to make room, start a new one.")
        return job

    def _owned(self, visitor: str | None, run_id: str) -> Job:
        job = self._job(run_id)
        if job.owner != visitor:  # the same words as for an unknown id: a foreign one is not confirmed to exist
            raise JobError("there is no such run; it may have been removed to make room, start a new one.")
        return job

    def _refuse_if_busy(self, visitor: str) -> None:
        if any(job.owner == visitor and job.state in states.ACTIVE for job in self._jobs.values()):
            raise JobError("you have a run under way already; stop it or wait until it ends.")
        if len(self._queue) >= self.max_queued:
            raise JobError("{count} runs are waiting already; try again in a few minutes.", count=len(self._queue))

    def _enqueue(self, job: Job) -> None:
        job.wait()
        self._queue.append(job)
        self._dispatch()

    def _dispatch(self) -> None:
        with self._lock:
            for job in [job for job in self._queue if job.forgotten()]:
                self._queue.remove(job)
                job.end(states.STOPPED)
            while self._queue and len(self._running) < self.max_running:
                job = self._queue.pop(0)
                self._running.append(job)
                job.start(self._ended)

    def _ended(self, job: Job) -> None:
        with self._lock:
            self._running.remove(job)
            if job.state not in states.RESUMABLE:
                job.datasets = self.datasets  # it needs its own no more
            self._evict(job.owner)
            self._dispatch()

    def _evict(self, visitor: str) -> None:
        ended = sorted((job for job in self._jobs.values() if job.state not in states.ACTIVE),
                       key=lambda job: job.record.created)
        mine = [job for job in ended if job.owner == visitor]
        newest = {job.owner: job for job in ended}
        ended.sort(key=lambda job: job is newest[job.owner])  # a diligent visitor's runs before another's only one
        for job in {*ended[: max(len(ended) - self.keep, 0)], *mine[: max(len(mine) - self.keep_each, 0)]}:
            del self._jobs[job.id]
            shutil.rmtree(job.folder.path, ignore_errors=True)

    def _recover(self, folder: Path) -> None:
        try:
            record = Record.read(folder)
        except FmnistError:
            shutil.rmtree(folder, ignore_errors=True)
            return
        job = Job(record, RunFolder(folder), self.datasets, self.grace_seconds, self.device)
        job.recover()
        self._jobs[job.id] = job


def _claim(folder: Path) -> tuple[Path, IO[Any] | None]:
    """The first of `folder`, `folder-2`, … that no other process has, and the lock that keeps it ours."""
    try:
        import fcntl
    except ImportError:  # Windows: one app on one folder, then
        folder.mkdir(parents=True, exist_ok=True)
        return folder, None
    for number in count(1):
        candidate = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        try:
            candidate.mkdir(parents=True, exist_ok=True)
            lock = (candidate / ".lock").open("w")
        except OSError as error:
            raise JobError("the runs folder {folder} cannot be written ({reason}); name another one with FMNIST_RUNS.",
                           folder=candidate, reason=error.strerror) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return candidate, lock
        except BlockingIOError:
            lock.close()
    raise AssertionError("unreachable")
