"""What explains an answer, as HTML: what the model sees and looked at; on request every stage and every layer."""

import math

import numpy as np
import torch
from PIL import Image

from fmnist.data.fashion_mnist import CLASSES
from fmnist.inspection.layers import LayerStep
from fmnist.pictures.to_input import Stages
from fmnist.prediction.predict import softmax_steps
from fmnist.ui.common.classes import class_html
from fmnist.ui.common.html import data_url, escape, facts, picture
from fmnist.ui.predict.html import both_spans
from fmnist.ui.strings import say

THUMB = 140  # pixels
CHANNELS = 16  # of a convolution's output that are shown


def stages_html(lang: str, stages: Stages, flip: bool, centre: bool) -> str:
    """original → grey → polarity → crop → 28×28 → tensor. `flip`, `centre`: the switches."""
    X = stages.X[0, 0]
    size = "×".join(map(str, stages.original.size))
    if stages.reduced:
        size = say(lang, "predict.stage.reduced", size=size)
    asked = "asked." if flip else ""
    polarity = say(lang, f"predict.stage.light.{asked}" + ("inverted" if stages.inverted else "kept"))
    crop = "; ".join([_turned(lang, stages)] * bool(stages.degrees)
                     + [say(lang, "predict.stage.crop." + ("whole" if centre else "off"))] * (not stages.centred)
                     + [say(lang, "predict.stage.crop.thick")] * stages.thickened)
    tensor = facts([
        ("X.shape", str(tuple(stages.X.shape))),
        ("X.dtype", str(stages.X.dtype)),
        (say(lang, "predict.stage.range"), f"{X.min():.2f} · {X.mean():.2f} · {X.max():.2f}"),
    ])
    boxes = [
        _figure(_thumb(stages.original), say(lang, "predict.stage.original"), size),
        _figure(_thumb(Image.fromarray(stages.grey)), say(lang, "predict.stage.grey")),
        _figure(_array(stages.light), say(lang, "predict.stage.light"), polarity),
        _figure(_array(stages.crop), say(lang, "predict.stage.crop"), crop),
        _figure(picture(X, say(lang, "predict.stage.input")), say(lang, "predict.stage.input")),
        f'<figure class="wide">{tensor}<figcaption>{escape(say(lang, "predict.stage.tensor"))}</figcaption></figure>',
    ]
    return (f'<section><h2>{escape(say(lang, "predict.seen"))}</h2>'
            f'<div class="strip arrows">{"".join(boxes)}</div></section>')


def _turned(lang: str, stages: Stages) -> str:
    return say(lang, "predict.stage.crop.turned", degrees=abs(stages.degrees))


def why_html(lang: str, stages: Stages, looked_at: torch.Tensor, near: list[tuple[torch.Tensor, str]], note: str = "",
             model: str = "") -> str:
    """The 28×28 input, what the model of that name looked at, and the nearest training images with their classes."""
    X = stages.X[0, 0]
    looked = say(lang, "predict.looked.alt", model=model)
    neighbours = "".join(f'<figure>{picture(image, "")}<figcaption>{class_html(lang, name)}</figcaption></figure>'
                         for image, name in near)
    return _why([
        (say(lang, "predict.sees"), "28 × 28", picture(X, say(lang, "predict.sees")), note),
        (say(lang, "predict.looked"), say(lang, "predict.looked.beside"), _overlay(X, looked_at, looked), ""),
        (say(lang, "predict.near"), say(lang, "predict.near.info"), f'<div class="near">{neighbours}</div>', ""),
    ], say(lang, "predict.looked.info"))


def why_waiting_html() -> str:
    """Places for what will explain the answer, in both languages."""
    blank = '<span class="blank"></span>'
    near = f'<div class="near">{f"<figure>{blank}<figcaption>&nbsp;</figcaption></figure>" * 3}</div>'
    sections = [(both_spans("sees"), "28 × 28", blank, ""),
                (both_spans("looked"), both_spans("looked.beside"), blank, ""),
                (both_spans("near"), both_spans("near.info"), near, "")]
    return _why(sections, "")


def _why(sections: list[tuple[str, str, str, str]], about: str) -> str:
    """`sections`: of a title, a few words beside it, the pictures and a note, all HTML. `about`: tells what is lit."""
    shown = "".join(
        f'<section><h2{f" title={chr(34)}{escape(about)}{chr(34)}" if number == 1 and about else ""}>{title} '
        f"<small>{beside}</small></h2>{body}{f'<p class=quiet>{note}</p>' if note else ''}</section>"
        for number, (title, beside, body, note) in enumerate(sections)
    )
    return f'<div class="why">{shown}</div>'


def note_of(lang: str, stages: Stages, flip: bool, centre: bool) -> str:
    """What was done to the picture and would surprise somebody; `flip`, `centre`: the switches."""
    polarity = "asked." * flip + ("inverted" if stages.inverted else "kept")
    notes = [say(lang, f"predict.stage.light.{polarity}")] if flip or stages.inverted else []
    notes += [_turned(lang, stages)] if stages.degrees else []
    return escape("; ".join(notes + ([] if centre else [say(lang, "predict.stage.crop.off")])))


