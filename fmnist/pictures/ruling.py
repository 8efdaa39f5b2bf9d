"""Ruled and squared paper: its lines are background too, as dark as they may be."""

import numpy as np

PAPER_SIDE = 64  # Min length, in pixels, of the shorter edge of a picture that may show ruled paper.
RIM_WIDTH = 0.04  # Width of the rim, as a share of the picture's shorter edge, where lines are looked for.
LINES = 5  # Min number of lines that cross the rim on one side.
MAX_WIDTH = 0.4  # Max width of a line, as a share of the spacing.
UNEVENNESS = 0.2  # Max difference between a gap and one, two or three spacings, in spacings; perspective makes some.
UNEVEN_SHARE = 0.25  # Max share of the spacings that differ more: there the item or a margin's line reaches the rim.
DARKEST = 0.9  # Quantile of the lines' brightness that counts: a line that falls between two pixels is paler.
MIN_LEVEL = 0.015  # Min mean brightness of a line, in [0, 1]; in a photograph half of it may be lost in the noise.
MAX_LEVEL = 0.65  # Max brightness of a line, in [0, 1]; the item's ink is 1.
HEADROOM = 1.3  # What is brighter than this many lines is ink; lines differ a little.


def drop_ruling(light: np.ndarray) -> np.ndarray:
    """The picture without the lines of ruled or squared paper: black wherever it is no brighter than they are.

    `light`: float32 `(H, W)` in [0, 1], light item on black, its maximum 1; returned as it is where at least one pair
    of opposite sides has no evenly spaced lines across its rim.
    """
    if min(light.shape) < PAPER_SIDE:
        return light
    width = max(1, round(min(light.shape) * RIM_WIDTH))
    sides = ((light[:, :width], light[:, -width:]), (light[:width].T, light[-width:].T))
    levels = [min(_line_level(one), _line_level(other)) for one, other in sides]
    level = max(levels)
    return np.where(light < HEADROOM * level, np.float32(0), light) if level else light


def _line_level(rim: np.ndarray) -> float:
    """How bright the lines are that cross one side of the rim, `(length, width)`; 0 where there are none."""
    profile = rim.mean(1)
    profile -= np.median(profile)
    if profile.max() <= MIN_LEVEL:
        return 0.0
    marks = profile > max(MIN_LEVEL, 0.4 * float(np.quantile(profile, 0.98)))
    edges = np.flatnonzero(np.diff(np.pad(marks, 1).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    if len(starts) < LINES:
        return 0.0
    gaps = np.diff((starts + stops) / 2)
    spacing = float(np.median(gaps))
    spaces = np.clip(np.rint(gaps / spacing), 1, 3)  # a pale line or two may be lost
    uneven = (np.abs(gaps - spaces * spacing) > UNEVENNESS * spacing).mean()
    level = float(np.quantile(np.maximum.reduceat(rim.max(1), starts), DARKEST))
    even = uneven <= UNEVEN_SHARE and np.median(stops - starts) <= MAX_WIDTH * spacing + 1
    return level if even and level <= MAX_LEVEL else 0.0
