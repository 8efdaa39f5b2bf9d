"""Chapter 2.4 and 2.5: one batch as a `DataLoader` gives it, and which images it holds."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from fmnist.data import as_tensors
from fmnist.errors import DataError
from fmnist.expressions import parse_seed

MAX_BATCH = 256  # pictures on the page


@dataclass(frozen=True)
class Batch:
    """`X`: float32 `(B, 1, 28, 28)` in [0, 1], `y`: int64 `(B,)`, `indices`: where they stand in the data set."""

    X: torch.Tensor
    y: torch.Tensor
    indices: tuple[int, ...]

    def lines(self) -> tuple[str, str]:
        """What the tutorial prints of it."""
        return f"Feature batch shape: {self.X.size()}", f"Labels batch shape: {self.y.size()}"


def first_batch(dataset, batch_size: int = 64, shuffle: bool = True, seed: int = 0, epoch: int = 1) -> Batch:
    """The first batch of an epoch of `DataLoader(dataset, batch_size, shuffle, generator=…manual_seed(seed))`.

    **Arguments**

    - `dataset`: Fashion-MNIST under `ToTensor`, or any data set of tensors of one shape.
    - `batch_size`: 1 to `MAX_BATCH`. `epoch`: 1 to 100; every epoch of a shuffled loader has a new order.

    Raises `DataError` for anything out of range.
    """
    for name, value, high in (("batch_size", batch_size, MAX_BATCH), ("epoch", epoch, 100)):
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        if type(whole) is not int or not 1 <= whole <= high:
            raise DataError(
                "{name} must be a whole number from 1 to {high}, got {got!r}.", name=name, high=high, got=value
            )
    images, labels = as_tensors(dataset)
    order = epoch_order(len(images), shuffle, seed, int(epoch))[: int(batch_size)]
    X = images[order]
    if X.dtype == torch.uint8:
        X = X.float().div(255).unsqueeze(1)
    return Batch(X, labels[order], tuple(order.tolist()))


def epoch_order(n: int, shuffle: bool, seed: int, epoch: int = 1) -> torch.Tensor:
    """In which order a `DataLoader` with a generator of this seed goes through `n` images in its `epoch`-th epoch.

    Returns int64 `(n,)`. What an epoch draws: a base seed for workers, the order, and at its end a second order of
    which `RandomSampler` uses nothing.
    """
    generator = torch.Generator().manual_seed(parse_seed(seed))
    order = torch.arange(n)
    for turn in range(epoch if shuffle else 0):
        if turn:
            torch.randperm(n, generator=generator)
        torch.empty((), dtype=torch.int64).random_(generator=generator)
        order = torch.randperm(n, generator=generator)
    return order
