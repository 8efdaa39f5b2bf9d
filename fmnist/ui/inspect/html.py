"""What the Inspect tab shows, as HTML: the table, a histogram, the heat map, the pictures of the first layer."""

import base64
import json
import math
from collections.abc import Mapping

import torch
from PIL import Image
from torch import nn

from fmnist.inspection.parameters import ParameterRow, ParameterTable, preview
from fmnist.inspection.statistics import Movement, UnitPictures, histogram, overview, window
from fmnist.ui.common.html import data_url, escape
from fmnist.ui.strings import say

COLUMNS = ("size", "dtype", "numel", "requires_grad", "mean", "std", "min", "max", "norm")
WORDS = ("size", "dtype", "requires_grad", "preview")  # stand left, numbers right
PATCH = 64  # rows and columns of numbers that the heat map gets in one answer

HEAT_TEMPLATE = """<div class="heat" hidden>
  <p class="heat-shape quiet"></p>
  <div class="heat-box"><canvas class="heat-map" tabindex="0" role="img"></canvas></div>
  <p class="heat-value" aria-live="polite"></p>
  <div class="heat-thumb"><canvas class="heat-whole"></canvas><span class="heat-frame"></span></div>
</div>"""


def number(value: float | None) -> str:
    """Four significant digits, or a dash where there is none."""
    if value is None or math.isnan(value):
        return "–"
    return f"{value:.4g}".replace("-", "−")


def size_text(nbytes: int) -> str:
    """"2.68 MB", in powers of ten."""
    for unit, size in (("MB", 10**6), ("kB", 10**3)):
        if nbytes >= size:
            return f"{nbytes / size:.2f} {unit}"
    return f"{nbytes} B"


def table_html(lang: str, table: ParameterTable, chosen: str, moved: Mapping[str, Movement],
               grads: Mapping[str, float], grads_of: str = "grad") -> str:
    """The `named_parameters` table with its totals, and the buffers below it.

    `grads`: norms; `grads_of`: "last_grad", of a run's last step, or "grad", of a batch at these weights.
    """
    heads = ["name", *COLUMNS, *(["moved"] if moved else []), *([grads_of] if grads else []), "preview"]
    head = "".join(f'<th scope="col"{" class=text" if key in WORDS else ""} '
                   f'title="{escape(say(lang, f"inspect.column.{key}.info"))}">'
                   f'{escape(say(lang, f"inspect.column.{key}"))}</th>' for key in heads)
    def row(param: ParameterRow) -> str:
        move = moved.get(param.name)
        beside = ["–" if move is None else f"{number(move.distance)} ({_percent(move.relative)})"] if moved else []
        return _row(lang, param, param.name == chosen, beside + ([number(grads.get(param.name))] if grads else []))

    totals = say(lang, "inspect.totals", count=table.numel, trainable=table.trainable, size=size_text(table.nbytes),
                 tensors=len(table.parameters))
    note = say(lang, "inspect.buffers.none")
    if table.buffers:
        note = say(lang, "inspect.buffers", count=len(table.buffers), size=size_text(table.buffer_nbytes))
    return (f'<p class="totals" id="inspect-totals">{escape(totals)}</p><div class="scroll" tabindex="0">'
            f'<table class="parameters"><caption class="sr-only">{escape(say(lang, "inspect.caption"))}</caption>'
            f'<thead><tr>{head}</tr></thead><tbody>{"".join(map(row, table.parameters))}</tbody><tbody class="buffers">'
            f'<tr><th colspan="{len(heads)}" scope="rowgroup">{escape(note)}</th></tr>'
            f'{"".join(map(row, table.buffers))}</tbody></table></div>')


def _row(lang: str, row: ParameterRow, chosen: bool, beside: list[str]) -> str:
    name = escape(row.name)
    trains = say(lang, "inspect.yes" if row.requires_grad else "inspect.no")
    cells = [str(row.size), row.dtype, f"{row.numel:,}", trains,
             *map(number, (row.mean, row.std, row.min, row.max, row.norm)), *beside]
    tds = "".join(f'<td{" class=text" if key in WORDS else ""}>{escape(cell)}</td>'
                  for key, cell in zip((*COLUMNS, "moved", "grad"), cells, strict=False))
    return (f'<tr data-name="{name}" class="{"chosen" if chosen else ""}"><th scope="row">'
            f'<button type="button" data-name="{name}" aria-pressed="{str(chosen).lower()}">{name}</button></th>{tds}'
            f'<td class="preview"><pre>{escape(_first_lines(row.preview))}</pre></td></tr>')


def _first_lines(text: str, count: int = 2) -> str:
    """A kernel's `param[:2]` takes a hundred lines; a row of the table shows two, the chosen parameter all."""
    lines = text.splitlines()
    return "\n".join(lines[:count]) + (" …" if len(lines) > count else "")


