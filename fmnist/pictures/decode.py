"""From an opened picture to its pixels: the frame that shows something, reduced while it decodes, turned upright."""

import io
import random
from collections.abc import Iterable

from PIL import ExifTags, Image, ImageChops, ImageOps, TiffImagePlugin

MAX_SIDE = 1024  # pixels; `_reduce` divides by the largest whole factor that leaves the longest edge at least this long
MAX_FRAMES = 32  # of an animation that are looked at
BLANK = 8  # Max difference between the levels of a frame that shows nothing, in [0, 255].
DARK = 64  # 16-bit colours that use less than a quarter of their range have no level from here up, in [0, 255].
WHOLE = 0.9  # Min share of a JPEG's rows that are there where its last bytes are not.
BLOCK = 8  # pixels; sides of what JPEG codes as one brightness and its detail
NOISE = bytes(random.Random(0).choices(range(255), k=10_000))  # codes blocks of any brightness, and no marker

# NumPy's own floats have 64 bits. Pillow reads such pixels, and only does not look for them in a TIFF.
for order, raw in ((TiffImagePlugin.II, "F;64F"), (TiffImagePlugin.MM, "F;64BF")):
    TiffImagePlugin.OPEN_INFO.setdefault((order, 1, (3,), 1, (64,), ()), ("F", raw))


def decode(image: Image.Image, data: bytes) -> Image.Image:
    """Decode `image`, reduce it (first, as every later step costs by the pixel) and rotate it as EXIF says.

    `data`: the file's bytes. Raises whatever Pillow raises for a file that is damaged.
    """
    first = reduced = _decode_frame(image, data)
    number, pixels = 0, image.width * image.height
    while number < MAX_FRAMES and _is_blank(reduced):
        number += 1
        try:
            image.seek(number)
        except EOFError:
            break
        if image.width * image.height > pixels:  # a page of another size, which nobody has checked
            break
        reduced = _decode_frame(image, data)
    return first if _is_blank(reduced) else reduced


def _decode_frame(image: Image.Image, data: bytes) -> Image.Image:
    is_deep = ";16" in str(getattr(image, "tile", ""))
    try:
        image.draft(image.mode, (MAX_SIDE, MAX_SIDE))  # JPEG: decode at a fraction of the size
        image.load()
    except OSError:
        if image.format not in ("JPEG", "MPO"):
            raise
        image = _decode_without_end(data)
    if image.format == "BMP" and image.mode == "RGBA" and not image.getchannel("A").getbbox():
        image.putalpha(255)  # as browsers do: Windows writes 32 bits a pixel and leaves eight of them unused
    turned = orientation(image)
    reduced = _reduce(image)
    if is_deep and image.mode in ("RGB", "RGBA", "LA"):
        reduced = _brighten(reduced)
    reduced.info = {name: value for name, value in reduced.info.items() if "exif" not in name}  # it may be damaged
    reduced.getexif()[ExifTags.Base.Orientation] = turned
    ImageOps.exif_transpose(reduced, in_place=True)
    return reduced


def orientation(image: Image.Image) -> int:
    """How the camera was held, as EXIF says (tag 274); 1, upright, of EXIF that cannot be read."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # such as one that an editor has filled with zeros: Pillow raises whatever its parts raise
        return 1


def _decode_without_end(data: bytes) -> Image.Image:
    """A JPEG that lacks its last bytes, down to where it stops. Raises `OSError` where more than a tenth is missing.

    libjpeg makes rows of its own there; one that comes blurred first lacks detail only. Where two endings make two
    pictures of another brightness, there the file stops.
    """
    data = data.rstrip(b"\xff")  # half a marker
    pair = [Image.open(io.BytesIO(data + ending + b"\xff\xd9"), formats=("JPEG",)) for ending in (b"", NOISE)]
    for image in pair:
        image.draft(image.mode, (MAX_SIDE, MAX_SIDE))
        image.load()
    one, other = (image.convert("L").reduce(BLOCK) for image in pair)
    missing = ImageChops.difference(one, other).point([0] * 16 + [255] * 240).getbbox()
    if missing is None:
        return pair[0]
    if missing[1] < WHOLE * one.height:
        raise OSError("the picture stops early")
    return pair[0].crop((0, 0, pair[0].width, (missing[1] - 1) * BLOCK))


def _is_blank(image: Image.Image) -> bool:
    if image.mode[0] in "IF":  # such numbers show something whatever their range
        return False
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    bands = [band.getextrema() for band in image.split()]
    invisible = image.mode in ("LA", "RGBA") and bands[-1][1] == 0
    return invisible or all(high - low <= BLANK for low, high in bands)


def _brighten(image: Image.Image) -> Image.Image:
    """Colours of 10 or 12 bits in 16, of which Pillow keeps the upper eight: scaled to their own range."""
    bands = image.split()
    colours = 3 if len(bands) > 2 else 1
    return Image.merge(image.mode, [*_brighter(bands[:colours]), *_brighter(bands[colours:])])


def _brighter(bands: tuple[Image.Image, ...]) -> Iterable[Image.Image]:
    high = max((band.getextrema()[1] for band in bands), default=0)
    if not 0 < high < DARK:
        return bands
    return [band.point([min(level * 255 // high, 255) for level in range(256)]) for band in bands]


def _reduce(image: Image.Image) -> Image.Image:
    """Average blocks of pixels, strip by strip: so a conversion copies one strip at a time, not the picture."""
    factor = max(image.size) // MAX_SIDE
    if factor < 2:
        return image.copy()  # the next frame is decoded into `image`
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
        return image.convert("I")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert({"1": "L", "P": "RGB"}[image.mode]) if image.mode in ("1", "P") else image
