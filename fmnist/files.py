"""Files written whole or not at all, and temporary folders that do not outlive the app.

A start of the app removes the temporary folders of killed processes. A living process holds a lock on a file inside
its folder; the kernel releases the lock when the process ends, however it ends.
"""

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from fmnist.errors import FileError

ASSETS = Path(__file__).resolve().parents[1] / "assets"

try:
    import fcntl
except ImportError:  # Windows: nothing is removed there
    fcntl = None

LOCK = "in-use.lock"


def expand_home(path: str | os.PathLike[str]) -> Path:
    """The path that a user named, `~` being their home folder: a shell leaves `--out=~/model.pth` as it stands."""
    return Path(os.path.expanduser(path))


def private_folder(prefix: str) -> tuple[Path, IO[str]]:
    """A new folder below the system's temporary one, and the open file that marks it as in use."""
    if fcntl is None:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        return folder, open(folder / LOCK, "w")
    unseen = Path(tempfile.mkdtemp(prefix=f".{prefix}"))  # by another start, as long as nothing holds the lock
    lock = open(unseen / LOCK, "w")  # noqa: SIM115  (open as long as the folder is in use)
    fcntl.flock(lock, fcntl.LOCK_EX)
    folder = unseen.rename(unseen.with_name(unseen.name[1:]))
    return folder, lock


def remove_leftovers(prefix: str) -> list[Path]:
    """Remove the folders that `private_folder(prefix)` made in processes that have ended; return these folders.

    Leaves alone: links, folders of other users, folders without our lock file, and those whose lock is held.
    """
    removed = []
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*") if fcntl is not None else ():
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            with open(folder / LOCK, "r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
                removed.append(folder)
        except OSError:  # no lock file, or a living process holds it
            continue
    return removed


def atomic_write(path: str | Path, write: Callable[[IO[bytes]], object]) -> None:
    """Calls `write(file)` on a new file beside `path`, brings it to disk, and puts it in `path`'s place.

    Whoever reads `path` meanwhile, or after a crash, finds the old content or the new, never a part. Raises
    `FileError` where the disk is full or the folder cannot be written; `path` is then as it was.
    """
    path = Path(path)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open(part, "xb+") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
        if hasattr(os, "O_DIRECTORY"):  # so that the new name survives a power cut too
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except (OSError, RuntimeError) as error:
        # torch.save turns a write error into a RuntimeError of its own and keeps the OSError behind it.
        cause = error if isinstance(error, OSError) else error.__context__
        if not isinstance(cause, OSError):
            raise
        raise FileError("{name} could not be written ({reason}); what was there before is unchanged.",
                        name=path.name, reason=(cause.strerror or type(cause).__name__).lower()) from error
    finally:
        with contextlib.suppress(OSError):  # the folder may be gone, or a file by now
            part.unlink(missing_ok=True)


