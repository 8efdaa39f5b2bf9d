"""Chapter 4.4, "Model layers": a network as the few blocks that one draws."""

import copy
from dataclasses import dataclass

import torch
from torch import nn

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.GroupNorm, nn.LayerNorm)


@dataclass(frozen=True)
class Block:
    """One layer, together with the normalisation and the activation right after it.

    - `kind`: its class, "Conv2d". `name`: as in `model.named_modules()`, "features.0.0".
    - `takes`, `gives`: shapes without the batch dimension.
    - `numel`: how many numbers it learns, with those of what is folded into it.
    - `folded`: the classes of what is folded into it, ("BatchNorm2d", "ReLU").
    - `tensors`: names of all its parameters and buffers; the first is its weight. Empty where it has none.
    - `depth`: 1 inside a module with a `forward` of its own, such as `Residual`; 0 elsewhere.
    - `wraps`: it is such a module, and the blocks after it with a larger `depth` are its own.
    """

    kind: str
    name: str
    takes: tuple[int, ...]
    gives: tuple[int, ...]
    numel: int
    folded: tuple[str, ...]
    tensors: tuple[str, ...]
    depth: int
    wraps: bool = False


@torch.no_grad()
def network_blocks(model: nn.Module, shape: tuple[int, ...] = (1, 28, 28)) -> tuple[Block, ...]:
    """The blocks of a model that takes pictures of `shape`, in the order of `named_modules()`; it stays as it is.

    A normalisation folds into the layer before it, and so does an activation after a normalisation.
    """
    model = copy.deepcopy(model).eval()  # hooks on a shared model would see other visitors' pictures too
    shapes: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    wrapped = [name for name, module in model.named_modules() if _wraps(name, module)]

    def note(name: str, module: nn.Module) -> None:
        module.register_forward_hook(
            lambda _, inputs, output: shapes.update({name: (tuple(inputs[0].shape[1:]), tuple(output.shape[1:]))}))

    for name, module in model.named_modules():
        note(name, module)
    model(torch.zeros(1, *shape))
    blocks: list[Block] = []
    for name, module in model.named_modules():
        leaf = next(module.children(), None) is None
        if name not in shapes or not (leaf or name in wrapped):
            continue
        depth = min(1, sum(name.startswith(f"{outer}.") for outer in wrapped))
        block = _block(name, module, *shapes[name], depth, not leaf)
        before = blocks[-1] if blocks else None
        if leaf and before and before.depth == depth and _folds(module, before):
            blocks[-1] = _joined(before, block)
        else:
            blocks.append(block)
    return tuple(blocks)


def _wraps(name: str, module: nn.Module) -> bool:
    """A `Sequential` only strings its layers together; another module with children does something of its own."""
    return bool(name) and next(module.children(), None) is not None and not isinstance(module, nn.Sequential)


def _folds(module: nn.Module, before: Block) -> bool:
    if isinstance(module, NORMS):
        return bool(before.tensors)
    return bool(before.folded) and type(module).__module__ == nn.ReLU.__module__


def _block(name: str, module: nn.Module, takes: tuple[int, ...], gives: tuple[int, ...], depth: int,
           wraps: bool) -> Block:
    own = () if wraps else tuple(f"{name}.{key}" for named in (module.named_parameters(), module.named_buffers())
                                 for key, _ in named)
    numel = 0 if wraps else sum(param.numel() for param in module.parameters())
    return Block(type(module).__name__, name, takes, gives, numel, (), own, depth, wraps)


def _joined(block: Block, after: Block) -> Block:
    return Block(block.kind, block.name, block.takes, after.gives, block.numel + after.numel,
                 (*block.folded, after.kind), block.tensors + after.tensors, block.depth)
