"""Drawings as they lie about: on a sheet of paper on a table, on an icon's coloured tile, on ruled and squared paper.

Each scene is a dark item on white, as `mask` makes it, put somewhere else; so the item alone says what is right.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.pictures.drawings import Shape, strokes

SIDE = 512  # of a scene, in pixels
PAPER, INK = (240, 238, 231), (35, 40, 90)
Quad = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]  # corners, clockwise from top left

TABLES = {"black": (25, 25, 28), "dark": (60, 45, 35), "walnut": (112, 72, 44), "grey": (98, 98, 104),
          "green": (60, 96, 70), "light wood": (196, 166, 126), "beech": (206, 178, 140), "pale": (212, 202, 188)}
SHEETS: dict[str, Quad] = {
    "straight": ((60, 52), (452, 52), (452, 470), (60, 470)),
    "slanted": ((72, 48), (458, 60), (462, 462), (58, 472)),
    "turned": ((96, 22), (492, 92), (424, 484), (28, 414)),
    "leaning": ((84, 40), (424, 44), (474, 478), (34, 470)),
}
LIGHTS = {"even": (0.0, 0.0), "from the left": (0.3, 0.1), "from above": (-0.05, 0.3)}
COLOURS = {"blue": (40, 90, 200), "red": (214, 48, 49), "green": (39, 160, 90), "orange": (245, 150, 30),
           "violet": (110, 60, 180), "black": (20, 20, 24), "grey": (120, 124, 130), "yellow": (250, 205, 60)}
ROUNDINGS = {"square": 0.02, "rounded": 0.2, "squircle": 0.36, "circle": 0.5}  # of the tile's side


def mask(shape: Shape, fill: bool, side: int) -> Image.Image:
    """The item, 255 on 0, with a margin of a twentieth; filled, or in strokes."""
    image = Image.new("L", (4 * side, 4 * side), 0)
    pen, lines = ImageDraw.Draw(image), strokes(shape, round(3.6 * side), (0.2 * side, 0.2 * side))
    for outline in lines[: len(shape.outlines)] if fill else ():
        pen.polygon(outline, fill=255)
    inner = range(len(shape.outlines), len(shape.outlines) + len(shape.lines)) if fill else ()
    for number, line in enumerate(lines):
        pen.line(line, fill=0 if number in inner else 255, width=round(0.13 * side), joint="curve")
    return image.resize((side, side), Image.Resampling.LANCZOS)


def alone(shape: Shape, fill: bool) -> Image.Image:
    """The item in dark ink on white."""
    image = Image.new("RGB", (SIDE, SIDE), "white")
    image.paste(INK, (106, 106), mask(shape, fill, 300))
    return image


def on_sheet(shape: Shape, fill: bool, table: str, sheet: str, light: str, seed: int = 0) -> Image.Image:
    """A sheet of paper on a table, photographed: in perspective, uneven light, a little blur and noise."""
    page = Image.new("RGB", (SIDE, SIDE), PAPER)
    page.paste(INK, (100, 100), mask(shape, fill, 312))
    corners = SHEETS[sheet]
    coefficients = _perspective(corners)
    covered = Image.new("L", (SIDE, SIDE), 0)
    ImageDraw.Draw(covered).polygon(corners, fill=255)
    laid = page.transform((SIDE, SIDE), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    random = np.random.default_rng(seed)
    grain = np.array(TABLES[table]) + random.normal(0, 4, (SIDE, 1, 1)) + np.zeros((SIDE, SIDE, 1))
    below = Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))
    below.paste(laid, mask=covered)
    return photographed(below, light, random)


def on_tile(shape: Shape, fill: bool, colour: str, rounding: str, around: str, ink: str = "white") -> Image.Image:
    """A white or dark item on a coloured tile; around it nothing ("transparent") or a colour's name."""
    side, edge = 4 * SIDE // 2, 24
    tile = Image.new("L", (side, side), 0)
    ImageDraw.Draw(tile).rounded_rectangle([edge, edge, side - edge, side - edge], ROUNDINGS[rounding] * (side - 48),
                                           fill=255)
    tile = tile.resize((side // 4, side // 4), Image.Resampling.LANCZOS)
    clear = around == "transparent"
    image = Image.new("RGBA", tile.size, (0, 0, 0, 0) if clear else around)
    image.paste((*COLOURS[colour], 255), mask=tile)
    item = mask(shape, fill, 150)
    image.paste((255, 255, 255, 255) if ink == "white" else (*INK, 255), (53, 53), item)
    return image


def on_ruled(shape: Shape, fill: bool, kind: str, darkness: int = 80, spacing: int = 32, light: str | None = None,
             seed: int = 0) -> Image.Image:
    """Blue ink on "lined" or "squared" paper, its lines `darkness` grey levels below the paper; `light`: photographed,
    the page turned by two degrees."""
    page = Image.new("RGB", (800, 640), PAPER)
    pen, line = ImageDraw.Draw(page), tuple(max(0, level - darkness) for level in PAPER)
    for y in range(spacing // 2, 640, spacing):
        pen.line([(0, y), (800, y)], fill=line, width=2)
    for x in range(spacing // 2, 800, spacing) if kind == "squared" else ():
        pen.line([(x, 0), (x, 640)], fill=line, width=2)
    page.paste(INK, (160, 80), mask(shape, fill, 480))
    if light is None:
        return page
    page = page.rotate(2, Image.Resampling.BICUBIC).crop((30, 30, 770, 610))
    return photographed(page, light, np.random.default_rng(seed))


def photographed(page: Image.Image, light: str, random: np.random.Generator) -> Image.Image:
    """A little out of focus, darker on one side, noisy."""
    pixels = np.asarray(page.filter(ImageFilter.GaussianBlur(1.2)), float)
    x, y = np.linspace(0, 1, page.width)[None, :, None], np.linspace(0, 1, page.height)[:, None, None]
    across, down = LIGHTS[light]
    pixels = pixels * (0.97 - across * x - down * y) + random.normal(0, 5, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _perspective(corners: Quad) -> list[float]:
    """Pillow's coefficients of the transform that lays a whole picture on `corners`."""
    page = ((0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE))
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, page, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return np.linalg.solve(np.array(rows, float), np.array(wanted, float)).tolist()
