"""Seeded random numbers: torch's process-wide generator, for one caller at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable

import torch
from torch import nn

# nn.Linear and nn.Conv2d draw their first weights from the process-wide generator; two visitors who build a model
# at the same moment must still get the weights their seeds promise.
_init_lock = threading.Lock()


def seeded(build: Callable[[], nn.Module], seed: int) -> nn.Module:
    """`torch.manual_seed(seed); build()`, leaving the process-wide generator as it was. Safe between threads."""
    with _init_lock, torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return build()
