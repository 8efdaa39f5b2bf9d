"""Chapter 2.4, "Preparing your data for training with DataLoaders": a whole data set as tensors, and a fast loader."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.utils.data import Dataset, Subset


def to_tensor(image: Any) -> torch.Tensor:
    """`torchvision.transforms.ToTensor()`: PIL image or uint8 array -> float32 `(C, H, W)` in [0, 1].

    It imports torchvision only when called: that takes as long as importing torch.
    """
    from torchvision.transforms.functional import to_tensor

    return to_tensor(image)


def as_tensors(dataset: Dataset) -> tuple[torch.Tensor, torch.Tensor]:
    """A whole data set as two tensors.

    Returns `images`: uint8 `(N, 28, 28)` for Fashion-MNIST (or a `Subset` of it) under `ToTensor`, otherwise the
    stacked items; and `labels`: int64 `(N,)`, or the stacked targets of a `target_transform`.
    """
    if isinstance(dataset, Subset):
        images, labels = as_tensors(dataset.dataset)
        indices = torch.as_tensor(dataset.indices)
        return images[indices], labels[indices]
    if _is_plain(dataset):
        return dataset.data, dataset.targets
    items = [dataset[index] for index in range(len(dataset))]
    return torch.stack([image for image, _ in items]), torch.stack([torch.as_tensor(label) for _, label in items])


def as_labels(dataset: Dataset) -> torch.Tensor:
    """The labels alone, int64 `(N,)`; of Fashion-MNIST without looking at the images."""
    return dataset.targets if _is_plain(dataset) else as_tensors(dataset)[1]


def _is_plain(dataset: Dataset) -> bool:
    """Whether `.data` and `.targets` hold all that the items are made of: the only transform is `ToTensor`."""
    transform = getattr(dataset, "transform", None)
    is_to_tensor = transform is to_tensor or type(transform).__name__ == "ToTensor"
    return is_to_tensor and getattr(dataset, "target_transform", None) is None and hasattr(dataset, "data")


class TensorLoader:
    """A drop-in for `torch.utils.data.DataLoader` that holds the data set as one tensor.

    Gives the same batches in the same order, to the bit, because it draws from `generator` as a `DataLoader` does.
    It is faster because it does not make a PIL image of every picture in every epoch.

    **Arguments**

    - `dataset`: Fashion-MNIST, or any data set whose items are tensors of one shape.
    - `batch_size`, `shuffle`, `drop_last`: as for `DataLoader`.
    - `generator`: draws the order; `None` takes torch's process-wide generator.
    - `device`: holds the images and the batches.
    - `augment`: changes every batch, `augment(X, generator) -> X`.
    - `shard`: `(rank, world_size)` for distributed training: yields this process's part of every batch. All parts are
      equally long: of the last batch, images beyond a multiple of `world_size` are left out.

    Iterating gives `X`: float32 `(B, 1, 28, 28)` in [0, 1] and `y`: int64 `(B,)`.
    """

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int = 1,
        shuffle: bool = False,
        *,
        generator: torch.Generator | None = None,
        drop_last: bool = False,
        device: str | torch.device = "cpu",
        augment: Callable[[torch.Tensor, torch.Generator | None], torch.Tensor] | None = None,
        shard: tuple[int, int] = (0, 1),
    ) -> None:
        images, labels = as_tensors(dataset)
        self.dataset = dataset
        self.images, self.labels = images.to(device), labels.to(device)
        self.batch_size, self.shuffle, self.drop_last = batch_size, shuffle, drop_last
        self.generator, self.augment, self.shard = generator, augment, shard

    @property
    def size(self) -> int:
        """The number of pictures of an epoch."""
        return len(self.images)

    @property
    def smallest(self) -> int:
        """The number of pictures in this process's part of the smallest batch of an epoch."""
        return (self._rest or self.batch_size) // self.shard[1]

    @property
    def _rest(self) -> int:
        """The number of pictures of all processes in the last, smaller batch; 0 where there is none."""
        rest = len(self.images) % self.batch_size
        return rest if rest >= self.shard[1] and not self.drop_last else 0

    def __len__(self) -> int:
        return len(self.images) // self.batch_size + bool(self._rest)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        # In an epoch a DataLoader draws a base seed for its workers, the permutation, and a second permutation that
        # RandomSampler does not use. Draw the same, or the second epoch would differ.
        generator = self.generator
        base_seed = torch.empty((), dtype=torch.int64).random_(generator=generator).item()
        if self.shuffle and generator is None:
            generator = torch.Generator().manual_seed(int(torch.empty((), dtype=torch.int64).random_().item()))
        # Processes that share an epoch must draw the same order, so each augments with a generator of its own; so does
        # an accelerator, where only a generator on the same device can draw.
        device = self.images.device
        is_shared = self.shard[1] == 1 and device.type == "cpu"
        self.drawn = generator if is_shared else torch.Generator(device).manual_seed(base_seed + self.shard[0])
        order = torch.randperm(len(self.images), generator=generator).to(self.images.device) if self.shuffle else None
        for batch in range(len(self)):
            yield self._batch(batch, order)
        if self.shuffle:
            torch.randperm(len(self.images), generator=generator)

    def _batch(self, batch: int, order: torch.Tensor | None) -> tuple[torch.Tensor, torch.Tensor]:
        start, stop = batch * self.batch_size, min((batch + 1) * self.batch_size, len(self.images))
        rank, world_size = self.shard
        share = (stop - start) // world_size
        start, stop = start + rank * share, start + (rank + 1) * share if world_size > 1 else stop
        chosen = slice(start, stop) if order is None else order[start:stop]
        X, y = self.images[chosen], self.labels[chosen]
        if X.dtype == torch.uint8:
            X = X.to(torch.get_default_dtype()).div_(255)  # exactly what ToTensor does
        if X.dim() == 3:
            X = X.unsqueeze(1)
        return (X if self.augment is None else self.augment(X, self.drawn)), y
