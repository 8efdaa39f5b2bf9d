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


def item_box(light: np.ndarray, threshold: float, framed: bool = True) -> tuple[int, int, int, int]:
    """(left, top, right, bottom), in pixels, of all that is brighter than `threshold`, specks left out.

    `light`: float32 `(H, W)` in [0, 1], something in it brighter than `threshold`. Small pictures have no specks:
    there a single pixel may be a strap. `framed`: leave out also what the item stands free in, a frame or a table.
    """
    mask = light > threshold
    if min(mask.shape) > 64:
        mask &= _without_specks(mask, framed)
    columns, rows = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _without_specks(mask: np.ndarray, framed: bool) -> np.ndarray:
    step = -(-max(mask.shape) // GRID)
    height, width = (-(-edge // step) * step for edge in mask.shape)
    padded = np.pad(mask, ((0, height - mask.shape[0]), (0, width - mask.shape[1])))
    counts = padded.reshape(height // step, step, width // step, step).sum((1, 3))
    labels = label_parts(counts > 0)
    areas = np.bincount(labels.ravel(), weights=counts.ravel())
    areas[0] = 0
    if framed:
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

    Runs that touch a run of the row above belong to its part (Rosenfeld & Pfaltz, 1966).
    """
    changes = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(changes == 1)
    stops = np.nonzero(changes == -1)[1]
    parent: list[int] = []
    above: list[tuple[int, int, int]] = []
    here: list[tuple[int, int, int]] = []
    y = -1
    for run, (row, start, stop) in enumerate(zip(rows.tolist(), starts.tolist(), stops.tolist(), strict=True)):
        if row != y:
            above, here, y = here if row == y + 1 else [], [], row
        parent.append(run)
        for first, last, other in above:
            if first <= stop and start <= last:
                one, two = sorted((_root(parent, other), _root(parent, run)))
                parent[two] = one
        here.append((start, stop, run))
    labels = np.zeros(mask.shape, int)
    labels[mask] = np.repeat([_root(parent, run) + 1 for run in range(len(parent))], stops - starts)
    return labels


def _root(parent: list[int], label: int) -> int:
    while parent[label] != label:
        label = parent[label]
    return label
