"""Chapters 6.3 and 6.6: an epoch step by step, the test loop, and the tutorial's log lines."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from fmnist.training import distributed


@dataclass(frozen=True)
class Step:
    """One optimisation step: `epoch` and `batch` count from 1, `seen` of `size` images of this epoch are done."""

    epoch: int
    batch: int
    seen: int
    size: int
    loss: float


@dataclass(frozen=True)
class TestResult:
    """What `test_loop` found: `accuracy` as a fraction, `loss` as the mean over the batches, as in the tutorial."""

    __test__ = False  # not a test case, whatever pytest reads into the name

    accuracy: float
    loss: float


@dataclass(frozen=True)
class EpochMetrics:
    """One finished epoch. Accuracies are fractions, losses means over the batches.

    `train_loss` and `train_accuracy` are taken while the weights change, on the batches as they were trained on;
    `validation_*` is `None` without a held-out part. `elapsed_seconds` is the time spent in this run's epochs so far.
    `gradient_norms`: of every parameter that is trained, at the epoch's last step.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    elapsed_seconds: float
    samples_per_second: float
    gradient_norms: dict[str, float] = field(default_factory=dict)


def train_steps(
    dataloader: Iterable[tuple[torch.Tensor, torch.Tensor]],
    model: nn.Module,
    loss_fn: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    schedule: Any = None,
    autocast: AbstractContextManager[Any] | None = None,
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """One epoch, step by step: the loop of chapter 6.6. Yields `(loss, logits, y)` after every step, detached."""
    device = next(model.parameters()).device
    model.train()
    for X, y in dataloader:
        X, y = X.to(device), y.to(device)
        with autocast or nullcontext():
            pred = model(X)
            loss = loss_fn(pred, y)

        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if schedule is not None:
            schedule.step()
        yield loss.detach(), pred.detach(), y


def loss_line(loss: float, seen: int, size: int) -> str:
    """The tutorial's log line, `loss: 2.303298  [   64/60000]`."""
    return f"loss: {loss:>7f}  [{seen:>5d}/{size:>5d}]"


def test_line(result: TestResult) -> str:
    """The tutorial's log line, `Accuracy: 64.6%, Avg loss: 1.087374`."""
    return f"Test Error: \n Accuracy: {100 * result.accuracy:>0.1f}%, Avg loss: {result.loss:>8f} \n"


def train_loop(
    dataloader: Any, model: nn.Module, loss_fn: Any, optimizer: torch.optim.Optimizer, log: Callable[[str], Any] = print
) -> None:
    """One epoch as the tutorial writes it, with its line of log every hundredth batch (chapter 6.6).

    `dataloader`: a `DataLoader` or `TensorLoader` of `X`: float32 `(B, 1, 28, 28)` in [0, 1], `y`: int64 `(B,)`.
    """
    seen = 0
    for batch, (loss, pred, _) in enumerate(train_steps(dataloader, model, loss_fn, optimizer)):
        seen += len(pred)
        if batch % 100 == 0:
            log(loss_line(loss.item(), seen, len(dataloader.dataset)))


@torch.no_grad()
def test_loop(dataloader: Any, model: nn.Module, loss_fn: Any, log: Callable[[str], Any] | None = print) -> TestResult:
    """Accuracy and average loss on a data set, as in chapter 6.6; leaves the model in `eval()` mode."""
    device = next(model.parameters()).device
    model.eval()
    test_loss = correct = seen = batches = 0
    for X, y in dataloader:
        X, y = X.to(device), y.to(device)
        pred = model(X)
        test_loss += loss_fn(pred, y).item()
        correct += (pred.argmax(1) == y).sum().item()
        seen, batches = seen + len(X), batches + 1
    test_loss, correct, seen, batches = distributed.total(test_loss, correct, seen, batches, device=device)
    result = TestResult(accuracy=correct / seen, loss=test_loss / batches)
    if log is not None:
        log(test_line(result))
    return result
