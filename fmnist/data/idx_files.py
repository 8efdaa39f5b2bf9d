"""The idx files of a data set, known by their content: wherever below a folder they lie, however they are packed."""

import gzip
import hashlib
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

MAX_ENTRIES = 20_000  # files and folders that a search looks at
# What reading a file raises that is missing, cut short, not gzip, altered, encrypted, or packed in a way of its own.
UNREADABLE = (OSError, EOFError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile)


@dataclass(frozen=True)
class IdxFile:
    """One unpacked idx file: its name, its length in bytes and its SHA-256 in hex."""

    name: str
    size: int
    sha256: str

    def is_in(self, content: bytes) -> bool:
        """Whether `content` is exactly this file."""
        return len(content) == self.size and hashlib.sha256(content).hexdigest() == self.sha256

    def is_named(self, name: str) -> bool:
        """Whether a file of this `name` is meant: 7-Zip writes `.idx3` for `-idx3`, a browser adds ` (1)`."""
        return _letters(self.name) in _letters(name)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def read_unpacked(path: Path, limit: int, member: str = "") -> bytes:
    """The content of a file, or of a member of a zip, unpacked if it is gzip. Raises one of `UNREADABLE`.

    Reads at most `limit` + 1 bytes: enough to see that it is the wrong file, and a bound for a gzip bomb.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(open(path, "rb"))
        if member:
            stream = stack.enter_context(stack.enter_context(zipfile.ZipFile(stream)).open(member))
        packed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        return (stack.enter_context(gzip.GzipFile(fileobj=stream)) if packed else stream).read(limit + 1)


def search(folder: Path, files: tuple[IdxFile, ...]) -> tuple[dict[str, Callable[[], bytes]], tuple[str, ...]]:
    """Look for `files` below `folder`: as they are, in .gz or in .zip, under any name.

    Returns what reads each intact one, by its name in `files`, and the names of the files there that are called like
    one of `files` and have other content.
    """
    found: dict[str, Callable[[], bytes]] = {}
    damaged: dict[str, None] = {}
    for path in _files_below(folder.absolute()):
        for name, size, member in _contents(path):
            named = [file for file in files if file.is_named(name)] if not _of_another_set(path) else []
            for file in dict.fromkeys([*named, *(file for file in files if file.size == size)]):
                read = partial(read_unpacked, path, file.size, member)
                if _is_intact(read, file):
                    found.setdefault(file.name, read)
                    break
            else:
                damaged.update(dict.fromkeys([name] if named else []))
    return found, tuple(damaged)


def _is_intact(read: Callable[[], bytes], file: IdxFile) -> bool:
    try:
        return file.is_in(read())
    except UNREADABLE:
        return False


def _of_another_set(path: Path) -> bool:
    """Whether torchvision put it there for MNIST, KMNIST or QMNIST, whose files have the same names."""
    return path.parent.name == "raw" and path.parents[1].name != "FashionMNIST"


def _contents(path: Path) -> Iterator[tuple[str, int, str]]:
    """`(name, unpacked bytes, member)` of a file, or of each member of a zip."""
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                for info in archive.infolist():
                    yield PurePosixPath(info.filename).name, info.file_size, info.filename
        else:
            yield path.name, _unpacked_size(path), ""
    except UNREADABLE:
        return


def _unpacked_size(path: Path) -> int:
    size = path.stat().st_size
    if path.suffix.lower() != ".gz" or size < 4:
        return size
    with open(path, "rb") as file:
        file.seek(-4, 2)
        return int.from_bytes(file.read(), "little")  # RFC 1952: the last four bytes


def _files_below(folder: Path) -> Iterator[Path]:
    """The files below `folder`, the nearest first; not the hidden ones, which Finder and editors put beside others."""
    folders, left = deque([folder]), MAX_ENTRIES
    while folders and left > 0:
        try:
            entries = sorted(folders.popleft().iterdir())
        except OSError:
            continue
        for path in entries[:left]:
            if path.name.startswith(".") or path == folder / "mini":  # there lies the mini set
                continue
            if path.is_dir():
                folders.append(path)
            elif path.is_file():
                yield path
        left -= len(entries)
