"""Augmentation for chapter 6: every epoch shows the network each item anew, as a photo, a silhouette or a line drawing.

So the network knows drawings like a visitor's.

Silhouettes are a threshold and a closing, outlines a morphological gradient (Serra, "Image Analysis and Mathematical
Morphology", 1982). Affine and elastic jitter follow Simard et al., "Best practices for convolutional neural networks",
2003; random erasing follows Zhong et al., arXiv 1708.04896, who use Fashion-MNIST too. As in `to_input`, what is left
of a cut item is scaled to fill the frame, except in a sharp photo.
"""

from collections.abc import Callable

import torch
from torch.nn import functional as F

Augmentation = Callable[[torch.Tensor, torch.Generator | None], torch.Tensor]

PHOTO_SHARE = 0.63  # share of a batch that stays photos
SILHOUETTE_SHARE = 0.155  # share of a batch that becomes silhouettes; the rest becomes line drawings
CUT_SHARE = 0.22  # share of the photos that lose columns on the left or right; independently, the same share loses rows
SHARP_SHARE = 0.5  # share of the photos and finished drawings whose pixels keep their values: warping blurs
NEAR_SHARE = 0.58  # share of the other photos that are zoomed in until the item leaves the frame
ERASE_SHARE = 0.2  # share of the photos that lose a rectangle
WILD_SHARE = 0.6  # share of the drawings that are distorted about twice as much as a photo
DETAIL_SHARE = 0.5  # share of the drawings that show inner edges
STRETCH = 0.16  # a photo's width / height is multiplied by e^-0.08 to e^0.08, half of this
DRAWN_STRETCH = 0.32  # as STRETCH, for drawings: people draw tops wider, shoes shorter
SIZE = 28  # side of a picture, in pixels


