"""Seeded random numbers: torch's process-wide generator, for one caller at a time."""

import threading
from collections.abc import Callable
from typing import TypeVar

import torch

Result = TypeVar("Result")
# torch.nn's layers and torchvision's transforms draw from the process-wide generator. Two visitors who draw at the same
# moment must each get the numbers that their seed promises.
_lock = threading.Lock()


def seeded(build: Callable[[], Result], seed: int) -> Result:
    """What `build()` returns after `torch.manual_seed(seed)`; the process-wide generator stays as it was.

    Safe between threads.
    """
    with _lock, torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return build()
