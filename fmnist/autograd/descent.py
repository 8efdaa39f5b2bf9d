"""Chapters 5 and 6 in slow motion: SGD on one parameter, and one batch on the real network."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from fmnist.checks import choice, whole_number
from fmnist.tensors.parsing import parse_number

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
    run = LOSSES[choice("loss", loss, LOSSES)]
    low, high = RANGES[loss]
    start = parse_number(start, "start", low, high)
    learning_rate = parse_number(learning_rate, "learning rate", 0, 10)
    steps = whole_number("steps", steps, 0, MAX_STEPS)
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

