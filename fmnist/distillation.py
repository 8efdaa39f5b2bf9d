"""Soft labels: to every training photo what a trained network, the teacher, says of it, mixed with its label.

Hinton et al., "Distilling the knowledge in a neural network", arXiv 1503.02531. Here the teacher sees the photo as it
is while the student sees it as `augment` leaves it, perhaps as an outline only: what Lopez-Paz et al., "Unifying
distillation and privileged information", arXiv 1511.03643, describe.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import Dataset, TensorDataset

from fmnist.data import CLASSES, as_tensors

TEACHER_SHARE = 0.7
BATCH = 1000


@torch.no_grad()
def teacher_says(teacher: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """The mean of the teacher's softmax over each image and its mirror image.

    `images`: uint8 `(N, 28, 28)` or float32 `(N, 1, 28, 28)` in [0, 1]. Returns float32 `(N, 10)` in [0, 1] on the CPU,
    every row with the sum 1. Leaves `teacher` in `eval()` mode.
    """
    teacher.eval()
    device = next(teacher.parameters()).device
    said = []
    for X in images.split(BATCH):
        X = X.to(device)
        X = X.float().div(255).unsqueeze(1) if X.dtype == torch.uint8 else X
        said.append((teacher(X).softmax(1) + teacher(X.flip(3)).softmax(1)).div(2).cpu())
    return torch.cat(said)


def with_soft_labels(dataset: Dataset, teacher: nn.Module) -> TensorDataset:
    """`dataset` with `TEACHER_SHARE` of each label replaced by what `teacher` says.

    `dataset`: Fashion-MNIST under `ToTensor`, or any of float32 `(1, 28, 28)` in [0, 1] and labels in [0, 9]. The items
    of what is returned: the image as `as_tensors` gives it and a float32 `(10,)` with the sum 1, for
    `nn.CrossEntropyLoss`.
    """
    images, labels = as_tensors(dataset)
    one_hot = F.one_hot(labels, len(CLASSES)).float()
    return TensorDataset(images, torch.lerp(one_hot, teacher_says(teacher, images), TEACHER_SHARE))
