"""Chapter 2.2: which nine images the page shows."""

from typing import Any

import torch

from fmnist.checks import choice, valid_seed
from fmnist.data.fashion_mnist import CLASSES
from fmnist.server.store import Store

ALL = "all"
SPLITS = ("train", "test")


def choose_indices(targets: torch.Tensor, label: int | None, seed: int, count: int = 9) -> torch.Tensor:
    """`count` indices in the order `torch.randperm` gives with `seed`, of one class or of all.

    `targets`: int64 `(N,)`. Returns int64 `(≤ count,)`.
    """
    pool = torch.arange(len(targets)) if label is None else torch.nonzero(targets == label).flatten()
    order = torch.randperm(len(pool), generator=torch.Generator().manual_seed(seed))
    return pool[order[:count]]


def nine(store: Store, split: str, label: str, seed: Any) -> list[int]:
    """The indices to show; fewer than nine where the class has fewer.

    Raises `ConfigError` for a split that is not "train" or "test", an unknown label, a seed out of range.
    """
    targets = store.data(choice("split", split, SPLITS) == "train").targets
    choice("label", label, (ALL, *CLASSES))
    return choose_indices(targets, CLASSES.index(label) if label in CLASSES else None, valid_seed(seed)).tolist()
