"""The weights of the network in use through time: first, after every epoch, now."""

import contextlib
import copy
import zlib
from dataclasses import dataclass
from typing import Any

from torch import nn

from fmnist.checks import is_seed
from fmnist.errors import CheckpointError, FmnistError
from fmnist.model import build_model
from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.store import Store
from fmnist.training.config import TrainConfig


@dataclass(frozen=True)
class Timeline:
    """Stops 0 … `last`: stop 0 is the first weights where they are known, the last stop is the network in use.

    - `hand`: the network in use. `run_id`: of its run, `None` for shipped and loaded ones.
    - `epochs`: the run's epochs whose weights are kept, ascending; the network in use is the last of them or newer.
    - `seed`: draws the first weights; `None` if neither the card nor the visitor names one.
    - `start`: the model that the run went on from; `None` where it began with a seed, or that model cannot be read.
    """

    store: Store
    visitor: str | None
    hand: ModelInHand
    run_id: str | None
    epochs: tuple[int, ...]
    seed: int | None
    start: nn.Module | None

    @classmethod
    def of(cls, store: Store, visitor: str | None, kind: str | None = None, seed: int | None = None) -> "Timeline":
        """The timeline of one of the visitor's models.

        `kind`: which, as for `Store.model`; `None` is the one in use. `seed`: one that the visitor names instead.
        """
        hand = store.in_hand(visitor) if kind is None else store.model(visitor, kind)
        run_id, epochs, start = hand.run_id, (), None
        if run_id is not None:
            kept = store.runs.epochs(run_id, visitor)  # perhaps one more by now
            epochs = tuple(epoch for epoch in kept if hand.epoch is None or epoch <= hand.epoch)
            with contextlib.suppress(CheckpointError):
                start = store.runs.start_model(run_id, visitor)
        if seed is None:
            seed = _seed(hand.card)
        return cls(store, visitor, hand, run_id, epochs, seed, start)

    @property
    def continued(self) -> bool:
        """Whether the first weights are those of another network, not those of a seed."""
        return self.start is not None

    @property
    def knows_first(self) -> bool:
        """Whether there is a stop 0."""
        return self.seed is not None or self.continued

    @property
    def last(self) -> int:
        """The number of the last stop."""
        between = bool(self.epochs) and self.hand.epoch != self.epochs[-1]  # stopped in the middle of an epoch
        return max(len(self.epochs) + between, 1)

    def mark(self) -> str:
        """A text that changes when the model, its weights or its stops change."""
        checksum = 0
        for tensor in self.hand.model.state_dict().values():
            checksum = zlib.crc32(tensor.numpy().tobytes(), checksum)
        return f"{self.hand.kind} {self.last} {self.seed} {checksum:08x}"

    def continues(self, mark: str) -> bool:
        """Whether `mark` was that of the same run, perhaps some epochs ago."""
        return self.run_id is not None and mark.split(" ")[0] == self.hand.kind

    def epoch(self, stop: int) -> int | None:
        """The epoch of the weights at `stop`: 0 for the first ones, `None` if unknown."""
        if stop == 0:
            return 0
        return self.epochs[stop - 1] if 0 < stop <= len(self.epochs) else self.hand.epoch

    def first(self) -> nn.Module | None:
        """The first weights, in a model of the caller's own: those the run went on from, or those of the seed."""
        if self.start is not None:
            return copy.deepcopy(self.start).eval()
        return None if self.seed is None else build_model(self.hand.architecture, self.seed).eval()

    def model(self, stop: int) -> nn.Module:
        """The model at a stop; the last one where the stop is not known (any more)."""
        if stop == 0 and self.knows_first:
            return self.first()
        if 0 < stop < self.last:
            return self.store.trained(self.visitor, self.run_id, self.epochs[stop - 1]).model
        return self.hand.model

    def last_gradients(self, stop: int) -> dict[str, float]:
        """The norms of the gradients at the run's last step before a stop; empty where there was none, or no run."""
        if self.run_id is None or not 0 < stop <= len(self.epochs):
            return {}
        metrics = self.store.runs.snapshot(self.run_id, self.visitor).metrics
        return next((m.gradient_norms for m in metrics if m.epoch == self.epochs[stop - 1]), {})

    def config(self, **changes: Any) -> TrainConfig:
        """The settings on the card of the network in use, or the quickstart's where the card has none, with `changes`.

        Without the drawings of the shipped recipe: they take minutes, and no script on the page makes them.

        Raises `ConfigError` for a change that is out of range.
        """
        known = {"model": self.hand.architecture}
        told = self.hand.card.get("config")
        try:
            config = TrainConfig.from_dict({**(told if isinstance(told, dict) else {}), **known})
        except (FmnistError, TypeError):  # a card is a claim, perhaps a stranger's
            config = TrainConfig.from_dict(known)
        return TrainConfig.from_dict({**config.to_dict(), "drawn_share": 0.0, **changes})


def _seed(card: dict[str, Any]) -> int | None:
    seed = card.get("seed")  # not config.seed: a continued run has its own seed there
    return seed if is_seed(seed) else None
