"""A photograph's surfaces: how bright the background is at each pixel, and the sheet of paper a drawing is on.

Noise averages out on a coarse grid of cells. An item has sharp edges; light and soft shadows have none: the connected
cells without a sharp edge between them are one surface (as in Land & McCann's Retinex, 1971).
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from fmnist.pictures.components import label_components, length

GRID = 160  # Max number of cells along the picture's longer edge.
MAX_STEP = 0.04  # Max abs difference between neighbouring cells of one surface, in any channel, in [0, 1].
SEED_DISTANCE = 0.1  # Max abs difference between a rim cell and the background for the cell to seed the flood fill.
MIN_FLOOD = 0.1  # Min share of the picture that the flood must fill to show how bright the background is.
# Max share of the cells beside the flood whose flooded neighbours differ by more than 2 × MAX_STEP; more is a leak.
LEAK_SHARE = 0.1

LARGEST = 2  # Number of the largest surfaces among which the sheet is looked for.
SHEET_MIN = 0.45  # Min share of the picture that a sheet of paper covers.
SHEET_MAX = 0.97  # Max share of the picture that a sheet covers; a larger one leaves no table to see.
# Min sheet share of the cells on its hull's boundary; sheets at any angle have 0.82 and more, test images up to 0.71.
SHEET_CONVEXITY = 0.77
SHEET_CONTRAST = 0.06  # Min difference between the mean grey levels on both sides of the sheet's boundary, in [0, 1].
DRAWING_LENGTH = 0.2  # Min length of a drawing, as a share of the picture's shorter edge; a bag's clasp is shorter.


@dataclass(frozen=True)
class Surfaces:
    """`cells`: float32 `(h, w, C)` in [0, 1], each cell's mean; `labels`: int `(h, w)`, its surface, 0 on edges."""

    cells: np.ndarray
    labels: np.ndarray


def find_surfaces(rgb: np.ndarray) -> Surfaces:
    """The surfaces of a picture, float32 `(H, W, C)` in [0, 1]."""
    cells = to_cells(rgb)
    edges = np.zeros(cells.shape[:2], bool)
    for axis in (0, 1):
        steps = np.abs(np.diff(cells, axis=axis)).max(2) > MAX_STEP
        before, after = ((slice(None),) * axis + (part,) for part in (slice(-1), slice(1, None)))
        edges[before] |= steps
        edges[after] |= steps
    return Surfaces(cells, label_components(~edges))


def to_cells(pixels: np.ndarray) -> np.ndarray:
    """Block means, one a square cell: `(H, W, …)` -> float32 `(h, w, …)`."""
    side = _cell_side(pixels.shape)
    means = pixels.astype(np.float32, copy=False)
    for axis in (0, 1):
        starts = np.arange(0, pixels.shape[axis], side)
        counts = np.diff(starts, append=pixels.shape[axis]).reshape(-1, *(1,) * (pixels.ndim - 1 - axis))
        means = np.add.reduceat(means, starts, axis) / counts.astype(np.float32)
    return means


