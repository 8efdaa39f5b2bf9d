"""Where the item is: the box around the parts of a picture that belong together."""

from __future__ import annotations

import numpy as np

GRID = 96
SPECK = 0.03
"""A part with less than this share of the largest part's area is dirt on the paper."""

ALONG = 0.6
"""A part along more than this share of a side is what the paper lies on, or a frame."""

INSIDE = 0.25
"""…if something that touches no side is as long as this share of the picture's shorter edge."""


def item_box(light: np.ndarray, threshold: float) -> tuple[int, int, int, int]:
    """(left, top, right, bottom), in pixels, of all that is brighter than `threshold`, specks left out.

    `light`: float32 `(H, W)` in [0, 1], something in it brighter than `threshold`. Small pictures have no specks:
    there a single pixel may be a strap.
    """
    mask = light > threshold
    if min(mask.shape) > 64:
        mask &= _without_specks(mask)
    columns, rows = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _without_specks(mask: np.ndarray) -> np.ndarray:
    step = -(-max(mask.shape) // GRID)
    height, width = (-(-edge // step) * step for edge in mask.shape)
    padded = np.pad(mask, ((0, height - mask.shape[0]), (0, width - mask.shape[1])))
    counts = padded.reshape(height // step, step, width // step, step).sum((1, 3))
    labels = label_parts(counts > 0)
    areas = np.bincount(labels.ravel(), weights=counts.ravel())
    areas[0] = 0
    areas[_surroundings(labels)] = 0
    keep = areas >= SPECK * areas.max()
    keep[0] = False
    return np.repeat(np.repeat(keep[labels], step, 0), step, 1)[: mask.shape[0], : mask.shape[1]]


def _surroundings(labels: np.ndarray) -> np.ndarray:
    """The parts, int `(k,)`, that lie along a side while the item stands free."""
    sides = [labels[0], labels[-1], labels[:, 0], labels[:, -1]]
    shares = [np.bincount(side, minlength=labels.max() + 1) / len(side) for side in sides]
    long = INSIDE * min(labels.shape)
    free = np.setdiff1d(np.flatnonzero(np.bincount(labels.ravel()) >= long), [0, *np.concatenate(sides)])
    spans = [np.ptp(np.nonzero(labels == label), axis=1).max() + 1 for label in free]
    found = np.flatnonzero(np.max(shares, axis=0) > ALONG)
    return found if max(spans, default=0) >= long else found[:0]


def label_parts(mask: np.ndarray) -> np.ndarray:
    """Number the 8-connected parts of a bool `(H, W)`: int `(H, W)`, 0 where `mask` is not, equal in one part.

    Row by row: runs that touch a run of the row above belong to its part (Rosenfeld & Pfaltz, 1966).
    """
    parent = [0]
    labels = np.zeros(mask.shape, int)
    above: list[tuple[int, int, int]] = []
    for y, row in enumerate(mask):
        edges = np.flatnonzero(np.diff(row, prepend=False, append=False))
        runs = []
        for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            touching = {_root(parent, label) for first, last, label in above if first <= stop and start <= last}
            label = min(touching, default=len(parent))
            if label == len(parent):
                parent.append(label)
            for other in touching:
                parent[other] = label
            runs.append((start, stop, label))
            labels[y, start:stop] = label
        above = runs
    return np.array([_root(parent, label) for label in range(len(parent))])[labels]


def _root(parent: list[int], label: int) -> int:
    while parent[label] != label:
        label = parent[label]
    return label
