"""Chapter 3, "Transforms": any picture to the tensor that the network was trained on.

Fashion-MNIST's own pictures were made by trimming the background, scaling the longest edge to 28 pixels, centring,
and inverting to a light item on black (Xiao, Rasul & Vollgraf, arXiv 1708.07747, section 2). `to_input` does the same
to any picture, and leaves a picture of the data set as it is.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image

from fmnist.errors import ImageError
from fmnist.pictures.augment import dilate
from fmnist.pictures.background import Background, find_background, is_darker, subtract_background
from fmnist.pictures.components import bounding_box
from fmnist.pictures.open_image import normalise_mode, to_uint8
from fmnist.pictures.ruling import drop_ruling
from fmnist.pictures.upright import tilt, turn

SIZE = 28  # Sides of the network's input, in pixels.
WORKING_SIDE = 320  # Longest edge, in pixels, at which a picture is prepared; larger ones are reduced to it.
STROKE_WIDTH = 1.4  # Min mean width of strokes, in pixels of the 28; thinner ones are widened to it.
MIN_CONTRAST = 0.06  # Min difference between item and background, in [0, 1]; a picture with less shows no item.


@dataclass(frozen=True)
class Stages:
    """A picture on its way to the network, in the order of the steps.

    - `original`: the picture, "L", "RGB" or "RGBA", longest edge at most 320.
    - `grey`: uint8 `(H, W)`, luminance.
    - `light`: float32 `(H, W)` in [0, 1], light item on black, background subtracted.
    - `crop`: float32 `(h, w)` in [0, 1], the item alone, a tilted one upright, thin strokes widened.
    - `X`: float32 `(1, 1, 28, 28)` in [0, 1].
    - `box`: (left, top, right, bottom), in pixels, of the item in `light`; the whole picture without `centre`.
    - `reduced`: `original` is smaller than the picture that came.
    - `inverted`: the item is darker than the background.
    - `centred`: the item was cropped and centred.
    - `degrees`: by how much the item was turned, counterclockwise, to stand; 0 if not.
    - `thickened`: strokes were widened.
    """

    original: Image.Image
    grey: np.ndarray
    light: np.ndarray
    crop: np.ndarray
    X: torch.Tensor
    box: tuple[int, int, int, int]
    reduced: bool
    inverted: bool
    centred: bool
    degrees: int
    thickened: bool


def to_input(image: Any, *, invert: bool | None = None, centre: bool = True) -> torch.Tensor:
    """Any picture -> float32 `(1, 1, 28, 28)` in [0, 1], light item on black, placed as in Fashion-MNIST.

    **Arguments**

    - `image`: a PIL image of any mode, or an array or tensor `(H, W)`, `(H, W, 3 or 4)` or `(1, H, W)`, of integers or
      floats in a range that `to_uint8` knows, [0, 255] or [0, 1] for two.
    - `invert`: whether the item is darker than the background; `None` finds out.
    - `centre`: whether to crop to the item and centre it; if not, the whole picture is scaled to fit.

    Raises `ImageError` for an empty or uniform picture, NaN, or an array of another shape.
    """
    return prepare(image, invert=invert, centre=centre).X


def prepare(image: Any, *, invert: bool | None = None, centre: bool = True) -> Stages:
    """As `to_input`, with every stage kept for display."""
    picture = _as_picture(image)
    original = _reduce(picture)
    rgb, alpha = _channels(original)
    light, noise, inverted = _item_on_black(rgb, alpha, invert)
    box = (0, 0, light.shape[1], light.shape[0])
    crop, centred, degrees = light, False, 0
    if centre:
        box = bounding_box(light, max(0.1, min(0.4, 6 * noise)), drop_frames=invert is None)
        if not _is_placed(box, light.shape):
            left, top, right, bottom = box
            crop, centred = light[top:bottom, left:right], True
            degrees = tilt(crop)
            crop = turn(crop, degrees) if degrees else crop
    crop, thickened = _thicken(crop)
    frame = _scale_to_frame(crop)
    frame = np.clip(frame / max(float(frame.max()), 1e-6), 0, 1) + np.float32(0)  # makes -0.0 0.0
    return Stages(original, _luminance(rgb), light, crop, torch.from_numpy(frame)[None, None], box,
                  reduced=original.size != picture.size, inverted=inverted, centred=centred, degrees=degrees,
                  thickened=thickened)


def _item_on_black(rgb: np.ndarray, alpha: np.ndarray | None, invert: bool | None) -> tuple[np.ndarray, float, bool]:
    """The light item on black, float32 `(H, W)`, its maximum 1; the background's noise; whether the item was darker."""
    background = find_background(rgb, alpha, invert)
    light = subtract_background(rgb, background)
    inverted = is_darker(rgb, background, light)
    if invert is not None and inverted != invert:  # the rim shows no background of the polarity that was asked for
        background, inverted = Background.uniform(rgb.shape[2], invert), invert
        light = subtract_background(rgb, background)
    peak = light.max(initial=0)
    if peak < max(MIN_CONTRAST, 5 * background.noise):
        raise ImageError("there is nothing on the picture: it is the same shade all over; draw or choose an item.")
    light = np.minimum(light / peak, 1)  # the data set's pictures all reach full brightness
    return drop_ruling(light), background.noise, inverted


