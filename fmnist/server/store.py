"""The one mutable thing of the app: the data set, the models, the visitors and their runs."""

from __future__ import annotations

import json
import math
import os
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fmnist.checkpoint.card import Card
from fmnist.checkpoint.save_load import load_checkpoint, read_checkpoint
from fmnist.checks import number, whole_number
from fmnist.errors import CheckpointError
from fmnist.files import ASSETS
from fmnist.lru_dict import LRUDict
from fmnist.prediction.evaluation import Evaluation, evaluate
from fmnist.runs.store import RunStore
from fmnist.server.loaded_models import LoadedModels
from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.uploads import Uploads

if TYPE_CHECKING:
    from torchvision.datasets import FashionMNIST

SHIPPED = ("convnet", "mlp")
MAX_VISITORS = 300  # whose choice of a model is remembered
MAX_EVALUATIONS = 60  # of 200 kB each
MAX_TRAINED = 40  # models of runs in memory


class Store:
    """What the app keeps. One is made at start and given to `build_demo`; a test makes its own.

    **Arguments**

    - `data_root`: as for `load_fashion_mnist`.
    - `assets`: the folder of the shipped weights.
    - `runs`: the folder of the visitors' runs; `None` means `$FMNIST_RUNS`, else `runs/`.
    - `max_running`, `grace_seconds`: as for `RunStore`; `None` means `$FMNIST_MAX_RUNNING`, `$FMNIST_GRACE_SECONDS`,
      else 1 and 600.
    """

    def __init__(self, data_root: str | os.PathLike[str] | None = None, assets: Path = ASSETS,
                 runs: str | os.PathLike[str] | None = None, max_running: int | None = None,
                 grace_seconds: float | None = None) -> None:
        self.data_root, self.assets = data_root, assets
        self._lock = threading.RLock()
        self._data_lock = threading.Lock()
        self._data: dict[bool, FashionMNIST] = {}
        self._shipped: dict[str, ModelInHand] = {}
        self._choice: LRUDict[str, str] = LRUDict(MAX_VISITORS)
        self._trained: LRUDict[tuple[str, str, int], ModelInHand] = LRUDict(MAX_TRAINED)
        self._evaluations: LRUDict[tuple[str, int | None], Evaluation] = LRUDict(MAX_EVALUATIONS)
        self.uploads = Uploads()
        self.runs = RunStore(
            runs or os.environ.get("FMNIST_RUNS") or "runs",
            self.datasets,
            max_running=max_running or whole_number("FMNIST_MAX_RUNNING", _setting("FMNIST_MAX_RUNNING", 1), 1, 10**9),
            grace_seconds=grace_seconds or number("FMNIST_GRACE_SECONDS", _setting("FMNIST_GRACE_SECONDS", 600), 0,
                                                   math.inf, low_open=True),
        )
        self.loaded = LoadedModels(self.runs.folder / "loaded")

    # data

    def data(self, train: bool) -> FashionMNIST:
        """The training or the test images, read once. Raises `DataError` if no source has them."""
        from fmnist.data.fashion_mnist import load_fashion_mnist

        with self._data_lock:
            if train not in self._data:
                self._data[train] = load_fashion_mnist(self.data_root, train=train)
            return self._data[train]

    def datasets(self) -> tuple[FashionMNIST, FashionMNIST]:
        """Training and test images."""
        return self.data(True), self.data(False)

    def close(self) -> None:
        """Stop the runs, which the next store on the same folder can resume, and delete the uploads."""
        self.runs.close()
        self.uploads.close()

    # models

    def shipped(self, name: str) -> ModelInHand:
        """A shipped model, read once. Raises `CheckpointError` if its file is missing or damaged."""
        with self._lock:
            if name not in self._shipped:
                card = json.loads((self.assets / f"{name}.json").read_text(encoding="utf-8"))
                model = load_checkpoint(self.assets / f"{name}.pth").eval()
                self._shipped[name] = ModelInHand(name, name, model, card.get("accuracy"), card=card)
            return self._shipped[name]

    def trained(self, visitor: str | None, run_id: str | None = None, epoch: int | None = None) -> ModelInHand:
        """The model of a visitor's run (default: the newest that has weights) after an epoch (default: the last).

        Raises `RunError` if there is none.
        """
        run_id = run_id or self.run_in_hand(visitor)
        path = self.runs.weights(run_id, visitor, epoch)
        try:
            return self._read_trained(run_id, path)
        except (OSError, CheckpointError):
            newer = self.runs.weights(run_id, visitor, epoch)
            if newer == path:
                raise
            return self._read_trained(run_id, newer)  # the run had finished another epoch meanwhile

    def _read_trained(self, run_id: str, path: Path) -> ModelInHand:
        key = (run_id, path.name, path.stat().st_mtime_ns)
        with self._lock:
            hand = self._trained.get(key)
            if hand is None:
                checkpoint = read_checkpoint(path)
                model = checkpoint.build().eval()
                card = checkpoint.card or Card()
                hand = self._trained[key] = ModelInHand("run", checkpoint.model, model, card.accuracy,
                                                        card.epochs, asdict(card))
            return hand

    def run_in_hand(self, visitor: str | None) -> str | None:
        """The id of the visitor's newest run that keeps weights already, `None` without one."""
        return self.runs.newest_with_weights(visitor)

    def evaluation(self, visitor: str | None, run_id: str, epoch: int | None) -> Evaluation:
        """All answers on the test set of a run after an epoch. Raises `RunError` as `trained` does."""
        hand = self.trained(visitor, run_id, epoch)
        key = (run_id, epoch)
        found = self._evaluations.get(key)
        if found is None:
            found = self._evaluations[key] = evaluate(hand.model, self.data(False))
        return found

    def choices(self, visitor: str | None) -> tuple[str, ...]:
        """Kinds of model the visitor can take in hand; only the shipped ones for a value that is no visitor's id."""
        visitor = visitor if isinstance(visitor, str) else None
        kinds = [name for name in SHIPPED if (self.assets / f"{name}.pth").exists()]
        if visitor and self.run_in_hand(visitor) is not None:
            kinds.append("run")
        return (*kinds, *(["loaded"] if visitor in self.loaded else []))

    def model(self, visitor: str | None, kind: str) -> ModelInHand:
        """One of the visitor's models, without taking it in hand. Raises `CheckpointError` for a kind they lack."""
        if kind not in self.choices(visitor):
            raise CheckpointError("there is no model {kind!r} to take in hand; choose one of {choices}.",
                                  kind=kind, choices=", ".join(self.choices(visitor)))
        if kind == "loaded":
            return self.loaded.get(visitor)
        return self.trained(visitor) if kind == "run" else self.shipped(kind)

    def choose(self, visitor: str, kind: str) -> ModelInHand:
        """Take another model in hand. Raises `CheckpointError` for a kind that the visitor does not have."""
        self.model(visitor, kind)
        self._choice[visitor] = kind
        return self.in_hand(visitor)

    def in_hand(self, visitor: str | None) -> ModelInHand:
        """The model in the visitor's hand: what they chose last, else the first shipped one.

        Raises `CheckpointError` where they chose weights that they loaded and that had to make room for others: no
        other model answers in their name. `settle` chooses a shipped one.
        """
        choices = self.choices(visitor)
        chosen = self._choice.get(visitor) if visitor else None
        if chosen == "loaded":
            return self.loaded.get(visitor)
        return self.model(visitor, chosen if chosen in choices else choices[0])

    def settle(self, visitor: str | None) -> bool:
        """If the visitor's loaded weights had to make room for others, take a shipped model instead, and say so."""
        with self._lock:
            lost = self._choice.get(visitor) == "loaded" and visitor not in self.loaded
            if lost:
                self._choice.pop(visitor)
            return lost

    def put_loaded(self, visitor: str, hand: ModelInHand) -> ModelInHand:
        """Give the visitor the weights they brought; see `LoadedModels` for how long they are kept."""
        self.loaded.put(visitor, hand)
        return self.choose(visitor, "loaded")


def _setting(variable: str, default: float) -> float | str:
    text = os.environ.get(variable, "")
    try:
        value = float(text or default)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value  # a sentence that refuses "0" says 0, not 0.0
