"""Learn PyTorch by doing: the core of the official introduction, on Fashion-MNIST.

What the package offers, by chapter of the tutorial, is listed in `CHAPTERS`; `from fmnist import TrainConfig, fit`
works for every name there. A module is read when its first name is asked for.
"""

import importlib
from typing import Any

CHAPTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "1 Tensors": {"fmnist.tensors": ("assign", "attributes", "create", "in_place", "join", "sum_item")},
    "2 Datasets & DataLoaders": {
        "fmnist.data": ("CLASSES", "CustomImageDataset", "TensorLoader", "first_batch", "import_dataset",
                        "load_fashion_mnist"),
    },
    "3 Transforms": {"fmnist.data": ("Pipeline", "one_hot"), "fmnist.pictures": ("to_input",)},
    "4 Build the neural network": {
        "fmnist.inspection": ("parameter_table", "walk_layers"),
        "fmnist.model": ("ConvNet", "NeuralNetwork", "build_model", "get_device"),
    },
    "5 Automatic differentiation": {
        "fmnist.autograd": ("descend", "finite_difference", "gradients", "graph_of", "one_batch", "vector_jacobian"),
    },
    "6 Optimizing model parameters": {
        "fmnist.training": ("EpochMetrics", "PRESETS", "Step", "TrainConfig", "fit", "test_loop", "train_loop"),
    },
    "7 Save, load and use the model": {
        "fmnist.checkpoint": ("load_checkpoint", "save_checkpoint"),
        "fmnist.prediction": ("predict",),
    },
    "What can go wrong": {
        "fmnist.errors": ("CheckpointError", "ConfigError", "DataError", "DivergedError", "FileError", "FmnistError",
                          "ImageError", "RunError", "TensorError"),
    },
}

_homes = {name: module for modules in CHAPTERS.values() for module, names in modules.items() for name in names}
__all__ = sorted(_homes)


def __getattr__(name: str) -> Any:
    if name not in _homes:
        raise AttributeError(f"module 'fmnist' has no attribute {name!r}")
    return getattr(importlib.import_module(_homes[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "CHAPTERS"]
