"""The light on a photographed background: brighter on one side, and with the soft shadow of a hand or a phone.

Everything here is looked at on a grid of about 160 cells a side, where noise has averaged out. An item has sharp edges,
light and shadow have not: what one can reach without crossing an edge is one surface (as in Land & McCann's Retinex,
1971).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from fmnist.pictures.components import label_parts

CELLS = 160
EDGE = 0.04
"""How much neighbouring cells of one surface differ at most, in [0, 1]."""

NEAR = 0.1
"""How far from the level of the background the cells are at most that it is followed from."""

LEAK = 0.1
"""Share of the edges with different levels of one surface on both sides, from which it has run into the item."""


@dataclass(frozen=True)
class Surfaces:
    """`cells`: float32 `(h, w, C)`, the mean of each; `labels`: int `(h, w)`, equal on one surface, 0 on an edge."""

    cells: np.ndarray
    labels: np.ndarray


def find_surfaces(rgb: np.ndarray) -> Surfaces:
    """`rgb`: float32 `(H, W, C)` in [0, 1]. Cells are square; the longer edge has at most `CELLS`."""
    cells = to_cells(rgb)
    sharp = np.zeros(cells.shape[:2], bool)
    for axis in (0, 1):
        steps = np.abs(np.diff(cells, axis=axis)).max(2) > EDGE
        before, after = ((slice(None),) * axis + (part,) for part in (slice(-1), slice(1, None)))
        sharp[before] |= steps
        sharp[after] |= steps
    return Surfaces(cells, label_parts(~sharp))


def to_cells(values: np.ndarray) -> np.ndarray:
    """The mean of each cell: `(H, W, …)` -> float32 `(h, w, …)`."""
    step = _step(values.shape)
    means = values.astype(np.float32, copy=False)
    for axis in (0, 1):
        starts = np.arange(0, values.shape[axis], step)
        counts = np.diff(starts, append=values.shape[axis]).reshape(-1, *(1,) * (values.ndim - 1 - axis))
        means = np.add.reduceat(means, starts, axis) / counts.astype(np.float32)
    return means


def from_cells(cells: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A value for each pixel of a picture of that shape: `(h, w)` -> `(H, W)`."""
    step = _step(shape)
    return cells.repeat(step, 0).repeat(step, 1)[: shape[0], : shape[1]]


def soft_light(surfaces: Surfaces, rim: np.ndarray, opaque: np.ndarray, level: np.ndarray) -> np.ndarray | None:
    """The background's level everywhere: what is reached from the rim, carried on below the item.

    `rim`, `opaque`: bool `(H, W)`; `level`: float32 `(H, W, C)`, about that of the background on the rim. Returns
    float32 `(H, W, C)`; `None` where that is too little to tell, or runs into the item.
    """
    cells, labels = surfaces.cells, np.where(to_cells(opaque) == 1, surfaces.labels, 0)
    near = np.abs(cells - to_cells(level)).max(2) < NEAR
    reached = np.unique(labels[near & (to_cells(rim) > 0.5)])
    surface = np.isin(labels, reached[reached > 0])
    if surface.mean() < 0.1 or _leaks(cells, surface):
        return None
    step = _step(opaque.shape)
    field = _resize(_carry_on(cells, surface), (cells.shape[0] * step, cells.shape[1] * step))
    return field[: opaque.shape[0], : opaque.shape[1]]


def _step(shape: tuple[int, ...]) -> int:
    """The side of a cell, in pixels."""
    return -(-max(shape[:2]) // CELLS)


def _leaks(cells: np.ndarray, surface: np.ndarray) -> bool:
    """Whether many edges have the same surface on both sides, but not at the same level."""
    grey = cells.mean(2)
    high, low = _most_near(np.where(surface, grey, -1)), -_most_near(np.where(surface, -grey, -2))
    beside = ~surface & (high >= 0)
    return bool(beside.any()) and (high - low > 2 * EDGE)[beside].mean() > LEAK


def _most_near(values: np.ndarray) -> np.ndarray:
    """The maximum over 5×5 cells."""
    for _ in range(2):
        height, padded = len(values), np.pad(values, ((2, 2), (0, 0)), mode="edge")
        values = np.maximum.reduce([padded[y : y + height] for y in range(5)]).T
    return values


def _carry_on(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Fill in what is not `known`, smoothly (push-pull: Gortler et al., The Lumigraph, 1996)."""
    if known.all():
        return values
    sums, counts = values * known[..., None], known.astype(np.float32)
    for axis in (0, 1):
        starts = np.arange(0, known.shape[axis], 2)
        sums, counts = np.add.reduceat(sums, starts, axis), np.add.reduceat(counts, starts, axis)
    below = _carry_on(sums / np.maximum(counts, 1)[..., None], counts > 0)
    return np.where(known[..., None], values, _resize(below, known.shape))


def _resize(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Bilinear: float32 `(h, w, C)` -> `(H, W, C)`."""
    channels = (Image.fromarray(np.ascontiguousarray(channel)) for channel in np.moveaxis(values, 2, 0))
    return np.stack([np.asarray(one.resize(shape[::-1], Image.Resampling.BILINEAR)) for one in channels], 2)
