"""The shapes of drawn things as points, and bags; `tops` and `shoes` hold the makers of the others.

Coordinates: x from the middle to the right, y from the top down; an item's height or a shoe's length is about 1. A
maker takes lengths by name and the names of the details to draw, and returns shapes from the back to the front.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

Point = tuple[float, float]
SQUARE = np.array([(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)])  # on its corner; a disc at a few pixels


@dataclass(frozen=True)
class Shape:
    """`points`: float `(n, 2)`; `kind`: "body", "part" (of the body, perhaps in another tone), "hole", "line" (on the
    body) or "stroke" (a strap or a handle)."""

    kind: str
    points: np.ndarray

    @property
    def closed(self) -> bool:
        return self.kind in ("body", "part", "hole")

    def at(self, points: np.ndarray) -> "Shape":
        return replace(self, points=points)


def one(kind: str, points: Iterable[Point]) -> list[Shape]:
    return [Shape(kind, np.array(list(points), float))]


def mirrored(kind: str, right: list[Point]) -> list[Shape]:
    """A symmetrical shape from its right half, top to bottom."""
    return one(kind, [*right, *((-x, y) for x, y in reversed(right))])


def both(kind: str, right: list[Point]) -> list[Shape]:
    """A shape and its mirror image."""
    return one(kind, right) + one(kind, [(-x, y) for x, y in right])


def arc(x: float, y: float, width: float, height: float, start: float = 180, stop: float = 360) -> list[Point]:
    """Points on an ellipse about (x, y), in degrees, clockwise from the right; `width`, `height`: its radii."""
    return [(x + width * np.cos(a), y + height * np.sin(a)) for a in np.deg2rad(np.linspace(start, stop, 9))]


def dot(x: float, y: float, radius: float) -> list[Shape]:
    """A small disc: a button."""
    return [Shape("part", SQUARE * radius + [x, y])]


def chosen(details: set[str], table: Mapping[str, list[Shape]]) -> list[Shape]:
    """The shapes of those of the table's details that are to be drawn, in the table's order."""
    return [shape for name, shapes in table.items() if name in details for shape in shapes]


def bag(*, details: set[str], width: float, upper: float, height: float, handle: float, rise: float) -> list[Shape]:
    """A body, `upper` wide above and `width` below, and a handle that rises above it."""
    body = [(upper, 0), (width, height)]
    if "round" in details:
        body = [(upper * 0.6, 0), (upper, height * 0.12), (width, height * 0.85), (width * 0.85, height)]
    if "dome" in details:  # a backpack
        bow = np.linspace(0.35, np.pi / 2, 5)
        body = [(0.02, 0), *((width * np.sin(a), height * 0.4 * (1 - np.cos(a))) for a in bow), (width, height)]
    if "square_handle" in details:
        behind = one("stroke", [(-handle, 0.03), (-handle, -rise), (handle, -rise), (handle, 0.03)])
    else:
        behind = one("stroke", arc(0, 0.02, handle, rise)) if rise > 0.02 else []
    side = [(width, 0.5), (width + 0.12, 0.52), (width + 0.12, 0.9), (width, 0.92)]
    behind += chosen(details, {
        "long_strap": one("stroke", [(-width * 0.9, height * 0.3), (-handle, -rise * 1.6), (handle, -rise * 1.6),
                                     (width * 0.9, height * 0.3)]),
        "two_handles": one("stroke", arc(0, 0.02, handle * 0.8, rise * 0.75)),
        "shoulder_straps": both("stroke", [(upper * 0.7, 0.05), (width + 0.08, height * 0.3),
                                           (width + 0.08, height * 0.75), (width, height * 0.9)]),
        "side_pockets": both("body", [(x, y * height) for x, y in side]),
    })
    return behind + mirrored("body", body) + chosen(details, {
        "hole": mirrored("hole", [(upper * 0.4, height * 0.1), (upper * 0.35, height * 0.2)]),
        "flap": mirrored("part", [(upper, 0), (upper * 0.95, height * 0.3), (0.03, height * 0.5)]),
        "clasp": mirrored("part", [(0.05, height * 0.42), (0.05, height * 0.52)]),
        "zip": mirrored("line", [(upper * 0.8, height * 0.15)]),
        "pocket": mirrored("part", [(width * 0.65, height * 0.52), (width * 0.65, height * 0.88)]),
        "low_pocket": mirrored("part", [(width * 0.6, height * 0.55), (width * 0.6, height)]),
        "pocket_zip": mirrored("line", [(width * 0.65, height * 0.66)]),
        "zip_pull": one("line", [(width * 0.3, height * 0.66), (width * 0.3, height * 0.74)]),
        "tag": mirrored("line", [(width * 0.25, height * 0.25)]),
        "bands": both("line", [(upper * 0.45, 0), (upper * 0.5, height)]),
        "seam": mirrored("line", [((upper + width) / 2, height * 0.45)]),
        "loop": one("line", arc(0, height * 0.2, handle * 0.8, height * 0.25, 0, 180)),
    })
