"""Photographs of drawings on paper, as phones take them: uneven light, noise, JPEG; shadows, and some of the table."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.pictures.drawings import Shape, strokes

SIZE = (720, 540)
TABLES = {"brown": (110, 70, 40), "dark": (60, 50, 45), "tan": (170, 150, 130)}


def sheet(shape: Shape, fill: bool = False) -> np.ndarray:
    """Ink on paper, float64 `(540, 720, 3)` in [0, 255]."""
    image = Image.new("RGB", SIZE, (248, 244, 234))
    pen, ink, lines = ImageDraw.Draw(image), (40, 48, 90), strokes(shape, 390, (150, 68))
    for outline in lines[: len(shape.outlines)] if fill else ():
        pen.polygon(outline, fill=ink)
    for line in lines:
        pen.line(line, fill=ink, width=6, joint="curve")
    return np.asarray(image, float)


def uneven(page: np.ndarray, darkest: float = 0.6) -> np.ndarray:
    """Darker to the right and below."""
    x, y = np.linspace(0, 1, page.shape[1])[None, :, None], np.linspace(0, 1, page.shape[0])[:, None, None]
    return page * (1 - (1 - darkest) * (0.7 * x + 0.3 * y))


def shadowed(page: np.ndarray, factor: float, blur: float, beginning: float = 0.9) -> np.ndarray:
    """A slanted shadow on the right with an edge that is `blur` pixels soft."""
    x, y = np.linspace(0, 1, page.shape[1])[None], np.linspace(0, 1, page.shape[0])[:, None]
    mask = Image.fromarray(((x + 0.4 * y > beginning) * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(blur))
    return page * (1 - (1 - factor) * np.asarray(mask, float)[..., None] / 255)


def on_table(page: np.ndarray, sides: str, table: str, width: float = 0.07) -> np.ndarray:
    """With a strip of a wooden table along the sides: letters of "ltrb"."""
    rows, columns = (max(1, round(width * edge)) for edge in page.shape[:2])
    mask = np.zeros(page.shape[:2], bool)
    for side in sides:
        mask[{"l": np.s_[:, :columns], "r": np.s_[:, -columns:], "t": np.s_[:rows], "b": np.s_[-rows:]}[side]] = True
    grain = np.array(TABLES[table]) + np.random.default_rng(5).normal(0, 6, (1, page.shape[1], 1))
    return np.where(mask[..., None], grain, page)


def turned(page: np.ndarray, degrees: float, table: str) -> np.ndarray:
    """The whole sheet, lying askew on a table."""
    paper = Image.fromarray(page.astype(np.uint8)).convert("RGBA")
    paper = paper.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC)
    below = Image.new("RGBA", paper.size, (*TABLES[table], 255))
    below.alpha_composite(paper)
    return np.asarray(below.convert("RGB"), float)


def photographed(page: np.ndarray) -> Image.Image:
    """A little out of focus, noisy, and compressed."""
    image = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1))
    noisy = np.asarray(image, float) + np.random.default_rng(3).normal(0, 5, page.shape)
    file = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=88)
    return Image.open(io.BytesIO(file.getvalue()))
