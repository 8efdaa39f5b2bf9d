"""Unpack a visitor's zip of pictures, after a check of every name, size and byte."""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fmnist.errors import DataError, RowError

MAX_ZIP_BYTES = 50_000_000  # of the zip
MAX_MEMBERS = 10_000  # files and folders in the zip
MAX_IMAGE_BYTES = 5_000_000  # of one picture, unpacked
MAX_TOTAL_BYTES = 100_000_000  # of all pictures together, unpacked
MAX_PIXELS = 16_000_000  # of one picture
MAX_TOTAL_PIXELS = 100_000_000  # of all pictures together: decoding costs by the pixel, however small the file
MAX_NAME = 120  # bytes of a file name with its folders
MAX_DEPTH = 6  # parts of a file name, folders and the name itself
DECODED_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")  # file formats that torchvision.io.decode_image reads
DECODED_MODES = ("1", "L", "LA", "RGB", "RGBA")  # Pillow modes it reads rightly; of a palette it returns the indices
PNG_DEPTH = 24  # offset in a PNG file of its bits per channel: of 16 bits Pillow keeps 8, decode_image keeps all
LONG_EDGE = 1024  # longest edge of a rewritten picture, in pixels; the network gets 28
ORIENTATION = 0x0112  # the EXIF tag of a camera held upright, which decode_image ignores


@dataclass(frozen=True)
class Row:
    """A row of the CSV: its number in the file (the first is 1), its file name and its label, 0 to 9."""

    number: int
    name: str
    label: int


def safe_name(name: str) -> str | None:
    """`name` with forward slashes; `None` if it leaves the folder that it is joined to, or is no file name."""
    name = name.strip().replace("\\", "/").removeprefix("./")
    parts = PurePosixPath(name).parts
    climbs = not parts or name.startswith("/") or name.endswith("/") or ".." in parts or ":" in name
    if climbs or len(parts) > MAX_DEPTH or len(name.encode(errors="replace")) > MAX_NAME or not name.isprintable():
        return None
    return str(PurePosixPath(name))


@dataclass(frozen=True)
class Picture:
    """A checked picture: the bytes to write, its number of pixels, and whether `read_picture` made the bytes anew."""

    content: bytes
    pixels: int
    rewritten: bool


def unpack(zip_file: Path, rows: list[Row], img_dir: Path) -> tuple[list[Row], list[DataError], list[str]]:
    """Write the pictures that `rows` name into `img_dir`.

    Returns the rows that came in, what was wrong with the others, and the names of the pictures that `read_picture`
    rewrote. Raises `DataError` for a zip that is too large, damaged, encrypted, or holds links or paths that leave the
    folder.
    """
    size = zip_file.stat().st_size
    if size > MAX_ZIP_BYTES:
        raise DataError("the zip has {got:,} bytes, more than {limit:,}; upload fewer images.", got=size,
                        limit=MAX_ZIP_BYTES)
    try:
        archive = zipfile.ZipFile(zip_file)
        members = _members(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise DataError("the image file is not a zip, or it is damaged; pack the images into a .zip.") from None
    good, errors, rewritten, total = [], [], [], _Total()
    with archive:
        for row in rows:
            target = img_dir / row.name
            try:
                if row.name not in members:
                    raise RowError("row {row}: image {name!r} not found.", row=row.number, name=row.name)
                # A picture may have several rows; the first one unpacks it.
                if not target.is_file() and _unpack_one(archive, members[row.name], target, row, total):
                    rewritten.append(row.name)
                good.append(row)
            except RowError as problem:
                errors.append(problem)
    return good, errors, rewritten


@dataclass
class _Total:
    """What the pictures take so far."""

    bytes: int = 0
    pixels: int = 0

    def add(self, row: Row, bytes: int, pixels: int = 0) -> None:
        """Raises `DataError` where the sum exceeds its limit."""
        self.bytes += bytes
        self.pixels += pixels
        for what, got, limit in (("bytes", self.bytes, MAX_TOTAL_BYTES), ("pixels", self.pixels, MAX_TOTAL_PIXELS)):
            if got > limit:
                raise DataError("row {row}: up to here the images have more than {limit:,} {what} in all; upload fewer "
                                "or smaller ones.", row=row.number, limit=limit, what=what)


def _unpack_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, row: Row, total: _Total) -> bool:
    """Write one picture; return whether it was rewritten. Raises `RowError` for a picture that cannot be used."""
    content = _read(archive, member)
    total.add(row, len(content))  # before decoding, which may be slow
    picture = read_picture(content, row)
    total.add(row, len(picture.content) - len(content), picture.pixels)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(picture.content)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        raise RowError("row {row}: {name!r} is both a file and a folder; rename one.", row=row.number,
                       name=row.name) from None
    return picture.rewritten


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The zip's files by safe name; where one top folder holds them all, by the name inside that folder too."""
    members: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise DataError("the zip holds {got:,} files, more than {limit:,}; pack fewer.", got=len(infos),
                        limit=MAX_MEMBERS)
    for info in infos:
        if info.is_dir() or info.filename.startswith("__MACOSX/") or info.filename.endswith(".DS_Store"):
            continue
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            raise DataError("the zip holds a link, {name!r}; pack the images themselves.", name=info.filename[:60])
        if info.flag_bits & 0x1:
            raise DataError("the zip is encrypted; pack it without a password.")
        name = safe_name(_decoded(info))
        if name is None:
            raise DataError("the zip holds {name!r}, a path that leaves its folder; pack it anew.",
                            name=info.filename[:60])
        members[name] = info
    tops = {name.split("/", 1)[0] for name in members}
    if len(tops) == 1 and all("/" in name for name in members):
        members |= {name.split("/", 1)[1]: info for name, info in members.items()}
    return members


