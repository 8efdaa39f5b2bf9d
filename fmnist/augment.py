"""Augmentations of a training batch: `augment(X, generator) -> X`, float32 `(B, 1, 28, 28)` in [0, 1] both ways."""

from __future__ import annotations

from collections.abc import Callable

import torch

Augmentation = Callable[[torch.Tensor, torch.Generator | None], torch.Tensor]
AUGMENTATIONS: dict[str, Augmentation | None] = {"none": None}
