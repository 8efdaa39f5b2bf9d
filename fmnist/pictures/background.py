"""What is background and what is item: the step of `to_input` that decides polarity and subtracts the background."""

from dataclasses import dataclass

import numpy as np

from fmnist.pictures.surfaces import Surfaces, find_sheet, find_surfaces, flood_background, to_pixels
from fmnist.pictures.tile import find_tile

PHOTO_SIDE = 64  # Min length, in pixels, of a photograph's shorter edge.
PAINTED_NOISE = 0.003  # Max noise of a painted background, in [0, 1]; a painted background has no shading.
PAINTED_SHARE = 0.02  # Min share of the rim that shows a painted background, however large the item is.
CUT_OUT_SHARE = 0.03  # Min share of transparent pixels in a cut-out; a window with rounded corners has less.
RIM_WIDTH = 0.04  # Width of the rim, as a share of the picture's shorter edge.
CORNER_SHARE = 0.25  # Length of a corner along each side, as a share of that side.
RIM_DISTANCE = 0.12  # Max difference between a rim pixel and the background's shade for the pixel to be background.
FIT_DISTANCES = (0.25, 0.12, 0.08, 0.06)  # Max difference between a pixel and the fitted shading, fit by fit.
MAD_TO_STD = 1.4826  # Standard deviation of normally distributed noise, in units of its median absolute deviation.


@dataclass(frozen=True)
class Background:
    """`level`: float32 `(H, W, C)` or `(C,)` in [0, 1]; `noise`: its standard deviation; `is_light`: its polarity."""

    level: np.ndarray
    noise: float
    is_light: bool

    @classmethod
    def uniform(cls, channels: int, is_light: bool) -> "Background":
        """White or black, without noise."""
        return cls(np.full(channels, is_light, np.float32), 0.0, is_light)


def find_background(rgb: np.ndarray, alpha: np.ndarray | None, invert: bool | None) -> Background:
    """Estimate the background from the picture's rim, where most pictures of one item show nothing else.

    `rgb`: float32 `(H, W, C)` in [0, 1]; `alpha`: float32 `(H, W, 1)` in [0, 1], or `None` for an opaque picture.
    `invert`: whether the background is light; `None` finds out. Paints the background, in place, over what is
    transparent and over what is around an icon's tile or a sheet of paper.
    """
    opaque = np.ones(rgb.shape[:2], bool) if alpha is None else alpha[..., 0] >= 0.5
    surfaces = find_surfaces(rgb) if _is_photo(rgb) else None
    ground = _ground(rgb, opaque, surfaces)
    if ground is not None:
        opaque = ground
        alpha = opaque[..., None].astype(np.float32)
    if ground is None and opaque.mean() <= 1 - CUT_OUT_SHARE:
        # A cut-out has no background: choose white or black, whichever contrasts with the item.
        mean = float((rgb * alpha).sum() / max(float(alpha.sum()) * rgb.shape[2], 1e-6))
        background = Background.uniform(rgb.shape[2], mean < 0.5 if invert is None else invert)
    else:
        background = _from_rim(rgb, opaque, invert, surfaces)
    if alpha is not None:
        rgb[...] = rgb * alpha + (1 - alpha) * background.level
    return background


def _ground(rgb: np.ndarray, opaque: np.ndarray, surfaces: Surfaces | None) -> np.ndarray | None:
    """What a tile or a sheet of paper covers, bool `(H, W)`; `None` where the item stands on neither.

    An item cut out of a tile is painted, in place, white or black, whichever contrasts.
    """
    if surfaces is not None:
        sheet = find_sheet(surfaces) if opaque.all() else None
        return None if sheet is None else to_pixels(sheet, rgb.shape)
    tile = find_tile(rgb, opaque)
    if tile is not None and not opaque[tile].all():
        rgb[tile & ~opaque] = rgb[tile & opaque].mean() < 0.5
    return tile


def subtract_background(rgb: np.ndarray, background: Background) -> np.ndarray:
    """The light item on black, float32 `(H, W)` in [0, 1]: each pixel's distance from the background.

    For a grey picture on white or black that is exactly `1 - x` or `x`, as the data set was made.
    """
    room = background.level if background.is_light else 1 - background.level
    away = (background.level - rgb if background.is_light else rgb - background.level) / np.maximum(room, 0.2)
    mean = _mean(away)
    value = np.maximum(mean, -0.8 * mean)
    if rgb.shape[2] == 3:  # a yellow shirt is hardly darker than a white background, but far from it in blue
        far = np.abs(away)
        value = np.maximum(value, 0.7 * np.maximum(np.maximum(far[..., 0], far[..., 1]), far[..., 2]))
    floor = 3 * background.noise / max(float(room.mean()), 0.2)
    return np.where(value < floor, 0, np.clip(value, 0, 1)).astype(np.float32)


def is_darker(rgb: np.ndarray, background: Background, light: np.ndarray) -> bool:
    """Whether the item is darker than the background. `light`: what `subtract_background` returned."""
    step = _stride(light.shape)
    level = background.level[::step, ::step] if background.level.ndim == 3 else background.level
    return bool((light[::step, ::step] * _mean(level - rgb[::step, ::step])).sum() > 0)


