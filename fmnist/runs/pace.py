"""How long a run takes on this machine: as the fastest such run seen, or by a few steps, timed."""

import statistics
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import torch

from fmnist.lru_dict import LRUDict
from fmnist.model import build_model, get_device
from fmnist.runs import cores
from fmnist.training.config import QUICKSTART, TrainConfig
from fmnist.training.loop import train_steps
from fmnist.training.optimizer import make_loss, make_optimizer

BURSTS = 3  # of timed steps, each when somebody asks: while one is timed, the machine may be busy with something else
STEPS, SECONDS = (3, 40), 0.15  # of a burst: at least and at most so many steps, and for about so long
BATCH = 64  # at most, for the timed steps
TEST_SHARE = 1 / 3  # of a training image's time: a test image has the forward pass only


class Pace:
    """What was measured so far, one measurement at a time. `seconds` is safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bursts: dict[TrainConfig, list[float]] = defaultdict(list)  # seconds per image
        self._runs: LRUDict[TrainConfig, float] = LRUDict(100)  # seconds per image of the fastest

    def seconds(self, config: TrainConfig, train: int, test: int) -> float:
        """About how long a run takes, of a data set with so many training and test images."""
        key, train = _key(config), min(train, config.train_size)
        with self._lock:
            bursts = self._bursts[key]
            seen = self._runs.get(key)
            if seen is None and len(bursts) < BURSTS:
                timed = replace(key, precision=config.precision.replace("auto", "float32"))
                with ThreadPoolExecutor(1, initializer=cores.take) as thread:  # as a run has it
                    bursts.append(thread.submit(seconds_per_image, timed, get_device()).result())
            return (seen or min(bursts) * self._longer()) * config.epochs * (train + TEST_SHARE * test)

    def _longer(self) -> float:
        """How much longer the runs seen took than their bursts: as much longer will the others take."""
        ratios = [seen / min(self._bursts[key]) for key, seen in self._runs.items() if self._bursts[key]]
        return statistics.median(ratios) if ratios else 1.0

    def saw(self, config: TrainConfig, seconds: float, train: int, test: int) -> None:
        """A run computed an epoch of so many training and test images in so many seconds."""
        key, per_image = _key(config), seconds / (train + TEST_SHARE * test)
        with self._lock:
            self._runs[key] = min(per_image, self._runs.get(key) or per_image)


def _key(config: TrainConfig) -> TrainConfig:
    """What has the same pace. The precision does not count: "auto" is one of the others."""
    return replace(config, epochs=1, precision="auto", train_size=QUICKSTART.train_size)


def seconds_per_image(config: TrainConfig, device: str) -> float:
    """Of forward pass, backward pass and step, on random images. It draws from a generator of its own."""
    from fmnist.pictures.augment import AUGMENTATIONS

    batch = min(config.batch_size, BATCH)
    generator, augment = torch.Generator().manual_seed(0), AUGMENTATIONS[config.augment]
    X = torch.rand(batch, 1, 28, 28, generator=generator)
    y = torch.randint(10, (batch,), generator=generator)
    model = build_model(config.model, config.seed).to(device)
    autocast = torch.autocast(device, torch.bfloat16) if config.precision == "bfloat16" else None
    batches = iter(lambda: (augment(X, generator) if augment else X, y), None)
    steps = train_steps(batches, model, make_loss(config), make_optimizer(config, model), None, autocast)
    took: list[float] = []
    while len(took) < STEPS[0] or (len(took) < STEPS[1] and sum(took) < SECONDS):
        started = time.perf_counter()
        next(steps)
        took.append(time.perf_counter() - started)
    return min(took[1:]) / batch  # the first step makes threads and buffers; others may wait for a busy machine
