"""What the Predict tab shows, as HTML: the pad, the test images, the answer with its bars."""

import math
from collections.abc import Mapping
from typing import Any

import torch

from fmnist.data.fashion_mnist import CLASSES
from fmnist.pictures.open_image import MAX_BYTES
from fmnist.prediction.predict import certainty
from fmnist.ui.common.html import escape, picture
from fmnist.ui.strings import say

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


def examples_html(images: torch.Tensor, indices: list[int]) -> str:
    """Test images as buttons, without their names: the visitor may guess too."""
    cells = "".join(
        f'<button type="button" data-index="{index}" aria-pressed="false">'
        f'{picture(images[index], f"test[{index}]")}</button>'
        for index in indices
    )
    return f'<div class="grid-test">{cells}</div>'
