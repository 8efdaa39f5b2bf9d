"""Open pictures that strangers send: check them before decoding, then convert them to one of three modes.

The limits follow Pillow's own advice on decompression bombs; rotation follows the EXIF orientation tag (CIPA DC-008).
"""

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

MAX_BYTES = 20_000_000  # of a file
MAX_PIXELS = 64_000_000  # of a picture; a phone's "50 megapixels" are 8192×6144 and more
MAX_SIDE = 1024  # pixels; `_reduce` divides by the largest whole factor that leaves the longest edge at least this long
LARGE_PIXELS = 1_000_000  # a picture with more pixels takes a decoding slot; a smaller one never waits
DECODING_SLOTS = BoundedSemaphore(2)  # a decoded picture of 64 million pixels takes 256 MB of memory

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "AVIF")
"""The formats that Pillow opens without decoding. Not ICO: it decodes an icon before its pixels can be counted."""


def open_image(source: str | os.PathLike[str] | bytes, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """A picture file, from its path or its bytes, as mode "L", "RGB" or "RGBA" with the EXIF rotation applied.

    Checks the number of bytes and pixels before it decodes anything. Reads the first frame of an animation. Reduces
    the longest edge to less than 2,048 pixels. Raises `ImageError` for a file that is too big, has too many pixels, is
    damaged, or is no picture at all, whatever its name says.
    """
    data = source if isinstance(source, bytes) else _read(Path(source))
    _check_bytes(len(data))
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageError("the picture has more than {limit:,} pixels; use a smaller one.", limit=max_pixels) from None
    except Exception:  # a hostile header can make a decoder raise anything
        raise ImageError("the file is not a picture that can be read; use a PNG, JPEG, GIF, WebP, BMP or TIFF "
                         "file.") from None
    if width * height > max_pixels:
        raise ImageError("the picture has {width:,} × {height:,} pixels, more than {limit:,} in all; use a smaller "
                         "one.", width=width, height=height, limit=max_pixels)
    try:
        with decoding_slot(width * height):
            return normalise_mode(_decode(image))
    except ImageError:
        raise
    except Exception:
        raise ImageError("the picture is damaged or incomplete; save it again or use another one.") from None


def decoding_slot(pixels: int) -> AbstractContextManager[Any]:
    """Hold this while you decode a picture: the process decodes at most two large ones at a time."""
    return DECODING_SLOTS if pixels > LARGE_PIXELS else nullcontext()


def open_data_url(text: object) -> Image.Image:
    """A picture of at most `LARGE_PIXELS` from a `data:image/…;base64,` URL, as a browser's canvas writes it.

    Raises `ImageError`.
    """
    if not isinstance(text, str) or not text.startswith("data:image/") or ";base64," not in text[:64]:
        raise ImageError("expected a picture as a data:image/…;base64 address, got something else; draw or send it "
                         "again.")
    _check_bytes(len(text) * 3 // 4)
    try:
        data = base64.b64decode(text.split(",", 1)[1], validate=True)
    except (binascii.Error, ValueError):
        raise ImageError("the picture's base64 text is broken; draw or send it again.") from None
    return open_image(data, LARGE_PIXELS)


def normalise_mode(image: Image.Image) -> Image.Image:
    """Convert any Pillow mode to "L", "RGB" or "RGBA", 8 bits a channel. Scales 16-bit and float values to fit.

    A grey picture in a colour mode becomes "L". Raises `ImageError` for NaN or infinite values.
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
            image = image if image.mode == wanted else image.convert(wanted)  # `convert` to its own mode copies
            if wanted == "RGBA":
                return image
            # A few pixels show the colour of most pictures.
            few = image.resize((32, 32), Image.Resampling.NEAREST)
            return image if _is_coloured(few) or _is_coloured(image) else image.getchannel("G")


def _is_coloured(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return any(ImageChops.difference(green, other).getbbox() for other in (red, blue))


def to_uint8(values: np.ndarray) -> np.ndarray:
    """Scale grey levels of any dtype to uint8 in [0, 255]. Raises `ImageError` for NaN or infinite values.

    Full scale is the smallest of 1, 255 and 65,535 that no value exceeds. If some values are negative, as after
    `Normalize`, the lowest becomes 0 and the highest 255.
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


def _decode(image: Image.Image) -> Image.Image:
    """Decode, reduce (first, as every later step costs by the pixel) and rotate."""
    image.draft(image.mode, (MAX_SIDE, MAX_SIDE))  # JPEG: decode at a fraction of the size
    image.load()
    reduced = _reduce(image)
    reduced.getexif()[ExifTags.Base.Orientation] = image.getexif().get(ExifTags.Base.Orientation, 1)
    ImageOps.exif_transpose(reduced, in_place=True)
    return reduced


def _reduce(image: Image.Image) -> Image.Image:
    """Average blocks of pixels, strip by strip: so a conversion copies one strip at a time, not the picture."""
    factor = max(image.size) // MAX_SIDE
    if factor < 2:
        return image
    width, height = image.size
    rows = 64 * factor  # of a strip
    strips = [_averageable(image.crop((0, top, width, min(top + rows, height)))).reduce(factor)
              for top in range(0, height, rows)]
    whole = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        whole.paste(strip, (0, 64 * number))
    return whole


def _averageable(image: Image.Image) -> Image.Image:
    """Convert to a mode whose pixels have a mean: palette indices and single transparent colours have none."""
    if image.mode.startswith("I;"):
        return Image.fromarray(np.asarray(image).astype(np.float32))
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert({"1": "L", "P": "RGB"}[image.mode]) if image.mode in ("1", "P") else image
