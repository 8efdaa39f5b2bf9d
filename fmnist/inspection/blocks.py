"""A walk through a network in few steps: batch norm, ReLU and pooling belong to the convolution before them."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from fmnist.inspection.layers import LayerStep


@dataclass(frozen=True)
class Block:
    """What one block made of the picture.

    - `name`: of the part of the model, "features.3".
    - `output`: float32 `(1, C, H, W)` or `(1, N)`, after the block's last layer.
    - `layers`: the block's convolutions or linear layers, in order of use.
    - `adds`: the block adds what came in to what its layers made of it (a residual block).
    """

    name: str
    output: torch.Tensor
    layers: tuple[nn.Module, ...]
    adds: bool = False


def walk_blocks(model: nn.Module, steps: Sequence[LayerStep]) -> list[Block]:
    """The steps of `walk_layers` by block, without the input and the softmax; the last block gives the logits."""
    modules, blocks = dict(model.named_modules()), []
    for step in steps[1:-1]:
        module, name = modules[step.name], ".".join(step.name.split(".")[:2])
        weighs, contains = isinstance(module, nn.Conv2d | nn.Linear), next(module.children(), None) is not None
        if weighs and (not blocks or blocks[-1].name != name):
            blocks.append(Block(name, step.output, (module,)))
        elif blocks and not isinstance(module, nn.Flatten):
            last = blocks[-1]
            layers = (*last.layers, module) if weighs else last.layers
            blocks[-1] = Block(last.name, step.output, layers, last.adds or contains)
    return blocks
