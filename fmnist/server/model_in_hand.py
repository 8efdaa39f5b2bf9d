"""The network that a visitor uses, and the card that its file gets."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from torch import nn

from fmnist.checkpoint.card import Card
from fmnist.inspection.parameters import ParameterTable, parameter_table
from fmnist.server.network_in_use import run_of


@dataclass(frozen=True)
class ModelInHand:
    """The network that a visitor uses on Predict, Inspect, Autograd and Save & load.

    - `kind`: "convnet" or "mlp" (shipped), "run:<id>" (one of the visitor's) or "loaded" (weights they brought).
    - `architecture`: a key of `fmnist.model.MODELS`.
    - `model`: on the CPU, in `eval()` mode. Shared between visitors where shipped: never change it.
    - `accuracy`: on the test set, a fraction; `None` where it was not measured.
    - `epoch`: of a run, how many epochs it had trained when the weights were kept.
    - `card`: where the weights come from (recipe, command, versions).
    """

    kind: str
    architecture: str
    model: nn.Module
    accuracy: float | None = None
    epoch: int | None = None
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def run_id(self) -> str | None:
        """Of the run that trained it; `None` for shipped and loaded ones."""
        return run_of(self.kind)

    @cached_property
    def table(self) -> ParameterTable:
        """Its parameters and buffers (4.5), looked through once: a class asks for those of the shipped networks."""
        return parameter_table(self.model)

    @property
    def parameters(self) -> int:
        """How many numbers the model has learned."""
        return sum(parameter.numel() for parameter in self.model.parameters())


def card_of(hand: ModelInHand) -> Card:
    """The card of the network in use; a loaded file's own claims stay, its accuracy is the one measured here."""
    known = Card.from_json(json.dumps(hand.card, default=str)) or Card()
    return Card(
        model=hand.architecture,
        seed=known.seed,
        epochs=known.epochs if hand.epoch is None else hand.epoch,
        accuracy=hand.accuracy,
        data=known.data,
        config=known.config,
        created=known.created,
        versions=known.versions,
    )
