"""Where Fashion-MNIST comes from: a local copy, the system's, torchvision's download, or the mini set we ship.

Checks the length and SHA-256 of every file before use, and replaces a damaged one from the next source. Writes a file
beside its place and renames it, so that two processes can prepare the same folder at once.
"""

import gzip
import io
import os
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.client import HTTPException
from pathlib import Path

from fmnist.data.idx_files import UNREADABLE, IdxFile, read_unpacked, search
from fmnist.errors import DataError, FileError
from fmnist.files import ASSETS, atomic_write, expand_home

SYSTEM_COPY = Path("/usr/share/datasets/fashion-mnist")  # Debian package dataset-fashion-mnist
MIRROR = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"  # as torchvision.datasets.FashionMNIST.mirrors
DOWNLOAD_SECONDS = 90.0  # for all four files together
CONNECT_SECONDS = 5.0  # for each connection, and for each wait for the next bytes
SOURCES = ("system", "download", "mini")  # asked in this order, after the folder itself


FULL = (
    IdxFile("train-images-idx3-ubyte", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
    IdxFile("train-labels-idx1-ubyte", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
    IdxFile("t10k-images-idx3-ubyte", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
    IdxFile("t10k-labels-idx1-ubyte", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
)
MINI = (
    IdxFile("train-images-idx3-ubyte", 4_704_016, "cf313073c7eb485392848071d5c433571d7166043e971e3345b095cc30518084"),
    IdxFile("train-labels-idx1-ubyte", 6_008, "097b93fbcf9bd5bc648b1a457ddc55c9e4ab49afb33f9ecae8ce068399a75e3a"),
    IdxFile("t10k-images-idx3-ubyte", 784_016, "7cee33c3c6414b1b86c25e665a6c4f41584269de3b7cc9768b1d351922845eef"),
    IdxFile("t10k-labels-idx1-ubyte", 1_008, "3128d790775889812b73c4f13923559c8b9e281d112c6ea7862acf60a206a909"),
)


@dataclass(frozen=True)
class Source:
    """Where the images in use come from.

    - `name`: "local" (already in the folder), "system", "download" or "mini".
    - `root`: the folder to give to `torchvision.datasets.FashionMNIST(root=…)`.
    - `damaged`: names of the files in the folder that are called like one of Fashion-MNIST's and have other content:
      altered, cut short, or of another data set. They are replaced or not used.
    - `moved`: the folder that the caller named cannot be written, so `root` is another one.
    """

    name: str
    root: Path
    damaged: tuple[str, ...] = ()
    moved: bool = False

    @property
    def full(self) -> bool:
        """All 60,000 + 10,000 images, not the mini set's 6,000 + 1,000."""
        return self.name != "mini"


def raw_folder(root: Path) -> Path:
    """Where torchvision expects the four unpacked files below `root`."""
    return root / "FashionMNIST" / "raw"


def is_intact(path: Path, file: IdxFile) -> bool:
    """Whether `path` holds exactly `file`."""
    try:
        return path.stat().st_size == file.size and file.is_in(path.read_bytes())
    except OSError:
        return False


def _from_folder(folder: Path) -> Callable[[IdxFile], bytes]:
    return lambda file: read_unpacked(folder / f"{file.name}.gz", file.size)


def _from_search(found: dict[str, Callable[[], bytes]]) -> Callable[[IdxFile], bytes]:
    def read(file: IdxFile) -> bytes:
        if file.name not in found:
            raise FileNotFoundError(file.name)
        return found[file.name]()

    return read


def _from_network(deadline: float) -> Callable[[IdxFile], bytes]:
    def read(file: IdxFile) -> bytes:
        packed = bytearray()
        with urllib.request.urlopen(f"{MIRROR}{file.name}.gz", timeout=CONNECT_SECONDS) as stream:
            while chunk := stream.read(1 << 16):
                packed += chunk
                if time.monotonic() > deadline or len(packed) > file.size:
                    raise TimeoutError(f"{file.name} took too long or is too large")
        with gzip.GzipFile(fileobj=io.BytesIO(bytes(packed))) as unpacked:
            return unpacked.read(file.size + 1)

    return read


def _fill(root: Path, files: tuple[IdxFile, ...], read: Callable[[IdxFile], bytes]) -> bool:
    """Write the missing and damaged files below `root`; False if the source lacks one.

    Raises `OSError` or `FileError` where `root` cannot be written.
    """
    for file in files:
        path = raw_folder(root) / file.name
        if is_intact(path, file):
            continue
        try:
            content = read(file)
        except (*UNREADABLE, HTTPException):  # or no network, refused, timed out
            return False
        if not file.is_in(content):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, lambda stream, content=content: stream.write(content))
    return True


def _folders(root: Path) -> Iterator[Path]:
    """The folders to try, in order: `root`, then one of this user's among the temporary files."""
    yield root
    yield Path(tempfile.gettempdir()) / f"fmnist-data-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


def prepare(root: str | os.PathLike[str] | None = None, *, names: tuple[str, ...] = SOURCES) -> Source:
    """Make sure that the four idx files lie intact below a folder; return where they came from.

    **Arguments**

    - `root`: the data folder, or torchvision's `FashionMNIST` or `FashionMNIST/raw` in it; `None` means
      `$FMNIST_DATA`, else `data/`. The files may lie anywhere below it, packed or not.
    - `names`: the sources to ask after the folder itself, in this order.

    Raises `DataError` if no source has the files (then the installation is damaged), or no folder can be written.
    """
    given = expand_home(root or os.environ.get("FMNIST_DATA") or "data")
    wanted = _root_of(given)
    if all(is_intact(raw_folder(wanted) / file.name, file) for file in FULL):
        return Source("local", wanted)
    found, damaged = search(given, FULL)
    for folder in _folders(wanted):
        try:
            source = _first_that_answers(folder, names, found)
        except (OSError, FileError):  # not writable, or full: the next folder
            continue
        if source is None:
            raise DataError("none of the Fashion-MNIST sources ({names}) has intact files; install fmnist afresh, its "
                            "assets/mini folder is missing or damaged.", names=", ".join(names))
        return replace(source, damaged=damaged, moved=folder != wanted)
    raise DataError("the data folder {root} cannot be written; name another one with FMNIST_DATA or --root.",
                    root=wanted)


def _root_of(folder: Path) -> Path:
    """`folder`, or the one above it that has `folder` as torchvision's `FashionMNIST` or `FashionMNIST/raw`."""
    whole = folder.absolute()
    for above in whole.parents[:2]:
        if raw_folder(above) in (whole, whole / "raw") and raw_folder(above).is_dir():
            return above
    return folder


def _first_that_answers(folder: Path, names: tuple[str, ...],
                        found: dict[str, Callable[[], bytes]]) -> Source | None:
    if found and _fill(folder, FULL, _from_search(found)):
        return Source("local", folder)
    for name in names:
        if name == "system" and _fill(folder, FULL, _from_folder(SYSTEM_COPY)):
            return Source(name, folder)
        if name == "download" and _fill(folder, FULL, _from_network(time.monotonic() + DOWNLOAD_SECONDS)):
            return Source(name, folder)
        if name == "mini" and _fill(folder / "mini", MINI, _from_folder(ASSETS / "mini")):
            return Source(name, folder / "mini")
    return None
