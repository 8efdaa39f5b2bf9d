"""Chapter 7: the files that weights live in, written whole or not at all, and checked before they are opened."""

import io
import os
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import torch

from fmnist.checkpoint.other_formats import refuse_other_archive, refuse_other_format
from fmnist.checkpoint.pickle_scan import Scan, scan
from fmnist.errors import CheckpointError
from fmnist.files import atomic_write

MAX_BYTES = 1 << 30
MAX_ENTRIES = 20_000
MAX_EXTRA_BYTES = 64 << 10
_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"

# safe_globals changes a list that the whole process shares.
_safe_globals_lock = threading.Lock()


def atomic_save(obj: object, path: str | Path, extra: Mapping[str, bytes] | None = None) -> None:
    """`torch.save(obj, path)`, whole or not at all.

    **Arguments**

    - `obj`: tensors, numbers, strings, and dicts, lists and tuples of them: what `safe_load` reads back.
    - `extra`: further entries of the archive, {name: content}, beside the tensors, as in TorchScript's archives.
      `torch.load` passes over them.

    Raises `FileError` as `atomic_write` does.
    """

    def write(file: IO[bytes]) -> None:
        torch.save(obj, file)
        if extra:
            with zipfile.ZipFile(file, "a") as archive:
                folder = archive.namelist()[0].split("/")[0]
                for name, content in extra.items():
                    archive.writestr(f"{folder}/extra/{name}", content)

    atomic_write(path, write)


def safe_load(path: str | Path, *, max_bytes: int = MAX_BYTES) -> Any:
    """Read what `atomic_save` or `torch.save` wrote, with `torch.load(weights_only=True)`, onto the CPU.

    Raises `CheckpointError` where the file is missing, larger than `max_bytes`, damaged, or asks for anything but
    tensors and plain values.
    """
    data = read_bytes(path, max_bytes)
    return load_scanned(data, scan_archive(data))


def read_bytes(path: str | Path, max_bytes: int) -> bytes:
    """The content of a file of at most `max_bytes`. Raises `CheckpointError`."""
    path = Path(path)
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise CheckpointError("{name} could not be read ({reason}); check its path.", name=path.name,
                              reason=(error.strerror or "error").lower()) from error
    if len(data) > max_bytes:
        raise CheckpointError(
            "the file has {size} bytes, more than the {limit} that these weights can need; save model.state_dict() "
            "alone.",
            size=f"{max(size, len(data)):,}", limit=f"{max_bytes:,}")
    if not data:
        raise CheckpointError("the file is empty; save the weights again.")
    return data


def is_zip(data: bytes) -> bool:
    """Whether `data` begins as the archives of torch.save do."""
    return data.startswith(_ZIP)


def scan_archive(data: bytes, classes: Mapping[str, type] | None = None) -> Scan:
    """Check an archive of torch.save without torch; return what its pickle would make.

    **Arguments**

    - `data`: the file's content.
    - `classes`: {"module.Class": class} that a whole model may consist of, as `scan` takes them.

    Raises `CheckpointError` for anything that is not such an archive, is damaged, compressed (torch.save never
    compresses, zip bombs do), or asks for other names.
    """
    if not is_zip(data):
        refuse_other_format(data)
    if data[-22:-18] != _ZIP_END:  # no comment after the end: every reader must find the same table of contents
        raise _not_one_archive()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            folder = _check_entries(entries, len(data))
            if archive.testzip() is not None:
                raise zipfile.BadZipFile("checksum")
            program = archive.read(f"{folder}/data.pkl")
    except CheckpointError:
        raise
    except Exception as error:  # a hostile archive can fail in any way; all of them mean the same to a user
        raise CheckpointError("the archive is damaged and cannot be read; copy or save it again.") from error
    tensors = f"{folder}/data/"
    sizes = {e.filename.removeprefix(tensors): e.file_size for e in entries if e.filename.startswith(tensors)}
    return scan(program, classes or {}, sizes)


def _check_entries(entries: list[zipfile.ZipInfo], nbytes: int) -> str:
    """The folder of torch.save's entries, in an archive of `nbytes` that holds nothing else."""
    names = [entry.filename for entry in entries]
    if not 0 < len(entries) <= MAX_ENTRIES or len(set(names)) != len(names):
        raise zipfile.BadZipFile("not the layout of torch.save")
    if min(entry.header_offset for entry in entries) > 0:  # a second archive behind the first
        raise _not_one_archive()
    refuse_other_archive(names)
    folder = names[0].split("/")[0]
    stored = all(e.compress_type == zipfile.ZIP_STORED and e.compress_size == e.file_size for e in entries)
    if not stored or f"{folder}/data.pkl" not in names or not all(name.startswith(f"{folder}/") for name in names):
        raise CheckpointError("the file was unpacked and zipped again, compressed or in other folders; load the file "
                              "as torch.save wrote it.")
    if sum(entry.file_size for entry in entries) > nbytes:
        raise zipfile.BadZipFile("entries overlap")
    return folder


def _not_one_archive() -> CheckpointError:
    return CheckpointError("the file is cut short or has something behind its end; copy or save it again.")


def read_extra(data: bytes, name: str) -> bytes | None:
    """The entry `name` that `atomic_save(…, extra=…)` put into a scanned archive; `None` where there is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.filename.split("/", 1)[-1] == f"extra/{name}" and entry.file_size <= MAX_EXTRA_BYTES:
                return archive.read(entry)
    return None


def load_scanned(data: bytes, found: Scan) -> Any:
    """`torch.load(weights_only=True)` of an archive that `scan_archive` has passed, tensors on the CPU."""
    allowed: list[Any] = [(stand_in, name) for name, stand_in in found.stand_ins.items()]
    try:
        with _safe_globals_lock, torch.serialization.safe_globals(allowed):
            return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:
        raise CheckpointError("the file's tensors are damaged and cannot be read; save it again.") from error
