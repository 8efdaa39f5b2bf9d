"""Parametrised drawings of clothes, as people draw them: wider and shorter than photographs, with lines inside.

One routine draws what a family of `families.FAMILIES` describes: a maker's shape with numbers from its ranges, its
details by chance, then a hand's freedom: proportions, wobble, stroke width, outline, filled or two tones, tilt, blur.
"""

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter

from fmnist.pictures.families import FAMILIES, Family
from fmnist.pictures.shapes import Shape

SIZE = 28  # side of a picture, in pixels
SCALE = 5  # drawn at 5 times the size and reduced, for soft edges
SIDE = 26 * SCALE  # longest edge of an item on the canvas, in pixels, without its stroke
CANVAS = 36 * SCALE  # side of the canvas, in pixels; a stroke is up to 4 · SCALE wide
STRETCH = 0.35  # width / height is multiplied by e^-0.35 (0.7) to e^0.35 (1.4)
WOBBLE = 0.012  # standard deviation of a point's place, in sides of the item
ROUND_SHARE = 0.6  # share of the drawings with rounded corners
RADIUS = (0.03, 0.2)  # of a rounded corner, in sides of the item
TILT = 6  # degrees, most a hand tilts; `Family.tilt` adds to it
SHADED_SHARE = 0.2  # share of the drawings that are darker to one side
SMALL_SHARE = 0.3  # share of the drawings that leave up to 5 of the 28 pixels free


def drawings(count: int, classes: Sequence[str], seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """`count` drawings: `X`, uint8 `(count, 28, 28)`, light item on black, and `y`, int64 `(count,)`.

    `classes`: the names that `y` numbers. The families come by their weights: the more ways there are to draw a class,
    the more of its drawings. The same seed gives the same pictures.
    """
    random = np.random.default_rng(seed)
    weights = np.array([family.weight for family in FAMILIES])
    chosen = random.choice(len(FAMILIES), count, p=weights / weights.sum())
    X = np.stack([draw(FAMILIES[number], random) for number in chosen])
    y = np.array([classes.index(FAMILIES[number].label) for number in chosen])
    return torch.from_numpy(X), torch.from_numpy(y)


def draw(family: Family, random: np.random.Generator) -> np.ndarray:
    """One drawing: uint8 `(28, 28)`, light item on black, centred, its longest edge 23 to 28 pixels."""
    numbers = {name: random.uniform(*limits) for name, limits in family.ranges.items()}
    details = {name for name, chance in family.details.items() if random.random() < chance}
    shapes = _by_hand(family.maker(details=details, **numbers), family.tilt, random)
    image = _paint(shapes, random).filter(ImageFilter.GaussianBlur(random.uniform(0, 0.5) * SCALE))
    item = _to_frame(image, SIZE - (random.random() < SMALL_SHARE) * random.uniform(0, 5), random.uniform(0.65, 1))
    return _shaded(item, random) if random.random() < SHADED_SHARE else item


def _by_hand(shapes: list[Shape], tilt: float, random: np.random.Generator) -> list[Shape]:
    """Stretched, wobbled, rounded, tilted, perhaps turned round; `SIDE` pixels long, in the middle of the canvas."""
    stretch = np.exp(random.uniform(-STRETCH, STRETCH) / 2)
    angle = np.deg2rad(random.uniform(-1, 1) * TILT + (random.random() < 0.3) * random.uniform(-1, 1) * tilt)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flip = 1 if random.random() < 0.5 else -1
    radius = (random.random() < ROUND_SHARE) * random.uniform(*RADIUS)
    moved = []
    for shape in shapes:
        points = shape.points * [stretch * flip, 1 / stretch] + random.normal(0, WOBBLE, shape.points.shape)
        moved.append(_rounded(points, shape.closed, radius) @ turn if radius and len(points) > 2 else points @ turn)
    corners = np.concatenate(moved)
    low, high = corners.min(0), corners.max(0)
    scale = SIDE / (high - low).max()
    return [shape.at((points - (low + high) / 2) * scale + CANVAS / 2)
            for shape, points in zip(shapes, moved, strict=True)]


def _rounded(points: np.ndarray, closed: bool, radius: float) -> np.ndarray:
    """Cut every corner off, twice (Chaikin 1974), at most `radius` from it."""
    for _ in range(2):
        before, after = (points, np.roll(points, -1, 0)) if closed else (points[:-1], points[1:])
        along = after - before
        share = np.minimum(0.25, radius / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6))
        cut = np.stack([before + share * along, after - share * along], 1).reshape(-1, 2)
        points, radius = cut if closed else np.concatenate([points[:1], cut, points[-1:]]), radius / 2
    return points


def _paint(shapes: list[Shape], random: np.random.Generator) -> Image.Image:
    """Outline, filled, or two tones; inner lines light in an outline and dark in a filled item."""
    image = Image.new("L", (CANVAS, CANVAS), 0)
    pen = ImageDraw.Draw(image)
    style = random.choice(["outline", "filled", "lined", "tinted", "two tones"], p=[0.4, 0.18, 0.14, 0.18, 0.1])
    width = random.choice([random.uniform(1, 2), random.uniform(2, 3.6)], p=[0.45, 0.55]) * SCALE
    tint = int(random.uniform(50, 165))
    body, part, line = {"outline": (0, 0, 255), "filled": (255, 255, 0), "lined": (255, int(random.uniform(0, 255)), 0),
                        "tinted": (tint, 255 - tint // 2, 255), "two tones": (255, tint, tint)}[style]
    edge = style in ("outline", "tinted")
    inner = np.clip(width * random.uniform(0.5, 1) * (1 if edge else 0.6), 0.8 * SCALE, 2.5 * SCALE)
    for shape in shapes:
        points = [tuple(point) for point in shape.points]
        if shape.kind == "stroke":  # a strap or a handle is always drawn
            _line(pen, points, 255, max(width, inner * 1.2))
        elif shape.closed:
            pen.polygon(points, fill={"body": body, "part": part, "hole": 0}[shape.kind])
            if edge:
                _line(pen, [*points, points[0], points[1]], 255, width if shape.kind != "part" else inner)
            elif shape.kind == "part" and style != "two tones":
                _line(pen, [*points, points[0], points[1]], line, inner)
        else:
            _line(pen, points, line, inner)
    return image


def _shaded(item: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Darker to one side, as many emoji are."""
    x, y = random.uniform(-0.25, 0.25, 2)
    across, down = np.linspace(-1, 1, SIZE), np.linspace(-1, 1, SIZE)[:, None]
    return (item * (1 - abs(x) - abs(y) + x * across + y * down)).astype(np.uint8)


def _line(pen: ImageDraw.ImageDraw, points: list, level: int, width: float) -> None:
    """A line with round ends."""
    pen.line(points, fill=level, width=max(1, round(width)), joint="curve")
    for x, y in (points[0], points[-1]):
        pen.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=level)


def _to_frame(image: Image.Image, size: float, brightness: float) -> np.ndarray:
    """As `to_input` places an item: its longest edge `size` pixels, in the middle of the frame."""
    item = image.crop(image.point(lambda level: 255 * (level > 25)).getbbox())
    width, height = (max(1, round(edge * size / max(item.size))) for edge in item.size)
    small = item.resize((width, height), Image.Resampling.BILINEAR)  # Pillow's averages when it shrinks
    frame = Image.new("L", (SIZE, SIZE), 0)
    frame.paste(small, ((SIZE + 1 - width) // 2, (SIZE + 1 - height) // 2))
    values = np.asarray(frame, float)
    return np.rint(values * (255 * brightness / max(values.max(), 1))).astype(np.uint8)
