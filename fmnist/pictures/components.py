"""Where the item is: the bounding box of the connected components that belong to it."""

import numpy as np

GRID = 96  # Max number of cells along the picture's longer edge; components are found on cells, not on pixels.
SPECK_SHARE = 0.03  # A component with less than this share of the largest one's area is a speck of dirt.
FRAME_SHARE = 0.6  # A component that covers more than this share of one side of the picture is a frame or a table.
FREE_SHARE = 0.25  # Min length of an item that lies free of all sides, as a share of the picture's shorter edge.


def bounding_box(light: np.ndarray, threshold: float, drop_frames: bool = True) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of the pixels brighter than `threshold`, without specks of dirt.

    `light`: float32 `(H, W)` in [0, 1] with at least one pixel above `threshold`. A picture with a shorter edge of at
    most 64 pixels keeps its specks: one pixel may be a strap. `drop_frames` also leaves out a frame or a table
    around an item that touches no side.
    """
    mask = light > threshold
    if min(mask.shape) > 64:
        mask &= _item_components(mask, drop_frames)
    columns, rows = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def length(mask: np.ndarray) -> int:
    """The longer edge of the box around the true cells of `mask`, bool `(H, W)`; 0 where there are none."""
    return max((int(np.ptp(at)) + 1 for at in np.nonzero(mask) if len(at)), default=0)


def _item_components(mask: np.ndarray, drop_frames: bool) -> np.ndarray:
    """The cells of all components that are neither a speck nor a frame, as pixels: bool `(H, W)`."""
    side = -(-max(mask.shape) // GRID)  # the side of a cell, in pixels
    height, width = (-(-edge // side) * side for edge in mask.shape)
    padded = np.pad(mask, ((0, height - mask.shape[0]), (0, width - mask.shape[1])))
    counts = padded.reshape(height // side, side, width // side, side).sum((1, 3))
    labels = label_components(counts > 0)
    areas = np.bincount(labels.ravel(), weights=counts.ravel())
    areas[0] = 0
    if drop_frames:
        areas[_frames(labels)] = 0
    keep = areas >= SPECK_SHARE * areas.max()
    keep[0] = False
    return np.repeat(np.repeat(keep[labels], side, 0), side, 1)[: mask.shape[0], : mask.shape[1]]


def _frames(labels: np.ndarray) -> np.ndarray:
    """The labels, int `(k,)`, of frames and tables; none unless an item of some length lies free of all sides."""
    sides = [labels[0], labels[-1], labels[:, 0], labels[:, -1]]
    shares = [np.bincount(side, minlength=labels.max() + 1) / len(side) for side in sides]
    min_length = FREE_SHARE * min(labels.shape)
    free = np.setdiff1d(np.flatnonzero(np.bincount(labels.ravel()) >= min_length), [0, *np.concatenate(sides)])
    lengths = [length(labels == label) for label in free]
    frames = np.flatnonzero(np.max(shares, axis=0) > FRAME_SHARE)
    return frames if max(lengths, default=0) >= min_length else frames[:0]


def label_components(mask: np.ndarray) -> np.ndarray:
    """Label the 8-connected components of `mask`, bool `(H, W)`: int `(H, W)`, 0 outside, 1 and more inside.

    Row by row, a run of true cells joins every run that it touches in the row above (Rosenfeld & Pfaltz, 1966);
    `parent` is the union-find forest of the runs.
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


def _root(parent: list[int], run: int) -> int:
    while parent[run] != run:
        run = parent[run]
    return run
