"""Chapter 6, "Optimizing model parameters": the settings of a run, the one loop, and `fit`."""

from fmnist.training.config import PRESETS, QUICKSTART, TrainConfig
from fmnist.training.fit import Loaders, TrainState, fit
from fmnist.training.loop import EpochMetrics, Step, TestResult, test_loop, train_loop, train_steps
from fmnist.training.optimizer import make_loss, make_optimizer, make_schedule

__all__ = [
    "PRESETS", "QUICKSTART", "EpochMetrics", "Loaders", "Step", "TestResult", "TrainConfig", "TrainState", "fit",
    "make_loss", "make_optimizer", "make_schedule", "test_loop", "train_loop", "train_steps",
]
