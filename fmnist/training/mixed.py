"""Batches of the data set's pictures and of drawings together: one schedule for both."""

from collections.abc import Iterator

import torch

from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.loader import TensorLoader
from fmnist.pictures.augment import jitter
from fmnist.pictures.drawings import drawings

POOL = 160_000  # drawings, made once a run; three minutes. `jitter` shows each anew in every epoch


class WithDrawings:
    """A `TensorLoader` whose batches end with drawings: `share` of every batch, chosen and moved at random.

    Each process of a group draws its own pool. Iterating gives `X` and `y` as the loader does.
    """

    def __init__(self, loader: TensorLoader, share: float, seed: int, pool: int = POOL) -> None:
        self.loader, self.share = loader, share
        X, y = drawings(pool, CLASSES, seed * loader.shard[1] + loader.shard[0])
        self.X, self.y = X.to(loader.images.device), y.to(loader.images.device)
        self.shard, self.dataset = loader.shard, loader.dataset

    @property
    def generator(self) -> torch.Generator | None:
        return self.loader.generator

    @generator.setter
    def generator(self, generator: torch.Generator | None) -> None:
        self.loader.generator = generator

    @property
    def size(self) -> int:
        return round(self.loader.size / (1 - self.share))

    @property
    def smallest(self) -> int:
        return self.loader.smallest  # without the drawings, of which a small batch may have none

    def __len__(self) -> int:
        return len(self.loader)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        for X, y in self.loader:
            count = round(len(y) * self.share / (1 - self.share))
            chosen = torch.randint(len(self.y), (count,), generator=self.loader.drawn, device=X.device)
            drawn = jitter(self.X[chosen, None].to(X.dtype) / 255, self.loader.drawn)
            yield torch.cat([X, drawn]), torch.cat([y, self.y[chosen]])
