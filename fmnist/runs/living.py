"""What a run's network answers between two steps: to twelve test pictures one can watch, and to 500 as an estimate.

Asking changes nothing of the training: no gradient, no batch statistics, no random number, the model's mode as before.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import nn
from torch.utils.data import Dataset

ASKED, SHOWN = 500, 12  # test pictures: the first ones of the set, and those of them that are shown
HARD = (6, 4)  # Shirt and Coat, which networks confuse
EVERY = 1.0  # seconds between two looks, at least
SHARE = 0.03  # of the time that looks may take, so that a watched run is about as fast as another one
WATCHED = 5.0  # seconds since a page asked, after which nobody watches


@dataclass(frozen=True)
class Living:
    """What the network answers at one moment.

    - `answers`: the class in [0, 9] of each of the shown pictures.
    - `right` of `count`: an estimate of the test accuracy, on the first pictures of the test set.
    """

    answers: tuple[int, ...]
    right: int
    count: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for a checkpoint."""
        return {**asdict(self), "answers": list(self.answers)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Living":
        """The inverse of `to_dict`."""
        return cls(tuple(values["answers"]), values["right"], values["count"])


def shown_pictures(labels: list[int]) -> list[int]:
    """Which of the test set's first pictures are shown: the first of every class, and one more of two hard ones.

    Of a set without these classes the next pictures; twelve in all.
    """
    labels = labels[:ASKED]
    first = [labels.index(label) for label in sorted(set(labels))]
    rest = [index for index in range(len(labels)) if index not in first]
    hard = [next((index for index in rest if labels[index] == label), None) for label in HARD]
    more = [*(index for index in hard if index is not None), *rest]
    return sorted(list(dict.fromkeys([*first, *more]))[:SHOWN])


class Pictures:
    """The pictures to ask about, on the run's device, and when to ask."""

    def __init__(self, test_data: Dataset, device: str) -> None:
        items = [test_data[index] for index in range(min(ASKED, len(test_data)))]
        self.X = torch.stack([X for X, _ in items]).to(device)
        self.y = torch.tensor([int(y) for _, y in items], device=device)
        self.shown = shown_pictures(self.y.tolist())
        self._right = 0
        self._due = self._estimate_due = 0.0

    def due(self) -> bool:
        """Whether the last look is long enough ago."""
        return time.monotonic() >= self._due

    def ask(self, model: nn.Module, whole: bool = False) -> Living:
        """Look at the network as it is now. The estimate is a new one where `whole`, or where there is time for it."""
        now = time.monotonic()
        if whole or now >= self._estimate_due:
            answers = answers_of(model, self.X)
            self._right = int((answers == self.y).sum())
            shown, self._estimate_due, self._due = answers[self.shown], _next(now), now + EVERY
        else:
            shown, self._due = answers_of(model, self.X[self.shown]), _next(now)
        return Living(tuple(shown.tolist()), self._right, len(self.y))


def _next(started: float) -> float:
    """When to look again after a look that has begun then and ends now."""
    now = time.monotonic()
    return max(started + EVERY, now + (now - started) / SHARE)


@torch.no_grad()
def answers_of(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    """The classes that the network in `eval()` mode gives; its modules are left in the modes they were in."""
    modes = [module.training for module in model.modules()]
    model.eval()
    try:
        return model(X).argmax(1)
    finally:
        for module, mode in zip(model.modules(), modes, strict=True):
            module.training = mode
