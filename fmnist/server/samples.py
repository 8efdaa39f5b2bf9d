"""Chapter 2.2: which nine images the page shows."""

from __future__ import annotations

from typing import Any

import torch

from fmnist.data.fashion_mnist import CLASSES
from fmnist.errors import DataError
from fmnist.server.store import Store

MAX_SEED = 2**31 - 1
ALL = "all"


def choose_indices(targets: torch.Tensor, label: int | None, seed: int, count: int = 9) -> torch.Tensor:
    """`count` indices in the order `torch.randperm` gives with `seed`, of one class or of all.

    `targets`: int64 `(N,)`. Returns int64 `(≤ count,)`.
    """
    pool = torch.arange(len(targets)) if label is None else torch.nonzero(targets == label).flatten()
    order = torch.randperm(len(pool), generator=torch.Generator().manual_seed(seed))
    return pool[order[:count]]


def nine(store: Store, split: str, label: str, seed: Any) -> list[int]:
    """The indices to show; fewer than nine where the class has fewer. Raises `DataError` for a seed that is none."""
    if isinstance(seed, bool) or not isinstance(seed, int | float) or seed != seed or not 0 <= seed <= MAX_SEED:
        raise DataError("the seed must be a whole number from 0 to {high}, got {got!r}.", high=MAX_SEED, got=seed)
    targets = store.data(split == "train").targets
    return choose_indices(targets, CLASSES.index(label) if label in CLASSES else None, int(seed)).tolist()