def walk_html(lang: str, model: str, steps: list[LayerStep]) -> str:
    """Every layer's output shape and picture, then the logits and the softmax arithmetic in numbers.

    `model`: its name.
    """
    rows = []
    for step in steps:
        name = step.layer or say(lang, "predict.walk.input")
        if step.layer and "(" not in step.layer:  # a container with a forward of its own: the residual sum
            name = f"{step.layer}: {say(lang, 'predict.walk.add')}"
        count = f'<span class="quiet">{escape(say(lang, "predict.walk.parameters", count=step.parameters))}</span>'
        rows.append(
            f'<li><div class="walk-picture">{_layer_picture(step)}</div><div><code>{escape(step.name)}</code> '
            f"{count if step.parameters else ''}<br><span>{escape(name)}</span><br>"
            f"<code>{tuple(step.output.shape)}</code></div></li>"
        )
    return f'<h2>{escape(model)}</h2><ol class="walk">{"".join(rows)}</ol>{_arithmetic(lang, steps[-2].output[0])}'


def _arithmetic(lang: str, logits: torch.Tensor) -> str:
    powers, probabilities = softmax_steps(logits)
    top = float(logits.max())
    rows = "".join(
        f"<tr{' class=top' if index == int(logits.argmax()) else ''}><th scope=row>{escape(name)}</th>"
        f"<td>{logits[index]:.3f}</td><td>{powers[index]:.6f}</td><td>{probabilities[index]:.6f}</td></tr>"
        for index, name in enumerate(CLASSES)
    )
    return (
        f'<h2>{escape(say(lang, "predict.walk.softmax"))}</h2>'
        f'<div class="scroll" tabindex="0"><table class="arithmetic"><thead><tr>'
        f'<th scope="col">{escape(say(lang, "predict.walk.class"))}</th><th scope="col">logit z</th>'
        f'<th scope="col">exp(z − {top:.3f})</th><th scope="col">÷ {powers.sum():.6f}</th></tr></thead><tbody>{rows}'
        f'</tbody><tfoot><tr><th scope="row">{escape(say(lang, "predict.walk.sum"))}</th><td></td>'
        f"<td>{powers.sum():.6f}</td><td>{probabilities.sum():.6f}</td></tr></tfoot></table></div>"
    )


def _layer_picture(step: LayerStep) -> str:
    values = step.output[0].float()
    if values.dim() == 3 and values.shape[0] > 1 and values.shape[1] * values.shape[2] > 1:
        return picture(_mosaic(values[:CHANNELS]), step.name)
    if values.dim() == 3 and values.shape[0] == 1:
        return picture(_scaled(values[0]), step.name)
    flat = values.flatten()
    rows = next(rows for rows in range(math.isqrt(len(flat)), 0, -1) if len(flat) % rows == 0)  # nearest to a square
    return picture(_scaled(flat.reshape(rows, -1)), step.name)


def _mosaic(channels: torch.Tensor) -> torch.Tensor:
    """`(C, H, W)`, each on its own scale -> one picture, four in a row, a dark line between."""
    tiles = [torch.nn.functional.pad(_scaled(channel), (0, 1, 0, 1)) for channel in channels]
    rows = [torch.cat(tiles[start : start + 4], 1) for start in range(0, len(tiles), 4)]
    return torch.cat([row for row in rows if row.shape == rows[0].shape], 0)


def _scaled(values: torch.Tensor) -> torch.Tensor:
    low, high = values.min(), values.max()
    return (values - low) / (high - low).clamp(min=1e-12)


def _figure(image: str, title: str = "", note: str = "") -> str:
    title = f"<strong>{escape(title)}</strong>" if title else ""
    note = f"<small>{escape(note)}</small>" if note else ""
    return f"<figure>{image}<figcaption>{title}{note}</figcaption></figure>"


def _array(values: np.ndarray) -> str:
    return _thumb(Image.fromarray((values * 255).astype(np.uint8)))


def _thumb(image: Image.Image) -> str:
    """An `<img>` of at most 140 pixels; what is smaller is shown with sharp pixels."""
    if max(image.size) > THUMB:
        image = image.copy()
        image.thumbnail((THUMB, THUMB))
    sharp = ' class="pixels"' if max(image.size) <= 64 else ""
    return f'<img{sharp} alt="" src="{data_url(image)}">'


def _overlay(X: torch.Tensor, looked_at: torch.Tensor, alt: str) -> str:
    """The picture dimmed, with the gradient over it in orange."""
    grey = (X * 0.6)[..., None].expand(-1, -1, 3)
    heat = looked_at[..., None] ** 2  # the strongest stand out
    mixed = grey * (1 - heat) + heat * torch.tensor([1.0, 0.45, 0.2])
    image = Image.fromarray((mixed * 255).round().to(torch.uint8).numpy())
    return f'<img class="pixels" alt="{escape(alt)}" src="{data_url(image)}">'
