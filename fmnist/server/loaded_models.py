"""The weights that visitors brought: the latest in memory, all of a bounded number on disk."""

import hashlib
import shutil
import threading
from dataclasses import replace
from pathlib import Path

from fmnist.checkpoint.save_load import load_checkpoint, save_checkpoint
from fmnist.errors import CheckpointError
from fmnist.lru_dict import LRUDict
from fmnist.model import build_model
from fmnist.server.model_in_hand import ModelInHand

IN_MEMORY = 24
ON_DISK = 200


class LoadedModels:
    """One model a visitor. The least recently used leave memory beyond `in_memory`, and the disk beyond `on_disk`.

    `folder`: emptied at start; nothing in it outlives the process that wrote it.
    """

    def __init__(self, folder: Path, in_memory: int = IN_MEMORY, on_disk: int = ON_DISK) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._hands: LRUDict[str, ModelInHand] = LRUDict(in_memory)  # with their model
        self._facts: LRUDict[str, ModelInHand] = LRUDict(on_disk, self._forget)  # without it: the model lies on disk
        shutil.rmtree(folder, ignore_errors=True)

    def __contains__(self, visitor: object) -> bool:
        return isinstance(visitor, str) and visitor in self._facts

    def accuracy(self, visitor: str) -> float | None:
        """Of the visitor's model on the test set, without reading it back; `None` where there is none."""
        facts = self._facts.get(visitor)
        return facts and facts.accuracy

    def put(self, visitor: str, hand: ModelInHand) -> None:
        """Keep `hand` for the visitor, in the place of an earlier one. Raises `FileError` on a full disk."""
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            save_checkpoint(hand.model, self._file(visitor))
            self._facts[visitor] = replace(hand, model=None)
            self._hands[visitor] = hand

    def get(self, visitor: str) -> ModelInHand:
        """The visitor's model; read back from disk if need be. Raises `CheckpointError` if it is not there any more."""
        with self._lock:
            facts = self._facts.get(visitor)
            if facts is None:
                raise CheckpointError(
                    "the weights you loaded had to make room for others; load them again, or choose another network."
                )
            hand = self._hands.get(visitor)
            if hand is None:
                try:
                    model = load_checkpoint(self._file(visitor), build_model(facts.architecture)).eval()
                except CheckpointError:
                    self._forget(visitor, self._facts.pop(visitor))
                    raise
                hand = self._hands[visitor] = replace(facts, model=model)
            return hand

    def _forget(self, visitor: str, _: ModelInHand) -> None:
        self._hands.pop(visitor)
        self._file(visitor).unlink(missing_ok=True)

    def _file(self, visitor: str) -> Path:
        # A visitor's id is a secret and comes from outside: neither belongs into a file name.
        return self.folder / f"{hashlib.sha256(visitor.encode()).hexdigest()[:32]}.pth"
