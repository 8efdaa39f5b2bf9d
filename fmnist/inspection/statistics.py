"""Chapter 4.5, further: histogram, heat map, pictures of the first layer, gradient norms, distance moved."""

import copy
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from fmnist.errors import CheckpointError


@dataclass(frozen=True)
class Histogram:
    """`counts[i]` numbers lie in `[edges[i], edges[i + 1])`, the last bin including its end, as in `torch.histc`."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Window:
    """A part of a parameter as a matrix (see `as_matrix`).

    - `rows`, `columns`: of the whole matrix. `row`, `column`: where the part begins.
    - `values`: the part, float32 `(h, w)`.
    - `limit`: the largest absolute value of the whole parameter, so that colours stay while the visitor pans.
    """

    rows: int
    columns: int
    row: int
    column: int
    values: torch.Tensor
    limit: float


@dataclass(frozen=True)
class UnitPictures:
    """The first layer's weights as pictures, one per unit, the largest norm first.

    - `name`: the parameter. `kind`: "Linear" (28×28 pictures) or "Conv2d" (kernels).
    - `units`: int64 `(n,)`, which unit each picture belongs to. `norms`: float32 `(n,)`.
    - `images`: float32 `(n, H, W)`, the weights themselves.
    """

    name: str
    kind: str
    units: torch.Tensor
    norms: torch.Tensor
    images: torch.Tensor


@dataclass(frozen=True)
class Movement:
    """How far a parameter has moved: `distance` = ‖w - w₀‖, `relative` = ‖w - w₀‖ / ‖w₀‖ (nan where ‖w₀‖ = 0)."""

    name: str
    distance: float
    relative: float


def as_matrix(tensor: torch.Tensor) -> torch.Tensor:
    """`tensor` as `(rows, columns)`: its first dimension down, the others flattened across; a vector is one row."""
    tensor = tensor.detach()
    return tensor.reshape(1, -1) if tensor.dim() < 2 else tensor.flatten(1)


def find_tensor(model: nn.Module, name: str) -> torch.Tensor:
    """The parameter or buffer of that name. Raises `CheckpointError` for a name that the model lacks."""
    for named in (model.named_parameters(), model.named_buffers()):
        for known, tensor in named:
            if known == name:
                return tensor
    raise CheckpointError("there is no parameter {name!r} in this model; choose one from the table.",
                          name=str(name)[:80])


def histogram(tensor: torch.Tensor, bins: int = 60) -> Histogram:
    """`bins` equal bins from the smallest to the largest number of `tensor`, which is real, finite and not empty."""
    values = tensor.detach().float().flatten().cpu()
    low, high = (x.item() for x in values.aminmax())
    if low == high:  # one value: one bin around it
        low, high, bins = low - 0.5, high + 0.5, 1
    counts, edges = torch.histogram(values, bins, range=(low, high))
    return Histogram(tuple(edges.tolist()), tuple(int(count) for count in counts.tolist()))


def window(tensor: torch.Tensor, row: int, column: int, height: int, width: int) -> Window:
    """The `height` × `width` numbers of `tensor` from `(row, column)` on, moved to lie inside the matrix."""
    matrix = as_matrix(tensor)
    rows, columns = matrix.shape
    row = min(max(row, 0), max(rows - height, 0))
    column = min(max(column, 0), max(columns - width, 0))
    values = matrix[row : row + height, column : column + width].float().contiguous()
    limit = max(abs(x.item()) for x in matrix.aminmax()) if matrix.numel() else 0.0
    return Window(rows, columns, row, column, values, limit)


def overview(tensor: torch.Tensor, side: int = 128) -> torch.Tensor:
    """The whole parameter as the means of at most `side` × `side` cells, float32 `(h, w)`."""
    matrix = as_matrix(tensor).float()
    size = min(matrix.shape[0], side), min(matrix.shape[1], side)
    return F.adaptive_avg_pool2d(matrix[None, None], size)[0, 0]


def unit_pictures(model: nn.Module, limit: int | None = None) -> UnitPictures | None:
    """The first layer's units, the largest norm first, at most `limit` of them.

    A `Linear` layer must take 28×28 inputs. A `Conv2d` kernel is averaged over its input channels (ours have one).
    Returns `None` where the first layer with weights is of another kind.
    """
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear) and module.in_features == 28 * 28:
            images = module.weight.detach().view(-1, 28, 28)
        elif isinstance(module, nn.Conv2d):
            images = module.weight.detach().mean(dim=1)
        elif any(True for _ in module.parameters(recurse=False)):
            return None
        else:
            continue
        norms, units = torch.linalg.vector_norm(images, dim=(1, 2)).sort(descending=True, stable=True)
        units, norms = units[:limit], norms[:limit]
        weight = f"{name}.weight".removeprefix(".")
        return UnitPictures(weight, type(module).__name__, units, norms, images[units])
    return None


@torch.no_grad()
def movements(model: nn.Module, reference: nn.Module) -> tuple[Movement, ...]:
    """How far each parameter is from that of `reference`, a model of the same class."""
    before = dict(reference.named_parameters())
    found = []
    for name, param in model.named_parameters():
        distance = torch.linalg.vector_norm(param.cpu() - before[name].cpu()).item()
        start = torch.linalg.vector_norm(before[name]).item()
        found.append(Movement(name, distance, distance / start if start else float("nan")))
    return tuple(found)


def gradient_norms(model: nn.Module, X: torch.Tensor, y: torch.Tensor) -> dict[str, float]:
    """‖∂loss/∂w‖ of each parameter, frozen ones included, for the cross-entropy of one batch; the model stays as it is.

    `X`: float32 `(N, 1, 28, 28)` in [0, 1], `y`: int64 `(N,)`. The pass runs in `eval()` mode, so that it gives
    the same each time.
    """
    probe = copy.deepcopy(model).eval().requires_grad_(True)
    loss = F.cross_entropy(probe(X), y)
    names, params = zip(*probe.named_parameters(), strict=True)
    grads = torch.autograd.grad(loss, params, allow_unused=True)
    return {name: 0.0 if g is None else g.norm().item() for name, g in zip(names, grads, strict=True)}