def _from_rim(rgb: np.ndarray, opaque: np.ndarray, invert: bool | None, surfaces: Surfaces | None) -> Background:
    grey = _mean(rgb)
    rim = _rim(opaque)
    if invert is None:
        shade = _painted_shade(grey if opaque.all() else grey[opaque], grey[rim])
        shade = _mode(grey[rim & _corners(opaque)]) if shade is None else shade  # 0 is a shade too
    else:
        shade = float(np.quantile(grey[rim], 0.9 if invert else 0.1, method="nearest"))  # some pixel's own value
    near = rim & (np.abs(grey - shade) < RIM_DISTANCE)
    level = np.median(rgb[near], axis=0)
    noise = MAD_TO_STD * float(np.median(np.abs(rgb[near] - level)))
    is_light = bool(level.mean() > 0.5) if invert is None else invert
    field = level  # (C,) broadcasts
    if noise > PAINTED_NOISE and min(grey.shape) >= PHOTO_SIDE:
        field, noise = _fit_shading(rgb, opaque, rim, level, noise)
        if surfaces is not None:
            flooded = flood_background(surfaces, rim, opaque, np.broadcast_to(field, rgb.shape))
            field = field if flooded is None else flooded
    return Background(field, noise, is_light)


def _painted_shade(grey: np.ndarray, rim: np.ndarray) -> np.float32 | None:
    """The picture's darkest or lightest shade, if part of the rim has exactly this shade: a program painted it there.

    `None` where that holds for neither of the two, or for both.
    """
    shades = [shade for shade in (grey.min(), grey.max()) if (rim == shade).mean() >= PAINTED_SHARE]
    return shades[0] if len(shades) == 1 else None


def _mean(rgb: np.ndarray) -> np.ndarray:
    """The mean over the channels; numpy's own `mean` is ten times as slow over so short an axis."""
    return sum(rgb[..., channel] for channel in range(rgb.shape[2])) / np.float32(rgb.shape[2])


def _stride(shape: tuple[int, ...]) -> int:
    """The step between pixels, in pixels, that leaves about 64 along the shorter edge: enough for an estimate."""
    return max(1, min(shape) // 64)


def _rim(opaque: np.ndarray) -> np.ndarray:
    """The opaque pixels within `RIM_WIDTH` of the picture's edge or of a transparent pixel: bool `(H, W)`."""
    width = max(1, round(min(opaque.shape) * RIM_WIDTH))
    inner = np.zeros_like(opaque)
    inner[width:-width, width:-width] = True
    if not opaque.all():
        # A summed-area table counts the opaque pixels in the square around each pixel.
        table = np.pad(opaque, width).astype(np.int32).cumsum(0).cumsum(1)
        table = np.pad(table, ((1, 0), (1, 0)))
        side = 2 * width + 1
        counts = table[side:, side:] - table[:-side, side:] - table[side:, :-side] + table[:-side, :-side]
        inner &= counts == side * side
    return opaque & ~inner


def _corners(opaque: np.ndarray) -> np.ndarray:
    """The corners of what is opaque, bool `(H, W)`: an item that is cut off reaches the middle of a side first."""
    near = []
    for seen in (opaque.any(1), opaque.any(0)):  # rows, columns
        low, high = np.flatnonzero(seen)[[0, -1]]
        from_edge = np.minimum(np.arange(len(seen)) - low, high - np.arange(len(seen)))
        near.append(from_edge < max(1, (high + 1 - low) * CORNER_SHARE))
    return near[0][:, None] & near[1][None, :]


def _mode(values: np.ndarray) -> float:
    """The most frequent grey level, in bins of 1/64: a background is even, an item that reaches the rim is shaded."""
    counts = np.bincount((values * 127.99).astype(int), minlength=128)
    pairs = counts[:-1] + counts[1:]  # overlapping bins
    return (int(pairs.argmax()) + 1) / 128


def _is_photo(rgb: np.ndarray) -> bool:
    """Whether most neighbouring pixels differ; a program paints long runs of one shade."""
    rows = rgb[:: _stride(rgb.shape[:2]), :, -1]
    return min(rgb.shape[:2]) >= PHOTO_SIDE and bool((rows[:, 1:] == rows[:, :-1]).mean() < 0.5)


def _fit_shading(
    rgb: np.ndarray, opaque: np.ndarray, rim: np.ndarray, level: np.ndarray, noise: float
) -> tuple[np.ndarray, float]:
    """Fit a quadratic surface to the background by least squares: a photograph is brighter on one side.

    Returns the surface, float32 `(H, W, C)`, and the noise around it; `level` as it is where too few pixels fit.
    """
    height, width, _ = rgb.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    basis = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 2)
    step = _stride((height, width))
    sparse, points = rgb[::step, ::step].reshape(-1, rgb.shape[2]), basis[::step, ::step].reshape(-1, 6)
    on_rim, visible = (mask[::step, ::step].ravel() for mask in (rim, opaque))
    field = np.broadcast_to(level, sparse.shape)
    for distance in FIT_DISTANCES:
        # The first two fits see the rim alone: the item in the middle must not pull the surface before that is known.
        near = visible & (np.abs(sparse - field).max(1) < distance) & (on_rim | (distance < 0.1))
        if near.sum() < 24:
            return level, noise
        weights = np.linalg.lstsq(points[near], sparse[near], rcond=None)[0]
        field = points @ weights
        noise = MAD_TO_STD * float(np.median(np.abs(sparse[near] - field[near])))
    return np.clip(basis @ weights, 0, 1).astype(np.float32), noise
