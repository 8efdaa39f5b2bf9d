"""Chapter 7, "Save and load the model": files that hold weights, checked before anything of them is used."""

from fmnist.checkpoint.card import Card, make_card
from fmnist.checkpoint.save_load import load_checkpoint, read_checkpoint, save_checkpoint

__all__ = ["Card", "load_checkpoint", "make_card", "read_checkpoint", "save_checkpoint"]
