"""Opening pictures that strangers send: checked before they are decoded, and brought to one of three modes after.

Limits follow Pillow's own advice on decompression bombs; rotation follows the EXIF orientation tag (CIPA DC-008).
"""

from __future__ import annotations

import base64
import binascii
import io
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageChops, ImageOps

from fmnist.errors import ImageError

MAX_BYTES = 20_000_000
MAX_PIXELS = 64_000_000
"""A phone's "50 megapixels" are 8192×6144 and more."""

MAX_SIDE = 1024
"""A decoded picture is reduced by a whole factor to about this long edge: 28 pixels are wanted in the end."""

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "AVIF")
"""Those that Pillow opens without decoding; an icon is decoded before its pixels can be counted."""

SMALL = 1_000_000
"""Up to this many pixels a picture is decoded at once; larger ones take turns."""

TURNS = BoundedSemaphore(2)
"""Decoded, a picture of 64 million pixels takes 256 MB: thirty visitors at a time would fill the memory."""


def open_image(source: str | os.PathLike[str] | bytes) -> Image.Image:
    """A picture file, from its path or its bytes, as mode "L", "RGB" or "RGBA" with the EXIF rotation applied.

    Of an animation the first frame; its long edge reduced to less than 2,048 pixels. Bytes and pixels are checked
    before anything is decoded. Raises `ImageError` for a file that is too big, has too many pixels, is damaged, or
    is no picture at all, whatever its name says.
    """
    data = source if isinstance(source, bytes) else _read(Path(source))
    _check_bytes(len(data))
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageError("the picture has more than {limit:,} pixels; use a smaller one.", limit=MAX_PIXELS) from None
    except Exception:  # a hostile header can make a decoder raise anything
        raise ImageError("the file is not a picture that can be read; use a PNG, JPEG, GIF, WebP, BMP or TIFF "
                         "file.") from None
    if width * height > MAX_PIXELS:
        raise ImageError("the picture has {width:,} × {height:,} pixels, more than {limit:,} in all; use a smaller "
                         "one.", width=width, height=height, limit=MAX_PIXELS)
    try:
        with turn(width * height):
            return normalise_mode(_decoded(image))
    except ImageError:
        raise
    except Exception:
        raise ImageError("the picture is damaged or incomplete; save it again or use another one.") from None


def turn(pixels: int) -> AbstractContextManager[Any]:
    """Hold this while a picture is decoded: at most two large ones are, in the whole process."""
    return TURNS if pixels > SMALL else nullcontext()


def open_data_url(text: object) -> Image.Image:
    """A picture from a `data:image/…;base64,` URL, as a browser's canvas gives it. Raises `ImageError`."""
    if not isinstance(text, str) or not text.startswith("data:image/") or ";base64," not in text[:64]:
        raise ImageError("expected a picture as a data:image/…;base64 address, got something else; draw or send it "
                         "again.")
    _check_bytes(len(text) * 3 // 4)
    try:
        data = base64.b64decode(text.split(",", 1)[1], validate=True)
    except (binascii.Error, ValueError):
        raise ImageError("the picture's base64 text is broken; draw or send it again.") from None
    return open_image(data)


def normalise_mode(image: Image.Image) -> Image.Image:
    """Any Pillow mode -> "L", "RGB" or "RGBA", 8 bits a channel; 16-bit and float pictures are scaled, not cut off.

    Raises `ImageError` for NaN or infinite values.
    """
    match image.mode:
        case "L":
            return image if "transparency" not in image.info else image.convert("RGBA")
        case "1":
            return image.convert("L")
        case "RGBA":
            return image
        case mode if mode == "F" or mode.startswith("I"):
            return Image.fromarray(to_uint8(np.asarray(image)))
        case _:  # RGB, P, PA, LA, La, RGBa, RGBX, CMYK, YCbCr, LAB, HSV
            wanted = "RGBA" if image.has_transparency_data else "RGB"
            image = image if image.mode == wanted else image.convert(wanted)  # which would copy it
            if wanted == "RGBA":
                return image
            # Of most coloured pictures a few pixels tell.
            few = image.resize((32, 32), Image.Resampling.NEAREST)
            return image if _is_coloured(few) or _is_coloured(image) else image.getchannel("G")


def _is_coloured(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return any(ImageChops.difference(green, other).getbbox() for other in (red, blue))


def to_uint8(values: np.ndarray) -> np.ndarray:
    """Grey levels of any type -> uint8 in [0, 255], by the range they can be meant in: 1, 255 or 65,535.

    Where some are negative, as after `Normalize`, from the lowest to the highest.
    """
    if values.dtype == np.uint8:
        return values
    values = values.astype(np.float64)  # a copy, changed in place from here on
    if not np.isfinite(values).all():
        raise ImageError("the picture has values that are NaN or infinite; expected numbers from 0 to 1 or 0 to 255.")
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    if low < 0:
        values -= low
        high -= low
        limits: tuple[float, ...] = ()
    else:
        limits = (1.0, 255.0, 65535.0)
    values *= 255 / next((limit for limit in limits if high <= limit), high or 1.0)
    return np.round(values, out=values).astype(np.uint8)


def _read(path: Path) -> bytes:
    try:
        _check_bytes(path.stat().st_size)
        return path.read_bytes()
    except FileNotFoundError:
        raise ImageError("the file {name!r} is not here; it may have been deleted meanwhile: choose it again, or "
                         "another one.", name=path.name) from None
    except OSError:
        raise ImageError("the file {name!r} cannot be read; choose another one.", name=path.name) from None


def _check_bytes(size: int) -> None:
    if size == 0:
        raise ImageError("the file is empty; choose a picture.")
    if size > MAX_BYTES:
        raise ImageError("the file has {size:.1f} MB, more than {limit:.0f}; use a smaller one.",
                         size=size / 1e6, limit=MAX_BYTES / 1e6)


def _decoded(image: Image.Image) -> Image.Image:
    """Upright, and reduced before anything else is done with the pixels."""
    image.draft(image.mode, (MAX_SIDE, MAX_SIDE))  # JPEG: decode at a fraction of the size
    image.load()
    reduced = _reduced(image)
    reduced.getexif()[ExifTags.Base.Orientation] = image.getexif().get(ExifTags.Base.Orientation, 1)
    ImageOps.exif_transpose(reduced, in_place=True)
    return reduced


def _reduced(image: Image.Image) -> Image.Image:
    """By a whole factor, in strips, as some modes have to be converted first and others are copied."""
    factor = max(image.size) // MAX_SIDE
    if factor < 2:
        return image
    width, height = image.size
    rows = 64 * factor
    strips = [_averageable(image.crop((0, top, width, min(top + rows, height)))).reduce(factor)
              for top in range(0, height, rows)]
    whole = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        whole.paste(strip, (0, 64 * number))
    return whole


def _averageable(image: Image.Image) -> Image.Image:
    """The same picture in a mode whose pixels have a mean; palettes and single transparent colours have none."""
    if image.mode.startswith("I;"):
        return Image.fromarray(np.asarray(image).astype(np.float32))
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert({"1": "L", "P": "RGB"}[image.mode]) if image.mode in ("1", "P") else image
