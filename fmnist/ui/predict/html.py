"""What the Predict tab shows, as HTML: the answer, the stages of a picture, the walk through the network."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from PIL import Image

from fmnist.data.fashion_mnist import CLASSES
from fmnist.inspection.layers import LayerStep
from fmnist.pictures.open_image import MAX_BYTES
from fmnist.pictures.to_input import Stages
from fmnist.prediction.predict import certainty, softmax_steps
from fmnist.ui.common.html import escape, facts, picture
from fmnist.ui.strings import say

THUMB = 140
CHANNELS = 16
MOST_BITS = math.log2(len(CLASSES))


def both(key: str, name: str = "", **values: Any) -> str:
    """A text in both languages as attributes, for a script that puts in the one that the visitor reads."""
    return " ".join(f'data-{name}{lang}="{escape(say(lang, f"predict.{key}", **values))}"' for lang in ("en", "zh"))


def upload_template() -> str:
    """What may be uploaded, and a place to say why the clipboard or the camera gives nothing."""
    notes = " ".join(both(f"upload.{name}", f"{name}-") for name in ("camera", "clipboard", "empty"))
    info = both("upload.info", limit=MAX_BYTES // 10**6)
    return f'<p class="quiet" {info}></p><p class="problem" role="status" {notes}></p>'


def pad_template() -> str:
    """The drawing pad; its script puts the texts of the visitor's language in."""

    def button(do: str, key: str, pressed: str = "", icon: str = "") -> str:
        state = f' aria-pressed="{pressed}"' if pressed else ""
        mark = ' data-icon="1"' if icon else ""
        return f'<button type="button" data-do="{do}"{state}{mark} {both(key)}>{icon}</button>'

    dots = [button(str(size), key, "true" if size == 14 else "false", f'<i style="--dot:{size // 2 + 2}px"></i>')
            for size, key in ((7, "pad.thin"), (14, "pad.medium"), (28, "pad.thick"))]
    return (
        '<div class="pad"><div class="pad-box">'
        f'<canvas width="280" height="280" tabindex="0" role="img" {both("pad.canvas")}></canvas>'
        f'<span class="pad-hint" {both("pad.hint")}></span></div>'
        '<div class="pad-tools"><span role="group">'
        f'{button("pen", "pad.pen", "true")}{button("eraser", "pad.eraser", "false")}</span>'
        f'<span role="group">{"".join(dots)}</span>'
        f'<span role="group">{button("undo", "pad.undo")}{button("clear", "pad.clear")}</span></div></div>'
    )


def names_text(lang: str, names: tuple[str, ...]) -> str:
    """ "Shirt or Coat", "Shirt, Coat or Dress"."""
    comma = ", " if lang == "en" else "、"
    return say(lang, "predict.or").join([comma.join(names[:-1]), names[-1]] if len(names) > 1 else names)


def message_html(text: str, is_error: bool = False) -> str:
    """A sentence in place of an answer."""
    role = ' role="alert"' if is_error else ""
    return f'<div class="answer"><p class="answer-none"{role}>{escape(text)}</p></div>'


def answer_html(lang: str, confidences: Mapping[str, float], title: str = "", actual: str | None = None) -> str:
    """The top class large, how sure it is, and ten bars; predicted against actual where that is known."""
    ranked = sorted(confidences.items(), key=lambda pair: -pair[1])
    first = ranked[0][0]
    sure = certainty(confidences)
    sentence = say(lang, f"predict.{sure.level}", first=first, names=names_text(lang, sure.contenders))
    bits = say(lang, "predict.entropy", bits=sure.entropy_bits, most=MOST_BITS)
    versus = ""
    if actual is not None:
        key = "right" if actual == first else "wrong"
        versus = f'<p class="versus {key}">{escape(say(lang, f"predict.{key}", predicted=first, actual=actual))}</p>'
    bars = "".join(
        f'<li{" class=top" * (name == first)}><span>{escape(name)}</span>'
        f'<b><i style="width:{share:.2%}"></i></b><span>{share:.1%}</span></li>'
        for name, share in ranked
    )
    head = f"<h4>{escape(title)}</h4>" if title else ""
    return (
        f'<div class="answer" data-label="{escape(first)}">{head}'
        f'<p class="answer-top"><strong>{escape(first)}</strong> <span>{ranked[0][1]:.1%}</span></p>'
        f'{versus}<p class="answer-words" title="{escape(bits)}">{escape(sentence)} '
        f'<span class="quiet">{escape(bits)}</span></p><ol class="bars">{bars}</ol></div>'
    )


