"""Visitors' own data sets, each in a private folder that is deleted after a while."""

import os
import secrets
import shutil
import threading
import time
from pathlib import Path
from typing import IO

from fmnist.data.import_csv import Imported, import_dataset
from fmnist.files import private_folder, remove_leftovers
from fmnist.lru_dict import LRUDict

PREFIX = "fmnist-uploads-"
MAX_BYTES = 1_000_000_000  # of all visitors' data sets together; one has at most a tenth of it


class Uploads:
    """One data set a visitor. A folder is deleted when it is replaced, unused for long, or one too many.

    Making an `Uploads` removes what killed processes left behind.

    **Arguments**

    - `keep_seconds`: how long a folder stays after it was last used.
    - `keep`: how many visitors' folders there may be; the one unused longest goes first.
    - `max_bytes`: of all folders together; likewise.
    """

    def __init__(self, keep_seconds: float = 3600.0, keep: int = 200, max_bytes: int = MAX_BYTES) -> None:
        self._lock = threading.Lock()
        self._root: Path | None = None
        self._in_use: IO[str] | None = None
        self._of: LRUDict[str, tuple[Imported, float, int]] = LRUDict(keep, self._delete)  # last used when; bytes
        self.keep_seconds, self.max_bytes = keep_seconds, max_bytes
        remove_leftovers(PREFIX)

    def put(self, visitor: str, csv_file: str | os.PathLike[str] | None, zip_file: str | os.PathLike[str]) -> Imported:
        """Import a visitor's files (see `import_dataset`); what they had before is kept if that fails."""
        with self._lock:
            if self._root is None:  # not before the first upload: an app that is only built leaves nothing behind
                self._root, self._in_use = private_folder(PREFIX)
            folder = self._root / secrets.token_hex(16)
        imported = import_dataset(csv_file, zip_file, folder)
        size = sum(file.stat().st_size for file in folder.rglob("*"))
        with self._lock:
            self._delete(visitor, self._of.pop(visitor))
            self._of[visitor] = (imported, time.monotonic(), size)
            self._delete_old()
        return imported

    def of(self, visitor: str | None) -> Imported | None:
        """The visitor's data set, or None where there is none (any more)."""
        with self._lock:
            self._delete_old()
            found = self._of.get(visitor)
            if found is None:
                return None
            self._of[visitor] = (found[0], time.monotonic(), found[2])
            return found[0]

    def close(self) -> None:
        """Delete all of them."""
        with self._lock:
            for visitor, _ in self._of.items():
                self._of.pop(visitor)
            if self._root is not None:
                shutil.rmtree(self._root, ignore_errors=True)
                self._in_use.close()
                self._root = self._in_use = None

    def _delete_old(self) -> None:
        entries = self._of.items()
        total = sum(size for _, (_, _, size) in entries)
        for visitor, (_, used_at, size) in entries:
            if time.monotonic() - used_at > self.keep_seconds or total > self.max_bytes:
                self._delete(visitor, self._of.pop(visitor))
                total -= size

    def _delete(self, visitor: str, entry: tuple[Imported, float, int] | None) -> None:
        if entry is not None:
            shutil.rmtree(entry[0].folder, ignore_errors=True)
