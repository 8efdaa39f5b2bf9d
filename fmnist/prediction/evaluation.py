"""How a model does on a data set, class by class: the confusion matrix, and the mistakes it is surest of."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import Dataset

from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.loader import TensorLoader
from fmnist.errors import DataError

BATCH_SIZE = 1000


@dataclass(frozen=True)
class Evaluation:
    """Every answer of a model on a data set of `N` images.

    - `labels`, `predicted`: int64 `(N,)` in [0, 9].
    - `confidence`: float32 `(N,)` in [0, 1], the softmax probability of the predicted class.
    """

    labels: torch.Tensor
    predicted: torch.Tensor
    confidence: torch.Tensor

    @property
    def accuracy(self) -> float:
        """The fraction of right answers."""
        return (self.labels == self.predicted).sum().item() / len(self.labels)

    @property
    def confusion(self) -> torch.Tensor:
        """int64 `(10, 10)`: row = label, column = predicted class."""
        count = len(CLASSES)
        return torch.bincount(self.labels * count + self.predicted, minlength=count * count).reshape(count, count)

    @property
    def per_class(self) -> list[float]:
        """The fraction of right answers of each class; NaN for a class without images."""
        confusion = self.confusion
        return (confusion.diag() / confusion.sum(1)).tolist()

    def cell(self, label: int, predicted: int) -> list[int]:
        """The indices of the images of one cell of the confusion matrix, the surest answers first."""
        found = torch.nonzero((self.labels == label) & (self.predicted == predicted)).flatten()
        return found[self.confidence[found].argsort(descending=True, stable=True)].tolist()

    def worst(self, count: int = 9) -> list[int]:
        """The indices of the `count` wrong answers with the highest confidence, the worst first."""
        wrong = torch.nonzero(self.labels != self.predicted).flatten()
        return wrong[self.confidence[wrong].argsort(descending=True, stable=True)][:count].tolist()


@torch.no_grad()
def evaluate(model: nn.Module, dataset: Dataset) -> Evaluation:
    """Ask `model`, on its device and in `eval()` mode, for every image of `dataset`; then restore the mode it was in.

    `dataset`: items `(X: float32 (1, 28, 28) in [0, 1], y: int in [0, 9])`. Raises `DataError` for an empty one.
    """
    if len(dataset) == 0:
        raise DataError("the data set is empty; add at least one row.")
    was_training, device = model.training, next(model.parameters()).device
    labels, predicted, confidence = [], [], []
    model.eval()
    try:
        for X, y in TensorLoader(dataset, BATCH_SIZE, generator=torch.Generator()):
            best = model(X.to(device)).softmax(1).max(1)
            labels.append(y)
            predicted.append(best.indices.cpu())
            confidence.append(best.values.cpu())
    finally:
        model.train(was_training)
    return Evaluation(torch.cat(labels), torch.cat(predicted), torch.cat(confidence))
