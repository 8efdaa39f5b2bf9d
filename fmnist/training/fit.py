"""Chapter 6, "Optimizing model parameters": `fit`, the one loop over epochs, with its loaders and its state."""

import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from torch import nn
from torch.utils.data import Dataset, Subset, random_split

from fmnist.data.loader import TensorLoader, as_labels
from fmnist.data.subset import stratified
from fmnist.errors import ConfigError, DivergedError
from fmnist.model import build_model, get_device, needs_two
from fmnist.training import distributed
from fmnist.training.config import TrainConfig
from fmnist.training.loop import EpochMetrics, Step, test_loop, train_steps
from fmnist.training.optimizer import LastGradients, make_loss, make_optimizer, make_schedule
from fmnist.training.precision import settle_precision


@dataclass
class TrainState:
    """All that a run carries from one epoch to the next; what a checkpoint holds.

    `epoch` counts the finished epochs. Shuffling and augmentation draw from `generator`.
    """

    config: TrainConfig
    model: nn.Module
    optimizer: torch.optim.Optimizer
    schedule: Any
    generator: torch.Generator
    epoch: int = 0
    metrics: list[EpochMetrics] = field(default_factory=list)

    @classmethod
    def create(
        cls, config: TrainConfig, steps_per_epoch: int, device: str = "cpu", model: nn.Module | None = None
    ) -> "TrainState":
        """The state before the first epoch; `model` instead of fresh weights where training goes on from some."""
        model = (build_model(config.model, config.seed) if model is None else model).to(device)
        names = dict(model.named_parameters())
        for name in config.frozen:
            if name not in names:
                raise ConfigError("{name} is not a parameter of the model; it has {names}.",
                                  name=name, names=", ".join(names))
        for name, parameter in names.items():
            parameter.requires_grad_(name not in config.frozen)
        optimizer = make_optimizer(config, model)
        schedule = make_schedule(config, optimizer, config.epochs * steps_per_epoch)
        return cls(config, model, optimizer, schedule, torch.Generator().manual_seed(config.seed))

    def state_dict(self) -> dict[str, Any]:
        """Tensors and plain values only, so that `torch.load(weights_only=True)` reads it back."""
        return {
            "config": self.config.to_dict(),
            "epoch": self.epoch,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": None if self.schedule is None else self.schedule.state_dict(),
            "generator": self.generator.get_state(),
            "metrics": [asdict(metrics) for metrics in self.metrics],
        }

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from `saved`. Raises `ConfigError` if it belongs to a run with other settings, or to a network that
        had other layers in an earlier version.
        """
        before = TrainConfig.from_dict(saved["config"]).to_dict()  # an earlier version's has fewer settings
        different = [name for name, value in self.config.to_dict().items() if before[name] != value]
        if different:
            raise ConfigError("the checkpoint is of a run with another {names}; use the settings it was made with.",
                              names=", ".join(different))
        if _shapes(saved["model"]) != _shapes(self.model.state_dict()):
            raise ConfigError("the checkpoint is of an earlier version of {model}, which had other layers; start a new "
                              "run.", model=type(self.model).__name__)
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        if self.schedule is not None:
            self.schedule.load_state_dict(saved["schedule"])
        self.generator.set_state(saved["generator"])
        self.epoch = saved["epoch"]
        self.metrics = [EpochMetrics(**metrics) for metrics in saved["metrics"]]


def _shapes(state_dict: dict[str, torch.Tensor]) -> dict[str, torch.Size]:
    return {name: value.shape for name, value in state_dict.items()}


ALONE = distributed.Group()


class Loaders:
    """The run's loaders: `train`, `test`, and `validation` where a part is held out (else `None`).

    `group`: the processes that share the work; each gets its part of every training batch, and its share of the test
    batches. Raises `ConfigError` where the batch size does not divide among them, and where the held-out part is empty.
    """

    def __init__(self, config: TrainConfig, training_data: Dataset, test_data: Dataset, device: str = "cpu",
                 group: distributed.Group = ALONE) -> None:
        from fmnist.pictures.augment import AUGMENTATIONS
        from fmnist.training.mixed import WithDrawings

        if config.train_size < len(training_data):
            chosen = stratified(as_labels(training_data), config.train_size, config.seed)
            training_data = Subset(training_data, chosen)
        held_out = None
        if config.validation_share:
            parts = [1 - config.validation_share, config.validation_share]
            if int(len(training_data) * config.validation_share) == 0:
                raise ConfigError("validation_share {share:g} of {size:,} pictures holds out none of them; choose a "
                                  "larger share, or 0.", share=config.validation_share, size=len(training_data))
            training_data, held_out = random_split(training_data, parts, torch.Generator().manual_seed(config.seed))
        distributed.check_batch_size(config.batch_size, group)
        self.train = TensorLoader(training_data, config.batch_size, config.shuffle, device=device,
                                  shard=(group.rank, group.size), augment=AUGMENTATIONS[config.augment])
        if config.drawn_share:
            self.train = WithDrawings(self.train, config.drawn_share, config.seed)
        # A loader draws even where it does not shuffle, as a DataLoader does: from a generator that nobody else uses.
        eval_kwargs = {"device": device, "generator": torch.Generator()}
        self.test = distributed.EveryNth(TensorLoader(test_data, config.batch_size, **eval_kwargs), group)
        self.validation = None
        if held_out:
            self.validation = distributed.EveryNth(TensorLoader(held_out, config.batch_size, **eval_kwargs), group)


def fit(
    config: TrainConfig,
    training_data: Dataset,
    test_data: Dataset,
    *,
    device: str | None = None,
    state: TrainState | None = None,
    loaders: Loaders | None = None,
    report_every: int = 1,
) -> Iterator[Step | EpochMetrics]:
    """Train, and tell what happens: a `Step` every `report_every` batches, an `EpochMetrics` after every epoch.

    The caller decides what to do with it: draw, print, save `state` (which is up to date whenever an `EpochMetrics`
    comes), or stop by closing the generator. Nothing is trained before the first `next`.

    **Arguments**

    - `training_data`, `test_data`: items `(X: float32 (1, 28, 28) in [0, 1], y: int in [0, 9])`.
    - `device`: default as in the tutorial, the accelerator where there is one.
    - `state`, `loaders`: to go on from an earlier epoch, or to look at the model meanwhile; made here if not given.

    In a process group (`fmnist.training.distributed`) every process calls it, and all get the same numbers, those of
    the whole group. Raises `ConfigError` where a batch has too few pictures for the model, and `DivergedError` once the
    loss is NaN or infinite.
    """
    device = device or get_device()
    if config.precision == "auto":
        config = settle_precision(config, device)
    loaders = loaders or Loaders(config, training_data, test_data, device)
    state = state or TrainState.create(config, len(loaders.train), device)
    _check_batches(state.model, loaders.train)
    loss_fn, model = make_loss(config), distributed.parallel(state.model)
    autocast = torch.autocast(device, torch.bfloat16) if config.precision == "bfloat16" else None
    loaders.train.generator = state.generator
    size, processes = loaders.train.size, loaders.train.shard[1]

    with LastGradients(state.model, state.optimizer, len(loaders.train)) as gradients:
        while state.epoch < config.epochs:
            epoch, started = state.epoch + 1, time.perf_counter()
            seen = steps = 0
            losses = torch.zeros((), dtype=torch.float64, device="cpu" if device == "mps" else device)
            correct = torch.zeros((), dtype=torch.int64, device=device)
            for loss, pred, y in train_steps(loaders.train, model, loss_fn, state.optimizer, state.schedule, autocast):
                steps, seen = steps + 1, seen + len(y) * processes
                losses += loss.to(losses.device)
                correct += (pred.argmax(1) == y).sum()
                if steps % report_every == 0 or steps == 1 or steps == len(loaders.train):
                    value = distributed.total(loss.item(), device=device)[0] / processes
                    _check_finite(value, epoch, steps, config)
                    yield Step(epoch, steps, seen, size, value)
            train_seconds = time.perf_counter() - started
            total_loss, right = distributed.total(losses.item(), correct.item(), device=device)
            distributed.average_buffers(state.model)
            tested = test_loop(loaders.test, state.model, loss_fn, log=None)
            _check_finite(tested.loss, epoch, steps, config)  # the last step's own loss is of the weights before it
            held = test_loop(loaders.validation, state.model, loss_fn, log=None) if loaders.validation else None
            before = state.metrics[-1].elapsed_seconds if state.metrics else 0.0
            metrics = EpochMetrics(
                epoch=epoch,
                train_loss=total_loss / processes / steps,
                train_accuracy=right / seen,
                test_loss=tested.loss,
                test_accuracy=tested.accuracy,
                validation_loss=held and held.loss,
                validation_accuracy=held and held.accuracy,
                learning_rate=state.optimizer.param_groups[0]["lr"],
                elapsed_seconds=before + time.perf_counter() - started,
                samples_per_second=seen / train_seconds,
                gradient_norms=gradients.norms,
            )
            state.epoch = epoch
            state.metrics.append(metrics)
            yield metrics


def _check_batches(model: nn.Module, loader: TensorLoader) -> None:
    if loader.smallest < 2 and needs_two(model):
        raise ConfigError("{model} normalizes over a batch, which takes at least 2 pictures, and one batch of the "
                          "{size:,} would have 1; choose another batch_size.", model=type(model).__name__,
                          size=loader.size)


def _check_finite(loss: float, epoch: int, step: int, config: TrainConfig) -> None:
    if not math.isfinite(loss):
        usual = 0.1 if config.optimizer == "sgd" else 1e-3
        raise DivergedError("the loss became {value} in epoch {epoch} at step {step}: training diverged; try a much "
                            "smaller learning rate, {smaller:g} instead of {learning_rate:g}.", value=loss, epoch=epoch,
                            step=step, smaller=min(usual, config.learning_rate / 10),
                            learning_rate=config.learning_rate)
