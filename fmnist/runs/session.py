"""What every run puts around `fit`, on the command line and on the page: precision, loaders, state, the card."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from torch import nn
from torch.utils.data import Dataset

from fmnist.checkpoint.card import Card, make_card
from fmnist.training.config import TrainConfig
from fmnist.training.distributed import Group, agreed
from fmnist.training.fit import ALONE, Loaders, TrainState, fit
from fmnist.training.loop import EpochMetrics, Step
from fmnist.training.precision import settle_precision


class Session:
    """A run made ready to train: `config` with its precision settled, `loaders`, and `state`.

    **Arguments**

    - `start_from`: a model whose weights are the first ones, instead of those of the config's seed.
    - `saved`: what `TrainState.state_dict` gave after an earlier epoch, to go on from there bit for bit.
    - `group`: the processes that train together; all of them make a session.
    - `check`: called before every batch that is tested; what it raises ends the training.

    Raises `ConfigError` for settings that do not fit the model, the group or `saved`.
    """

    def __init__(self, config: TrainConfig, training_data: Dataset, test_data: Dataset, device: str, *,
                 start_from: nn.Module | None = None, saved: dict[str, Any] | None = None, group: Group = ALONE,
                 check: Callable[[], None] | None = None) -> None:
        if saved is not None and config.precision == "auto":  # compute as the run began
            config = replace(config, precision=saved["config"]["precision"])
        self.config = agreed(settle_precision(config, device))
        self.training_data, self.test_data, self.device = training_data, test_data, device
        self.loaders = Loaders(self.config, training_data, test_data, device, group)
        self.state = TrainState.create(self.config, len(self.loaders.train), device, start_from)
        if saved is not None:
            self.state.load_state_dict(saved)
        if check is not None:
            self.loaders.test = _Checked(self.loaders.test, check)
            self.loaders.validation = self.loaders.validation and _Checked(self.loaders.validation, check)

    @property
    def source(self) -> str:
        """Where the training images come from: the name of a `fmnist.data.sources.Source`, or "custom"."""
        return getattr(getattr(self.training_data, "source", None), "name", "custom")

    def train(self, report_every: int = 1) -> Iterator[Step | EpochMetrics]:
        """What `fit` yields from here to the last epoch; `state` is up to date with every `EpochMetrics`."""
        return fit(self.config, self.training_data, self.test_data, device=self.device, state=self.state,
                   loaders=self.loaders, report_every=report_every)

    def card(self, metrics: EpochMetrics | None, *, seed: int | None, note: str = "") -> Card:
        """The card of the present weights, as `make_card` makes it. `note`: more to say about the data."""
        size = len(self.training_data)
        part = f"{self.config.train_size:,} of " if self.config.train_size < size else ""
        data = f"{part}{size:,} + {len(self.test_data):,} images ({self.source}){note}"
        return make_card(self.config, metrics, data, seed=seed)


class _Checked:
    """A loader that calls `check` before every batch."""

    def __init__(self, loader: Any, check: Callable[[], None]) -> None:
        self.loader, self.check = loader, check

    def __iter__(self) -> Iterator[Any]:
        for batch in self.loader:
            self.check()
            yield batch
