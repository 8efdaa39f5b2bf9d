"""Chapter 2.3, "Creating a custom dataset for your files": a visitor's own pictures, evaluated, trained on."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import torch
from torch import nn
from torch.utils.data import Dataset

from fmnist.checkpoint.archive import atomic_write
from fmnist.data.fashion_mnist import CustomImageDataset
from fmnist.data.import_csv import Imported, import_dataset
from fmnist.errors import DataError
from fmnist.files import private_folder, remove_leftovers

SAMPLE = Path(__file__).resolve().parents[2] / "assets" / "sample_dataset"
PREFIX = "fmnist-uploads-"


def to_model_input(image: torch.Tensor) -> torch.Tensor:
    """A transform for `CustomImageDataset`: any picture as the model takes it, float32 `(1, 28, 28)` in [0, 1].

    `image`: uint8 `(C, H, W)` as `decode_image` reads it; 1 or 3 channels, with or without alpha (laid on black, the
    data set's background). Grey, resized with antialiasing, divided by 255; nothing is cropped or inverted.
    """
    from torchvision.transforms import v2

    if image.shape[0] in (2, 4):
        image = (image[:-1].float() * (image[-1:].float() / 255)).round().to(torch.uint8)
    prepare = v2.Compose([v2.Grayscale(), v2.Resize((28, 28), antialias=True), v2.ToDtype(torch.float32, scale=True)])
    return prepare(image)


@dataclass(frozen=True)
class Trace:
    """`__getitem__` line by line for one row: the path below the image folder, what `decode_image` gave (uint8
    `(C, H, W)`), what the transform made of it, the label before and after the target transform."""

    idx: int
    path: str
    decoded: torch.Tensor
    transformed: torch.Tensor
    label: int
    target: object


def trace(dataset: CustomImageDataset, idx: int) -> Trace:
    """What `dataset[idx]` does, kept at every line. Raises `DataError` for an index outside the data set."""
    if type(idx) is not int or not 0 <= idx < len(dataset):
        raise DataError("index must be from 0 to {last}, got {got!r}.", last=len(dataset) - 1, got=idx)
    name, label = dataset.img_labels[idx]
    plain = CustomImageDataset.__new__(CustomImageDataset)
    plain.__dict__.update(dataset.__dict__, transform=None, target_transform=None)
    transformed, target = dataset[idx]
    return Trace(idx, f"{dataset.img_dir.name}/{name}", plain[idx][0], transformed, label, target)


def pack(imported: Imported) -> Path:
    """A zip beside them of `labels.csv` and `images/` as they came in, which the scripts of chapter 2.3 read."""

    def write(file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            archive.write(imported.annotations_file, "labels.csv")
            for name in dict.fromkeys(row.name for row in imported.rows):
                archive.write(imported.img_dir / name, f"images/{name}")

    path = imported.folder / "dataset.zip"
    if not path.exists():
        atomic_write(path, write)
    return path


@dataclass(frozen=True)
class Evaluation:
    """A model on a data set: `accuracy` as a fraction, `labels` and `predicted` int64 `(N,)`, `confidence` float32
    `(N,)`: the probability of the predicted class."""

    accuracy: float
    labels: torch.Tensor
    predicted: torch.Tensor
    confidence: torch.Tensor


@torch.no_grad()
def evaluate(model: nn.Module, dataset: Dataset, batch_size: int = 500) -> Evaluation:
    """The model on every row. `dataset`: items `(float32 (1, 28, 28) in [0, 1], int in [0, 9])`.

    The model is left in the mode it was in. Raises `DataError` for an empty data set.
    """
    if len(dataset) == 0:
        raise DataError("the data set is empty; add at least one row.")
    was_training, device = model.training, next(model.parameters()).device
    model.eval()
    try:
        labels, predicted, confidence = [], [], []
        for start in range(0, len(dataset), batch_size):
            items = [dataset[i] for i in range(start, min(start + batch_size, len(dataset)))]
            probabilities = model(torch.stack([X for X, _ in items]).to(device)).softmax(dim=1).cpu()
            best = probabilities.max(dim=1)
            labels += [int(y) for _, y in items]
            predicted.append(best.indices)
            confidence.append(best.values)
    finally:
        model.train(was_training)
    y, pred = torch.tensor(labels), torch.cat(predicted)
    return Evaluation((pred == y).double().mean().item(), y, pred, torch.cat(confidence))


class Uploads:
    """Visitors' data sets, one each: a private folder that is deleted when it is replaced, old or one too many.

    What a killed process left behind goes when the next one is made.

    **Arguments**

    - `keep_seconds`: how long a folder stays after it was last used.
    - `keep`: how many visitors' folders there may be; the one unused longest goes first.
    """

    def __init__(self, keep_seconds: float = 3600.0, keep: int = 200) -> None:
        self._lock = threading.Lock()
        self._root: Path | None = None
        self._in_use: IO[str] | None = None
        self._of: dict[str, tuple[Imported, float]] = {}
        self.keep_seconds, self.keep = keep_seconds, keep
        remove_leftovers(PREFIX)

    def put(self, visitor: str, csv_file: str | os.PathLike[str], zip_file: str | os.PathLike[str]) -> Imported:
        """Import a visitor's files (see `import_dataset`); what they had before is kept if that fails."""
        with self._lock:
            if self._root is None:  # not before the first upload: an app that is only built leaves nothing behind
                self._root, self._in_use = private_folder(PREFIX)
            folder = self._root / secrets.token_hex(16)
        imported = import_dataset(csv_file, zip_file, folder)
        with self._lock:
            self._drop(visitor)
            self._of[visitor] = (imported, time.monotonic())
            self._sweep()
        return imported

    def of(self, visitor: str | None) -> Imported | None:
        """The visitor's data set, or None where there is none (any more)."""
        with self._lock:
            self._sweep()
            if visitor not in self._of:
                return None
            imported, _ = self._of[visitor]
            self._of[visitor] = (imported, time.monotonic())
            return imported

    def close(self) -> None:
        """Delete all of them."""
        with self._lock:
            self._of.clear()
            if self._root is not None:
                shutil.rmtree(self._root, ignore_errors=True)
                self._in_use.close()
                self._root = self._in_use = None

    def _sweep(self) -> None:
        oldest_first = sorted(self._of, key=lambda visitor: self._of[visitor][1])
        too_many = len(oldest_first) - self.keep
        for i, visitor in enumerate(oldest_first):
            if i < too_many or time.monotonic() - self._of[visitor][1] > self.keep_seconds:
                self._drop(visitor)

    def _drop(self, visitor: str) -> None:
        if visitor in self._of:
            shutil.rmtree(self._of.pop(visitor)[0].folder, ignore_errors=True)
