"""How well a model recognises what is not quite Fashion-MNIST: the test set, as it is and changed in eight ways."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import nn

from fmnist.errors import ImageError
from fmnist.pictures.augment import close, erode
from fmnist.pictures.to_input import SIZE, to_input

SHIFT = 4  # pixels
MARGIN = 10  # pixels on each side
JPEG_QUALITY = 40  # of 100


@dataclass(frozen=True)
class VariantResult:
    """`accuracy`, a fraction, of `images` pictures changed as the variant `name` says."""

    name: str
    accuracy: float
    images: int


def photo(image: np.ndarray, index: int) -> np.ndarray:
    """The picture as it is."""
    return image


def silhouette(image: np.ndarray, index: int) -> np.ndarray:
    """White wherever the item is more than 6% bright, holes up to two pixels closed (closing by 3×3)."""
    return (_mask(image) * 255).to(torch.uint8)[0, 0].numpy()


def outline(image: np.ndarray, index: int) -> np.ndarray:
    """The silhouette less its erosion by 3×3: a white line, one pixel wide."""
    mask = _mask(image)
    return ((mask - erode(mask, 1)) * 255).to(torch.uint8)[0, 0].numpy()


def shifted(image: np.ndarray, index: int) -> np.ndarray:
    """Moved by 4 pixels, right, down, left and up in turn; what leaves the frame is lost."""
    dx, dy = ((SHIFT, 0), (0, SHIFT), (-SHIFT, 0), (0, -SHIFT))[index % 4]
    return np.asarray(Image.fromarray(image).transform((SIZE, SIZE), Image.Transform.AFFINE, (1, 0, -dx, 0, 1, -dy)))


def smaller(image: np.ndarray, index: int) -> np.ndarray:
    """Scaled by 0.8 about the centre."""
    return _scaled(image, 0.8)


def larger(image: np.ndarray, index: int) -> np.ndarray:
    """Scaled by 1.2 about the centre; what leaves the frame is lost."""
    return _scaled(image, 1.2)


def inverted(image: np.ndarray, index: int) -> np.ndarray:
    """A dark item on white."""
    return 255 - image


def margin(image: np.ndarray, index: int) -> np.ndarray:
    """A dark item on a white page of 48×48."""
    return np.pad(255 - image, MARGIN, constant_values=255)


def jpeg(image: np.ndarray, index: int) -> np.ndarray:
    """Saved as JPEG with quality 40 and read again."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=JPEG_QUALITY)
    return np.asarray(Image.open(file))


VARIANTS: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    variant.__name__: variant
    for variant in (photo, silhouette, outline, shifted, smaller, larger, inverted, margin, jpeg)
}
"""`variant(image: uint8 (28, 28), index) -> uint8 (H, W)`."""


@torch.no_grad()
def robustness(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> Iterator[VariantResult]:
    """The accuracy on every variant, one after the other (a second or two a thousand images).

    `images`: uint8 `(N, 28, 28)`; `labels`: int64 `(N,)`. A picture that `to_input` refuses counts as misread. Leaves
    the model in `eval()` mode.
    """
    model.eval()
    device = next(model.parameters()).device
    for name, variant in VARIANTS.items():
        X = torch.cat([_input(variant(image, index)) for index, image in enumerate(images.numpy())])
        guesses = torch.cat([model(part.to(device)).argmax(1).cpu() for part in X.split(500)])
        right = (guesses == labels) & X.flatten(1).any(1)
        yield VariantResult(name, right.float().mean().item(), len(labels))


def _input(picture: np.ndarray) -> torch.Tensor:
    try:
        return to_input(picture)
    except ImageError:
        return torch.zeros(1, 1, SIZE, SIZE)


def _mask(image: np.ndarray) -> torch.Tensor:
    return close((torch.from_numpy(image)[None, None] / 255 > 0.06).float(), 1)


def _scaled(image: np.ndarray, factor: float) -> np.ndarray:
    step, offset = 1 / factor, (SIZE - SIZE / factor) / 2
    picture = Image.fromarray(image)
    coefficients = (step, 0, offset, 0, step, offset)
    return np.asarray(picture.transform((SIZE, SIZE), Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR))