def _percent(part: float) -> str:
    return "–" if math.isnan(part) else f"{100 * part:.3g} %"


def histogram_html(lang: str, name: str, tensor: torch.Tensor) -> str:
    """A histogram as SVG: count and range of a bar on hover, the most frequent count and both ends as text."""
    found = histogram(tensor)
    top, n = max(found.counts), len(found.counts)
    bars = []
    for i, count in enumerate(found.counts):
        height = 150 * count / top
        low, high = found.edges[i], found.edges[i + 1]
        tip = say(lang, "inspect.histogram.bar", count=count, low=number(low), high=number(high))
        bars.append(f'<g><title>{escape(tip)}</title><rect class="hit" x="{600 * i / n:.2f}" y="0" '
                    f'width="{600 / n:.2f}" height="150"/><rect class="bar" x="{600 * i / n + .5:.2f}" '
                    f'y="{150 - height:.2f}" width="{max(600 / n - 1, 1):.2f}" height="{height:.2f}"/></g>')
    low, high = found.edges[0], found.edges[-1]
    zero = f'<line class="zero" x1="{600 * -low / (high - low):.2f}" x2="{600 * -low / (high - low):.2f}" y1="0" '
    zero += 'y2="150"/>'
    least, most = (x.item() for x in tensor.detach().aminmax())
    alt = say(lang, "inspect.histogram.alt", name=name, count=sum(found.counts), low=number(least), high=number(most),
              top=top)
    return (f'<figure class="histogram"><svg viewBox="0 0 600 150" preserveAspectRatio="none" role="img" '
            f'aria-label="{escape(alt)}">{"".join(bars)}{zero if low < 0 < high else ""}</svg>'
            f'<div class="axis"><span>{number(low)}</span><span>{number((low + high) / 2)}</span>'
            f"<span>{number(high)}</span></div><figcaption>{escape(alt)}</figcaption></figure>"
            f'<pre class="values" tabindex="0">{escape(preview(tensor))}</pre>')


def heat_json(lang: str, name: str, tensor: torch.Tensor, row: int, column: int) -> str:
    """What `assets/heatmap.js` draws: a patch of exact numbers around what is visible, and the whole in small."""
    part, small = window(tensor, row, column, PATCH, PATCH), overview(tensor)
    return json.dumps({
        "name": name,
        "shape": list(tensor.shape),
        "rows": part.rows, "columns": part.columns, "row": part.row, "column": part.column,
        "height": part.values.shape[0], "width": part.values.shape[1], "limit": part.limit,
        "patch": _floats(part.values),
        "whole": _floats(small), "small": list(small.shape),
        "title": say(lang, "inspect.heat.title", name=name, rows=part.rows, columns=part.columns),
        "label": say(lang, "inspect.heat.label", name=name),
    })  # fmt: skip


def _floats(values: torch.Tensor) -> str:
    return base64.b64encode(values.contiguous().numpy().astype("<f4").tobytes()).decode()


def units_html(lang: str, found: UnitPictures | None) -> str:
    """The first layer's units as pictures: orange above zero, blue below, black at zero, one scale for all."""
    if found is None:
        return f'<p class="quiet">{escape(say(lang, "inspect.units.none"))}</p>'
    limit = float(found.images.abs().flatten()[:1_000_000].quantile(0.995)) or 1.0  # a few extremes would dim the rest
    pictures = []
    for unit, norm, image in zip(found.units.tolist(), found.norms.tolist(), found.images, strict=True):
        label = say(lang, "inspect.units.unit", unit=unit, norm=norm)
        pictures.append(f'<figure><img class="pixels" src="{signed_png(image / limit)}" alt="{escape(label)}" '
                        f'title="{escape(label)}"><figcaption>{unit}<br>{norm:.3g}</figcaption></figure>')
    note = say(lang, f"inspect.units.{found.kind}", name=found.name, limit=limit, count=len(pictures))
    return f'<p class="quiet">{escape(note)}</p><div class="units">{"".join(pictures)}</div>'


def signed_png(image: torch.Tensor) -> str:
    """A `data:` address of a picture of signed numbers. `image`: float32 `(H, W)` in [-1, 1]."""
    ends = torch.tensor([[251.0, 146, 60], [96, 165, 250]])
    strength = image.abs().clamp(0, 1)[..., None] ** 0.7
    pixels = (strength * torch.where(image[..., None] >= 0, ends[0], ends[1])).round().to(torch.uint8)
    return data_url(Image.fromarray(pixels.numpy()))


def structure_html(model: nn.Module) -> str:
    """The model as `print(model)` writes it."""
    return f'<pre class="structure" tabindex="0">{escape(str(model))}</pre>'
