"""What a zip holds, by the names that its maker saw: in their encoding, below their folders; and which one is meant.

The zip format knows cp437 and, by a flag, UTF-8; Windows writes its own encoding, macOS UTF-8 without the flag.
"""

import difflib
import re
import stat
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from fmnist.data.csv_table import LEGACY_ENCODINGS
from fmnist.errors import DataError

MAX_MEMBERS = 10_000  # files in the zip, but for those that systems add
MAX_PATH, MAX_PARTS = 500, 20  # characters of a path, its folders and name; a member beyond them is passed over
MAX_ALIKE = 50  # members that fit a name equally well, to choose from
MAX_COMPARED, MAX_LIKE = 300, 60  # names, and characters of each, to find one like a name that is not there
SYSTEM_FILES = ("thumbs.db", "desktop.ini")
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1  # of a member's flag bits
_EXTENSION = re.compile(r"(.+?)(?:\.(?:png|jpe?g|jpe|jfif|gif|webp|bmp|tiff?|p[gp]m|avif|hei[cf]))+", re.IGNORECASE)
_SAME_EXTENSION = {".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg", ".tiff": ".tif"}

Path = tuple[str, ...]  # the folders and the name


@dataclass(frozen=True)
class Member:
    """A file in the zip. `path`: its folders and its name; `wrapping`: how many of the folders hold all pictures."""

    path: Path
    wrapping: int
    info: zipfile.ZipInfo

    @property
    def name(self) -> str:
        """The path inside the wrapping folders."""
        return "/".join(self.path[self.wrapping :])


@dataclass(frozen=True)
class Fit:
    """The members that fit a name equally well: none, one, or too many to choose. `whole`: their folders fit, too."""

    members: list[Member]
    whole: bool


def has_picture_extension(name: str) -> bool:
    return _EXTENSION.fullmatch(name) is not None


def split_path(name: str) -> Path:
    """The parts of a path, whichever system wrote it, in NFC; of a Label Studio address the path of the local file."""
    name = unicodedata.normalize("NFC", name).strip().strip("\"'").replace("\\", "/")
    return tuple(part for part in re.split(r"/|\?d=", name) if part not in ("", "."))


def _key(path: Path) -> tuple[Path, str]:
    """What of a path counts, and the extension.

    Neither letter case counts nor the kind of space, which Label Studio writes as `_`; nor what it puts before a name,
    nor the zeros that Excel takes from the front of a number.
    """
    *folders, name = (re.sub(r"\s", "_", unicodedata.normalize("NFKC", unquote(part)).casefold()) for part in path)
    match = _EXTENSION.fullmatch(name)
    stem = re.sub(r"^[0-9a-f]{8}-(?=.)", "", match[1] if match else name)
    extension = name[name.rindex(".") :] if match else ""
    return (*folders, stem.lstrip("0") if stem.isdecimal() else stem), _SAME_EXTENSION.get(extension, extension)


class Listing:
    """The files of a zip, by their names in one encoding."""

    def __init__(self, encoding: str, infos: list[zipfile.ZipInfo]) -> None:
        names = ((_decoded(info, encoding), info) for info in infos)
        paths = {path: info for name, info in names
                 if len(name) <= MAX_PATH and 0 < len(path := split_path(name)) <= MAX_PARTS}
        pictures = [path for path in paths if has_picture_extension(path[-1])] or list(paths)
        shared = _shared_folders(pictures)
        self.encoding = encoding
        self.members = [Member(path, len(shared) if path[: len(shared)] == shared else 0, info)
                        for path, info in paths.items()]
        self.pictures = [member for member in self.members if has_picture_extension(member.path[-1])]
        self._whole: dict[Path, list[Member]] = defaultdict(list)  # by the key of the path, and inside the wrapping
        self._ends: dict[Path, list[Member]] = defaultdict(list)  # by the keys of the name, of one folder and it, …
        for member in self.members:
            key, _ = _key(member.path)
            for whole in {key, key[member.wrapping :]}:
                self._whole[whole].append(member)
            for start in range(len(key)):
                self._ends[key[start:]].append(member)

    def find(self, name: str) -> Fit:
        """What the zip holds for a name in the CSV: the one with its path, or else with most of the path's end.

        `.jpeg` is `.jpg`, and either may lack its extension; see `_key` for what does not count.
        """
        path = split_path(name)
        if path:
            key, extension = _key(path)
            if fits := _with_extension(self._whole.get(key, []), path, extension):
                return Fit(fits, whole=True)
            for start in range(len(key)):
                if fits := _with_extension(self._ends.get(key[start:], []), path, extension):
                    return Fit(fits, whole=False)
        return Fit([], whole=False)

    def holds(self, name: str) -> bool:
        return bool(self.find(name).members)

    def like(self, name: str) -> str:
        """The name in the zip that is most like `name`, to correct a slip."""
        members = (self.pictures or self.members)[:MAX_COMPARED]
        names = {member.path[-1].casefold()[:MAX_LIKE]: member.name for member in members}
        wanted = name[-MAX_LIKE:].replace("\\", "/").rpartition("/")[2].casefold()
        close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
        return names[close[0]] if close else members[0].name