def _decoded(info: zipfile.ZipInfo) -> str:
    """The member's name; `zipfile` decodes as cp437 what a Chinese Windows wrote in GBK."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return info.filename


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The member's bytes, at most one more than allowed, whatever size the zip claims; none where it is damaged."""
    try:
        with archive.open(member) as file:
            return file.read(MAX_IMAGE_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return b""


def read_picture(content: bytes, row: Row) -> Picture:
    """Check a picture's bytes, and rewrite them where `CustomImageDataset` would misread them.

    Keeps, byte for byte, what `decode_image` reads rightly. Rewrites other pictures (palette, CMYK, 16 bits a channel,
    a camera held upright, BMP, TIFF, the first frame of an animation) as PNG with 8 bits a channel and at most 1,024
    pixels a side. Takes the size from the header before it decodes the whole picture. Raises `RowError`.
    """
    from PIL import Image, ImageOps

    from fmnist.pictures.open_image import FORMATS, decoding_slot, normalise_mode

    told = {"row": row.number, "name": row.name}
    if len(content) > MAX_IMAGE_BYTES:
        raise RowError("row {row}: image {name!r} has more than {n:,} bytes; make it smaller.", n=MAX_IMAGE_BYTES,
                       **told)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            pixels = image.width * image.height
            if pixels > MAX_PIXELS:
                raise Image.DecompressionBombError
            with decoding_slot(pixels):
                image.load()
                deep = image.format == "PNG" and content[PNG_DEPTH] > 8
                if image.format in DECODED_FORMATS and (image.mode in DECODED_MODES or image.format == "GIF") and not (
                    deep or getattr(image, "is_animated", False) or image.getexif().get(ORIENTATION, 1) != 1
                ):
                    return Picture(content, pixels, rewritten=False)
                upright = normalise_mode(ImageOps.exif_transpose(image))
                upright.thumbnail((LONG_EDGE, LONG_EDGE))  # at full size the PNG has many times the JPEG's bytes
            file = io.BytesIO()
            upright.save(file, "PNG")
            return Picture(file.getvalue(), pixels, rewritten=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RowError("row {row}: image {name!r} has more than {n:,} pixels; make it smaller.", n=MAX_PIXELS,
                       **told) from None
    except Exception:  # hostile bytes can make a decoder raise anything
        raise RowError("row {row}: {name!r} is not a picture that can be read; use PNG or JPEG.", **told) from None
