"""Chapter 4.5, "Model parameters": what `for name, param in model.named_parameters()` shows, as a table."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import nn

UNKNOWN = float("nan")


@dataclass(frozen=True)
class ParameterRow:
    """One parameter or buffer.

    **Fields**

    - `name`: as in `named_parameters()`, "linear_relu_stack.0.weight".
    - `size`: its shape, `(512, 784)`; `()` for a single number.
    - `dtype`: as torch names it, "float32".
    - `numel`, `nbytes`: how many numbers, and the bytes they take.
    - `requires_grad`: whether training moves it; False for one that is frozen, and for buffers.
    - `mean`, `std`, `min`, `max`: of its values, `std` with n - 1 as in `Tensor.std`; nan for an empty tensor and
      for complex values, and `std` of a single number too.
    - `norm`: the square root of the sum of squares.
    - `grad_norm`: the norm of its last gradient; `None` before the first backward pass.
    - `preview`: the tutorial's `param[:2]` as torch prints it.
    """

    name: str
    size: tuple[int, ...]
    dtype: str
    numel: int
    nbytes: int
    requires_grad: bool
    mean: float
    std: float
    min: float
    max: float
    norm: float
    grad_norm: float | None
    preview: str


@dataclass(frozen=True)
class ParameterTable:
    """A model's parameters, and its buffers (BatchNorm's running averages), which no gradient moves.

    `numel`, `trainable` and `nbytes` are totals over the parameters, `buffer_nbytes` over the buffers.
    """

    parameters: tuple[ParameterRow, ...]
    buffers: tuple[ParameterRow, ...]

    @property
    def numel(self) -> int:
        return sum(row.numel for row in self.parameters)

    @property
    def trainable(self) -> int:
        return sum(row.numel for row in self.parameters if row.requires_grad)

    @property
    def nbytes(self) -> int:
        return sum(row.nbytes for row in self.parameters)

    @property
    def buffer_nbytes(self) -> int:
        return sum(row.nbytes for row in self.buffers)


@torch.no_grad()
def parameter_table(model: nn.Module) -> ParameterTable:
    """The table of chapter 4.5 for any `nn.Module`; a parameter used twice has one row, as in torch."""
    return ParameterTable(
        parameters=tuple(_rows(model.named_parameters())),
        buffers=tuple(_rows(model.named_buffers())),
    )


def _rows(named: Iterable[tuple[str, torch.Tensor]]) -> Iterable[ParameterRow]:
    for name, tensor in named:
        mean, std, low, high, norm = _statistics(tensor)
        yield ParameterRow(
            name=name,
            size=tuple(tensor.shape),
            dtype=str(tensor.dtype).removeprefix("torch."),
            numel=tensor.numel(),
            nbytes=tensor.numel() * tensor.element_size(),
            requires_grad=tensor.requires_grad,
            mean=mean,
            std=std,
            min=low,
            max=high,
            norm=norm,
            grad_norm=None if tensor.grad is None else tensor.grad.norm().item(),
            preview=preview(tensor),
        )


def preview(tensor: torch.Tensor) -> str:
    """The tutorial's `param[:2]` as torch prints it."""
    return str(tensor.detach()[:2] if tensor.dim() else tensor.detach())


def _statistics(tensor: torch.Tensor) -> tuple[float, float, float, float, float]:
    """mean, std, min, max, norm."""
    if tensor.numel() == 0 or tensor.is_complex():
        return UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, tensor.norm().item()
    values = tensor.detach()
    # Integers and half precision would overflow or round in their own dtype.
    values = values.float() if values.dtype in (torch.float16, torch.bfloat16) else values
    values = values if values.is_floating_point() else values.double()
    low, high = values.aminmax()
    if values.numel() == 1:
        return values.item(), UNKNOWN, low.item(), high.item(), abs(values.item())
    std, mean = torch.std_mean(values)
    return mean.item(), std.item(), low.item(), high.item(), values.norm().item()
