"""More than one process: `torchrun --nproc-per-node N -m fmnist train …` (PyTorch's DistributedDataParallel tutorial).

Every process holds the whole data set and the same model. Each process takes an equal part of every batch, and DDP
averages the gradients, so all make the step that one process would make. `batch_size` counts the images of all
processes. Only batch normalisation sees no more than the process's own part.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

import torch
import torch.distributed as dist
from torch import nn

from fmnist.errors import ConfigError

TIMEOUT = timedelta(seconds=120)  # how long a process waits for another one


@dataclass(frozen=True)
class Group:
    """The processes that train together: this one's `rank` in [0, `size`), and its number on this machine."""

    rank: int = 0
    size: int = 1
    local_rank: int = 0

    @property
    def writes(self) -> bool:
        """Whether this process prints and saves; the others only compute."""
        return self.rank == 0


@contextmanager
def process_group(device: str) -> Iterator[Group]:
    """The group that torchrun's environment names, joined for as long as the block runs; one process without it.

    `device`: "cuda" takes nccl, everything else gloo. A process that waits longer than two minutes for another one,
    which has died or hangs, ends with an error.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield Group()
        return
    group = Group(int(os.environ["RANK"]), size, int(os.environ.get("LOCAL_RANK", "0")))
    if device.startswith("cuda"):
        torch.cuda.set_device(group.local_rank)
    dist.init_process_group("nccl" if device.startswith("cuda") else "gloo", timeout=TIMEOUT)
    try:
        yield group
        dist.barrier()  # wait for all: gloo's threads must release the last tensors before Python ends
    finally:
        dist.destroy_process_group()


def check_batch_size(batch_size: int, group: Group) -> None:
    """Raises `ConfigError` where a batch cannot be cut into equal parts."""
    if batch_size % group.size:
        raise ConfigError("batch_size must be divisible by the {size} processes, got {batch_size}.", size=group.size,
                          batch_size=batch_size)


def parallel(model: nn.Module) -> nn.Module:
    """Wrap `model` so that `backward` averages gradients over the group; without a group return it unchanged."""
    if not dist.is_initialized():
        return model
    shared = nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)  # one copy less of every gradient
    # A round trip less in every step; `average_buffers` does it once an epoch. As an argument it is deprecated.
    shared.broadcast_buffers = False
    return shared


def average_buffers(model: nn.Module) -> None:
    """Average the running statistics of batch normalisation over the group; each process has seen only its share."""
    if not dist.is_initialized():
        return
    for buffer in model.buffers():
        if buffer.is_floating_point():
            dist.all_reduce(buffer)
            buffer /= dist.get_world_size()


def agreed(value: Any) -> Any:
    """`value` as the first process has it, in all of them."""
    if not dist.is_initialized():
        return value
    values = [value]
    dist.broadcast_object_list(values, src=0)
    return values[0]


def total(*numbers: float, device: torch.device | str = "cpu") -> list[float]:
    """Each number summed over the group; unchanged where there is none."""
    if not dist.is_initialized():
        return list(numbers)
    sums = torch.tensor(numbers, dtype=torch.float64, device=device)
    dist.all_reduce(sums)
    return sums.tolist()


class EveryNth:
    """Yield this process's batches of a loader: batch `rank`, then every `size`-th."""

    def __init__(self, loader: Iterable[Any], group: Group) -> None:
        self.loader, self.group = loader, group

    def __iter__(self) -> Iterator[Any]:
        return islice(iter(self.loader), self.group.rank, None, self.group.size)
