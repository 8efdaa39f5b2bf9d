"""Stand a tilted shoe on its sole: the data set's shoes all stand, a drawn one often climbs."""

import numpy as np
from PIL import Image

MIN_SIDE = 64  # Min length, in pixels, of an item's longest edge; below it a tilt is hardly more than a step.
GRID = 96  # Max number of points along the item's longest edge; the base is measured on points, not on pixels.
VISIBLE = 0.25  # Min brightness, in [0, 1], of the item.
NEAR = 0.06  # Max height above the lowest point, as a share of the longest edge, at which an item touches the ground.
TILTED_BASE = 0.4  # Max base, as a share of the longest edge, of an item that may be tilted.
STANDING_BASE = 0.6  # Min base, as a share of the longest edge, of an item that stands.
ANGLES = np.arange(-45, 46, 3)  # degrees, counterclockwise
MIN_ANGLE = 10  # degrees; less is the hand's


def tilt(crop: np.ndarray) -> int:
    """By how many degrees, counterclockwise, to turn the item so that it stands on its longest base; 0 as it is.

    `crop`: float32 `(h, w)` in [0, 1], the item alone, light on black.
    """
    if max(crop.shape) < MIN_SIDE:
        return 0
    step = -(-max(crop.shape) // GRID)
    points = _boundary(crop[::step, ::step] > VISIBLE)
    if not points.size or _base(points, 0) > TILTED_BASE:
        return 0
    bases = [_base(points, angle) for angle in ANGLES]
    best = int(np.argmax(bases))
    return int(ANGLES[best]) if bases[best] >= STANDING_BASE and abs(ANGLES[best]) >= MIN_ANGLE else 0


def turn(crop: np.ndarray, degrees: int) -> np.ndarray:
    """The item turned counterclockwise, cropped again: float32 `(h, w)`."""
    picture = Image.fromarray(np.ascontiguousarray(crop, dtype=np.float32))
    turned = np.asarray(picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True)).clip(0, 1)
    rows, columns = (np.flatnonzero((turned > VISIBLE).any(axis)) for axis in (1, 0))
    return turned[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _boundary(item: np.ndarray) -> np.ndarray:
    """The coordinates of the item's boundary points, float `(2, n)`, x and y."""
    padded = np.pad(item, 1)
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return np.array(np.nonzero(item & ~inner), float)[::-1]


def _base(points: np.ndarray, degrees: int) -> float:
    """On how much of its longest edge the item stands after a turn, a share."""
    angle = np.deg2rad(degrees)
    x = points[0] * np.cos(angle) + points[1] * np.sin(angle)
    y = points[1] * np.cos(angle) - points[0] * np.sin(angle)
    long_edge = max(np.ptp(x), np.ptp(y)) + 1
    columns = ((x - x.min()) / 1.5).astype(int)  # wide enough that turned points leave none empty
    lowest = np.full(columns.max() + 1, -np.inf)
    np.maximum.at(lowest, columns, y)
    return 1.5 * (lowest >= y.max() - NEAR * long_edge).sum() / long_edge
