"""Chapter 3, "Transforms", under one name: `one_hot` for labels, `to_input` for pictures."""

from fmnist.data.transforms import one_hot
from fmnist.pictures.to_input import to_input

__all__ = ["one_hot", "to_input"]
