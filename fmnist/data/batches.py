"""Chapter 2.4 and 2.5: one batch, the same that a `DataLoader` yields, and which images it holds."""

from dataclasses import dataclass

import torch
from torch.utils.data import Dataset

from fmnist.checks import valid_seed, whole_number
from fmnist.data.loader import as_tensors

MAX_BATCH = 256  # pictures on the page
MAX_DRAWS = 100


@dataclass(frozen=True)
class Batch:
    """`X`: float32 `(B, 1, 28, 28)` in [0, 1], `y`: int64 `(B,)`, `indices`: each image's in the data set."""

    X: torch.Tensor
    y: torch.Tensor
    indices: tuple[int, ...]

    def lines(self) -> tuple[str, ...]:
        """What the tutorial prints of a batch: two lines in the Quickstart, two in 2.5."""
        return (
            f"Shape of X [N, C, H, W]: {self.X.shape}",
            f"Shape of y: {self.y.shape} {self.y.dtype}",
            f"Feature batch shape: {self.X.size()}",
            f"Labels batch shape: {self.y.size()}",
        )


def first_batch(dataset: Dataset, batch_size: int = 64, shuffle: bool = True, seed: int = 0, draw: int = 1) -> Batch:
    """The batch that the `draw`-th call of `next(iter(train_dataloader))` returns.

    Here `train_dataloader = DataLoader(dataset, batch_size, shuffle, generator=torch.Generator().manual_seed(seed))`.

    **Arguments**

    - `dataset`: Fashion-MNIST under `ToTensor`, or any data set of tensors of one shape.
    - `batch_size`: 1 to `MAX_BATCH`.
    - `draw`: 1 to `MAX_DRAWS`; every `iter` of a shuffled loader draws a new order.

    Raises `ConfigError` for anything out of range.
    """
    batch_size = whole_number("batch_size", batch_size, 1, MAX_BATCH)
    draw = whole_number("draw", draw, 1, MAX_DRAWS)
    images, labels = as_tensors(dataset)
    order = drawn_order(len(images), shuffle, seed, draw, exhausts=batch_size > len(images))[:batch_size]
    X = images[order]
    if X.dtype == torch.uint8:
        X = X.float().div(255).unsqueeze(1)
    return Batch(X, labels[order], tuple(order.tolist()))


def drawn_order(n: int, shuffle: bool, seed: int, draw: int = 1, exhausts: bool = False) -> torch.Tensor:
    """The order of the `n` images in the `draw`-th `iter` of a `DataLoader`: int64 `(n,)`.

    An `iter` of a shuffled loader draws a base seed for its workers, then the order. `exhausts`: the caller reads each
    `iter` to its end, where `RandomSampler` draws a second order that it does not use.
    """
    generator = torch.Generator().manual_seed(valid_seed(seed))
    order = torch.arange(n)
    for turn in range(draw if shuffle else 0):
        if turn and exhausts:
            torch.randperm(n, generator=generator)
        torch.empty((), dtype=torch.int64).random_(generator=generator)
        order = torch.randperm(n, generator=generator)
    return order