def _shared_folders(paths: list[Path]) -> Path:
    if not paths:
        return ()
    first, last = min(paths)[:-1], max(paths)[:-1]  # what these two share all between them share
    return first[: next((i for i, both in enumerate(zip(first, last, strict=False)) if both[0] != both[1]),
                        min(len(first), len(last)))]


def _with_extension(members: list[Member], path: Path, extension: str) -> list[Member]:
    """Those with the same extension, or else those where one lacks it; if some have exactly this name, only they."""
    members = members[:MAX_ALIKE]
    its = {member: _key(member.path[-1:])[1] for member in members}
    fits = [member for member in members if its[member] == extension]
    fits = fits or [member for member in members if not (its[member] and extension)]
    return [member for member in fits if member.path[-1] == path[-1]] or fits


def list_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of the zip that a CSV can ask for: without folders and what systems add (`__MACOSX/`, `._x`).

    Raises `DataError` for a zip with links, a password, paths that leave its folder, or too many files.
    """
    for member in archive.infolist():
        _check(member)
    members = [member for member in archive.infolist() if _may_be_asked_for(member)]
    if len(members) > MAX_MEMBERS:
        raise DataError("the zip holds {got:,} files, more than {limit:,}; pack fewer.", got=len(members),
                        limit=MAX_MEMBERS)
    return members


def read_names(members: list[zipfile.ZipInfo]) -> Iterator[Listing]:
    """The members under their names, once for every encoding that the names can be in; mostly that is one."""
    unknown = [raw for member in members if (raw := _raw_name(member))]
    for encoding in ("utf-8", *LEGACY_ENCODINGS):
        if all(_can_be(raw, encoding) for raw in unknown):
            yield Listing(encoding, members)
            if encoding == "utf-8":
                return


def _check(info: zipfile.ZipInfo) -> None:
    """Raises `DataError` for what no zip of pictures has."""
    shown = info.filename[:60]
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise DataError("the zip holds a link, {name!r}; pack the images themselves.", name=shown)
    if info.flag_bits & ENCRYPTED_FLAG:
        raise DataError("the zip is encrypted; pack it without a password.")
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or re.match("[A-Za-z]:/", name):
        raise DataError("the zip holds {name!r}, a path that leaves its folder; pack it anew.", name=shown)


def _may_be_asked_for(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.split("/")  # not at "\\", which is half of a Japanese or Chinese letter in some encodings
    is_of_a_system = "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1].casefold() in SYSTEM_FILES
    return not (is_of_a_system or parts[-1] == "" or stat.S_ISDIR(info.external_attr >> 16))


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """The bytes of a name in an encoding that the zip does not tell, which `zipfile` takes for cp437; else none."""
    if info.flag_bits & UTF8_FLAG or info.filename.isascii():
        return b""
    try:
        return info.filename.encode("cp437")
    except UnicodeEncodeError:  # newer Pythons read the name from the field where Info-ZIP tells it in UTF-8
        return b""


def _can_be(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(info: zipfile.ZipInfo, encoding: str) -> str:
    raw = _raw_name(info)
    return raw.decode(encoding) if raw else info.filename
