"""What is background and what is item: the step of `to_input` that decides polarity and removes the background."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fmnist.pictures.sheet import find_sheet
from fmnist.pictures.surfaces import Surfaces, find_surfaces, from_cells, soft_light

FLAT = 0.012
"""Noise of the background, in [0, 1], under which it counts as drawn by a program: no shading to remove."""

CLEAR = 0.03
"""Share of transparent pixels from which a picture is a cut-out; under it, rounded corners of an opaque one."""

CORNER = 0.25
"""How much of each side belongs to its corners."""

EXACT = 0.02
"""Share of the rim that a painted background has at least, however near the item is."""


@dataclass(frozen=True)
class Background:
    """`level`: float32 `(H, W, C)` or `(C,)` in [0, 1]; `noise`: its standard deviation; `light`: or dark."""

    level: np.ndarray
    noise: float
    light: bool

    @classmethod
    def even(cls, channels: int, light: bool) -> Background:
        """White, or black."""
        return cls(np.full(channels, light, np.float32), 0.0, light)


def find_background(rgb: np.ndarray, alpha: np.ndarray | None, invert: bool | None) -> Background:
    """The background of a picture, from its rim, where most pictures of one item show nothing else.

    `rgb`: float32 `(H, W, C)` in [0, 1]; `alpha`: float32 `(H, W, 1)` in [0, 1], or `None` for an opaque picture.
    What is transparent, or beside the sheet that a drawing is on, is filled with the background, in place.
    `invert`: whether the background is light; `None` to find out.
    """
    opaque = np.ones(rgb.shape[:2], bool) if alpha is None else alpha[..., 0] >= 0.5
    surfaces = find_surfaces(rgb) if _is_photo(rgb) else None
    sheet = find_sheet(surfaces) if alpha is None and surfaces is not None else None
    if sheet is not None:
        opaque = from_cells(sheet, rgb.shape)
        alpha = opaque[..., None].astype(np.float32)
    if sheet is None and opaque.mean() <= 1 - CLEAR:
        # On nothing at all: take the background the item stands out from.
        mean = float((rgb * alpha).sum() / max(float(alpha.sum()) * rgb.shape[2], 1e-6))
        light = mean < 0.5 if invert is None else invert
        background = Background.even(rgb.shape[2], light)
    else:
        background = _from_rim(rgb, opaque, invert, surfaces)
    if alpha is not None:
        rgb[...] = rgb * alpha + (1 - alpha) * background.level
    return background


def lift(rgb: np.ndarray, background: Background) -> np.ndarray:
    """The item on black: how far each pixel is from the background, float32 `(H, W)` in [0, 1].

    For a grey picture on white or black that is exactly `1 - x` or `x`, as the data set was made.
    """
    room = background.level if background.light else 1 - background.level
    away = (background.level - rgb if background.light else rgb - background.level) / np.maximum(room, 0.2)
    mean = _mean(away)
    value = np.maximum(mean, -0.8 * mean)
    if rgb.shape[2] == 3:  # a yellow shirt on white is hardly darker than it, but far from it in blue
        far = np.abs(away)
        value = np.maximum(value, 0.7 * np.maximum(np.maximum(far[..., 0], far[..., 1]), far[..., 2]))
    floor = 3 * background.noise / max(float(room.mean()), 0.2)
    return np.where(value < floor, 0, np.clip(value, 0, 1)).astype(np.float32)


def is_darker(rgb: np.ndarray, background: Background, light: np.ndarray) -> bool:
    """Whether the item is darker than the background. `light`: what `lift` made of it."""
    step = _step(light.shape)
    level = background.level[::step, ::step] if background.level.ndim == 3 else background.level
    return bool((light[::step, ::step] * _mean(level - rgb[::step, ::step])).sum() > 0)


def _from_rim(
    rgb: np.ndarray, opaque: np.ndarray, invert: bool | None, surfaces: Surfaces | None
) -> Background:
    grey = _mean(rgb)
    rim = _rim(opaque)
    if invert is None:
        start = _beyond_all(grey if opaque.all() else grey[opaque], grey[rim])
        start = _mode(grey[rim & _corners(grey.shape)]) if start is None else start  # which may be 0
    else:
        start = float(np.quantile(grey[rim], 0.9 if invert else 0.1, method="nearest"))  # a value that is there
    near = rim & (np.abs(grey - start) < 0.12)
    level = np.median(rgb[near], axis=0)
    noise = 1.4826 * float(np.median(np.abs(rgb[near] - level)))
    light = bool(level.mean() > 0.5) if invert is None else invert
    field = level  # broadcasts
    if noise > FLAT / 4 and min(grey.shape) >= 64:
        field, noise = _shading(rgb, opaque, rim, level, noise)
        if surfaces is not None:
            soft = soft_light(surfaces, rim, opaque, np.broadcast_to(field, rgb.shape))
            field = field if soft is None else soft
    return Background(field, noise, light)


def _beyond_all(all_shades: np.ndarray, rim: np.ndarray) -> np.float32 | None:
    """A shade that some of the rim has to the bit and nothing is beyond, as where a program painted the background.

    `None` where neither the darkest nor the lightest shade of the picture is that, or both are.
    """
    shades = [shade for shade in (all_shades.min(), all_shades.max()) if (rim == shade).mean() >= EXACT]
    return shades[0] if len(shades) == 1 else None


def _mean(rgb: np.ndarray) -> np.ndarray:
    """Over the channels; numpy's own `mean` is ten times as slow over so short an axis."""
    return sum(rgb[..., channel] for channel in range(rgb.shape[2])) / np.float32(rgb.shape[2])


