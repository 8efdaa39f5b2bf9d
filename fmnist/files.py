"""Temporary folders that do not outlive the app: what a killed process left behind, the next start removes.

The sign of life is a lock on a file inside, which the kernel lets go of when its process ends, however it ends.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: nothing is removed there
    fcntl = None

LOCK = "in-use.lock"
YOUNG = 60.0  # seconds: between the making of a folder and its lock another start must not take it for a dead one's


def private_folder(prefix: str) -> tuple[Path, IO[str]]:
    """A new folder below the system's temporary one, and the open file that marks it as in use."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    lock = open(folder / LOCK, "w")  # noqa: SIM115  (open as long as the folder is in use)
    if fcntl is not None:
        fcntl.flock(lock, fcntl.LOCK_EX)
    return folder, lock


def remove_leftovers(prefix: str) -> list[Path]:
    """Remove the folders that `private_folder(prefix)` made in processes that are no more; which they were.

    Left alone: links, folders of other users, folders without our lock file, and those whose lock is held or young.
    """
    removed = []
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*") if fcntl is not None else ():
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            with open(folder / LOCK, "r+") as lock:
                if time.time() - os.fstat(lock.fileno()).st_mtime < YOUNG:
                    continue
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
                removed.append(folder)
        except OSError:  # no lock file, or a living process holds it
            continue
    return removed
