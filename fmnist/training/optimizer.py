"""Chapters 6.4 and 6.5: a `TrainConfig`'s loss function, optimizer and schedule."""

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from fmnist.errors import ConfigError
from fmnist.training.config import TrainConfig


class OneHotMSE(nn.Module):
    """`nn.MSELoss` between the logits, float32 `(N, 10)`, and the one-hot labels (chapter 3's encoding)."""

    def forward(self, pred: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return F.mse_loss(pred, F.one_hot(y, pred.shape[1]).to(pred.dtype))


class LogSoftmaxNLL(nn.Module):
    """`nn.NLLLoss` on log-softmax: what `nn.CrossEntropyLoss` combines, written out (chapter 6.5)."""

    def forward(self, pred: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return F.nll_loss(F.log_softmax(pred, dim=1), y)


def make_loss(config: TrainConfig) -> nn.Module:
    """The loss function, `loss_fn(logits (N, 10), y (N,)) -> scalar`."""
    if config.loss == "cross_entropy":
        return nn.CrossEntropyLoss(label_smoothing=config.label_smoothing)
    return OneHotMSE() if config.loss == "mse" else LogSoftmaxNLL()


def make_optimizer(config: TrainConfig, model: nn.Module) -> torch.optim.Optimizer:
    """The optimizer of the run, on the parameters that are not frozen."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not parameters:
        raise ConfigError("every parameter is frozen; leave at least one to train.")
    shared = {"lr": config.learning_rate, "weight_decay": config.weight_decay}
    match config.optimizer:
        case "sgd":
            return torch.optim.SGD(parameters, momentum=config.momentum, **shared)
        case "rmsprop":
            return torch.optim.RMSprop(parameters, momentum=config.momentum, **shared)
        case "adam":
            return torch.optim.Adam(parameters, **shared)
        case _:
            return torch.optim.AdamW(parameters, **shared)


def make_schedule(config: TrainConfig, optimizer: torch.optim.Optimizer, total_steps: int) -> Any:
    """The learning-rate schedule, stepped after every batch; `None` where it stays constant."""
    if config.schedule == "onecycle":
        return torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=config.learning_rate, total_steps=total_steps)
    if config.schedule == "cosine":
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=total_steps)
    return None


class LastGradients:
    """The norm of every parameter's gradient at the last step of an epoch, for whoever asks after `zero_grad()`.

    A hook on the optimizer sees the gradients between `step()` and `zero_grad()`, so that the loop need not know of it.
    """

    def __init__(self, model: nn.Module, optimizer: torch.optim.Optimizer, steps_per_epoch: int) -> None:
        self.norms: dict[str, float] = {}
        self._model, self._steps_per_epoch, self._steps = model, steps_per_epoch, 0
        self._hook = optimizer.register_step_post_hook(self._see)

    def _see(self, *_: Any) -> None:
        self._steps += 1
        if self._steps % self._steps_per_epoch == 0:
            self.norms = {name: parameter.grad.norm().item() for name, parameter in self._model.named_parameters()
                          if parameter.grad is not None}

    def __enter__(self) -> "LastGradients":
        return self

    def __exit__(self, *_: object) -> None:
        self._hook.remove()
