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
from itertools import takewhile
from urllib.parse import unquote

from fmnist.data.encodings import LEGACY_ENCODINGS
from fmnist.errors import DataError

MAX_MEMBERS = 10_000  # files in the zip, but for those that systems add
MAX_PATH, MAX_PARTS = 500, 20  # characters of a path, its folders and name; longer ones are passed over
MAX_ALIKE = 50  # members that fit a name equally well, to choose from
MAX_COMPARED, MAX_LIKE = 300, 60  # names, and characters of each, to find one like a name that is not there
SYSTEM_FILES = ("thumbs.db", "desktop.ini")
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1  # of a member's flag bits
_EXTENSION = re.compile(r"(.+?)(?:\.(?:png|jpe?g|jpe|jfif|gif|webp|bmp|tiff?|p[gp]m|avif|hei[cf]))+", re.IGNORECASE)
_SAME_EXTENSION = {".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg", ".tiff": ".tif"}
_LABEL_STUDIO = re.compile(r".*/upload/(?:\d+/)?[0-9a-f]{8}-|.*/local-files/\?d=")  # what it puts before a file's name

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

    def is_called(self, path: Path) -> bool:
        return path in (self.path, self.path[self.wrapping :])


def has_picture_extension(name: str) -> bool:
    return len(name) <= MAX_PATH and _EXTENSION.fullmatch(name) is not None


def split_path(name: str) -> Path:
    """The parts of a path, whichever system wrote it, in NFC."""
    name = unicodedata.normalize("NFC", name).strip().strip("\"'").replace("\\", "/")
    return tuple(part for part in name.split("/") if part not in ("", "."))


def _folded(part: str) -> str:
    """What of a name counts: neither letter case nor the kind of space, which Label Studio writes as `_`."""
    return re.sub(r"\s", "_", unicodedata.normalize("NFKC", unquote(part)).casefold())


def _stem(name: str) -> tuple[str, str]:
    """The folded name without its extension, and the extension."""
    name = _folded(name)
    match = _EXTENSION.fullmatch(name)
    extension = name[name.rindex(".") :] if match else ""
    return match[1] if match else name, _SAME_EXTENSION.get(extension, extension)


def _key(path: Path) -> Path:
    """By what a path is found. Of a number the zeros at its front do not count: Excel takes them away."""
    *folders, name = path
    stem, _ = _stem(name)
    return (*map(_folded, folders), stem.lstrip("0") if stem.isdecimal() else stem)


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
            key = _key(member.path)
            for whole in {key, key[member.wrapping :]}:
                self._whole[whole].append(member)
            for start in range(len(key)):
                self._ends[key[start:]].append(member)

    def find(self, name: str) -> list[Member]:
        """What the zip holds for a name in the CSV: the file with its path, or else with most of the path's end.

        Letter case does not count, `.jpeg` is `.jpg`, and either may lack its extension. Several, where none fits best.
        """
        names = (name, _LABEL_STUDIO.sub("", name)) if len(name) <= MAX_PATH else ()
        for path in filter(None, map(split_path, names)):
            key = _key(path[-MAX_PARTS:])
            levels = [self._whole.get(key, []), *(self._ends.get(key[i:], []) for i in range(len(key)))]
            for may_lack in (False, True):
                for members in levels:
                    if best := _most_alike(path[-1], members[:MAX_ALIKE], may_lack):
                        return best
        return []

    def holds(self, name: str) -> bool:
        return bool(self.find(name))

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
    return tuple(a for a, _ in takewhile(lambda both: both[0] == both[1], zip(first, last, strict=False)))


def _most_alike(name: str, members: list[Member], may_lack: bool) -> list[Member]:
    """Of members with one key those whose name is most like `name`. `may_lack`: whether one may lack its extension."""
    stem, extension = _stem(name)
    ranks = defaultdict(list)
    for member in members:
        its_stem, its_extension = _stem(member.path[-1])
        if its_extension == extension or (may_lack and not (its_extension and extension)):
            ranks[member.path[-1] == name, its_stem == stem].append(member)
    return ranks[max(ranks)] if ranks else []


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
