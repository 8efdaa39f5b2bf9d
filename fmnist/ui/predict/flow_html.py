"""The way through the network as HTML: from the picture to the softmax, each map a button that opens it large."""

import math

import torch
from torch import nn

from fmnist.data.fashion_mnist import CLASSES
from fmnist.inspection.blocks import Block
from fmnist.ui.common.classes import class_picture, class_text
from fmnist.ui.common.html import close_button, escape, picture
from fmnist.ui.strings import say

MAPS = 4  # of a block that are shown
KERNELS = 4  # of a map's kernels that are shown, one for each map that it reads
BLANK = '<span class="blank"></span>'
BLANKS = f'<div class="flow-maps">{BLANK * MAPS}</div>'
ARROW = '<li class="flow-arrow" aria-hidden="true">→</li>'


def flow_html(lang: str, X: torch.Tensor | None, blocks: list[Block], probabilities: torch.Tensor) -> str:
    """picture → a few maps of each block → softmax. `X`: `(28, 28)`; `probabilities`: `(10,)`.

    Without `X`, nothing is drawn yet: the names of the places, and no pictures.
    """
    image = BLANK if X is None else picture(X, say(lang, "predict.flow.picture"))
    columns = [_column(say(lang, "predict.flow.picture"), "1 × 28 × 28", f'<div class="flow-picture">{image}</div>')]
    for number, block in enumerate(blocks[:-1]):
        title = say(lang, f"predict.flow.{_kind(number, blocks)}")
        columns.append(_column(title, _shape(block.output), BLANKS if X is None else _maps(lang, number, block)))
    bars = f'<div class="flow-picture">{BLANK}</div>' if X is None else _bars(lang, probabilities)
    columns.append(_column("softmax", str(len(CLASSES)), bars))
    return f'<ol class="flow" tabindex="0" aria-label="{escape(say(lang, "predict.flow"))}">{ARROW.join(columns)}</ol>'


def empty_flow_html() -> str:
    """Places for what the flow will show, until the page has asked."""
    columns = [_column("", "", place) for place in (f'<div class="flow-picture">{BLANK}</div>', *[BLANKS] * 5)]
    return f'<ol class="flow waiting" aria-hidden="true">{ARROW.join(columns)}</ol>'


def _kind(number: int, blocks: list[Block]) -> str:
    if blocks[number].output.dim() == 2:
        return "units"
    if number == 0:
        return "edges"
    return "parts" if blocks[number + 1].output.dim() == 4 else "shapes"


def _shape(output: torch.Tensor) -> str:
    return " × ".join(map(str, output.shape[1:]))


def _column(title: str, shape: str, body: str) -> str:
    return f"<li><b>{escape(title) or '&nbsp;'}</b><code>{escape(shape) or '&nbsp;'}</code>{body}</li>"


def _maps(lang: str, number: int, block: Block) -> str:
    values, layer = block.output[0].float(), block.layers[-1]
    if values.dim() == 3:
        strongest = sorted(values.mean((1, 2)).topk(min(MAPS, len(values))).indices.tolist())
        cells = [_button(lang, f"{number}-{index}", _scaled(values[index]), *_about_map(lang, number, block, index))
                 for index in strongest]
        return f'<div class="flow-maps">{"".join(cells)}</div>'
    if isinstance(layer, nn.Linear) and layer.in_features == 28 * 28:
        cells = []
        for index in sorted(values.topk(min(MAPS, len(values))).indices.tolist()):
            title = say(lang, "predict.flow.unit", number=index + 1, count=len(values))
            text = say(lang, "predict.flow.about.unit", value=float(values[index]))
            cells.append(_button(lang, f"{number}-{index}", _signed(layer.weight[index].reshape(28, 28)), title, text))
        return f'<div class="flow-maps">{"".join(cells)}</div>'
    rows = next(rows for rows in range(math.isqrt(len(values)), 0, -1) if len(values) % rows == 0)
    title, text = (say(lang, f"predict.flow.{key}", count=len(values), inputs=layer.in_features)
                   for key in ("numbers", "about.numbers"))
    button = _button(lang, f"{number}-all", _scaled(values.reshape(rows, -1)), title, text)
    return f'<div class="flow-maps one">{button}</div>'


def _about_map(lang: str, number: int, block: Block, index: int) -> tuple[str, str, str]:
    """A map's title, one plain sentence about it, and the pictures of its kernels."""
    layer = block.layers[-1]
    weight = layer.weight[index].detach().float()
    chosen = weight.flatten(1).norm(dim=1).topk(min(KERNELS, len(weight))).indices.tolist()
    kernels = "".join(picture(_signed(weight[one]), say(lang, "predict.flow.kernel")) for one in chosen)
    key = "first" if number == 0 else "added" if block.adds else "deeper"
    title = say(lang, "predict.flow.map", number=index + 1, count=block.output.shape[1])
    text = say(lang, f"predict.flow.about.{key}", size="×".join(map(str, layer.kernel_size)), inputs=layer.in_channels)
    return title, text, kernels


def _button(lang: str, name: str, image: torch.Tensor, title: str, text: str, kernels: str = "") -> str:
    """A picture that opens itself large, with a sentence, in a popover of the browser's own."""
    kernels = f'<div class="flow-kernels">{kernels}</div>' if kernels else ""
    return (f'<button type="button" popovertarget="flow-{name}">{picture(image, title)}</button>'
            f'<div popover id="flow-{name}" role="dialog" aria-label="{escape(title)}" class="flow-open">'
            f'{close_button(lang, f"flow-{name}")}{picture(image)}'
            f'<div><h3>{escape(title)}</h3><p>{escape(text)}</p>{kernels}</div></div>')


def _bars(lang: str, probabilities: torch.Tensor) -> str:
    top = int(probabilities.argmax())
    bars = "".join(
        f'<span{" class=top" * (index == top)} title="{escape(class_text(lang, name))} {probabilities[index]:.1%}">'
        f'<i style="height:{max(float(probabilities[index]), 0.02):.1%}"></i>{class_picture(index)}</span>'
        for index, name in enumerate(CLASSES)
    )
    return f'<div class="flow-bars">{bars}</div>'


def _scaled(values: torch.Tensor) -> torch.Tensor:
    low, high = values.min(), values.max()
    return (values - low) / (high - low).clamp(min=1e-12)


def _signed(weight: torch.Tensor) -> torch.Tensor:
    """Weights as greys: black below zero, white above, zero in the middle."""
    return 0.5 + weight.detach() / (2 * weight.detach().abs().max().clamp(min=1e-12))