def to_pixels(cells: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Each cell's value at all of its pixels: `(h, w)` -> `(H, W)` of a picture of `shape`."""
    side = _cell_side(shape)
    return cells.repeat(side, 0).repeat(side, 1)[: shape[0], : shape[1]]


def _cell_side(shape: tuple[int, ...]) -> int:
    """The side of a cell, in pixels."""
    return -(-max(shape[:2]) // GRID)


def flood_background(surfaces: Surfaces, rim: np.ndarray, opaque: np.ndarray, level: np.ndarray) -> np.ndarray | None:
    """The background at every pixel, float32 `(H, W, C)`: flood-filled from the rim, interpolated below the item.

    `rim`, `opaque`: bool `(H, W)`; `level`: float32 `(H, W, C)` in [0, 1], a first estimate that is right on the rim.
    Returns `None` where the flood reaches too little of the picture or leaks into the item.
    """
    cells, labels = surfaces.cells, np.where(to_cells(opaque) == 1, surfaces.labels, 0)
    seeds = (np.abs(cells - to_cells(level)).max(2) < SEED_DISTANCE) & (to_cells(rim) > 0.5)
    reached = np.unique(labels[seeds])
    flood = np.isin(labels, reached[reached > 0])
    if flood.mean() < MIN_FLOOD or _leaks(cells, flood):
        return None
    side = _cell_side(opaque.shape)
    field = _resize(_inpaint(cells, flood), (cells.shape[0] * side, cells.shape[1] * side))
    return field[: opaque.shape[0], : opaque.shape[1]]


def _leaks(cells: np.ndarray, flood: np.ndarray) -> bool:
    """Whether the flood has run round the end of an edge into the item: it is on both sides, at different levels."""
    grey = cells.mean(2)
    high, low = _dilate(np.where(flood, grey, -1)), -_dilate(np.where(flood, -grey, -2))
    beside = ~flood & (high >= 0)
    return bool(beside.any()) and (high - low > 2 * MAX_STEP)[beside].mean() > LEAK_SHARE


def _dilate(values: np.ndarray) -> np.ndarray:
    """Grey dilation by 5×5 cells."""
    for _ in range(2):  # columns, rows
        height, padded = len(values), np.pad(values, ((2, 2), (0, 0)), mode="edge")
        values = np.maximum.reduce([padded[y : y + height] for y in range(5)]).T
    return values


def _inpaint(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Interpolate smoothly where not `known`: push-pull (Gortler et al., "The Lumigraph", 1996)."""
    if known.all():
        return values
    sums, counts = values * known[..., None], known.astype(np.float32)
    for axis in (0, 1):
        starts = np.arange(0, known.shape[axis], 2)
        sums, counts = np.add.reduceat(sums, starts, axis), np.add.reduceat(counts, starts, axis)
    coarse = _inpaint(sums / np.maximum(counts, 1)[..., None], counts > 0)
    return np.where(known[..., None], values, _resize(coarse, known.shape))


def _resize(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Bilinear: float32 `(h, w, C)` -> `(H, W, C)`."""
    channels = (Image.fromarray(np.ascontiguousarray(channel)) for channel in np.moveaxis(values, 2, 0))
    return np.stack([np.asarray(one.resize(shape[::-1], Image.Resampling.BILINEAR)) for one in channels], 2)


def find_sheet(surfaces: Surfaces) -> np.ndarray | None:
    """The cells of a sheet of paper that lies on a table, without its boundary: bool `(h, w)`, or `None`.

    A sheet is one of the two largest surfaces (the other is the table), if it is convex and brighter than what lies
    beside it, and a drawing is on it.
    """
    areas = np.bincount(surfaces.labels.ravel())
    areas[0] = 0
    largest = [label for label in np.argsort(areas)[: -1 - LARGEST : -1] if areas[label]]
    sheets = (_sheet(surfaces, surfaces.labels == label) for label in largest)
    return next((sheet for sheet in sheets if sheet is not None), None)


def _sheet(surfaces: Surfaces, surface: np.ndarray) -> np.ndarray | None:
    hull = _convex_hull(surface)
    if not SHEET_MIN <= hull.mean() <= SHEET_MAX:
        return None
    grey, inside, outside = surfaces.cells.mean(2), _erode(hull), _erode(~hull)
    inner, table = _erode(inside), outside & ~_erode(_erode(outside))
    boundary = hull & ~inner
    if not table.any() or surface[boundary].mean() < SHEET_CONVEXITY:
        return None
    if grey[boundary & surface].mean() < grey[table].mean() + SHEET_CONTRAST:
        return None
    return inside if length(inner & ~surface) >= DRAWING_LENGTH * min(surface.shape) else None


def _erode(mask: np.ndarray) -> np.ndarray:
    """Erosion by 3×3 cells; it takes nothing off at the picture's border."""
    padded = np.pad(mask, 1, mode="edge")
    height, width = mask.shape
    return np.logical_and.reduce([padded[y : y + height, x : x + width] for y in range(3) for x in range(3)])


def _convex_hull(mask: np.ndarray) -> np.ndarray:
    """The cells in the convex hull of those of `mask`, bool `(h, w)`, by Andrew's monotone chain (1979)."""
    rows = np.flatnonzero(mask.any(1))
    ends = [(int(x), int(y)) for y in rows for x in (mask[y].argmax(), mask.shape[1] - 1 - mask[y, ::-1].argmax())]
    chains: list[list[tuple[int, int]]] = []
    for points in (sorted(ends), sorted(ends, reverse=True)):
        chain: list[tuple[int, int]] = []
        for point in points:
            while len(chain) > 1 and _cross(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        chains.append(chain[:-1])
    image = Image.new("1", mask.shape[::-1])
    ImageDraw.Draw(image).polygon(chains[0] + chains[1] or ends, fill=1, outline=1)
    return np.array(image)


def _cross(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    """The cross product of b - a and c - a."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