def side_by_side(answers: list[str]) -> str:
    """Several models' answers next to each other."""
    return f'<div class="answers">{"".join(answers)}</div>'


def stages_html(lang: str, stages: Stages, flip: bool, centre: bool) -> str:
    """original → grey → polarity → crop → 28×28 → tensor. `flip`, `centre`: the switches."""
    X = stages.X[0, 0]
    size = "×".join(map(str, stages.original.size))
    if stages.reduced:
        size = say(lang, "predict.stage.reduced", size=size)
    asked = "asked." if flip else ""
    polarity = say(lang, f"predict.stage.light.{asked}" + ("inverted" if stages.inverted else "kept"))
    crop = "" if stages.centred else say(lang, "predict.stage.crop." + ("whole" if centre else "off"))
    if stages.thickened:
        crop = "; ".join(filter(None, [crop, say(lang, "predict.stage.crop.thick")]))
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


def why_html(lang: str, model: str, X: torch.Tensor, looked_at: torch.Tensor,
             near: list[tuple[torch.Tensor, str]]) -> str:
    """What the model of that name looked at, over `X` `(28, 28)`, and the nearest images with their classes."""
    title = say(lang, "predict.why", model=model)
    neighbours = "".join(_figure(picture(image, name), name) for image, name in near)
    return (
        f'<div class="strips"><section><h2>{escape(title)}</h2>'
        f'<p class="quiet">{escape(say(lang, "predict.why.info"))}</p>'
        f'<div class="strip">{_figure(_overlay(X, looked_at, title))}</div></section>'
        f'<section><h2>{escape(say(lang, "predict.near"))}</h2>'
        f'<p class="quiet">{escape(say(lang, "predict.near.info"))}</p>'
        f'<div class="strip">{neighbours}</div></section></div>'
    )


def examples_html(images: torch.Tensor, indices: list[int]) -> str:
    """Test images as buttons, without their names: the visitor may guess too."""
    cells = "".join(
        f'<button type="button" data-index="{index}" aria-pressed="false">'
        f'{picture(images[index], f"test[{index}]")}</button>'
        for index in indices
    )
    return f'<div class="grid-test">{cells}</div>'


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
    flat = values.flatten()
    side = math.isqrt(len(flat))
    if values.dim() == 3 and values.shape[0] == 1:
        return picture(_scaled(values[0]), step.name)
    if side * side == len(flat):
        return picture(_scaled(flat.reshape(side, side)), step.name)
    rows = next(rows for rows in range(side, 0, -1) if len(flat) % rows == 0)
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
    file = io.BytesIO()
    image.save(file, format="PNG", compress_level=1)
    sharp = ' class="pixels"' if max(image.size) <= 64 else ""
    return f'<img{sharp} alt="" src="data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}">'


def _overlay(X: torch.Tensor, looked_at: torch.Tensor, alt: str) -> str:
    """The picture dimmed, with the gradient over it in orange."""
    grey = (X * 0.6)[..., None].expand(-1, -1, 3)
    heat = looked_at[..., None]
    mixed = grey * (1 - heat) + heat * torch.tensor([1.0, 0.45, 0.2])
    file = io.BytesIO()
    Image.fromarray((mixed * 255).round().to(torch.uint8).numpy()).save(file, format="PNG")
    data = base64.b64encode(file.getvalue()).decode()
    return f'<img class="pixels" alt="{escape(alt)}" src="data:image/png;base64,{data}">'
