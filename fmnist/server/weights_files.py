"""Chapter 7 for a visitor: the network in use as a file, and a file as the network in use."""

import shutil
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from fmnist.checkpoint.save_load import Checkpoint, read_checkpoint, save_checkpoint
from fmnist.data.loader import TensorLoader
from fmnist.scripts.loading import FILE_NAMES, loading_script
from fmnist.server.model_in_hand import ModelInHand, card_of
from fmnist.server.store import Store
from fmnist.server.temp_folder import temp_folder
from fmnist.training.loop import test_loop


def save_for_download(hand: ModelInHand, kind: str) -> Path:
    """The network in use as a file of that kind. Raises as `save_checkpoint` does."""
    loading_script(hand.model, kind)  # an unknown kind is refused before there is a folder
    path = temp_folder().place(FILE_NAMES[kind])
    save_checkpoint(hand.model, path, kind=kind, card=card_of(hand))
    temp_folder().wrote(path)
    return path


def copy_for_download(file: Path) -> Path:
    """A file that may go before it was downloaded. Raises `OSError` if it has."""
    path = Path(shutil.copy(file, temp_folder().place(file.name)))
    temp_folder().wrote(path)
    return path


def load_weights(store: Store, visitor: str, path: str | Path) -> tuple[ModelInHand, Checkpoint]:
    """Reads a file, measures it on the test set, and makes it the network in use.

    Raises `CheckpointError` for anything that is not weights for one of our models; nothing has changed then.
    """
    checkpoint = read_checkpoint(path)
    model = checkpoint.build()
    loader = TensorLoader(store.data(False), 250, generator=torch.Generator())  # not torch's own, which others seed
    accuracy = test_loop(loader, model, nn.CrossEntropyLoss(), log=None).accuracy
    card = checkpoint.card
    hand = ModelInHand("loaded", checkpoint.model, model.eval(), accuracy, card and card.epochs,
                       asdict(card) if card else {})
    return store.put_loaded(visitor, hand), checkpoint
