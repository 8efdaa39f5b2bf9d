"""A tensor as a coloured grid with its numbers, and its facts with what changed marked."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import torch

from fmnist.errors import FmnistError
from fmnist.tensors.operations import attributes
from fmnist.ui.common.html import escape
from fmnist.ui.strings import say, say_error

MAX_ROWS = MAX_COLUMNS = 12  # cells of a slice that are shown, along each dimension
MAX_SLICES = 6  # of the leading dimensions, shown


def number(value: float | int | bool) -> str:
    """A value as it fits into a cell: four significant digits."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int) or not math.isfinite(value):
        return f"{value:,}".replace(",", "\u2009") if isinstance(value, int) else str(value)
    return f"{value:.4g}"


def grid(lang: str, tensor: torch.Tensor, title: str, marked: torch.Tensor | None = None) -> str:
    """Cells coloured by value (orange over zero, blue under), outlined where `marked`, a bool tensor of its shape."""
    tensor = tensor.detach()
    caption = f"<figcaption><code>{escape(title)}</code> <span>{_shape(tensor)} · {_dtype(tensor)}</span></figcaption>"
    if tensor.numel() == 0:
        return f'<figure class="tensor">{caption}<p class="quiet">{escape(say(lang, "tensors.empty"))}</p></figure>'
    numbers = tensor.double().abs()
    finite = numbers[numbers.isfinite()]
    top = finite.max().item() if finite.numel() else 0.0
    flat = tensor.reshape(-1, *tensor.shape[-2:]) if tensor.ndim > 2 else tensor.reshape(1, *_matrix(tensor))
    marks = marked.reshape(flat.shape) if marked is not None else torch.zeros(flat.shape, dtype=torch.bool)
    slices = []
    for i in range(min(len(flat), MAX_SLICES)):
        label = f"<span class='slice'>[{_prefix(tensor, i)}]</span>" if tensor.ndim > 2 else ""
        slices.append(label + _table(flat[i], marks[i], top))
    shown = min(len(flat), MAX_SLICES) * min(flat.shape[1], MAX_ROWS) * min(flat.shape[2], MAX_COLUMNS)
    hidden = tensor.numel() - shown
    more = f'<p class="quiet">{escape(say(lang, "tensors.more", count=hidden))}</p>' if hidden else ""
    return f'<figure class="tensor">{caption}<div class="slices">{"".join(slices)}</div>{more}</figure>'


def _matrix(tensor: torch.Tensor) -> tuple[int, int]:
    return (1, tensor.numel()) if tensor.ndim < 2 else tuple(tensor.shape)


def _shape(tensor: torch.Tensor) -> str:
    return str(tuple(tensor.shape)) if tensor.ndim else "()"


def _dtype(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _prefix(tensor: torch.Tensor, i: int) -> str:
    return ", ".join(str(int(k)) for k in torch.unravel_index(torch.tensor(i), tensor.shape[:-2]))


def _table(matrix: torch.Tensor, marks: torch.Tensor, top: float) -> str:
    rows = []
    for values, marked in zip(matrix[:MAX_ROWS].tolist(), marks[:MAX_ROWS].tolist(), strict=True):
        cells = "".join(_cell(v, m, top) for v, m in zip(values[:MAX_COLUMNS], marked[:MAX_COLUMNS], strict=True))
        rows.append(f"<tr>{cells}{'<td class=dots>…</td>' if len(values) > MAX_COLUMNS else ''}</tr>")
    if len(matrix) > MAX_ROWS:
        rows.append("<tr><td class=dots>⋮</td></tr>")
    return f"<table>{''.join(rows)}</table>"


def _cell(value: float, marked: bool, top: float) -> str:
    share = abs(value) / top if top and math.isfinite(value) else 0.0
    colour = "255 140 0" if value > 0 else "40 120 255"
    mark = " class=marked" if marked else ""
    return f'<td style="background:rgb({colour}/{0.6 * share:.2f})"{mark}>{number(value)}</td>'


def facts(lang: str, tensor: torch.Tensor, before: torch.Tensor | None = None) -> str:
    """Shape, dtype, device and memory layout; a shape or dtype that differs from that of `before` stands beside it."""
    rows = []
    now, then = attributes(tensor), attributes(before) if before is not None else None
    for name in ("shape", "dtype", "device", "numel", "nbytes", "stride"):
        value = getattr(now, name)
        text = escape(f"torch.Size({list(value)})" if name == "shape" else str(value))
        if then is not None and name in ("shape", "dtype") and getattr(then, name) != value:
            was = getattr(then, name)
            was = f"torch.Size({list(was)})" if name == "shape" else str(was)
            text = f"<s>{escape(was)}</s> <mark>{text}</mark>"
        rows.append(f"<dt>{name}</dt><dd>{text}</dd>")
    return f'<dl class="facts">{"".join(rows)}</dl>'


def side_by_side(parts: Iterable[str]) -> str:
    """Grids next to each other, below each other where there is no room."""
    return f'<div class="tensors">{"".join(parts)}</div>'


def note(text: str, kind: str = "quiet") -> str:
    """A line of plain text."""
    return f'<p class="{kind}">{escape(text)}</p>'


def problem(lang: str, error: FmnistError) -> str:
    """The sentence of an error, in place of the result."""
    return f'<p class="problem" role="status">{escape(say_error(lang, error))}</p>'


def attempt(lang: str, draw: Callable[..., str], *values: Any) -> str:
    """What `draw` returns, or the sentence of its `FmnistError`, which stands where the tensor would."""
    try:
        return draw(lang, *values)
    except FmnistError as error:
        return problem(lang, error)