def _step(shape: tuple[int, ...]) -> int:
    """Where every pixel is not needed, about 64 a side are."""
    return max(1, min(shape) // 64)


def _rim(opaque: np.ndarray) -> np.ndarray:
    """The opaque pixels within a twenty-fifth of the shorter edge of the picture's, or of the opaque part's, edge."""
    width = max(1, round(min(opaque.shape) * 0.04))
    inner = np.zeros_like(opaque)
    inner[width:-width, width:-width] = True
    if not opaque.all():
        near = np.pad(opaque, width).astype(np.int32).cumsum(0).cumsum(1)
        near = np.pad(near, ((1, 0), (1, 0)))
        side = 2 * width + 1
        inner &= near[side:, side:] - near[:-side, side:] - near[side:, :-side] + near[:-side, :-side] == side * side
    return opaque & ~inner


def _corners(shape: tuple[int, ...]) -> np.ndarray:
    """An item that is cut off touches the middle of the sides first."""
    quarter = [np.minimum(np.arange(edge), np.arange(edge)[::-1]) < max(1, edge * CORNER) for edge in shape]
    return quarter[0][:, None] & quarter[1][None, :]


def _mode(values: np.ndarray) -> float:
    """The commonest grey level, to a sixty-fourth: a background is even, an item that reaches the rim has shades."""
    counts = np.bincount((values * 127.99).astype(int), minlength=128)
    pairs = counts[:-1] + counts[1:]
    return (int(pairs.argmax()) + 1) / 128


def _is_photo(rgb: np.ndarray) -> bool:
    """Whether neighbours differ: what a program has painted is the same over long ways."""
    rows = rgb[:: _step(rgb.shape[:2]), :, -1]
    return min(rgb.shape[:2]) >= 64 and bool((rows[:, 1:] == rows[:, :-1]).mean() < 0.5)


def _shading(
    rgb: np.ndarray, opaque: np.ndarray, rim: np.ndarray, level: np.ndarray, noise: float
) -> tuple[np.ndarray, float]:
    """A photographed background is brighter on one side: a quadratic surface through what looks like it."""
    height, width, _ = rgb.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    basis = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 2)
    step = _step((height, width))
    sparse, points = rgb[::step, ::step].reshape(-1, rgb.shape[2]), basis[::step, ::step].reshape(-1, 6)
    on_rim, visible = (mask[::step, ::step].ravel() for mask in (rim, opaque))
    field = np.broadcast_to(level, sparse.shape)
    for reach in (0.25, 0.12, 0.08, 0.06):
        # From the rim inwards: the item in the middle must not pull the surface before it is known.
        near = visible & (np.abs(sparse - field).max(1) < reach) & (on_rim | (reach < 0.1))
        if near.sum() < 24:
            break
        weights = np.linalg.lstsq(points[near], sparse[near], rcond=None)[0]
        field = points @ weights
        noise = 1.4826 * float(np.median(np.abs(sparse[near] - field[near])))
    else:
        return np.clip(basis @ weights, 0, 1).astype(np.float32), noise
    return level, noise
