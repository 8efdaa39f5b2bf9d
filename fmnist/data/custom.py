"""Chapter 2.3, "Creating a custom dataset for your files": pictures in a folder, their labels in a CSV."""

from __future__ import annotations

import copy
import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import Dataset

from fmnist.checks import whole_number
from fmnist.errors import DataError
from fmnist.files import ASSETS

SAMPLE = ASSETS / "sample_dataset"  # labels.csv and images.zip, 30 training images, to try the import with


def to_model_input(image: torch.Tensor) -> torch.Tensor:
    """A transform for `CustomImageDataset`: any picture -> float32 `(1, 28, 28)` in [0, 1], as the model takes it.

    `image`: uint8 `(C, H, W)` as `decode_image` reads it; 1 or 3 channels, with or without alpha. Lays a transparent
    picture on black, the data set's background; makes it grey, resizes it with antialiasing, and divides by 255. It
    neither crops nor inverts.
    """
    from torchvision.transforms import v2

    if image.shape[0] in (2, 4):
        image = (image[:-1].float() * (image[-1:].float() / 255)).round().to(torch.uint8)
    prepare = v2.Compose([v2.Grayscale(), v2.Resize((28, 28), antialias=True), v2.ToDtype(torch.float32, scale=True)])
    return prepare(image)


@dataclass(frozen=True)
class Trace:
    """What `__getitem__` does with one row, line by line.

    - `count`: `len(dataset)`.
    - `path`: of the picture, from the image folder's name on.
    - `decoded`: uint8 `(C, H, W)`, what `decode_image` returned.
    - `transformed`: what the transform made of it.
    - `label`, `target`: the label before and after the target transform.
    """

    count: int
    idx: int
    path: str
    decoded: torch.Tensor
    transformed: torch.Tensor
    label: int
    target: object


def trace(dataset: CustomImageDataset, idx: int) -> Trace:
    """What `dataset[idx]` does, line by line. Raises `DataError` for an empty set, `ConfigError` for a wrong index."""
    if not len(dataset):
        raise DataError("the data set is empty; add at least one row.")
    idx = whole_number("index", idx, 0, len(dataset) - 1)
    name, label = dataset.img_labels[idx]
    plain = copy.copy(dataset)
    plain.transform = plain.target_transform = None
    transformed, target = dataset[idx]
    return Trace(len(dataset), idx, f"{dataset.img_dir.name}/{name}", plain[idx][0], transformed, label, target)


def decode_image(path: str) -> torch.Tensor:
    """`torchvision.io.decode_image`: a picture file -> uint8 `(C, H, W)`.

    Where torchvision has none (0.29 announces that a later release drops it for torchcodec), Pillow reads the same
    pixels.
    """
    try:
        from torchvision.io import decode_image
    except ImportError:
        from PIL import Image
        from torchvision.transforms.functional import pil_to_tensor

        with Image.open(path) as image:
            mode = "L" if image.mode == "1" else image.mode
            return pil_to_tensor(image.convert(mode if mode in ("L", "LA", "RGB", "RGBA") else "RGB"))
    return decode_image(path)


class CustomImageDataset(Dataset):
    """The tutorial's data set of image files with labels in a CSV (chapter 2.3).

    **Arguments**

    - `annotations_file`: a CSV with two columns, file name and label (an integer). As in the tutorial's pandas
      version the first row is a header.
    - `img_dir`: the folder the file names are relative to.
    - `transform`: applied to each image, uint8 `(C, H, W)` in [0, 255] as `torchvision.io.decode_image` reads it.
    - `target_transform`: applied to each label.

    Raises `DataError`, naming the row, for a row without two columns or with a label that is not an integer.
    """

    def __init__(
        self,
        annotations_file: str | os.PathLike[str],
        img_dir: str | os.PathLike[str],
        transform: Callable[[torch.Tensor], Any] | None = None,
        target_transform: Callable[[int], Any] | None = None,
    ) -> None:
        with open(annotations_file, newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))[1:]
        self.img_labels = [_label_row(number, row) for number, row in enumerate(rows, start=2) if row]
        self.img_dir = Path(img_dir)
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self) -> int:
        return len(self.img_labels)

    def __getitem__(self, idx: int) -> tuple[Any, Any]:
        name, label = self.img_labels[idx]
        path = self.img_dir / name
        if not path.is_file():
            raise DataError("row {row}: image {name!r} was not found in the image folder.", row=idx + 2, name=name)
        image = decode_image(str(path))
        if self.transform:
            image = self.transform(image)
        if self.target_transform:
            label = self.target_transform(label)
        return image, label


def _label_row(number: int, row: list[str]) -> tuple[str, int]:
    if len(row) < 2:
        raise DataError("row {row}: expected two columns, file name and label, got {got}.", row=number, got=len(row))
    try:
        return row[0], int(row[1])
    except ValueError:
        raise DataError("row {row}: expected a whole number as label, got {got!r}.", row=number, got=row[1]) from None
