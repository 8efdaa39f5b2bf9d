"""Where weights come from: the card that travels inside a weights file."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timezone

import torch

from fmnist.checks import is_seed
from fmnist.training.config import TrainConfig
from fmnist.training.loop import EpochMetrics

MAX_TEXT = 200  # characters of one text on a card
CARD_NAME = "fmnist.json"  # its entry in a .pth archive; in safetensors its key in the metadata is "fmnist"


@dataclass(frozen=True)
class Card:
    """What is known of how weights were made. Every field may be missing, and a file may carry no card at all.

    **Fields**

    - `model`: "mlp", "convnet", or the name of a class.
    - `seed`: of the initial weights.
    - `epochs`: passes over the training data.
    - `accuracy`: a fraction in [0, 1], on the test set.
    - `data`: what it was trained and measured on ("60,000 + 10,000 images").
    - `config`: the whole `TrainConfig`, plain values only.
    - `created`: when it was saved, UTC, as ISO 8601.
    - `versions`: {"torch": …, "python": …} that saved it.
    """

    model: str = ""
    seed: int | None = None
    epochs: int | None = None
    accuracy: float | None = None
    data: str = ""
    config: Mapping[str, object] = field(default_factory=dict)
    created: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    def stamped(self) -> Card:
        """The same with the present time and versions."""
        return replace(
            self,
            created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            versions={"torch": torch.__version__, "python": platform.python_version()},
        )

    def to_json(self) -> str:
        """One JSON object, one key a field."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes | None) -> Card | None:
        """The card in `text`, or `None`.

        Leaves out values of a wrong type and cuts texts at `MAX_TEXT` characters. A card is only a claim, perhaps a
        stranger's: decide nothing by it.
        """
        try:
            found = json.loads(text or "null", parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            return None
        if not isinstance(found, dict):
            return None
        known = {f.name: _cleaned(f.name, found.get(f.name)) for f in fields(cls)}
        return cls(**{name: value for name, value in known.items() if value is not None})


def make_card(config: TrainConfig, metrics: EpochMetrics | None, data: str, *, seed: int | None) -> Card:
    """The card of weights that a run made: after an epoch, or between two where `metrics` is `None`.

    `seed`: of the initial weights; `None` if the run continued weights whose seed is unknown.
    """
    return Card(
        model=config.model,
        seed=seed,
        epochs=metrics and metrics.epoch,
        accuracy=metrics and metrics.test_accuracy,
        data=data,
        config=config.to_dict(),
    )


def _cleaned(name: str, value: object) -> object:
    if name in ("seed", "epochs"):
        return value if is_seed(value) else None  # no more epochs than seeds either
    if name == "accuracy":
        number = type(value) in (int, float) and math.isfinite(value)
        return float(value) if number and 0 <= value <= 1 else None
    if name in ("config", "versions"):
        if not isinstance(value, dict):
            return None
        plain = {k: _plain(v) for k, v in list(value.items())[:64]}
        return {k[:MAX_TEXT]: str(v)[:MAX_TEXT] if name == "versions" else v for k, v in plain.items()}
    return value[:MAX_TEXT] if isinstance(value, str) else None


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):  # names of frozen parameters
        return [str(item)[:MAX_TEXT] for item in value[:64]]
    return str(value)[:MAX_TEXT]
