"""Commands of `python -m fmnist`, one after the other in the processes of one torchrun: starting these takes longest.

The training set is a fifth of the mini set. What this process prints in command 0 goes to `0-RANK.txt`.
"""

import json
import os
import sys
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

import torch
import torch.distributed as dist

from fmnist.cli import train
from fmnist.cli.main import main
from fmnist.data import sources
from fmnist.data.fashion_mnist import load_fashion_mnist
from fmnist.model import build_model
from fmnist.training.fit import fit


def build_in_float64(name: str, seed: int) -> torch.nn.Module:
    """So that rounding cannot hide or imitate a mistake."""
    model = build_model(name, seed).double()
    model.register_forward_pre_hook(lambda module, inputs: (inputs[0].double(),))
    return model


def load_less(root, train):
    data = load_fashion_mnist(root, train=train)
    if train:
        data.data, data.targets = data.data[::5], data.targets[::5]
    return data


if __name__ == "__main__":
    sources.prepare.__kwdefaults__["names"] = ("mini",)
    train.load_fashion_mnist = load_less
    rank, size, join = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]), dist.init_process_group
    for number, (build, arguments) in enumerate(json.loads(sys.argv[1])):
        if number:  # torchrun lets its processes meet once; the later commands meet at a file
            meet = Path(f"{number}.meet").absolute().as_uri()
            dist.init_process_group = partial(join, init_method=meet, rank=rank, world_size=size)
        fit.__globals__["build_model"] = globals()[build]
        with Path(f"{number}-{rank}.txt").open("w") as printed, redirect_stdout(printed):
            status = main(arguments)
        sys.stdout.write(f"{number}: {status}\n")
