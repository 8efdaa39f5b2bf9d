"""Which number format is faster on this machine: measured before it is chosen."""

from __future__ import annotations

import time
from dataclasses import replace

import torch

from fmnist.model import build_model
from fmnist.training.config import TrainConfig
from fmnist.training.loop import train_steps
from fmnist.training.optimizer import make_loss, make_optimizer

WARM_UP, MEASURED = 2, 6
AT_LEAST = 1.1  # so much faster bfloat16 must be, to be worth its rounding


def fastest_precision(config: TrainConfig, device: str) -> str:
    """ "bfloat16" where a step of `config` is at least 10% faster with it, else "float32".

    Takes some tenths of a second: it trains throw-away models on random images, and leaves no trace in any generator.
    """
    seconds = {precision: _seconds_per_step(config, device, precision) for precision in ("float32", "bfloat16")}
    return "bfloat16" if seconds["float32"] > AT_LEAST * seconds["bfloat16"] else "float32"


def _seconds_per_step(config: TrainConfig, device: str, precision: str) -> float:
    config = replace(config, precision=precision, schedule="constant")
    model = build_model(config.model, 0).to(device)
    generator = torch.Generator().manual_seed(0)
    X = torch.rand(config.batch_size, 1, 28, 28, generator=generator).to(device)
    y = torch.randint(10, (config.batch_size,), generator=generator).to(device)
    autocast = torch.autocast(device, torch.bfloat16) if precision == "bfloat16" else None
    times = []
    steps = train_steps([(X, y)] * (WARM_UP + MEASURED), model, make_loss(config), make_optimizer(config, model),
                        autocast=autocast)
    started = time.perf_counter()
    for loss, _, _ in steps:
        loss.item()  # an accelerator works ahead of the host: wait for it
        times.append(time.perf_counter() - started)
        started = time.perf_counter()
    return sorted(times[WARM_UP:])[MEASURED // 2]


def settle_precision(config: TrainConfig, device: str) -> TrainConfig:
    """`config` with "auto" replaced by what is faster on this machine; see `fmnist.training.precision`."""
    from fmnist.training.precision import fastest_precision

    return replace(config, precision=fastest_precision(config, device)) if config.precision == "auto" else config
