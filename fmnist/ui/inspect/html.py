"""What the Inspect tab shows of the chosen parameter, as HTML: pictures, a histogram, the heat map, exact values."""

import base64
import json
import math

import torch
from PIL import Image

from fmnist.inspection.parameters import preview
from fmnist.inspection.statistics import UnitPictures, histogram, overview, window
from fmnist.ui.common.html import close_button, data_url, escape, picture
from fmnist.ui.common.tensor_html import grid, side_by_side
from fmnist.ui.strings import say

MAX_KERNEL = 49  # weights of a kernel whose large picture has room for its numbers
PATCH = 64  # rows and columns of numbers that the heat map gets in one answer

HEAT_TEMPLATE = """<details class="heat" hidden><summary></summary>
  <div class="heat-sides">
    <div><div class="heat-box"><canvas class="heat-map" tabindex="0" role="img"></canvas></div>
      <p class="heat-value" aria-live="polite"></p></div>
    <div class="heat-thumb"><canvas class="heat-whole"></canvas><span class="heat-frame"></span></div>
  </div>
  <p class="heat-shape quiet"></p>
</details>"""


def number(value: float | None) -> str:
    """Four significant digits, or a dash where there is none."""
    if value is None or math.isnan(value):
        return "–"
    return f"{value:.4g}".replace("-", "−")


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
    zero = f'<span class="zero" style="left:{100 * -low / (high - low):.2f}%">0</span>' if low < 0 < high else ""
    least, most = (x.item() for x in tensor.detach().aminmax())
    alt = say(lang, "inspect.histogram.alt", name=name, count=sum(found.counts), low=number(least), high=number(most),
              top=top)
    heading = say(lang, "inspect.histogram" if tensor.numel() > 1 else "inspect.histogram.one", count=tensor.numel())
    return (f'<h3>{escape(heading)}</h3><figure class="histogram">{zero}<svg viewBox="0 0 600 150" '
            f'preserveAspectRatio="none" role="img" aria-label="{escape(alt)}">{"".join(bars)}</svg>'
            f'<div class="axis"><span>{number(low)}</span>'
            f"<span>{number((low + high) / 2)}</span><span>{number(high)}</span></div></figure>")


def values_html(lang: str, tensor: torch.Tensor) -> str:
    """The tutorial's `param[:2]` as torch prints it."""
    return (f'<h3>{escape(say(lang, "inspect.exactly"))} <small>param[:2]</small></h3>'
            f'<pre class="values" tabindex="0">{escape(preview(tensor))}</pre>')


def layers_html(lang: str, steps: dict[str, torch.Tensor]) -> str:
    """Lines of code, and what each gives; the first gives pictures, the others numbers."""
    (code, images), *layers = steps.items()
    pictures = "".join(picture(image, "", 84) for image in images.reshape(-1, 28, 28))
    first = (f'<figure class="tensor"><figcaption><code>{escape(code)}</code> <span>{tuple(images.shape)}</span>'
             f'</figcaption><div class="slices">{pictures}</div></figure>')
    return side_by_side([first, *(grid(lang, tensor, code) for code, tensor in layers)])


def title_html(lang: str, name: str, tensor: torch.Tensor, pictures: bool) -> str:
    """Name, shape and dtype of the chosen parameter, and what is shown of it."""
    what = say(lang, "inspect.shown.pictures" if pictures else "inspect.shown.map")
    dtype = str(tensor.dtype).removeprefix("torch.")
    return (f'<h2 class="parameter"><code>{escape(name)}</code> <small>{escape(str(tuple(tensor.shape)))} · '
            f"{escape(dtype)} · {escape(what)}</small></h2>")


def heat_json(lang: str, name: str, tensor: torch.Tensor, row: int, column: int, folded: bool = False) -> str:
    """What `assets/heatmap.js` draws: a patch of exact numbers around what is visible, and the whole in small.

    `folded`: another picture of the parameter stands above, so the map waits in its fold.
    """
    part, small = window(tensor, row, column, PATCH, PATCH), overview(tensor)
    return json.dumps({
        "name": name,
        "shape": list(tensor.shape),
        "rows": part.rows, "columns": part.columns, "row": part.row, "column": part.column,
        "height": part.values.shape[0], "width": part.values.shape[1], "limit": part.limit,
        "patch": _floats(part.values),
        "whole": _floats(small), "small": list(small.shape),
        "folded": folded,
        "summary": say(lang, "inspect.heat.summary", rows=part.rows, columns=part.columns),
        "title": say(lang, "inspect.heat.title"),
        "label": say(lang, "inspect.heat.label", name=name),
    })  # fmt: skip


def _floats(values: torch.Tensor) -> str:
    return base64.b64encode(values.contiguous().numpy().astype("<f4").tobytes()).decode()


def units_html(lang: str, found: UnitPictures, total: int, changes: bool) -> str:
    """The first layer's units as pictures, which `assets/units.js` opens large.

    Orange above zero, blue below, clear at zero, one scale for all. `changes`: they show what training has added.
    """
    limit = float(found.images.abs().flatten()[:1_000_000].quantile(0.995)) or 1.0  # a few extremes would dim the rest
    pictures = []
    for unit, norm, image in zip(found.units.tolist(), found.norms.tolist(), found.images, strict=True):
        label = escape(say(lang, "inspect.units.unit", unit=unit, norm=norm))
        numbers = _numbers(image) if image.numel() <= MAX_KERNEL else ""
        pictures.append(f'<button type="button"{numbers} title="{label}"><img class="pixels" alt="{label}" '
                        f'src="{signed_png(image / limit)}" width="28" height="28"></button>')
    note = say(lang, f"inspect.units.{found.kind}", count=len(pictures), total=total)
    colours = say(lang, "inspect.units.colours", limit=limit)
    about = say(lang, f"inspect.units.large.{'change' if changes else found.kind}")
    return (f'<div class="units" data-kind="{found.kind}">{"".join(pictures)}</div>'
            f'<p class="quiet">{escape(f"{note} {colours}")}</p>'
            f'<div class="unit-large" id="unit-large" role="dialog" popover>{close_button(lang, "unit-large")}'
            f'<figure><div class="numbers"></div></figure><h3></h3><p>{escape(about)}</p></div>')


def _numbers(image: torch.Tensor) -> str:
    """The attributes that carry a kernel's weights to the page, which writes them into the large picture."""
    values = " ".join(f"{x:.3f}" for x in image.flatten().tolist())
    return f' data-columns="{image.shape[1]}" data-numbers="{values.replace("-", "−")}"'


def signed_png(image: torch.Tensor) -> str:
    """A `data:` address of a picture of signed numbers; the page shows through at zero, light or dark.

    `image`: float32 `(H, W)` in [-1, 1].
    """
    ends = torch.tensor([[234.0, 88, 12], [37, 99, 235]])
    strength = image.abs().clamp(0, 1)[..., None] ** 0.7
    pixels = torch.cat([torch.where(image[..., None] >= 0, ends[0], ends[1]), 255 * strength], dim=2)
    return data_url(Image.fromarray(pixels.round().to(torch.uint8).numpy()))
