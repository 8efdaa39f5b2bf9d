"""Open pictures that strangers send: check them before decoding, then convert them to one of three modes.

The limits follow Pillow's own advice on decompression bombs; rotation follows the EXIF orientation tag (CIPA DC-008).
"""

import base64
import binascii
import io
import os
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops

from fmnist.errors import ImageError
from fmnist.pictures.decode import decode
from fmnist.pictures.kinds import kind_of, largest_icon

MAX_BYTES = 20_000_000  # of a file
MAX_PIXELS = 64_000_000  # of a picture; a phone's "50 megapixels" are 8192×6144 and more
LARGE_PIXELS = 1_000_000  # the page reads pictures with more pixels in turn: 64 million take 256 MB of memory

FULL_SCALES = (1, 255, 1023, 4095, 16383, 65535)  # of a share, and of 8, 10, 12, 14 and 16 bits

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "AVIF")
"""The formats that Pillow opens without decoding, so that the pixels can be counted before."""


def open_image(source: str | os.PathLike[str] | bytes, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """A picture file, from its path or its bytes, as mode "L", "RGB" or "RGBA" with the EXIF rotation applied.

    Checks the number of bytes and pixels before it decodes anything. Reads the first frame of an animation that shows
    something, and a JPEG that lacks only its last bytes. Reduces the longest edge to less than 2,048 pixels. Raises
    `ImageError` for a file that is too big, has too many pixels, is damaged, or is no picture at all, whatever its
    name says.
    """
    data = source if isinstance(source, bytes) else _read(Path(source))
    _check_bytes(len(data))
    try:
        icon = 0 < largest_icon(data) <= LARGE_PIXELS
        image = Image.open(io.BytesIO(data), formats=("ICO",) if icon else FORMATS)
        width, height = image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageError("the picture has more than {limit:,} pixels; use a smaller one.", limit=max_pixels) from None
    except Exception:  # a hostile header can make a decoder raise anything
        if kind := kind_of(data):
            raise ImageError("this {kind} file cannot be read here; export it as JPEG or PNG.", kind=kind) from None
        raise ImageError("the file is not a picture that can be read; use a PNG, JPEG, GIF, WebP, BMP or TIFF "
                         "file.") from None
    if width * height > max_pixels:
        raise ImageError("the picture has {width:,} × {height:,} pixels, more than {limit:,} in all; use a smaller "
                         "one.", width=width, height=height, limit=max_pixels)
    try:
        return normalise_mode(decode(image, data))
    except ImageError:
        raise
    except Exception:
        raise ImageError("the picture is damaged or incomplete; save it again or use another one.") from None


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

    Full scale is the smallest of 1 and what 8, 10, 12, 14 and 16 bits hold that no value exceeds. Where there is none,
    some values are negative, as after `Normalize`, or all floats lie within a quarter of it, the lowest becomes 0 and
    the highest 255.
    """
    if values.dtype == np.uint8:
        return values
    is_float = values.dtype.kind == "f"
    values = values.astype(np.float64)  # a copy, changed in place from here on
    if not np.isfinite(values).all():
        raise ImageError("the picture has values that are NaN or infinite; expected finite numbers.")
    low, high = float(values.min(initial=np.inf)), float(values.max(initial=-np.inf))
    scale = next((limit for limit in FULL_SCALES if high <= limit), None)
    if scale is None or low < 0 or (is_float and high - low < scale / 4):
        values -= low
        scale = high - low or 1.0
    values *= 255 / scale
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