def _as_picture(image: Any) -> Image.Image:
    if isinstance(image, Image.Image):
        return normalise_mode(image)
    if isinstance(image, torch.Tensor):
        image = image.detach().cpu()
        image = (image.float() if image.is_floating_point() else image).numpy()  # numpy knows no bfloat16
    try:
        array = np.asarray(image)
    except ValueError:
        raise ImageError("expected a picture of shape (H, W), (H, W, 3) or (H, W, 4), got rows of different lengths."
                         ) from None
    while array.ndim > 2 and array.shape[0] == 1:
        array = array[0]
    if array.dtype.kind not in "uifb" or not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))):
        raise ImageError("expected a picture of shape (H, W), (H, W, 3) or (H, W, 4), got {shape} of {dtype}.",
                         shape=tuple(array.shape), dtype=array.dtype)
    return normalise_mode(Image.fromarray(to_uint8(array)))


def _reduce(image: Image.Image) -> Image.Image:
    """The picture at `WORKING_SIDE`, or as it is where it is smaller."""
    if 0 in image.size:
        raise ImageError("the picture has no pixels; choose another one.")
    scale = WORKING_SIDE / max(image.size)
    if scale >= 1:
        return image
    size = tuple(max(1, round(edge * scale)) for edge in image.size)
    return image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)


def _channels(image: Image.Image) -> tuple[np.ndarray, np.ndarray | None]:
    """The picture, float32 `(H, W, 1 or 3)` in [0, 1], and its alpha `(H, W, 1)`, `None` where all is opaque."""
    values = np.asarray(image, dtype=np.float32) / 255
    if values.ndim == 2:
        return values[..., None], None
    alpha = values[..., 3:] if values.shape[2] == 4 and values[..., 3].min() < 1 else None
    return values[..., :3], alpha


def _luminance(rgb: np.ndarray) -> np.ndarray:
    weights = np.array([0.299, 0.587, 0.114] if rgb.shape[2] == 3 else [1.0], np.float32)
    return np.rint(rgb @ (weights * 255)).astype(np.uint8)


def _is_placed(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> bool:
    """Whether the item already fills a square picture as in the data set.

    It may be 2 of 28 pixels shorter than the picture, and its middle 1.5 pixels off.
    """
    height, width = shape
    left, top, right, bottom = (edge * SIZE / height for edge in box)
    off_centre = max(abs(left + right - SIZE), abs(top + bottom - SIZE))
    return height == width and max(right - left, bottom - top) >= SIZE - 2 and off_centre <= 3


def _thicken(crop: np.ndarray) -> tuple[np.ndarray, bool]:
    """Widen strokes that scaling to 28 pixels would lose, by grey dilation; also whether it did.

    The mean stroke width is twice the area of the strokes over the length of their boundary.
    """
    scale = max(crop.shape) / SIZE
    mask = crop > 0.25
    padded = np.pad(mask, 1)
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    boundary = max(int((mask & ~inner).sum()), 1)
    width = 2 * int(mask.sum()) / boundary / scale
    radius = round((STROKE_WIDTH - width) * scale / 2)
    if scale < 2 or radius < 1:
        return crop, False
    wide = np.pad(crop, radius)
    return dilate(torch.from_numpy(wide)[None, None], radius)[0, 0].numpy(), True


def _scale_to_frame(crop: np.ndarray) -> np.ndarray:
    """Scale the longest edge to 28 pixels, anti-aliased, and centre the item on black: float32 `(28, 28)`."""
    height, width = crop.shape
    long_edge = max(height, width)
    scale = 1 if SIZE - 2 <= long_edge <= SIZE else SIZE / long_edge  # the data set's items have 26 to 28: stay sharp
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    picture = Image.fromarray(np.ascontiguousarray(crop, dtype=np.float32))
    method = Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BILINEAR  # Pillow's averages when it shrinks
    small = np.asarray(picture if size == (width, height) else picture.resize(size, method))
    frame = np.zeros((SIZE, SIZE), np.float32)
    top, left = (SIZE + 1 - size[1]) // 2, (SIZE + 1 - size[0]) // 2  # as there, an odd pixel goes above or left
    frame[top : top + size[1], left : left + size[0]] = small
    return frame
