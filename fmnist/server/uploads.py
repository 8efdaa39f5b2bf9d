"""Visitors' own data sets: a private folder each, and not for ever."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
import time
from pathlib import Path
from typing import IO

from fmnist.data.import_csv import Imported, import_dataset
from fmnist.files import private_folder, remove_leftovers

PREFIX = "fmnist-uploads-"


class Uploads:
    """Visitors' data sets, one each: a private folder that is deleted when it is replaced, old or one too many.

    What a killed process left behind goes when the next one is made.

    **Arguments**

    - `keep_seconds`: how long a folder stays after it was last used.
    - `keep`: how many visitors' folders there may be; the one unused longest goes first.
    """

    def __init__(self, keep_seconds: float = 3600.0, keep: int = 200) -> None:
        self._lock = threading.Lock()
        self._root: Path | None = None
        self._in_use: IO[str] | None = None
        self._of: dict[str, tuple[Imported, float]] = {}
        self.keep_seconds, self.keep = keep_seconds, keep
        remove_leftovers(PREFIX)

    def put(self, visitor: str, csv_file: str | os.PathLike[str], zip_file: str | os.PathLike[str]) -> Imported:
        """Import a visitor's files (see `import_dataset`); what they had before is kept if that fails."""
        with self._lock:
            if self._root is None:  # not before the first upload: an app that is only built leaves nothing behind
                self._root, self._in_use = private_folder(PREFIX)
            folder = self._root / secrets.token_hex(16)
        imported = import_dataset(csv_file, zip_file, folder)
        with self._lock:
            self._drop(visitor)
            self._of[visitor] = (imported, time.monotonic())
            self._sweep()
        return imported

    def of(self, visitor: str | None) -> Imported | None:
        """The visitor's data set, or None where there is none (any more)."""
        with self._lock:
            self._sweep()
            if visitor not in self._of:
                return None
            imported, _ = self._of[visitor]
            self._of[visitor] = (imported, time.monotonic())
            return imported

    def close(self) -> None:
        """Delete all of them."""
        with self._lock:
            self._of.clear()
            if self._root is not None:
                shutil.rmtree(self._root, ignore_errors=True)
                self._in_use.close()
                self._root = self._in_use = None

    def _sweep(self) -> None:
        oldest_first = sorted(self._of, key=lambda visitor: self._of[visitor][1])
        too_many = len(oldest_first) - self.keep
        for i, visitor in enumerate(oldest_first):
            if i < too_many or time.monotonic() - self._of[visitor][1] > self.keep_seconds:
                self._drop(visitor)

    def _drop(self, visitor: str) -> None:
        if visitor in self._of:
            shutil.rmtree(self._of.pop(visitor)[0].folder, ignore_errors=True)
