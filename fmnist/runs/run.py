"""One run: its states, its training thread, and what a watcher sees of it."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from torch import nn
from torch.utils.data import Dataset

from fmnist.checkpoint.card import Card
from fmnist.errors import CheckpointError, FileError, FmnistError, RunError
from fmnist.model import get_device
from fmnist.runs import cores
from fmnist.runs import record as states
from fmnist.runs.folder import RunFolder
from fmnist.runs.living import WATCHED, Living, Pictures
from fmnist.runs.pace import Pace
from fmnist.runs.progress import Progress
from fmnist.runs.record import Record, Snapshot
from fmnist.runs.session import Session
from fmnist.runs.turns import Turn, Turns
from fmnist.training.config import TrainConfig
from fmnist.training.loop import EpochMetrics, Step

log = logging.getLogger("fmnist")


class _Stop(Exception):
    """Raised inside the run's thread where it notices that it shall stop; `reason`: if it is not the visitor's wish."""

    def __init__(self, reason: FmnistError | None = None) -> None:
        super().__init__()
        self.reason = reason


class Run:
    """A run of the store. Its methods are safe between threads; `start` trains in a thread of its own, turn by turn.

    Its state is what memory says: a disk that cannot be written changes none, and stops nobody else.
    """

    def __init__(self, record: Record, folder: RunFolder, datasets: Callable[[], tuple[Dataset, Dataset]],
                 device: str | None, *, grace_seconds: float, max_seconds: float, own_data: bool = False) -> None:
        self.record, self.folder, self.datasets, self.own_data = record, folder, datasets, own_data
        self.grace_seconds, self.max_seconds, self.device = grace_seconds, max_seconds, device or get_device()
        self.config = TrainConfig.from_dict(record.config)
        self.id, self.owner, self.address = record.id, record.owner, ""
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._turn: Turn | None = None
        self._thread: threading.Thread | None = None
        self._version = 0
        self._error: Exception | None = None
        self._damage: FmnistError | None = None
        self._progress = Progress()
        self._watched_at = -WATCHED
        self.touch()

    @property
    def state(self) -> str:
        """One of the states of `fmnist.runs.record`."""
        return self.record.state

    # called by the store

    def create(self, start_from: nn.Module | None) -> None:
        """Make the run's folder, and wait. Raises `FileError` where it cannot be written, and leaves nothing behind."""
        try:
            self.folder.create(start_from)
            self.wait()
        except Exception:
            self.folder.remove()
            raise

    def recover(self) -> None:
        """Read back what an earlier process left; a run that was under way then is interrupted."""
        self._load_history()
        if self.state in states.ACTIVE:
            self._set_state(states.INTERRUPTED)

    def obstacle(self) -> FmnistError | None:
        """Why it cannot go on from its last finished epoch; `None` where it can."""
        if self.state not in states.RESUMABLE:
            return RunError("only a run that was stopped or interrupted can go on; start a new one.")
        if self.record.source == "custom" and not self.own_data:
            return RunError("this run was on your own images, which are gone by now; start a new one.")
        if not self.folder.path.is_dir():
            return RunError("the files of this run are gone, so it cannot go on; start a new one.")
        return self._damage

    def resume(self) -> None:
        """Go back to the last finished epoch, and wait. `latest.pth` stays until the next epoch ends.

        Raises `FileError` where the disk cannot be written; the run is then as it was.
        """
        self.wait()
        with self._lock:
            self._progress = Progress()
            self._error = None
            self._stop.clear()
        self._load_history()

    def wait(self) -> None:
        """Be queued, on disk first. Raises `FileError` where it cannot be written."""
        record = replace(self.record, state=states.QUEUED, begun=time.time())
        record.write(self.folder.path)
        self.touch()
        log.info("run %s: %s, %s, epochs: %d", self.id[:6], record.state, self.config.model, self.config.epochs)
        with self._lock:
            self.record = record
            self._version += 1

    def start(self, turns: Turns, ended: Callable[[Run], None]) -> None:
        """Train in a new thread, in turn with others, and call `ended(self)` when it is over."""
        self._turn = Turn(turns, self.rest)
        self._progress.clock = self._turn.seconds
        self._thread = threading.Thread(target=self._main, args=(ended,), daemon=True, name=f"run-{self.id[:6]}")
        try:
            self._thread.start()
        except RuntimeError as problem:  # the machine has no thread left
            self.end(states.INTERRUPTED, problem)

    def stop(self) -> None:
        """Ask the thread to stop; it does within a batch."""
        with self._lock:  # the thread may be ending just now: then there is nothing to stop
            if self.state not in states.ACTIVE:
                return
            self._become(states.STOPPING)
        self._stop.set()
        if self._turn is not None:
            self._turn.hurry()

    def end(self, state: str, error: Exception | None = None) -> None:
        """Leave the active states."""
        self._error = error
        self._set_state(state)

    def join(self, timeout: float) -> None:
        """Wait for the thread."""
        if self._thread is not None:
            self._thread.join(timeout)

    def touch(self) -> None:
        """Somebody asked for this run."""
        self._seen_at = time.monotonic()

    def watch(self) -> None:
        """A page shows the living pictures: answer them for the next seconds."""
        self._watched_at = time.monotonic()

    def forgotten(self) -> bool:
        """Whether nobody has asked for this run for longer than the grace period."""
        return time.monotonic() - self._seen_at > self.grace_seconds

    def rest(self) -> float:
        """Seconds that it must still compute, at the speed so far; infinite while unknown."""
        with self._lock:
            rest = self._progress.remaining_seconds(self.config.epochs)
        return math.inf if rest is None else rest

    def tell_pace(self, pace: Pace) -> None:
        """Tell how fast it was, if it finished."""
        with self._lock:
            seconds, size = self._progress.seconds_per_epoch(), self._progress.size
        if self.state == states.FINISHED and seconds:
            pace.saw(self.config, seconds, size, len(self.datasets()[1]))

    def snapshot(self, position: int, eta: float) -> Snapshot:
        """What a watcher sees. `position`: among the runs that have not begun. `eta`: seconds until the end."""
        active, progress = self.state in states.ACTIVE, self._progress
        obstacle = self.obstacle()
        with self._lock:
            return Snapshot(
                id=self.id, state=self.state, version=self._version, config=self.config, source=self.record.source,
                continued=self.folder.start is not None,
                epoch=progress.epoch, batch=progress.batch, batches=progress.batches, seen=progress.seen,
                size=progress.size, losses=tuple(progress.curve.points), metrics=tuple(progress.metrics),
                log=tuple(progress.log), elapsed_seconds=progress.elapsed_seconds(active),
                eta_seconds=eta if self.state == states.RUNNING and math.isfinite(eta) else None,
                samples_per_second=progress.samples_per_second(active), created=self.record.created,
                queue_position=position if self.state == states.QUEUED else 0,
                error=self._error or (obstacle if self.state in states.RESUMABLE else None),
                number=self.record.number, begun=self.record.begun or self.record.created,
                has_weights=self.folder.has_weights(), resumable=obstacle is None, living=progress.living,
                device=self.device, start_accuracy=self.record.start_accuracy,
            )

    # the thread

    def _main(self, ended: Callable[[Run], None]) -> None:
        state, error = states.FINISHED, None
        cores.take()
        try:
            with self._turn:
                self._train()
        except _Stop as stop:
            state, error = states.STOPPED, stop.reason
        except FileError as problem:  # the last checkpoint is intact, so the run can go on later
            state, error = states.INTERRUPTED, problem
        except CheckpointError as problem:  # what it should go on from is not
            state, error, self._damage = states.INTERRUPTED, problem, problem
        except FmnistError as problem:
            state, error = states.FAILED, problem
        except Exception as problem:
            log.exception("run %s failed", self.id[:6])
            state, error = states.FAILED, problem
        self.end(state, error)
        ended(self)

    def _check(self) -> None:
        self._turn.pause()
        if self._stop.is_set() or self.forgotten():
            raise _Stop
        if self._turn.seconds() > self.max_seconds:
            raise _Stop(RunError("the run has computed for {minutes:g} minutes, as long as one may here; press "
                                 "Continue to go on, or start a shorter one.", minutes=self.max_seconds / 60))

    def _train(self) -> None:
        self._check()
        with self._lock:
            if self.state == states.QUEUED:
                self._become(states.RUNNING)
        training_data, test_data = self.datasets()
        self._check()
        checkpoint = self.folder.checkpoint()
        session = Session(
            self.config, training_data, test_data, self.device,
            start_from=self.folder.start_model() if checkpoint is None else None,
            saved=None if checkpoint is None else checkpoint["state"],
            check=self._check,  # a test set takes longer than a visitor wants to wait, for the stop or for a turn
        )
        self._begin(session)
        pictures = Pictures(test_data, self.device)
        try:
            # Reading the loss makes an accelerator wait for the host: there every tenth is enough.
            for event in session.train(report_every=1 if self.device == "cpu" else 10):
                if isinstance(event, EpochMetrics):
                    self._tell(self._progress.tell_living, pictures.ask(session.state.model, whole=True))
                    self._end_epoch(session, event)
                else:
                    self._tell(self._progress.tell_step, event)
                    if time.monotonic() - self._watched_at < WATCHED and pictures.due():
                        self._tell(self._progress.tell_living, pictures.ask(session.state.model))
                self._check()
        except _Stop:
            if self._progress.epoch > session.state.epoch:  # some steps into an epoch, or not yet through with its test
                self.folder.keep_latest(session.state.model, self._card(session, None))
            raise

    def _begin(self, session: Session) -> None:
        """Write down what only the session knows: a continued run must compute as it began, on the same data."""
        self.config = session.config
        self.record.config, self.record.source = self.config.to_dict(), session.source
        self.record.write(self.folder.path)
        with self._lock:
            self._progress.begin(len(session.loaders.train), len(session.loaders.train.images))

    def _end_epoch(self, session: Session, metrics: EpochMetrics) -> None:
        card = self._card(session, metrics)
        self.folder.keep_weights(session.state.model, card, metrics.epoch, self.config.epochs)
        self._tell(self._progress.tell_epoch, metrics)
        with self._lock:
            history = self._progress.state_dict()
        self.folder.keep_checkpoint({"state": session.state.state_dict(), "history": history})

    def _card(self, session: Session, metrics: EpochMetrics | None) -> Card:
        return session.card(metrics, seed=self.config.seed if self.folder.start is None else None)

    def _tell(self, tell: Callable[[Any], None], event: Step | EpochMetrics | Living) -> None:
        with self._lock:
            tell(event)
            self._version += 1

    def _set_state(self, state: str) -> None:
        with self._lock:
            self._become(state)
        try:
            self.record.write(self.folder.path)
        except FileError as problem:  # the next start of the app finds it interrupted
            self._error = self._error or problem
            log.warning("run %s is %s: %s", self.id[:6], state, problem)

    def _become(self, state: str) -> None:
        log.info("run %s: %s", self.id[:6], state)  # the whole id would give the run away
        self.record.state = state
        self._version += 1

    def _load_history(self) -> None:
        progress = Progress()
        try:
            saved = self.folder.checkpoint()
            if saved is None:
                return
            progress.restore(saved["history"], saved["state"])
        except Exception as error:  # a damaged file may hold anything
            self._damage = self._error = RunError(
                "the checkpoint of this run is damaged: it cannot go on, and its curves are lost; the weights that it "
                "saved after its epochs are kept.")
            log.warning("run %s: its checkpoint cannot be read: %s", self.id[:6], error)
            return
        with self._lock:
            self._progress = progress
            self._version += 1
