"""Unpack pictures from a visitor's zip, after a check of every size and byte."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fmnist.data.match_rows import Row
from fmnist.errors import DataError, RowError

if TYPE_CHECKING:
    from PIL import Image

MAX_ZIP_BYTES = 50_000_000  # of the zip
MAX_IMAGE_BYTES = 5_000_000  # of one picture, unpacked
MAX_TOTAL_BYTES = 100_000_000  # of all pictures together, unpacked
MAX_PIXELS = 16_000_000  # of one picture
MAX_TOTAL_PIXELS = 100_000_000  # of all pictures together: decoding costs by the pixel, however small the file
DECODED_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")  # file formats that torchvision.io.decode_image reads
DECODED_MODES = ("1", "L", "LA", "RGB", "RGBA")  # Pillow modes it reads rightly; of a palette it returns the indices
PNG_DEPTH = 24  # offset in a PNG file of its bits per channel: of 16 bits Pillow keeps 8, decode_image keeps all
LONG_EDGE = 1024  # longest edge of a rewritten picture, in pixels; the network gets 28


@dataclass(frozen=True)
class Picture:
    """A checked picture: the bytes to write, its number of pixels, and whether `read_picture` made the bytes anew."""

    content: bytes
    pixels: int
    rewritten: bool


def open_zip(path: Path) -> zipfile.ZipFile:
    """Open a zip. Raises `DataError` for one that is too large or damaged, and for what is no zip."""
    size = path.stat().st_size
    if size > MAX_ZIP_BYTES:
        raise DataError("the zip has {got:,} bytes, more than {limit:,}; upload fewer images.", got=size,
                        limit=MAX_ZIP_BYTES)
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise DataError("the image file is not a zip, or it is damaged; pack the images into a .zip.") from None


def unpack(
    archive: zipfile.ZipFile, found: list[tuple[Row, zipfile.ZipInfo]], img_dir: Path
) -> tuple[list[Row], list[RowError], list[str]]:
    """Write the picture of every row into `img_dir`, under the row's name.

    Returns the rows that came in, what was wrong with the others, and the names of the pictures that `read_picture`
    rewrote. Raises `DataError` where the pictures are too large together.
    """
    good, errors, rewritten, total = [], [], [], _Total()
    for row, member in found:
        target = img_dir / row.name
        try:
            # A picture may have several rows; the first one unpacks it.
            if not target.is_file() and _unpack_one(archive, member, target, row, total):
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
        if self.bytes > MAX_TOTAL_BYTES:
            raise DataError("row {row}: up to here the images have more than {limit:,} bytes in all; upload fewer or "
                            "smaller ones.", row=row.number, limit=MAX_TOTAL_BYTES)
        if self.pixels > MAX_TOTAL_PIXELS:
            raise DataError("row {row}: up to here the images have more than {limit:,} pixels in all; upload fewer or "
                            "smaller ones.", row=row.number, limit=MAX_TOTAL_PIXELS)


def _unpack_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, row: Row, total: _Total) -> bool:
    """Write one picture; return whether it was rewritten. Raises `RowError` for a picture that cannot be used."""
    content = read_member(archive, member, MAX_IMAGE_BYTES)
    if content is None:
        raise RowError("row {row}: {name!r} cannot be unpacked, it is damaged or compressed in a way that few programs "
                       "know; pack the images anew.", row=row.number, name=row.name)
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


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes | None:
    """The member's bytes, at most one more than `limit`, whatever size the zip claims; `None` where it is damaged."""
    try:
        with archive.open(member) as file:
            return file.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return None


def read_picture(content: bytes, row: Row) -> Picture:
    """Check a picture's bytes, and rewrite them where `CustomImageDataset` would misread them.

    Keeps, byte for byte, what `decode_image` reads rightly. Rewrites what else `open_image` opens (palette, CMYK, 16
    bits a channel, a camera held upright, BMP, TIFF, an animation, a JPEG without its last bytes) as PNG with 8 bits a
    channel and at most 1,024 pixels a side. Takes the size from the header before it decodes. Raises `RowError`.
    """
    from PIL import Image

    from fmnist.pictures.kinds import kind_of
    from fmnist.pictures.open_image import FORMATS, open_image

    told = {"row": row.number, "name": row.name}
    if len(content) > MAX_IMAGE_BYTES:
        raise RowError("row {row}: image {name!r} has more than {n:,} bytes; make it smaller.", n=MAX_IMAGE_BYTES,
                       **told)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            pixels = image.width * image.height
            if pixels > MAX_PIXELS:
                raise Image.DecompressionBombError
            if _is_plain(image, content):
                return Picture(content, pixels, rewritten=False)
        upright = open_image(content, MAX_PIXELS)
        upright.thumbnail((LONG_EDGE, LONG_EDGE))  # at full size the PNG has many times the JPEG's bytes
        file = io.BytesIO()
        upright.save(file, "PNG")
        return Picture(file.getvalue(), pixels, rewritten=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RowError("row {row}: image {name!r} has more than {n:,} pixels; make it smaller.", n=MAX_PIXELS,
                       **told) from None
    except Exception:  # hostile bytes can make a decoder raise anything
        if kind := kind_of(content):
            raise RowError("row {row}: {name!r} is a {kind} file, which cannot be read here; export it as JPEG or PNG.",
                           kind=kind, **told) from None
        raise RowError("row {row}: {name!r} is not a picture that can be read; use PNG or JPEG.", **told) from None


def _is_plain(image: Image.Image, content: bytes) -> bool:
    """Whether `decode_image`, which ignores EXIF, reads all of the picture as it is meant."""
    from fmnist.pictures.decode import orientation

    try:
        image.load()
    except OSError:  # cut short
        return False
    is_deep = image.format == "PNG" and content[PNG_DEPTH] > 8
    return image.format in DECODED_FORMATS and (image.mode in DECODED_MODES or image.format == "GIF") and not (
        is_deep or getattr(image, "is_animated", False) or orientation(image) != 1
    )
