"""The zip of a visitor's pictures: every name, size and byte is checked before anything is written."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fmnist.errors import DataError, RowError

MAX_ZIP_BYTES = 50_000_000
MAX_MEMBERS = 10_000
MAX_IMAGE_BYTES = 5_000_000  # unpacked, one picture
MAX_TOTAL_BYTES = 100_000_000  # unpacked, all pictures
MAX_PIXELS = 16_000_000  # one picture
MAX_TOTAL_PIXELS = 100_000_000  # all pictures: decoding costs by the pixel, however small the file
MAX_NAME = 120  # bytes
MAX_DEPTH = 6
DECODED_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")  # what torchvision.io.decode_image reads
MODES = ("1", "L", "LA", "RGB", "RGBA")  # what it reads rightly: of a palette it gives the numbers, not the colours
PNG_DEPTH = 24  # where in the file a PNG tells its bits a channel; of 16 Pillow reads 8, decode_image all
LONG_EDGE = 1024  # of a rewritten picture; the network gets 28
ORIENTATION = 0x0112  # the EXIF tag, which it passes over


@dataclass(frozen=True)
class Row:
    """A line of the CSV: its number in the file (the first line is 1), the file name and the label, 0 to 9."""

    number: int
    name: str
    label: int


def safe_name(name: str) -> str | None:
    """`name` with forward slashes if it stays below the folder it is joined to, else None."""
    name = name.strip().replace("\\", "/").removeprefix("./")
    parts = PurePosixPath(name).parts
    climbs = not parts or name.startswith("/") or name.endswith("/") or ".." in parts or ":" in name
    if climbs or len(parts) > MAX_DEPTH or len(name.encode(errors="replace")) > MAX_NAME or not name.isprintable():
        return None
    return str(PurePosixPath(name))


@dataclass(frozen=True)
class Picture:
    """A picture that is fit to be written: its bytes, how many pixels it has, and whether the bytes are our own."""

    content: bytes
    pixels: int
    rewritten: bool


def unpack(zip_file: Path, rows: list[Row], img_dir: Path) -> tuple[list[Row], list[DataError], list[str]]:
    """Write the pictures that `rows` name below `img_dir`.

    Gives the rows that came in, what was wrong with the others, and the names of the pictures that were rewritten (see
    `read_picture`). Raises `DataError` for a zip that is too large, damaged, encrypted, or holds links or paths that
    climb out.
    """
    size = zip_file.stat().st_size
    if size > MAX_ZIP_BYTES:
        raise DataError(
            "the zip has {got:,} bytes, more than {limit:,}; upload fewer images.", got=size, limit=MAX_ZIP_BYTES
        )
    try:
        archive = zipfile.ZipFile(zip_file)
        members = _members(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise DataError("the image file is not a zip, or it is damaged; pack the images into a .zip.") from None
    good, errors, rewritten, unpacked, pixels = [], [], [], 0, 0
    with archive:
        for row in rows:
            member = members.get(row.name)
            if member is None:
                errors.append(DataError("row {row}: image {name!r} not found.", row=row.number, name=row.name))
                continue
            target = img_dir / row.name
            if not target.is_file():  # a picture may have several rows
                content = _read(archive, member)
                unpacked += len(content)
                _check_total("bytes", unpacked, MAX_TOTAL_BYTES, row)
                try:
                    picture = read_picture(content, row)
                    unpacked += len(picture.content) - len(content)
                    pixels += picture.pixels
                    for what, got, limit in (
                        ("bytes", unpacked, MAX_TOTAL_BYTES), ("pixels", pixels, MAX_TOTAL_PIXELS),
                    ):  # fmt: skip
                        _check_total(what, got, limit, row)
                    _write(target, picture.content, row)
                except RowError as problem:
                    errors.append(problem)
                    continue
                if picture.rewritten:
                    rewritten.append(row.name)
            good.append(row)
    return good, errors, rewritten


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The zip's files by safe name; where one folder holds them all, by the name below it too."""
    members: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise DataError(
            "the zip holds {got:,} files, more than {limit:,}; pack fewer.", got=len(infos), limit=MAX_MEMBERS
        )
    for info in infos:
        if info.is_dir() or info.filename.startswith("__MACOSX/") or info.filename.endswith(".DS_Store"):
            continue
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            raise DataError("the zip holds a link, {name!r}; pack the images themselves.", name=info.filename[:60])
        if info.flag_bits & 0x1:
            raise DataError("the zip is encrypted; pack it without a password.")
        name = safe_name(_decoded(info))
        if name is None:
            raise DataError(
                "the zip holds {name!r}, a path that leaves its folder; pack it anew.", name=info.filename[:60]
            )
        members[name] = info
    tops = {name.split("/", 1)[0] for name in members}
    if len(tops) == 1 and all("/" in name for name in members):
        members |= {name.split("/", 1)[1]: info for name, info in members.items()}
    return members


def _decoded(info: zipfile.ZipInfo) -> str:
    """The member's name; names that Windows wrote in GBK come out of `zipfile` as cp437."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return info.filename


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The member's bytes, one more than allowed at most, whatever size the zip claims; empty where it is damaged."""
    try:
        with archive.open(member) as file:
            return file.read(MAX_IMAGE_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return b""


def _write(target: Path, content: bytes, row: Row) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        raise RowError("row {row}: {name!r} is both a file and a folder; rename one.", row=row.number,
                       name=row.name) from None


def _check_total(what: str, got: int, limit: int, row: Row) -> None:
    if got > limit:
        raise DataError(
            "row {row}: up to here the images have more than {limit:,} {what} in all; upload fewer or smaller ones.",
            row=row.number, limit=limit, what=what,
        )  # fmt: skip


def read_picture(content: bytes, row: Row) -> Picture:
    """A picture of the zip, as `CustomImageDataset` can read it.

    What `decode_image` reads rightly stays as it is, byte for byte. Other pictures (palette, CMYK, 16 bits a channel,
    a camera held upright, BMP, TIFF, of an animation the first frame) are rewritten as PNG with 8 bits a channel and
    at most 1,024 pixels a side. The size is read from the header before anything is decoded; then the picture is
    decoded whole. Raises `RowError`.
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
                if image.format in DECODED_FORMATS and (image.mode in MODES or image.format == "GIF") and not (
                    deep or getattr(image, "is_animated", False) or image.getexif().get(ORIENTATION, 1) != 1
                ):
                    return Picture(content, pixels, rewritten=False)
                upright = normalise_mode(ImageOps.exif_transpose(image))
                upright.thumbnail((LONG_EDGE, LONG_EDGE))  # a PNG of a camera's full size is many times its JPEG
            file = io.BytesIO()
            upright.save(file, "PNG")
            return Picture(file.getvalue(), pixels, rewritten=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RowError("row {row}: image {name!r} has more than {n:,} pixels; make it smaller.", n=MAX_PIXELS,
                       **told) from None
    except Exception:  # Pillow raises whatever its decoders raise on hostile bytes
        raise RowError("row {row}: {name!r} is not a picture that can be read; use PNG or JPEG.", **told) from None
