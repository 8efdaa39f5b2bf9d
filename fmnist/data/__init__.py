"""Chapters 2 and 3, "Datasets & DataLoaders" and "Transforms": the data set, its loaders, and one of your own."""

from fmnist.data.batches import first_batch
from fmnist.data.custom import CustomImageDataset
from fmnist.data.fashion_mnist import CLASSES, load_fashion_mnist
from fmnist.data.import_csv import import_dataset
from fmnist.data.loader import TensorLoader, as_tensors
from fmnist.data.transforms import Pipeline, one_hot

__all__ = [
    "CLASSES", "CustomImageDataset", "Pipeline", "TensorLoader", "as_tensors", "first_batch", "import_dataset",
    "load_fashion_mnist", "one_hot",
]
