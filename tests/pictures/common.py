"""Pictures as visitors have them: one item in every format and mode that cameras, phones and editors write."""

from __future__ import annotations

import numpy as np
from PIL import Image

from tests.pictures.bad import encode
from tests.pictures.drawings import SHAPES, filled

BOOT = SHAPES[18]  # an ankle boot, dark on white


def common_files() -> dict[str, bytes]:
    """Name -> bytes; each shows the same ankle boot the right way up."""
    grey = filled(BOOT).convert("L")
    colour = Image.merge("RGB", [grey.point(lambda v, w=w: 255 - (255 - v) * w // 255) for w in (255, 220, 180)])
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held upright: turn by 90 degrees clockwise to see it
    black = Image.merge("LA", [Image.new("L", grey.size, 0), grey.point(lambda v: 255 - v)])
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    blank = Image.new("L", grey.size, 255)
    palette = colour.quantize(64)
    return {
        "turned.jpg": encode(colour.rotate(90, expand=True), "jpg", exif=turned),
        "alpha.png": encode(black.convert("RGBA"), "png"),
        "deep.png": encode(deep, "png"),
        "palette.png": encode(palette, "png"),
        "cmyk.jpg": encode(colour.convert("CMYK"), "jpg"),
        "moving.gif": encode(palette, "gif", save_all=True, append_images=[blank.convert("P")], duration=100),
        "colour.webp": encode(colour, "webp"),
        "colour.bmp": encode(colour, "bmp"),
        "colour.tiff": encode(colour, "tiff"),
        "phone.jpg": encode(colour.resize((6000, 4000)).convert("L"), "jpg"),
    }
