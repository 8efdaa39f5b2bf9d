"""Chapter 6.3 in slow motion: one batch and one step of the real network."""

import copy
from dataclasses import dataclass

import torch
from torch import nn

from fmnist.checks import choice
from fmnist.errors import TensorError
from fmnist.model import needs_two
from fmnist.tensors.parsing import parse_number


@dataclass(frozen=True)
class Layer:
    """One module's call in the forward pass: its name, its kind, the shapes in and out."""

    name: str
    kind: str
    shape_in: tuple[int, ...]
    shape_out: tuple[int, ...]


@dataclass(frozen=True)
class Gradient:
    """One parameter after `backward`: its name, shape and the norm of its gradient."""

    name: str
    shape: tuple[int, ...]
    norm: float


@dataclass(frozen=True)
class OneBatch:
    """One turn of `train_loop` (6.3), stopped after every line.

    - `logits_shape`: `(N, 10)`. `loss`, `loss_after`: on the same batch before and after the step.
    - `parameter`, `index`: the entry followed by hand. `w`, `grad`: its value and gradient before the step.
    - `w_by_hand`: w − lr·grad, rounded as SGD rounds it. `w_after`: the value that the optimizer wrote.
    - `grads_after_zero`: how many parameters still hold a gradient after `zero_grad()`.
    """

    layers: tuple[Layer, ...]
    logits_shape: tuple[int, ...]
    loss: float
    gradients: tuple[Gradient, ...]
    parameter: str
    index: tuple[int, ...]
    w: float
    grad: float
    w_by_hand: float
    w_after: float
    loss_after: float
    grads_after_zero: int


def one_batch(
    model: nn.Module, X: torch.Tensor, y: torch.Tensor, learning_rate: float = 1e-3, parameter: str | None = None
) -> OneBatch:
    """Forward, loss, backward, step, zero_grad on one batch, with SGD, on a copy of the model.

    **Arguments**

    - `X`: float32 `(N, 1, 28, 28)`; `y`: int64 `(N,)`, 0 to 9.
    - `learning_rate`: 0 to 10.
    - `parameter`: the parameter whose entry of largest gradient is followed; None for the last layer's weight.

    Raises `ConfigError` for a learning rate out of range and a parameter that is unknown or frozen, `TensorError` where
    every parameter is frozen, or one picture is too few for the model.
    """
    learning_rate = parse_number(learning_rate, "learning rate", 0, 10)
    if len(X) < 2 and needs_two(model):
        raise TensorError("{model} normalizes over a batch, which takes at least 2 pictures; choose a larger batch.",
                          model=type(model).__name__)
    model = copy.deepcopy(model).train()
    named = {name: p for name, p in model.named_parameters() if p.requires_grad}
    if not named:
        raise TensorError("every parameter is frozen; unfreeze one to see a step.")
    name = choice("parameter", parameter if parameter is not None else list(named)[-2 if len(named) > 1 else 0], named)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    loss_fn = nn.CrossEntropyLoss()
    layers: list[Layer] = []
    hooks = [
        module.register_forward_hook(_note(layers, called))
        for called, module in model.named_modules()
        if not list(module.children())
    ]
    pred = model(X)
    for hook in hooks:
        hook.remove()
    loss = loss_fn(pred, y)
    loss.backward()
    grads = tuple(Gradient(n, tuple(p.shape), p.grad.norm().item()) for n, p in named.items())
    followed = named[name]
    index = tuple(int(i) for i in torch.unravel_index(followed.grad.abs().argmax(), followed.shape))
    w, grad = followed[index].item(), followed.grad[index].item()
    by_hand = followed.detach().sub(followed.grad, alpha=learning_rate)[index].item()
    optimizer.step()
    w_after = followed[index].item()
    optimizer.zero_grad()
    left = sum(p.grad is not None for p in named.values())
    with torch.no_grad():
        loss_after = loss_fn(model(X), y).item()
    return OneBatch(tuple(layers), tuple(pred.shape), loss.item(), grads, name, index, w, grad, by_hand, w_after,
                    loss_after, left)


def _note(layers: list[Layer], name: str):
    def hook(module: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        layers.append(Layer(name, type(module).__name__, tuple(inputs[0].shape), tuple(output.shape)))

    return hook
