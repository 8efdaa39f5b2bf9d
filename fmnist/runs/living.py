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
EVERY = 1.0  # seconds between two looks
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
        self._next = 0.0

    def due(self) -> bool:
        """Whether the last look is long enough ago."""
        return time.monotonic() >= self._next

    @torch.no_grad()
    def ask(self, model: nn.Module) -> Living:
        """Look at the network as it is now."""
        was_training = [module.training for module in model.modules()]
        model.eval()
        try:
            answers = model(self.X).argmax(1)
        finally:
            for module, training in zip(model.modules(), was_training, strict=True):
                module.training = training
        self._next = time.monotonic() + EVERY
        shown = answers[self.shown].tolist()
        return Living(tuple(shown), int((answers == self.y).sum()), len(self.y))
