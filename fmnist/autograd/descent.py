"""Chapters 5 and 6 in slow motion: SGD on one parameter, and one batch on the real network."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import torch
from torch import nn

from fmnist.errors import TensorError
from fmnist.tensors.parsing import choose, parse_number

# One parameter, one minimum; and one parameter, two minima: where you start decides where you end.
LOSSES = {
    "(w - 3) ** 2": lambda w: (w - 3) ** 2,
    "w ** 4 - 3 * w ** 2 + w": lambda w: w**4 - 3 * w**2 + w,
}
RANGES = {"(w - 3) ** 2": (-3.0, 9.0), "w ** 4 - 3 * w ** 2 + w": (-2.4, 2.4)}
MAX_STEPS = 50
GONE = 1e6  # beyond this |w| the descent has left the bowl for good


@dataclass(frozen=True)
class Descent:
    """Steps of SGD on one parameter. `w`, `loss` and `slope` have one entry more than steps taken: the start first.

    `curve`: pairs `(w, loss)` for drawing. `left`: the parameter left the bowl (|w| beyond `GONE`, inf or NaN).
    """

    w: tuple[float, ...]
    loss: tuple[float, ...]
    slope: tuple[float, ...]
    curve: tuple[tuple[float, float], ...]
    left: bool


def descend(loss: str = "(w - 3) ** 2", start: float = -1.0, learning_rate: float = 0.1, steps: int = 0) -> Descent:
    """`torch.optim.SGD` on one parameter (5.2 and 6.5): where it goes from `start` in `steps` steps.

    **Arguments**

    - `loss`: a key of `LOSSES`. `start`: within `RANGES[loss]`.
    - `learning_rate`: 0 to 10. `steps`: 0 to `MAX_STEPS`; fewer are taken where the parameter leaves the bowl.

    Raises `TensorError` for anything out of range.
    """
    run = LOSSES[choose("loss", loss, LOSSES)]
    low, high = RANGES[loss]
    start = parse_number(start, "start", low, high)
    learning_rate = parse_number(learning_rate, "learning rate", 0, 10)
    steps = int(parse_number(steps, "steps", 0, MAX_STEPS))
    w = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=learning_rate)
    seen, left = [], False
    for step in range(steps + 1):
        value = run(w)
        optimizer.zero_grad()
        value.backward()
        seen.append((w.item(), value.item(), w.grad.item()))
        left = not all(math.isfinite(number) for number in seen[-1]) or abs(w.item()) > GONE
        if left or step == steps:
            break
        optimizer.step()
    grid = torch.linspace(low, high, 121)
    curve = tuple(zip(grid.tolist(), run(grid).tolist(), strict=True))
    return Descent(*(tuple(column) for column in zip(*seen, strict=True)), curve, left)


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

    `logits_shape` `(N, 10)`; `loss` before, `loss_after` the step on the same batch; `weight`: the entry followed by
    hand; `w`, `grad`, `w_by_hand` = w − lr·grad in float32, and `w_after` as the optimizer left it; `grads_after_zero`:
    how many parameters still hold a gradient after `zero_grad()`.
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
    """Forward, loss, backward, step, zero_grad on one batch, with SGD. The model itself is left as it was.

    **Arguments**

    - `X`: float32 `(N, 1, 28, 28)`; `y`: int64 `(N,)`, 0 to 9.
    - `learning_rate`: 0 to 10. `parameter`: whose entry to follow (the one with the largest gradient); None for the
      last layer's first parameter.

    Raises `TensorError` for a learning rate out of range, an unknown parameter or one that is frozen.
    """
    learning_rate = parse_number(learning_rate, "learning rate", 0, 10)
    model = copy.deepcopy(model).train()
    named = {name: p for name, p in model.named_parameters() if p.requires_grad}
    if not named:
        raise TensorError("every parameter is frozen; unfreeze one to see a step.")
    name = choose("parameter", parameter if parameter is not None else list(named)[-2 if len(named) > 1 else 0], named)
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
    by_hand = (followed.detach()[index] - learning_rate * followed.grad[index]).item()
    optimizer.step()
    w_after = followed[index].item()
    optimizer.zero_grad()
    left = sum(p.grad is not None for p in named.values())
    with torch.no_grad():
        loss_after = loss_fn(model(X), y).item()
    return OneBatch(
        tuple(layers), tuple(pred.shape), loss.item(), grads, name, index, w, grad, by_hand, w_after, loss_after, left
    )  # fmt: skip


def _note(layers: list[Layer], name: str):
    def hook(module: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        layers.append(Layer(name, type(module).__name__, tuple(inputs[0].shape), tuple(output.shape)))

    return hook
