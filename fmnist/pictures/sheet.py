"""A sheet of paper that does not fill the picture: a drawing photographed with some of the table."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from fmnist.pictures.surfaces import Surfaces

LEAST = 0.45
"""Share of the picture that the sheet has at least…"""

MOST = 0.97
"""…and at most: else there is nothing around it."""

ALONG = 0.85
"""Share of the edge of its convex hull that is the sheet. Clothes have less, but for plain bags."""

BRIGHTER = 0.08
"""By how much it is brighter than what it lies on, in [0, 1]."""

DRAWN = 0.2
"""How long something on it is, as a share of the picture's shorter edge: less may be the clasp of a bag."""


def find_sheet(surfaces: Surfaces) -> np.ndarray | None:
    """The sheet's inside, bool `(h, w)` of the cells, a little from its edges; `None` where the picture shows none.

    A sheet is the largest surface, convex, brighter than what is around it, and something is on it.
    """
    cells, labels = surfaces.cells, surfaces.labels
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    part = labels == sizes.argmax()
    hull = _hull(part)
    if not LEAST <= hull.mean() <= MOST:
        return None
    inside, inner = _shrunk(hull), _shrunk(_shrunk(hull))
    grey = cells.mean(2)
    if part[hull & ~inner].mean() < ALONG or grey[part].mean() < grey[~hull].mean() + BRIGHTER:
        return None
    drawn = np.nonzero(inner & ~part)
    long_enough = len(drawn[0]) and max(map(np.ptp, drawn)) + 1 >= DRAWN * min(part.shape)
    return inside if long_enough else None


def _shrunk(mask: np.ndarray) -> np.ndarray:
    """By one cell, but not from the edges of the picture."""
    padded = np.pad(mask, 1, mode="edge")
    height, width = mask.shape
    return np.logical_and.reduce([padded[y : y + height, x : x + width] for y in range(3) for x in range(3)])


def _hull(part: np.ndarray) -> np.ndarray:
    """The cells inside the convex hull (Andrew's monotone chain, 1979) of those of `part`, bool `(h, w)`."""
    rows = np.flatnonzero(part.any(1))
    ends = [(int(x), int(y)) for y in rows for x in (part[y].argmax(), part.shape[1] - 1 - part[y, ::-1].argmax())]
    chains: list[list[tuple[int, int]]] = []
    for points in (sorted(ends), sorted(ends, reverse=True)):
        chain: list[tuple[int, int]] = []
        for point in points:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        chains.append(chain[:-1])
    image = Image.new("1", part.shape[::-1])
    ImageDraw.Draw(image).polygon(chains[0] + chains[1] or ends, fill=1, outline=1)
    return np.array(image)


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
