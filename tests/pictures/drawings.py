"""Eighty drawings made by hand for these tests, never trained on: four items of each class, each as white outline on
black (as the pad draws) and filled in dark ink on a light page, with details left out of the filling.

Coordinates are in the unit square, y downwards. A shape is its closed outline and further open lines.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw

from fmnist.data.fashion_mnist import CLASSES

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """`outlines`: closed and fillable; `lines`: drawn over them; `open_lines`: strokes that are never filled."""

    label: str
    outlines: tuple[tuple[Point, ...], ...]
    lines: tuple[tuple[Point, ...], ...] = ()
    open_lines: tuple[tuple[Point, ...], ...] = ()


def mirrored(*half: Point) -> tuple[Point, ...]:
    """A symmetrical outline from its left half, top to bottom."""
    return (*half, *((1 - x, y) for x, y in reversed(half)))


SHAPES = (
    Shape("T-shirt/top", (mirrored((0.38, 0.06), (0.22, 0.12), (0.02, 0.32), (0.16, 0.44), (0.25, 0.36),
                                   (0.25, 0.95)),)),
    Shape("T-shirt/top", ((  # a little crooked, V-neck
        (0.33, 0.1), (0.2, 0.14), (0.04, 0.36), (0.17, 0.47), (0.27, 0.4), (0.26, 0.93), (0.74, 0.95), (0.75, 0.41),
        (0.85, 0.48), (0.97, 0.35), (0.82, 0.13), (0.68, 0.09), (0.5, 0.24)),)),
    Shape("Trouser", (mirrored((0.3, 0.03), (0.28, 0.2), (0.26, 0.97), (0.42, 0.97), (0.48, 0.35)),)),
    Shape("Trouser", (((0.3, 0.02), (0.7, 0.04), (0.73, 0.3), (0.72, 0.97), (0.57, 0.97), (0.51, 0.32), (0.42, 0.96),
                       (0.27, 0.97), (0.28, 0.3)),), (((0.3, 0.1), (0.7, 0.11)),)),
    Shape("Pullover", (mirrored((0.4, 0.06), (0.27, 0.1), (0.14, 0.28), (0.05, 0.88), (0.18, 0.91), (0.26, 0.5),
                                (0.26, 0.95)),)),
    Shape("Pullover", (mirrored((0.38, 0.05), (0.24, 0.12), (0.12, 0.34), (0.08, 0.9), (0.2, 0.92), (0.27, 0.48),
                                (0.27, 0.96)),),
          (((0.27, 0.9), (0.73, 0.9)), ((0.38, 0.05), (0.5, 0.11), (0.62, 0.05)))),
    Shape("Dress", (mirrored((0.4, 0.03), (0.37, 0.2), (0.4, 0.4), (0.36, 0.6), (0.29, 0.97)),)),
    Shape("Dress", (mirrored((0.42, 0.02), (0.34, 0.05), (0.37, 0.22), (0.41, 0.42), (0.22, 0.96)),),
          (((0.41, 0.42), (0.59, 0.42)),)),
    Shape("Coat", (mirrored((0.4, 0.03), (0.27, 0.08), (0.15, 0.25), (0.08, 0.75), (0.2, 0.78), (0.27, 0.45),
                            (0.25, 0.98)),), (((0.5, 0.1), (0.5, 0.98)), ((0.4, 0.03), (0.5, 0.2), (0.6, 0.03)))),
    Shape("Coat", (mirrored((0.42, 0.02), (0.3, 0.07), (0.17, 0.22), (0.12, 0.85), (0.23, 0.87), (0.29, 0.4),
                            (0.26, 0.98)),), (((0.5, 0.18), (0.5, 0.98)), ((0.4, 0.03), (0.44, 0.2), (0.5, 0.12),
                                                                            (0.56, 0.2), (0.6, 0.03)))),
    Shape("Sandal", (((0.02, 0.62), (0.3, 0.64), (0.6, 0.58), (0.96, 0.6), (0.98, 0.72), (0.5, 0.74), (0.03, 0.72)),),
          open_lines=(((0.12, 0.62), (0.26, 0.44), (0.4, 0.62)), ((0.58, 0.58), (0.7, 0.3), (0.9, 0.3), (0.94, 0.6)))),
    Shape("Sandal", (((0.02, 0.8), (0.2, 0.82), (0.5, 0.66), (0.76, 0.42), (0.95, 0.36), (0.97, 0.9), (0.9, 0.9),
                      (0.86, 0.52), (0.56, 0.76), (0.25, 0.9), (0.03, 0.88)),),
          open_lines=(((0.1, 0.8), (0.22, 0.62), (0.34, 0.76)), ((0.7, 0.46), (0.8, 0.18), (0.93, 0.36)))),
    Shape("Shirt", (mirrored((0.4, 0.05), (0.25, 0.11), (0.06, 0.36), (0.18, 0.46), (0.27, 0.36), (0.26, 0.95)),),
          (((0.4, 0.05), (0.44, 0.16), (0.5, 0.1), (0.56, 0.16), (0.6, 0.05)), ((0.5, 0.12), (0.5, 0.95)))),
    Shape("Shirt", (mirrored((0.41, 0.04), (0.27, 0.09), (0.16, 0.3), (0.1, 0.72), (0.2, 0.76), (0.28, 0.44),
                             (0.28, 0.96)),), (((0.41, 0.04), (0.45, 0.15), (0.5, 0.09), (0.55, 0.15), (0.59, 0.04)),
                                               ((0.5, 0.1), (0.5, 0.96)))),
    Shape("Sneaker", (((0.02, 0.66), (0.05, 0.56), (0.3, 0.48), (0.52, 0.3), (0.6, 0.36), (0.72, 0.36), (0.88, 0.28),
                       (0.95, 0.36), (0.98, 0.68), (0.5, 0.71), (0.03, 0.7)),), (((0.03, 0.63), (0.97, 0.62)),)),
    Shape("Sneaker", (((0.02, 0.7), (0.04, 0.6), (0.2, 0.53), (0.4, 0.42), (0.5, 0.33), (0.66, 0.41), (0.82, 0.38),
                       (0.94, 0.32), (0.98, 0.72), (0.5, 0.74)),),
          (((0.3, 0.48), (0.36, 0.56)), ((0.4, 0.42), (0.46, 0.5)))),
    Shape("Bag", (((0.04, 0.42), (0.96, 0.42), (0.98, 0.95), (0.02, 0.95)),),
          open_lines=(((0.28, 0.42), (0.34, 0.12), (0.66, 0.12), (0.72, 0.42)),)),
    Shape("Bag", (((0.1, 0.38), (0.9, 0.38), (0.98, 0.78), (0.88, 0.93), (0.12, 0.93), (0.02, 0.78)),),
          (((0.1, 0.55), (0.9, 0.55)),), (((0.22, 0.38), (0.3, 0.14), (0.5, 0.06), (0.7, 0.14), (0.78, 0.38)),)),
    Shape("Ankle boot", (((0.46, 0.05), (0.92, 0.05), (0.9, 0.4), (0.97, 0.7), (0.97, 0.95), (0.72, 0.95), (0.7, 0.88),
                          (0.05, 0.94), (0.03, 0.8), (0.14, 0.68), (0.4, 0.55)),)),
    Shape("Ankle boot", (((0.5, 0.08), (0.94, 0.06), (0.93, 0.5), (0.98, 0.92), (0.03, 0.93), (0.02, 0.78), (0.1, 0.68),
                          (0.36, 0.6), (0.5, 0.42)),), (((0.02, 0.85), (0.98, 0.84)),)),
    # A second pair of each class, drawn before any network was asked about them.
    Shape("T-shirt/top", (mirrored((0.36, 0.07), (0.2, 0.1), (0.02, 0.35), (0.14, 0.43), (0.26, 0.32), (0.25, 0.94)),),
          (((0.36, 0.07), (0.43, 0.14), (0.57, 0.14), (0.64, 0.07)),)),
    Shape("T-shirt/top", (mirrored((0.39, 0.05), (0.25, 0.08), (0.07, 0.26), (0.13, 0.4), (0.27, 0.33), (0.28, 0.96)),),
          (((0.28, 0.92), (0.72, 0.92)),)),
    Shape("Trouser", (mirrored((0.33, 0.02), (0.31, 0.5), (0.33, 0.98), (0.45, 0.98), (0.49, 0.38)),)),
    Shape("Trouser", (mirrored((0.33, 0.02), (0.29, 0.3), (0.22, 0.98), (0.43, 0.98), (0.48, 0.32)),),
          (((0.33, 0.09), (0.67, 0.09)), ((0.5, 0.09), (0.5, 0.3)))),
    Shape("Pullover", (mirrored((0.39, 0.05), (0.26, 0.09), (0.13, 0.26), (0.08, 0.92), (0.2, 0.93), (0.25, 0.4),
                                (0.25, 0.95)),),
          (((0.39, 0.05), (0.45, 0.1), (0.55, 0.1), (0.61, 0.05)), ((0.08, 0.86), (0.21, 0.87)),
           ((0.79, 0.87), (0.92, 0.86)))),
    Shape("Pullover", (mirrored((0.37, 0.07), (0.22, 0.12), (0.1, 0.4), (0.06, 0.84), (0.17, 0.86), (0.27, 0.44),
                                (0.25, 0.92)),), (((0.37, 0.07), (0.5, 0.24), (0.63, 0.07)),)),
    Shape("Dress", (mirrored((0.43, 0.02), (0.38, 0.05), (0.36, 0.22), (0.4, 0.38), (0.31, 0.7), (0.27, 0.97)),),
          (((0.4, 0.38), (0.6, 0.38)),)),
    Shape("Dress", (mirrored((0.42, 0.03), (0.33, 0.06), (0.27, 0.2), (0.35, 0.24), (0.38, 0.4), (0.33, 0.62),
                             (0.34, 0.98)),)),
    Shape("Coat", (mirrored((0.4, 0.03), (0.26, 0.08), (0.16, 0.24), (0.1, 0.8), (0.22, 0.82), (0.27, 0.4),
                            (0.23, 0.98)),),
          (((0.5, 0.22), (0.5, 0.98)), ((0.4, 0.03), (0.37, 0.16), (0.5, 0.26), (0.63, 0.16), (0.6, 0.03)),
           ((0.31, 0.66), (0.42, 0.66)), ((0.58, 0.66), (0.69, 0.66)))),
    Shape("Coat", (mirrored((0.41, 0.02), (0.28, 0.07), (0.17, 0.24), (0.13, 0.86), (0.24, 0.88), (0.28, 0.42),
                            (0.27, 0.97)),),
          (((0.5, 0.06), (0.5, 0.97)), ((0.27, 0.55), (0.73, 0.55)), ((0.27, 0.6), (0.73, 0.6)))),
    Shape("Sandal", (((0.02, 0.74), (0.3, 0.76), (0.62, 0.72), (0.97, 0.7), (0.98, 0.82), (0.5, 0.86), (0.03, 0.83)),),
          open_lines=(((0.2, 0.75), (0.34, 0.5), (0.5, 0.73)),)),
    Shape("Sandal", (((0.02, 0.84), (0.22, 0.84), (0.5, 0.64), (0.78, 0.4), (0.94, 0.34), (0.95, 0.92), (0.88, 0.92),
                      (0.85, 0.5), (0.56, 0.74), (0.24, 0.92), (0.03, 0.91)),),
          open_lines=(((0.1, 0.84), (0.2, 0.68), (0.32, 0.78)),
                      ((0.74, 0.44), (0.72, 0.16), (0.9, 0.14), (0.92, 0.35)))),
    Shape("Shirt", (mirrored((0.4, 0.04), (0.25, 0.09), (0.13, 0.32), (0.07, 0.84), (0.19, 0.87), (0.27, 0.42),
                             (0.26, 0.94)),),
          (((0.4, 0.04), (0.43, 0.16), (0.5, 0.1), (0.57, 0.16), (0.6, 0.04)), ((0.5, 0.1), (0.5, 0.94)),
           ((0.07, 0.78), (0.2, 0.8)), ((0.8, 0.8), (0.93, 0.78)))),
    Shape("Shirt", (mirrored((0.4, 0.05), (0.26, 0.1), (0.08, 0.34), (0.19, 0.44), (0.28, 0.35), (0.27, 0.94)),),
          (((0.4, 0.05), (0.45, 0.17), (0.5, 0.1), (0.55, 0.17), (0.6, 0.05)), ((0.5, 0.1), (0.5, 0.94)),
           ((0.56, 0.36), (0.66, 0.36), (0.66, 0.48), (0.56, 0.48), (0.56, 0.36)))),
    Shape("Sneaker", (((0.02, 0.68), (0.06, 0.56), (0.26, 0.5), (0.46, 0.36), (0.56, 0.32), (0.68, 0.38), (0.84, 0.36),
                       (0.94, 0.3), (0.98, 0.7), (0.5, 0.72)),),
          (((0.02, 0.63), (0.98, 0.64)), ((0.34, 0.45), (0.42, 0.52)), ((0.42, 0.39), (0.5, 0.46)))),
    Shape("Sneaker", (((0.02, 0.7), (0.03, 0.58), (0.18, 0.52), (0.4, 0.38), (0.54, 0.26), (0.64, 0.36), (0.8, 0.34),
                       (0.93, 0.24), (0.97, 0.4), (0.98, 0.72), (0.5, 0.74), (0.04, 0.73)),),
          (((0.2, 0.66), (0.45, 0.58), (0.72, 0.66)),)),
    Shape("Bag", (((0.1, 0.36), (0.9, 0.36), (0.95, 0.96), (0.05, 0.96)),),
          open_lines=(((0.3, 0.36), (0.32, 0.14), (0.42, 0.04), (0.58, 0.04), (0.68, 0.14), (0.7, 0.36)),)),
    Shape("Bag", (((0.03, 0.26), (0.97, 0.26), (0.97, 0.84), (0.03, 0.84)),),
          (((0.03, 0.26), (0.5, 0.6), (0.97, 0.26)),)),
    Shape("Ankle boot", (((0.48, 0.05), (0.9, 0.05), (0.9, 0.5), (0.96, 0.74), (0.96, 0.96), (0.78, 0.96), (0.76, 0.88),
                          (0.4, 0.92), (0.04, 0.95), (0.02, 0.86), (0.2, 0.74), (0.42, 0.58)),),
          (((0.62, 0.06), (0.66, 0.4), (0.74, 0.06)),)),
    Shape("Ankle boot", (((0.5, 0.04), (0.94, 0.05), (0.92, 0.45), (0.97, 0.76), (0.97, 0.93), (0.02, 0.94),
                          (0.03, 0.76), (0.16, 0.66), (0.42, 0.54)),),
          (((0.44, 0.5), (0.58, 0.54)), ((0.48, 0.36), (0.6, 0.4)), ((0.5, 0.22), (0.62, 0.25)))),
)


def _stroke(points: tuple[Point, ...], closed: bool, size: int, at: Point, seed: float) -> list[Point]:
    """A line as a hand draws it: a slow wobble of about a hundredth of the size."""
    points = (*points, points[0]) if closed else points
    drawn, travelled = [], seed
    for (x0, y0), (x1, y1) in pairwise(points):
        steps = max(2, int(math.dist((x0, y0), (x1, y1)) * 24))
        for step in range(steps):
            t = step / steps
            travelled += math.dist((x0, y0), (x1, y1)) / steps
            x = x0 + t * (x1 - x0) + 0.011 * math.sin(19 * travelled)
            y = y0 + t * (y1 - y0) + 0.011 * math.cos(15 * travelled + 1)
            drawn.append((at[0] + size * x, at[1] + size * y))
    return [*drawn, drawn[0] if closed else (at[0] + size * points[-1][0], at[1] + size * points[-1][1])]


def outlined(shape: Shape, seed: float = 0.0) -> Image.Image:
    """White pen strokes on a black pad of 280×280."""
    image = Image.new("L", (280, 280), 0)
    pen = ImageDraw.Draw(image)
    for stroke in strokes(shape, 210, (36 + 9 * math.sin(seed), 34 + 9 * math.cos(seed)), seed):
        pen.line(stroke, fill=255, width=10, joint="curve")
    return image


def filled(shape: Shape, seed: float = 0.0) -> Image.Image:
    """Dark ink on a page of 640×480, details left as light lines; the item is not in the middle."""
    image = Image.new("RGB", (640, 480), (244, 242, 235))
    pen, ink, at = ImageDraw.Draw(image), (38, 44, 70), (60 + 20 * (seed % 7), 40 + 8 * (seed % 5))
    for outline in shape.outlines:
        pen.polygon(_stroke(outline, True, 380, at, seed), fill=ink)
    for line in shape.lines:
        pen.line(_stroke(line, False, 380, at, seed), fill=(244, 242, 235), width=7, joint="curve")
    for line in shape.open_lines:
        pen.line(_stroke(line, False, 380, at, seed), fill=ink, width=20, joint="curve")
    return image


def strokes(shape: Shape, size: int, at: Point, seed: float = 0.0) -> list[list[Point]]:
    """All lines of the outlined drawing, as the pen goes."""
    closed = [_stroke(line, True, size, at, seed) for line in shape.outlines]
    return closed + [_stroke(line, False, size, at, seed) for line in (*shape.lines, *shape.open_lines)]


def name_of(number: int) -> str:
    """ "Coat 3": the label of a shape and which of its four it is."""
    return f"{SHAPES[number].label} {2 * (number // 20) + number % 2 + 1}"


def drawings() -> list[tuple[str, str, Image.Image]]:
    """(name, label, picture) of all eighty."""
    made = []
    for number, shape in enumerate(SHAPES):
        name = name_of(number)
        made.append((f"{name}, outline, white on black", shape.label, outlined(shape, number)))
        made.append((f"{name}, filled, dark on light", shape.label, filled(shape, number)))
    return made


assert {shape.label for shape in SHAPES} == set(CLASSES)
