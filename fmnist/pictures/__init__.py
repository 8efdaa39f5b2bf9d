"""Chapter 3, "Transforms", for any picture: from a file to the tensor that the network was trained on."""

from fmnist.pictures.augment import AUGMENTATIONS
from fmnist.pictures.open_image import open_image
from fmnist.pictures.to_input import to_input

__all__ = ["AUGMENTATIONS", "open_image", "to_input"]
