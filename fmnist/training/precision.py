"""float32 or bfloat16: a short measurement finds the faster one on this machine."""

import time
from dataclasses import replace

import torch

from fmnist.model import build_model
from fmnist.training.config import TrainConfig
from fmnist.training.loop import train_steps
from fmnist.training.optimizer import make_loss, make_optimizer

WARM_UP_STEPS = 2
MEASURED_STEPS = 6
MIN_SPEEDUP = 1.1  # time of a float32 step over that of a bfloat16 step for bfloat16 to be worth its rounding


def fastest_precision(config: TrainConfig, device: str) -> str:
    """ "bfloat16" where a step of `config` is at least 10% faster with it, else "float32".

    Takes some tenths of a second: it trains throw-away models on random images. Draws from no shared generator.
    """
    seconds = {precision: _seconds_per_step(config, device, precision) for precision in ("float32", "bfloat16")}
    return "bfloat16" if seconds["float32"] > MIN_SPEEDUP * seconds["bfloat16"] else "float32"


def _seconds_per_step(config: TrainConfig, device: str, precision: str) -> float:
    config = replace(config, precision=precision, schedule="constant")
    model = build_model(config.model, 0).to(device)
    generator = torch.Generator().manual_seed(0)
    count = max(2, config.batch_size)  # `fit` tells where one is too few
    X = torch.rand(count, 1, 28, 28, generator=generator).to(device)
    y = torch.randint(10, (count,), generator=generator).to(device)
    autocast = torch.autocast(device, torch.bfloat16) if precision == "bfloat16" else None
    times = []
    batches = [(X, y)] * (WARM_UP_STEPS + MEASURED_STEPS)
    steps = train_steps(batches, model, make_loss(config), make_optimizer(config, model), autocast=autocast)
    started = time.perf_counter()
    for loss, _, _ in steps:
        loss.item()  # an accelerator works ahead of the host: wait for it
        times.append(time.perf_counter() - started)
        started = time.perf_counter()
    return sorted(times[WARM_UP_STEPS:])[MEASURED_STEPS // 2]


def settle_precision(config: TrainConfig, device: str) -> TrainConfig:
    """`config` with "auto" replaced by what is faster on this machine."""
    return replace(config, precision=fastest_precision(config, device)) if config.precision == "auto" else config
