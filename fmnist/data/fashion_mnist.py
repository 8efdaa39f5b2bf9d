"""Chapter 2.1, "Loading a Dataset": Fashion-MNIST as torchvision's data set, and the names of its classes."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fmnist.data import sources
from fmnist.data.loader import to_tensor

if TYPE_CHECKING:
    from torchvision.datasets import FashionMNIST

CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
"""The class names, by label; the same as `torchvision.datasets.FashionMNIST.classes`."""

CLASSES_ZH = ("T恤/上衣", "裤子", "套头衫", "连衣裙", "外套", "凉鞋", "衬衫", "运动鞋", "包", "短靴")
"""The class names in Chinese, by label."""


def load_fashion_mnist(
    root: str | os.PathLike[str] | None = None,
    train: bool = True,
    transform: Callable[[Any], Any] | None = to_tensor,
    target_transform: Callable[[int], Any] | None = None,
) -> FashionMNIST:
    """Fashion-MNIST as in the quickstart, from the first source that has it (see `fmnist.data.sources`).

    **Arguments**

    - `root`: the data folder; `None` means `$FMNIST_DATA`, else `data/`. Where it lacks the files, they come from the
      system's copy, the download, or the shipped mini set.
    - `train`: the 60,000 training images, or the 10,000 test images (mini set: 6,000 and 1,000).
    - `transform`: applied to each PIL image; the default gives float32 `(1, 28, 28)` in [0, 1].
    - `target_transform`: applied to each label, an int in [0, 9].

    Returns a `torchvision.datasets.FashionMNIST` (`.data`: uint8 `(N, 28, 28)`, `.targets`: int64 `(N,)`) with one
    more attribute, `source`: a `fmnist.data.sources.Source`. Raises `DataError` if no source has the files.
    """
    from torchvision.datasets import FashionMNIST

    source = sources.prepare(root)
    dataset = FashionMNIST(root=source.root, train=train, transform=transform, target_transform=target_transform)
    dataset.source = source
    return dataset
