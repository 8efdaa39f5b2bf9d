"""`tests/mini_main.py` with a network that computes in float64, so that rounding cannot hide or imitate a mistake."""

import sys

import torch

from fmnist.cli.main import main
from fmnist.data import sources
from fmnist.model import build_model
from fmnist.training.fit import fit


def build_in_float64(name: str, seed: int) -> torch.nn.Module:
    model = build_model(name, seed).double()
    model.register_forward_pre_hook(lambda module, inputs: (inputs[0].double(),))
    return model


if __name__ == "__main__":
    sources.prepare.__kwdefaults__["names"] = ("mini",)
    fit.__globals__["build_model"] = build_in_float64
    sys.exit(main())
