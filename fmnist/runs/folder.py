"""What runs keep on disk: the folder of all of them, and one for each.

    runs/.lock                 held by the process that uses the folder
    runs/<id>/run.json         owner, settings, state; written whenever the state changes
    runs/<id>/start.pth        the weights it went on from, if they were not those of a seed
    runs/<id>/checkpoint.pt    everything needed to go on, after every epoch
    runs/<id>/epoch-0003.pth   the weights after each epoch (and `latest.pth` where it was stopped between two)
"""

import contextlib
import re
import shutil
from itertools import count
from pathlib import Path
from typing import IO, Any

from torch import nn

from fmnist.checkpoint.archive import atomic_save, safe_load
from fmnist.checkpoint.card import Card
from fmnist.checkpoint.save_load import load_checkpoint, save_checkpoint
from fmnist.errors import CheckpointError, FileError, RunError

LOCK = ".lock"
MAX_EPOCH_FILES = 50  # weights kept of a run
EPOCH_FILE = re.compile(r"epoch-([0-9]{4,})\.pth")


class RunFolder:
    """The files of one run below `path`. Each is written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._checkpoint, self._latest = path / "checkpoint.pt", path / "latest.pth"
        self._unreadable: set[Path] = set()

    def create(self, start_from: nn.Module | None) -> None:
        """Make the folder. Raises `FileError` where it cannot be written."""
        try:
            self.path.mkdir(parents=True)
        except OSError as error:
            raise FileError("the run's folder could not be made ({reason}); free some space and start again.",
                            reason=(error.strerror or "unknown").lower()) from error
        if start_from is not None:
            save_checkpoint(start_from, self.path / "start.pth")

    def remove(self) -> None:
        """Delete all of it, as far as the disk lets us."""
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def start(self) -> Path | None:
        """The file of the weights the run went on from; `None` where it began with fresh ones."""
        path = self.path / "start.pth"
        return path if path.exists() else None

    def start_model(self) -> nn.Module | None:
        """The model with these weights. Raises `CheckpointError` where they cannot be read."""
        try:
            return self.start and load_checkpoint(self.start)
        except CheckpointError as error:
            raise CheckpointError("the weights that this run went on from are damaged and cannot be read; start a new "
                                  "run.") from error

    def epochs(self) -> list[int]:
        """The epochs whose weights are kept, in order."""
        names = (EPOCH_FILE.fullmatch(path.name) for path in self.path.glob("epoch-*.pth")
                 if path not in self._unreadable)
        return sorted(int(name[1]) for name in names if name)

    def has_weights(self) -> bool:
        """Whether anything that the run learned is kept."""
        return self._has_latest() or bool(self.epochs())

    def weights(self, epoch: int | None = None) -> Path:
        """The file of the weights after `epoch`, or the newest. Raises `RunError` if there is none."""
        if epoch is None and self._has_latest():
            return self._latest
        kept = self.epochs()
        if not kept or (epoch is not None and epoch not in kept):
            raise RunError("the run has no weights for that epoch; it kept those after {kept}.",
                           kept=", ".join(map(str, kept)) or "none")
        return self._weights_file(kept[-1] if epoch is None else epoch)

    def leave_out(self, weights: Path) -> None:
        """Offer weights no longer that cannot be read. The file stays: the next start of the app tries it again."""
        self._unreadable.add(weights)

    def keep_weights(self, model: nn.Module, card: Card, epoch: int, epochs: int) -> None:
        """Keep the weights after `epoch` of `epochs`: the newest, and of a long run every so many."""
        self._save(model, self._weights_file(epoch), card)
        self._latest.unlink(missing_ok=True)
        if (epoch - 1) % -(-epochs // MAX_EPOCH_FILES):
            self._weights_file(epoch - 1).unlink(missing_ok=True)

    def keep_latest(self, model: nn.Module, card: Card) -> None:
        """Keep the weights of a run that was stopped between two epochs."""
        self._save(model, self._latest, card)

    def keep_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep what is needed to go on."""
        atomic_save(checkpoint, self._checkpoint)

    def checkpoint(self) -> dict[str, Any] | None:
        """What `keep_checkpoint` kept, `None` before the first epoch. Raises `CheckpointError` where it is damaged."""
        return safe_load(self._checkpoint) if self._checkpoint.exists() else None

    def _has_latest(self) -> bool:
        return self._latest.exists() and self._latest not in self._unreadable

    def _save(self, model: nn.Module, path: Path, card: Card) -> None:
        save_checkpoint(model, path, card=card)
        self._unreadable.discard(path)

    def _weights_file(self, epoch: int) -> Path:
        return self.path / f"epoch-{epoch:04d}.pth"


def claim_folder(folder: Path) -> tuple[Path, IO[Any] | None]:
    """The first of `folder`, `folder-2`, … that no other process uses, and the open lock file that keeps it ours.

    Raises `RunError` where none can be written.
    """
    try:
        import fcntl
    except ImportError:  # Windows has no such locks: there each app needs a folder of its own
        folder.mkdir(parents=True, exist_ok=True)
        return folder, None
    for number in count(1):
        candidate = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        try:
            candidate.mkdir(parents=True, exist_ok=True)
            lock = (candidate / LOCK).open("w")
        except OSError as error:
            raise RunError("the runs folder {folder} cannot be written ({reason}); name another one with FMNIST_RUNS.",
                           folder=candidate, reason=error.strerror) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return candidate, lock
        except BlockingIOError:
            lock.close()
    raise AssertionError("unreachable")


def release_folder(folder: Path, lock: IO[Any] | None) -> None:
    """Let others use what `claim_folder` claimed; remove it where it holds nothing."""
    with contextlib.suppress(OSError):
        if all(path.name == LOCK for path in folder.iterdir()):
            (folder / LOCK).unlink(missing_ok=True)
            folder.rmdir()
    if lock is not None:
        lock.close()
