"""The one mutable thing of the app: the data set, the models, the visitors and their runs."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fmnist.checkpoint.card import Card
from fmnist.checkpoint.save_load import load_checkpoint, read_checkpoint
from fmnist.errors import CheckpointError, RunError
from fmnist.files import ASSETS, expand_home
from fmnist.lru_dict import LRUDict
from fmnist.prediction.evaluation import Evaluation, evaluate
from fmnist.runs.store import RunStore
from fmnist.server.loaded_models import LoadedModels
from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.network_in_use import Choice, network_in_use, run_kind, run_of
from fmnist.server.settings import Settings
from fmnist.server.uploads import Uploads

if TYPE_CHECKING:
    from torchvision.datasets import FashionMNIST

SHIPPED = ("convnet", "mlp")
MAX_VISITORS = 300  # whose network in use is remembered
MAX_EVALUATIONS = 60  # of 200 kB each
MAX_TRAINED = 40  # models of runs in memory
MAX_ACTIVE = 40  # runs under way of all visitors, or as many as one address may have


class Store:
    """What the app keeps. One is made at start and given to `build_demo`; a test makes its own.

    **Arguments**

    - `data_root`: as for `load_fashion_mnist`.
    - `assets`: the folder of the shipped weights.
    - `runs`: the folder of the visitors' runs; `None` means `$FMNIST_RUNS`, else `runs/`.
    - `settings`: `None` means those of the environment.
    """

    def __init__(self, data_root: str | os.PathLike[str] | None = None, assets: Path = ASSETS,
                 runs: str | os.PathLike[str] | None = None, settings: Settings | None = None) -> None:
        self.settings = settings = settings or Settings.from_environment()
        self.data_root, self.assets = data_root, assets
        self._lock = threading.RLock()
        self._data_lock = threading.Lock()
        self._data: dict[bool, FashionMNIST] = {}
        self._shipped: dict[str, ModelInHand] = {}
        self._choice: LRUDict[str, Choice] = LRUDict(MAX_VISITORS)
        self._trained: LRUDict[tuple[str, str, int], ModelInHand] = LRUDict(MAX_TRAINED)
        self._evaluations: LRUDict[tuple[str, int | None], Evaluation] = LRUDict(MAX_EVALUATIONS)
        self.uploads = Uploads()
        self.runs = RunStore(
            runs or expand_home(os.environ.get("FMNIST_RUNS") or "runs"),
            self.datasets,
            max_running=settings.max_running, max_each_address=settings.max_per_address,
            max_active=max(MAX_ACTIVE, settings.max_per_address),
            keep_each=settings.keep_runs, grace_seconds=settings.grace_seconds,
            max_seconds=60 * settings.max_run_minutes,
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
                card = self._card(name)
                model = load_checkpoint(self.assets / f"{name}.pth").eval()
                self._shipped[name] = ModelInHand(name, name, model, card.get("accuracy"), card=card)
            return self._shipped[name]

    def _card(self, name: str) -> dict[str, Any]:
        return json.loads((self.assets / f"{name}.json").read_text(encoding="utf-8"))

    def trained(self, visitor: str | None, run_id: str, epoch: int | None = None) -> ModelInHand:
        """The network of a visitor's run after an epoch (default: the newest weights).

        Raises `RunError` if there is none, `CheckpointError` where they cannot be read; the run then goes without them.
        """
        path = self.runs.weights(run_id, visitor, epoch)
        try:
            return self._read_trained(run_id, path)
        except (OSError, CheckpointError) as error:
            if self.runs.weights(run_id, visitor, epoch) != path:  # the run has finished another epoch meanwhile
                return self.trained(visitor, run_id, epoch)
            self.runs.leave_out(run_id, path)
            raise CheckpointError("the weights of this run in {name} are damaged and are left out from now on; choose "
                                  "another epoch or another network.", name=path.name) from error

    def _read_trained(self, run_id: str, path: Path) -> ModelInHand:
        key = (run_id, path.name, path.stat().st_mtime_ns)
        with self._lock:
            hand = self._trained.get(key)
            if hand is None:
                checkpoint = read_checkpoint(path)
                model = checkpoint.build().eval()
                card = checkpoint.card or Card()
                hand = self._trained[key] = ModelInHand(run_kind(run_id), checkpoint.model, model,
                                                        card.accuracy, card.epochs, asdict(card))
            return hand

    def evaluation(self, visitor: str | None, run_id: str, epoch: int | None) -> Evaluation:
        """All answers on the test set of a run after an epoch. Raises `RunError` as `trained` does."""
        hand = self.trained(visitor, run_id, epoch)
        key = (run_id, epoch)
        found = self._evaluations.get(key)
        if found is None:
            found = self._evaluations[key] = evaluate(hand.model, self.data(False))
        return found

    def choices(self, visitor: str | None) -> tuple[str, ...]:
        """The kinds of all networks that the visitor can use now, their runs newest first.

        What is no visitor's id has the shipped ones.
        """
        shipped = [name for name in SHIPPED if (self.assets / f"{name}.pth").exists()]
        runs = [run_kind(run.id) for run in self.runs.of(visitor) if run.has_weights]
        return (*shipped, *runs, *(["loaded"] if visitor in self.loaded else []))

    def accuracy(self, visitor: str | None, kind: str) -> float | None:
        """Of a shipped network or the visitor's loaded one on the test set, a fraction, without reading its weights.

        `None` where it was not measured. A run's `Snapshot` has its own.
        """
        return self.loaded.accuracy(visitor) if kind == "loaded" else self._card(kind).get("accuracy")

    def model(self, visitor: str | None, kind: str) -> ModelInHand:
        """One of the visitor's networks, whichever is in use. Raises `CheckpointError` for one they lack."""
        if kind in self.choices(None):  # asked for after every stroke of a pen: without a look at the visitor's runs
            return self.shipped(kind)
        if kind == "loaded" and visitor in self.loaded:
            return self.loaded.get(visitor)
        run_id = run_of(kind)
        if run_id is not None:
            with contextlib.suppress(RunError):
                return self.trained(visitor, run_id)
        raise CheckpointError("there is no network {kind!r} to use; choose one of {choices}.",
                              kind=kind, choices=", ".join(self.choices(visitor)))

    def choose(self, visitor: str, kind: str) -> ModelInHand:
        """Use another network from now on. Raises `CheckpointError` for one they lack."""
        hand = self.model(visitor, kind)
        self._choice[visitor] = Choice(kind, time.time())
        return hand

    def kind_in_use(self, visitor: str | None) -> str:
        """The kind of the network in use: see `network_in_use`; where that gives none, the first shipped one.

        Only the server's memory holds the choice. Runs are judged here, when somebody asks, not when they end.
        """
        runs = self.runs.of(visitor)
        with self._lock:
            before = self._choice.get(visitor)
            choice = network_in_use(before, runs)
            if choice is not before:
                self._choice[visitor] = choice
        return choice.kind if choice else self.choices(None)[0]

    def in_hand(self, visitor: str | None) -> ModelInHand:
        """The network in use: what the visitor chose, or has trained since; else the first shipped one.

        Raises `CheckpointError` where its weights had to make room for others: no other network answers in its name.
        `settle` takes another one.
        """
        kind = self.kind_in_use(visitor)
        return self.loaded.get(visitor) if kind == "loaded" else self.model(visitor, kind)

    def settle(self, visitor: str | None) -> str | None:
        """If the network in use had to make room for others, take another one instead, and return the lost kind."""
        kind = self.kind_in_use(visitor)
        if kind in self.choices(visitor):
            return None
        with self._lock:
            choice = self._choice.get(visitor)
            if choice is not None and choice.kind == kind:  # the visitor may have chosen another one this instant
                self._choice.pop(visitor)
        return kind

    def put_loaded(self, visitor: str, hand: ModelInHand) -> ModelInHand:
        """Give the visitor the weights they brought; see `LoadedModels` for how long they are kept."""
        self.loaded.put(visitor, hand)
        return self.choose(visitor, "loaded")
