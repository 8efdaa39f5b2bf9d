"""The `named_parameters` table of the Inspect tab as HTML."""

import math
from collections.abc import Mapping

import torch

from fmnist.inspection.parameters import ParameterRow, ParameterTable
from fmnist.inspection.statistics import Movement
from fmnist.ui.common.html import escape
from fmnist.ui.inspect.html import number
from fmnist.ui.strings import say

FIRST = ("size", "numel", "requires_grad", "mean", "std", "moved", "values")
MORE = ("dtype", "min", "max", "norm", "distance", "grad", "last_grad", "preview")  # shown on request
WORDS = ("size", "dtype", "requires_grad", "values", "preview")  # stand left, numbers right
SHOWN_VALUES = 3


def size_text(nbytes: int) -> str:
    """"2.68 MB", in powers of ten."""
    for unit, size in (("MB", 10**6), ("kB", 10**3)):
        if nbytes >= size:
            return f"{nbytes / size:.2f} {unit}"
    return f"{nbytes} B"


def first_values(tensor: torch.Tensor) -> str:
    """"[0.0112, −0.0301, 0.0047, …]"."""
    flat = tensor.detach().flatten()
    texts = [_value(x) for x in flat[:SHOWN_VALUES].tolist()]
    return f"[{', '.join(texts)}{', …' if flat.numel() > SHOWN_VALUES else ''}]"


def _value(x: float) -> str:
    if isinstance(x, int) or (isinstance(x, float) and x.is_integer()):
        return number(x)
    return f"{x:.4f}".replace("-", "−") if isinstance(x, float) and 1e-4 <= abs(x) < 1e4 else number(x)


def table_html(lang: str, table: ParameterTable, chosen: str, moved: Mapping[str, Movement],
               grads: Mapping[str, float], values: Mapping[str, str], grads_of: str = "grad") -> str:
    """The `named_parameters` table with its totals, and the buffers below it.

    `grads`: norms; `grads_of`: "last_grad", of a run's last step, or "grad", of a batch at these weights.
    `values`: the first numbers of each.
    """
    absent = {"grad", "last_grad"} - ({grads_of} if grads else set()) | (set() if moved else {"moved", "distance"})
    columns = [key for key in (*FIRST, *MORE) if key not in absent]
    head = "".join(f'<th scope="col"{_kind(key)} title="{escape(say(lang, f"inspect.column.{key}.info"))}">'
                   f'{escape(say(lang, f"inspect.column.{key}"))}</th>' for key in ("name", *columns))

    buffers = {param.name for param in table.buffers}

    def row(param: ParameterRow) -> str:
        move, found = moved.get(param.name), _cells(lang, param)
        found |= {"moved": "–" if move is None else _percent(move.relative),
                  "distance": "–" if move is None else number(move.distance),
                  grads_of: number(grads.get(param.name)), "values": escape(values.get(param.name, ""))}
        cells = "".join(f"<td{_kind(key)}>{found[key]}</td>" for key in columns)
        return _row(param.name, param.name == chosen, param.name in buffers, cells)

    totals = say(lang, "inspect.totals", count=table.numel, trainable=table.trainable, size=size_text(table.nbytes),
                 tensors=len(table.parameters))
    note = say(lang, "inspect.buffers.none")
    if table.buffers:
        note = say(lang, "inspect.buffers", count=len(table.buffers), size=size_text(table.buffer_nbytes))
    return (f'<div class="scroll" tabindex="0">'
            f'<table class="parameters"><caption class="sr-only">{escape(say(lang, "inspect.caption"))}</caption>'
            f'<thead><tr>{head}</tr></thead><tbody>{"".join(map(row, table.parameters))}</tbody><tbody class="buffers">'
            f'<tr><th colspan="{len(columns) + 1}" scope="rowgroup"><span>{escape(note)}</span></th></tr>'
            f'{"".join(map(row, table.buffers))}</tbody></table></div>'
            f'<p class="quiet" id="inspect-totals">{escape(totals)}</p>')


def _kind(key: str) -> str:
    names = " ".join(name for name, so in (("text", key in WORDS), ("more", key in MORE)) if so)
    return f' class="{names}"' if names else ""


def _cells(lang: str, row: ParameterRow) -> dict[str, str]:
    """What the row itself tells, as HTML."""
    numbers = {key: number(getattr(row, key)) for key in ("mean", "std", "min", "max", "norm")}
    return {"size": escape(str(row.size)), "dtype": escape(row.dtype), "numel": f"{row.numel:,}",
            "requires_grad": say(lang, "inspect.yes" if row.requires_grad else "inspect.no"),
            "preview": f"<pre>{escape(_first_lines(row.preview))}</pre>", **numbers}


def _row(name: str, chosen: bool, more: bool, cells: str) -> str:
    name, classes = escape(name), " ".join(word for word, so in (("chosen", chosen), ("more", more)) if so)
    return (f'<tr data-name="{name}" class="{classes}"><th scope="row">'
            f'<button type="button" data-name="{name}" aria-pressed="{str(chosen).lower()}">'
            f'{name.replace(".", ".<wbr>")}</button></th>'
            f"{cells}</tr>")


def _first_lines(text: str, count: int = 2) -> str:
    """A kernel's `param[:2]` takes a hundred lines; a row of the table shows two, the chosen parameter all."""
    lines = text.splitlines()
    return "\n".join(lines[:count]) + (" …" if len(lines) > count else "")


def _percent(part: float) -> str:
    return "–" if math.isnan(part) else f"{100 * part:,.0f}%" if part >= 1 else f"{100 * part:.3g}%"
