"""Chapter 2.4, "Preparing your data for training": a part of a data set, the same share of every class."""

import torch
from torch.nn import functional as F


def stratified(labels: torch.Tensor, size: int, seed: int) -> torch.Tensor:
    """The indices of `size` images, drawn by a seed so that every class keeps its share, in the data set's order.

    `labels`: int64 `(N,)`, each 0 or more. Returns int64 `(min(size, N),)`; a smaller part lies in a larger one.
    """
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    one_hot = F.one_hot(labels[order])
    place = (one_hot.cumsum(0) / one_hot.sum(0)).gather(1, labels[order].unsqueeze(1)).squeeze(1)
    return order[place.argsort(stable=True)[:size]].sort().values