def sketch(X: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """Turn a batch into photos, silhouettes and line drawings, each randomly moved, turned and distorted.

    Half of the photos are only mirrored and moved by whole pixels, so they stay as sharp as they are.

    `X`: float32 `(N, 1, 28, 28)` in [0, 1], light item on black. Returns a new tensor of the same shape, dtype and
    range; the same generator state gives the same result.
    """
    kind = _uniform(X, generator, 0, 1, len(X))
    photo = kind < PHOTO_SHARE
    drawn = ~photo
    out = torch.empty_like(X)
    X = torch.where(photo[:, None, None, None], _cut(X, generator), X)
    grid = _grid(*_find_item(X), photo, generator)
    out[photo] = _photo(_warp(X[photo], grid[photo], 1), generator)
    # Draw half of the drawings at twice the size and reduce them: the soft edges of a pen drawing after `to_input`.
    soft = torch.rand(len(X), generator=generator, device=X.device) < 0.5
    for chosen, factor in ((drawn & soft, 2), (drawn & ~soft, 1)):
        filled = kind[chosen] < PHOTO_SHARE + SILHOUETTE_SHARE
        out[chosen] = _drawing(_warp(X[chosen], grid[chosen], factor), filled, factor, generator)
    return out


def _uniform(X: torch.Tensor, generator: torch.Generator | None, low: float, high: float, *shape: int) -> torch.Tensor:
    return torch.rand(*shape, generator=generator, device=X.device, dtype=X.dtype) * (high - low) + low


def _cut(X: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """Frame badly: two fifths of the items lose 1 to 5 of 28 pixels on one side, or on two sides that meet."""
    N = len(X)
    position = torch.arange(SIZE, device=X.device)

    def some(share: float) -> torch.Tensor:
        return torch.rand(N, 1, generator=generator, device=X.device) < share

    keep = []
    for _ in range(2):  # columns, rows
        cut = torch.randint(1, 6, (N, 1), generator=generator, device=X.device) * some(CUT_SHARE)
        first = some(0.5)
        keep.append((position >= cut * first) & (position < SIZE - cut * ~first))
    return X * (keep[0][:, None, None, :] & keep[1][:, None, :, None])


def _find_item(X: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The items' longest edges `(N,)` in frames, and their centres `(N, 2)` (x, y) in half frames from the middle."""
    lit = X[:, 0] > 0.05
    edges = []
    for along in (lit.any(1), lit.any(2)):  # columns, rows: (N, 28)
        low = along.int().argmax(1)
        high = SIZE - along.flip(1).int().argmax(1)
        edges.append((low, high))
    (x0, x1), (y0, y1) = edges
    long_edge = torch.maximum(x1 - x0, y1 - y0).to(X.dtype) / SIZE
    centre = torch.stack([x0 + x1, y0 + y1], 1).to(X.dtype) / SIZE - 1
    return long_edge, centre


def _grid(
    long_edge: torch.Tensor, centre: torch.Tensor, photo: torch.Tensor, generator: torch.Generator | None
) -> torch.Tensor:
    """The sampling grid for `F.grid_sample`, `(N, 28, 28, 2)`: affine jitter, then elastic jitter.

    It zooms to the item. A photo that is too near loses what leaves the frame, and the rest reaches the frame's edge.
    A sharp photo is only mirrored and moved.
    """
    N = len(long_edge)

    def uniform(low: float, high: float, *shape: int) -> torch.Tensor:
        return _uniform(long_edge, generator, low, high, N, *shape)

    # Only some drawings are wild: if all were, the network would learn none well.
    wild = ~photo & (uniform(0, 1) < WILD_SHARE)
    near = photo & (uniform(0, 1) < NEAR_SHARE)
    strength = torch.where(wild, 1.0, 0.5)
    angle = uniform(-0.17, 0.17) * strength
    shear = uniform(-0.12, 0.12) * strength
    zoom = long_edge * torch.where(near, uniform(0.78, 0.90), uniform(0.96, 1.10))
    stretch = torch.exp(uniform(-1, 1) * torch.where(photo, STRETCH, DRAWN_STRETCH) * strength)
    flip = torch.where(uniform(0, 1) < 0.5, -1.0, 1.0)
    sharp = photo & (uniform(0, 1) < SHARP_SHARE)
    cos, sin = zoom * angle.cos(), zoom * angle.sin()
    # Squeeze one side and stretch none: the longest edge keeps filling the frame.
    wide, tall = stretch.clamp(min=1), (1 / stretch).clamp(min=1)
    theta = torch.stack(
        [
            torch.stack([flip * cos * wide, (shear * cos - sin) * tall, centre[:, 0]], 1),
            torch.stack([flip * sin * wide, (shear * sin + cos) * tall, centre[:, 1]], 1),
        ],
        1,
    )
    theta[:, :, 2] += uniform(-0.09, 0.09, 2)
    theta = torch.where(sharp[:, None, None], _whole_pixels(theta, flip), theta)
    grid = F.affine_grid(theta, [N, 1, SIZE, SIZE], align_corners=False)
    elastic = uniform(-1, 1, 2, 5, 5) * (uniform(0, 0.12) * torch.where(wild, 1.0, 0.35) * ~sharp)[:, None, None, None]
    elastic = F.interpolate(elastic, size=(SIZE, SIZE), mode="bicubic", align_corners=True)
    return grid + elastic.permute(0, 2, 3, 1)


def _whole_pixels(theta: torch.Tensor, flip: torch.Tensor) -> torch.Tensor:
    """Keep of each `theta` `(N, 2, 3)` its shift alone, in whole pixels; mirror where `flip` `(N,)` is -1."""
    still = torch.zeros_like(theta)
    still[:, 0, 0], still[:, 1, 1] = flip, 1
    still[:, :, 2] = (theta[:, :, 2] * (SIZE / 2)).round() / (SIZE / 2)
    return still


def jitter(X: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """Move, turn, shear and scale finished drawings a little, and change their brightness. Shape and range stay.

    Half of them are only mirrored and moved by a whole pixel, so they stay as sharp as they are.
    """
    N = len(X)
    theta = torch.eye(2, 3, dtype=X.dtype, device=X.device) + _uniform(X, generator, -0.06, 0.06, N, 2, 3)
    flip = torch.where(_uniform(X, generator, 0, 1, N) < 0.5, -1.0, 1.0)
    theta[:, 0] *= flip[:, None]
    sharp = _uniform(X, generator, 0, 1, N, 1, 1) < SHARP_SHARE
    theta = torch.where(sharp, _whole_pixels(theta, flip), theta)
    grid = F.affine_grid(theta, [N, 1, SIZE, SIZE], align_corners=False)
    return (_warp(X, grid, 1) * _uniform(X, generator, 0.85, 1.15, N, 1, 1, 1)).clamp(0, 1)


def _warp(X: torch.Tensor, grid: torch.Tensor, factor: int) -> torch.Tensor:
    """Sample `X` at `grid`, at `factor` times its size."""
    if factor > 1:
        grid = F.interpolate(grid.permute(0, 3, 1, 2), scale_factor=factor, mode="bilinear").permute(0, 2, 3, 1)
    return F.grid_sample(X, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def _photo(X: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """Change the exposure (gamma), add a little noise to the item, and erase rectangles."""
    N = len(X)
    gamma = torch.exp(_uniform(X, generator, -0.25, 0.25, N, 1, 1, 1))
    X = X.clamp(0, 1) ** gamma
    noise = torch.randn(X.shape, generator=generator, device=X.device, dtype=X.dtype)
    X = X + noise * _uniform(X, generator, 0, 0.03, N, 1, 1, 1) * (X > 0)
    return erase(X.clamp(0, 1), ERASE_SHARE, generator)


def erase(X: torch.Tensor, share: float, generator: torch.Generator | None) -> torch.Tensor:
    """Fill a rectangle of one random grey, 3 to 12 pixels a side, in a `share` of the pictures."""
    N = len(X)
    position = torch.arange(SIZE, device=X.device, dtype=X.dtype)
    size = _uniform(X, generator, 3, 12, N, 2, 1)
    start = _uniform(X, generator, 0, 1, N, 2, 1) * (SIZE - size)
    inside = (position >= start) & (position < start + size)
    hit = (inside[:, 0, None, :] & inside[:, 1, :, None])[:, None]
    hit = hit & (torch.rand(N, 1, 1, 1, generator=generator, device=X.device) < share)
    return torch.where(hit, _uniform(X, generator, 0, 1, N, 1, 1, 1), X)


def dilate(X: torch.Tensor, radius: int) -> torch.Tensor:
    """Grey dilation by a square of side 2·radius + 1. `X`: `(N, 1, H, W)`."""
    for axis in (2, 3):  # the square is separable: a column, then a row; slices are ten times as fast as max_pool2d
        size = X.shape[axis]
        padded = F.pad(X, [radius, radius, 0, 0] if axis == 3 else [0, 0, radius, radius])
        X = padded.narrow(axis, 0, size)
        for offset in range(1, 2 * radius + 1):
            X = torch.maximum(X, padded.narrow(axis, offset, size))
    return X


def erode(X: torch.Tensor, radius: int) -> torch.Tensor:
    """Grey erosion by a square of side 2·radius + 1; outside the frame is black. `X`: `(N, 1, H, W)` in [0, 1]."""
    outside = F.pad(1 - X, [radius] * 4, value=1.0)
    return 1 - dilate(outside, radius)[..., radius:-radius, radius:-radius]


def close(X: torch.Tensor, radius: int) -> torch.Tensor:
    """Dilate, then erode: fill gaps up to 2·radius wide, darken nothing. `X`: `(N, 1, H, W)` in [0, 1]."""
    wide = F.pad(X, [2 * radius] * 4)
    return erode(dilate(wide, radius), radius)[..., 2 * radius : -2 * radius, 2 * radius : -2 * radius]


def _drawing(X: torch.Tensor, filled: torch.Tensor, factor: int, generator: torch.Generator | None) -> torch.Tensor:
    """Draw silhouettes where `filled`, else outlines with strokes of 1 to 3 pixels.

    Inner edges, where drawn, are light lines in an outline and dark ones in a silhouette. Returns `X` reduced by
    `factor`.
    """
    N = len(X)

    def some(share: float) -> torch.Tensor:
        return torch.rand(N, 1, 1, 1, generator=generator, device=X.device) < share

    threshold = _uniform(X, generator, 0.02, 0.2, N, 1, 1, 1)
    mask = X.gt(threshold).to(X.dtype)
    mask = torch.where(some(0.65), close(mask, factor), mask)
    thin, deep, thick = erode(mask, factor), erode(mask, 2 * factor), dilate(mask, factor)
    stroke = torch.rand(N, 1, 1, 1, generator=generator, device=X.device)
    wide = torch.where(stroke < 0.8, thick - thin, thick - deep)
    line = torch.where(stroke < 0.45, mask - thin, wide)
    gradient = dilate(X, factor) - erode(X, factor)
    inner = (gradient > _uniform(X, generator, 0.25, 0.6, N, 1, 1, 1)).to(X.dtype)
    detailed = some(DETAIL_SHARE)
    line = torch.where(detailed, torch.maximum(line, inner * thin), line)
    X = torch.where(filled[:, None, None, None], mask - inner * deep * detailed, line)
    if factor > 1:
        X = F.avg_pool2d(X, factor)
    return X * _uniform(X, generator, 0.7, 1, N, 1, 1, 1)


AUGMENTATIONS: dict[str, Augmentation | None] = {"none": None, "sketch": sketch}
