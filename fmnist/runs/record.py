"""The states of a run, the `Snapshot` that a watcher sees of it, and the `Record` that `run.json` holds."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fmnist.errors import RunError
from fmnist.files import atomic_write
from fmnist.runs.living import Living
from fmnist.training.config import TrainConfig
from fmnist.training.loop import EpochMetrics

QUEUED, RUNNING, STOPPING = "queued", "running", "stopping"
FINISHED, STOPPED, INTERRUPTED, FAILED = "finished", "stopped", "interrupted", "failed"
ACTIVE = (QUEUED, RUNNING, STOPPING)
RESUMABLE = (STOPPED, INTERRUPTED)
STATES = (*ACTIVE, FINISHED, FAILED, *RESUMABLE)
MOST_BY_CHANCE = 0.15  # test accuracy over ten classes: a network that guesses gets 0.1


@dataclass(frozen=True)
class Snapshot:
    """What a watcher sees of a run at one moment.

    - `id`: unguessable; who has it may watch and stop the run.
    - `state`: "queued", "running", "stopping", "finished", "stopped", "interrupted" or "failed".
    - `version`: changes whenever anything here does, so that a watcher redraws only then.
    - `source`: of the training data, as in `fmnist.data.sources`, or "custom"; empty before it began.
    - `continued`: it went on from other weights, not from those of a seed.
    - `epoch`: the epoch under way, from 1; `batch` of `batches` and `seen` of `size` images of it are done.
    - `losses`: `(step, loss)` over the whole run, thinned; `metrics`: the finished epochs.
    - `queue_position`: from 1 while queued, else 0. `eta_seconds`: until the end, `None` while unknown.
    - `error`: why it failed, an exception with a sentence for the user.
    - `number`: among the visitor's runs, from 1 in the order they were started; it never changes.
    - `created`, `begun`: when it was started, and when it was last started or continued, as `time.time()` counts.
    - `has_weights`: anything that it learned is kept. `resumable`: it can go on.
    - `living`: what the network answered last to the pictures that a page shows. `device`: where it computes.
    - `start_accuracy`: on the test set before it began; `None` where it began with fresh weights or nobody measured it.
    """

    id: str
    state: str
    version: int
    config: TrainConfig
    source: str
    continued: bool
    epoch: int
    batch: int
    batches: int
    seen: int
    size: int
    losses: tuple[tuple[int, float], ...]
    metrics: tuple[EpochMetrics, ...]
    log: tuple[str, ...]
    elapsed_seconds: float
    eta_seconds: float | None
    samples_per_second: float | None
    queue_position: int
    created: float
    error: Exception | None
    number: int = 0
    begun: float = 0.0
    has_weights: bool = False
    resumable: bool = False
    living: Living | None = None
    device: str = "cpu"
    start_accuracy: float | None = None

    @property
    def progress(self) -> float:
        """How much of the run is done, a fraction."""
        if self.state == FINISHED:
            return 1.0
        return (max(self.epoch - 1, 0) + (self.seen / self.size if self.size else 0)) / self.config.epochs

    @property
    def active(self) -> bool:
        """Whether it is queued or running, so that there is something to wait for."""
        return self.state in ACTIVE

    @property
    def accuracy(self) -> float | None:
        """On the test set after the newest whole epoch, a fraction; `None` before."""
        return self.metrics[-1].test_accuracy if self.metrics else None

    @property
    def has_learned(self) -> bool:
        """Whether its network answers clearly better than one that guesses."""
        return self.accuracy is not None and self.accuracy > MOST_BY_CHANCE


@dataclass
class Record:
    """What `run.json` holds."""

    id: str
    owner: str
    config: dict[str, Any]
    state: str
    created: float
    source: str = ""
    number: int = 0  # 0 in files of versions before there were numbers
    begun: float = 0.0
    start_accuracy: float | None = None

    def write(self, folder: Path) -> None:
        """Write it whole or not at all. Raises `FileError` where the disk is full."""
        text = json.dumps(asdict(self)).encode()
        atomic_write(folder / "run.json", lambda file: file.write(text))

    @classmethod
    def read(cls, folder: Path) -> "Record":
        """Read it back. Raises `RunError` where it is damaged, cannot be read, or is a newer version's."""
        try:
            record = cls(**json.loads((folder / "run.json").read_text(encoding="utf-8")))
            TrainConfig.from_dict(record.config)
            if record.id != folder.name or not isinstance(record.owner, str) or record.state not in STATES:
                raise ValueError("not the record of this run")
            record.created, record.begun = float(record.created), float(record.begun)
            record.number = int(record.number)
            record.start_accuracy = None if record.start_accuracy is None else float(record.start_accuracy)
        except (OSError, ValueError, TypeError) as error:
            raise RunError("the run in {folder} cannot be read ({reason}); its files stay as they are.",
                           folder=folder.name, reason=error) from error
        return record


def new_record(
    run_id: str, owner: str, config: TrainConfig, number: int, start_accuracy: float | None = None
) -> Record:
    """The record of a run that is about to wait. `number`: among its owner's."""
    return Record(run_id, owner, config.to_dict(), QUEUED, time.time(), number=number, start_accuracy=start_accuracy)
