"""Chapters 5.2 and 6.5 in slow motion: SGD on one parameter, step by step."""

import math
from dataclasses import dataclass

import torch

from fmnist.checks import choice, whole_number
from fmnist.tensors.parsing import parse_number

# The first has one minimum, the second two: there the start decides where the descent ends.
LOSSES = {"(w - 3) ** 2": lambda w: (w - 3) ** 2, "w ** 4 - 3 * w ** 2 + w": lambda w: w**4 - 3 * w**2 + w}
RANGES = {"(w - 3) ** 2": (-3.0, 9.0), "w ** 4 - 3 * w ** 2 + w": (-2.4, 2.4)}
MAX_STEPS = 50
MAX_W = 100.0  # ten times what is drawn; the descent has diverged where |w| is larger


@dataclass(frozen=True)
class Descent:
    """Steps of SGD on one parameter.

    - `w`, `loss`, `slope`: at the start and after each step.
    - `curve`: pairs `(w, loss)` for drawing.
    - `diverged`: the last step led to |w| over `MAX_W`, inf or NaN.
    """

    w: tuple[float, ...]
    loss: tuple[float, ...]
    slope: tuple[float, ...]
    curve: tuple[tuple[float, float], ...]
    diverged: bool


def descend(loss: str = "(w - 3) ** 2", start: float = -1.0, learning_rate: float = 0.1, steps: int = 0) -> Descent:
    """`torch.optim.SGD` on one parameter (5.2 and 6.5), from `start`, for `steps` steps.

    **Arguments**

    - `loss`: a key of `LOSSES`. `start`: within `RANGES[loss]`.
    - `learning_rate`: 0 to 10. `steps`: 0 to `MAX_STEPS`; a descent that diverges ends early.

    Raises `ConfigError` for anything out of range, `TensorError` for text that is no number.
    """
    run = LOSSES[choice("loss", loss, LOSSES)]
    low, high = RANGES[loss]
    start = parse_number(start, "start", low, high)
    learning_rate = parse_number(learning_rate, "learning rate", 0, 10)
    steps = whole_number("steps", steps, 0, MAX_STEPS)
    w = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=learning_rate)
    seen, diverged = [], False
    for step in range(steps + 1):
        value = run(w)
        optimizer.zero_grad()
        value.backward()
        seen.append((w.item(), value.item(), w.grad.item()))
        diverged = not all(math.isfinite(number) for number in seen[-1]) or abs(w.item()) > MAX_W
        if diverged or step == steps:
            break
        optimizer.step()
    grid = torch.linspace(low, high, 121)
    curve = tuple(zip(grid.tolist(), run(grid).tolist(), strict=True))
    return Descent(*(tuple(column) for column in zip(*seen, strict=True)), curve, diverged)
