"""The one temporary folder of the running app: uploads, and copies for download. It has a size it never outgrows."""

import functools
import os
import shutil
import tempfile
import threading
import time
import weakref
from pathlib import Path
from typing import IO

from fmnist.files import private_folder, remove_leftovers

PREFIX = "fmnist-temp-"
MAX_BYTES = 500_000_000
UPLOAD_SECONDS = 300.0  # what was begun longer ago and is still no whole file belongs to nobody
BLOCK = 4096  # bytes that a folder takes on the disk, and a small file


class TempFolder:
    """`path`: a private folder. The oldest files in it go when all take more than `max_bytes` on the disk.

    Gradio writes an upload into the folder itself, and moves what is whole into a folder of its own therein.
    All is deleted when the process ends; after a kill, when the next process makes one.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        remove_leftovers(PREFIX)
        folder, lock = private_folder(PREFIX)
        self.path = folder / "files"  # not where the lock is
        self.path.mkdir()
        self.max_bytes, self.is_full = max_bytes, False
        self._grown, self._lock = 0, threading.Lock()
        weakref.finalize(self, _remove, folder, lock, os.getpid())

    def place(self, name: str) -> Path:
        """Where to write a file of that name, in a new folder; say `wrote` then."""
        return Path(tempfile.mkdtemp(dir=self.path)) / name

    def wrote(self, file: Path) -> None:
        """Count a file that was written, and prune if need be."""
        if self.grows(file.stat().st_size):
            self.prune()

    def grows(self, size: int) -> bool:
        """Count bytes that were written. True where it is time to `prune`: after a twentieth of `max_bytes`."""
        with self._lock:
            self._grown += size
            return self._grown > self.max_bytes // 20

    def prune(self) -> None:
        """Delete the oldest files until the others fit. `is_full`: they do not, as uploads under way need the room."""
        with self._lock:
            self._grown, room = 0, self.max_bytes * 19 // 20  # the rest is for what grows until the next time
            files, used = [], 0
            for file in self.path.rglob("*"):
                try:
                    stat = file.lstat()
                except FileNotFoundError:  # removed meanwhile
                    continue
                used += max(stat.st_size, BLOCK)
                if not file.is_dir():
                    files.append((stat.st_mtime, max(stat.st_size, BLOCK), file))
            for changed, size, file in sorted(files):
                under_way = file.parent == self.path and changed > time.time() - UPLOAD_SECONDS
                if used > room and not under_way:
                    file.unlink(missing_ok=True)
                    used -= size
                    if file.parent != self.path:
                        shutil.rmtree(file.parent, ignore_errors=True)
                        used -= BLOCK
            self.is_full = used > room


@functools.cache
def temp_folder() -> TempFolder:
    """The folder of this process, made when it is first needed."""
    return TempFolder()


def _remove(path: Path, lock: IO[str], maker: int) -> None:
    if os.getpid() == maker:  # not in a fork, which shares the folder
        shutil.rmtree(path, ignore_errors=True)
        lock.close()
