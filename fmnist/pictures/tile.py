"""An icon's tile: the coloured square or circle that an item stands on is background too."""

import numpy as np

from fmnist.pictures.components import length

GRID = 128  # Max number of points along the picture's longer edge; a tile is looked for on points, not on pixels.
PICTURE_SIDE = 64  # Min length, in pixels, of the shorter edge of a picture that may show a tile.
AWAY = 0.12  # Min difference, in any channel, in [0, 1], between the tile and what is around or on it.
TILE_SIDE = 0.5  # Min side of a tile, as a share of the picture's shorter edge.
TURNED_SHARE = 0.04  # Max share of the square around a tile that changes as it is turned by 90 degrees.
TILE_SHARE = 0.7  # Min share of the square around a tile that the tile fills; a circle fills 0.785.
EDGE = 0.04  # Width of the tile's soft edge or rim, as a share of its side.
BORDER = 0.12  # Width of the tile's border, as a share of its side; few items reach it, no outline is as thick.
BORDER_SHARE = 0.85  # Min share of the border that has the tile's colour.
ITEM_LENGTH = 0.3  # Min length of the item, as a share of the tile's side.
ITEM_SHARE = 0.6  # Max share of the tile, without its border, that the item covers; an outline's inside is more.


def find_tile(rgb: np.ndarray, opaque: np.ndarray) -> np.ndarray | None:
    """The inside of the tile that an item stands on, bool `(H, W)`, or `None`.

    `rgb`: float32 `(H, W, C)` in [0, 1]; `opaque`: bool `(H, W)`. A tile looks the same after a quarter turn, no item
    of clothing does; it has one colour along its border, and something of another colour on it.
    """
    if min(opaque.shape) < PICTURE_SIDE:
        return None
    step = -(-max(opaque.shape) // GRID)
    points, seen = rgb[::step, ::step], opaque[::step, ::step]
    around = None if not seen.all() else np.median(points[[0, 0, -1, -1], [0, -1, 0, -1]], axis=0)  # of the corners
    shape = _filled(seen if around is None else _away(points, around))
    rows, columns = np.flatnonzero(shape.any(1)), np.flatnonzero(shape.any(0))
    if not len(rows) or shape.all():
        return None
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    tile = shape[box]
    side = min(tile.shape)
    square = tile[:side, :side]
    if (side < TILE_SIDE * min(shape.shape) or max(tile.shape) > (1 + TURNED_SHARE) * side + 1
            or (square ^ np.rot90(square)).mean() > TURNED_SHARE or square.mean() < TILE_SHARE):
        return None
    inner = _inset(tile, BORDER)
    border = tile & ~inner
    colour = np.median(points[box][border & seen[box]], axis=0)
    if around is not None and not _away(colour, around):
        return None
    other = _away(points[box], colour) | ~seen[box]
    if (other[border].mean() > 1 - BORDER_SHARE or other[inner].mean() > ITEM_SHARE
            or length(other & inner) < ITEM_LENGTH * side):
        return None
    found = np.zeros_like(shape)
    found[box] = _inset(tile, EDGE)
    return found.repeat(step, 0).repeat(step, 1)[: opaque.shape[0], : opaque.shape[1]]


def _away(rgb: np.ndarray, level: np.ndarray) -> np.ndarray:
    return np.abs(rgb - level).max(-1) > AWAY


def _filled(shape: np.ndarray) -> np.ndarray:
    """Whatever lies between two points of a row belongs to the shape."""
    return np.logical_or.accumulate(shape, 1) & np.logical_or.accumulate(shape[:, ::-1], 1)[:, ::-1]


def _inset(tile: np.ndarray, width: float) -> np.ndarray:
    """The tile without a border of that width, a share of its side: the tile, shrunk about its centre."""
    near = []
    for edge in tile.shape:
        position = (np.arange(edge) - (edge - 1) / 2) / (1 - 2 * width) + (edge - 1) / 2
        near.append(np.rint(position).astype(int))
    inside = [(at >= 0) & (at < edge) for at, edge in zip(near, tile.shape, strict=True)]
    rows, columns = (np.clip(at, 0, edge - 1) for at, edge in zip(near, tile.shape, strict=True))
    return tile[np.ix_(rows, columns)] & inside[0][:, None] & inside[1][None, :]
