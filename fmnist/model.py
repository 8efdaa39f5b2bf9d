"""Chapter 4, "Build the neural network": the networks, where they run, and what is inside them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import torch
from torch import nn

from fmnist.errors import ConfigError
from fmnist.parameters import ParameterRow, ParameterTable, parameter_table  # noqa: F401  (chapter 4.5)


def get_device() -> str:
    """The device the tutorial would choose: the accelerator's type ("cuda", "mps", "xpu", …), or "cpu"."""
    return torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"


class NeuralNetwork(nn.Module):
    """The tutorial's network (chapter 4.2): 784-512-512-10 with ReLU, 669,706 parameters.

    `X`: float32 `(N, 1, 28, 28)` or `(N, 28, 28)` in [0, 1]. Returns logits: float32 `(N, 10)`, unbounded.
    """

    def __init__(self) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(28 * 28, 512),
            nn.ReLU(),
            nn.Linear(512, 512),
            nn.ReLU(),
            nn.Linear(512, 10),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)
        logits = self.linear_relu_stack(x)
        return logits


MODELS: dict[str, type[nn.Module]] = {"mlp": NeuralNetwork}

# nn.Linear and nn.Conv2d draw their first weights from the process-wide generator; two visitors who build a model
# at the same moment must still get the weights their seeds promise.
_init_lock = threading.Lock()


def seeded(build: Callable[[], nn.Module], seed: int) -> nn.Module:
    """`torch.manual_seed(seed); build()`, leaving the process-wide generator as it was. Safe between threads."""
    with _init_lock, torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return build()


def build_model(name: str, seed: int = 0) -> nn.Module:
    """A fresh model on the CPU, with the weights that `torch.manual_seed(seed)` gives it.

    **Arguments**

    - `name`: a key of `MODELS`: "mlp" (the tutorial's `NeuralNetwork`) or "convnet".
    - `seed`: any integer in [0, 2⁶³).

    Raises `ConfigError` for an unknown name.
    """
    if name not in MODELS:
        raise ConfigError("model must be one of {choices}, got {got!r}.", choices=", ".join(MODELS), got=name)
    return seeded(MODELS[name], seed)
