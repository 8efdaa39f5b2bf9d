"""Where the picture comes from, as HTML: the pad, outlines to trace, notes on an upload, test pictures."""

from typing import Any

import torch

from fmnist.data.fashion_mnist import CLASSES
from fmnist.ui.common.classes import class_picture, class_text
from fmnist.ui.common.html import escape, picture
from fmnist.ui.strings import LANGUAGES, say


def both(key: str, name: str = "", **values: Any) -> str:
    """A text in both languages as attributes, for a script that puts in the one that the visitor reads."""
    return " ".join(f'data-{name}{lang}="{escape(say(lang, f"predict.{key}", **values))}"' for lang in LANGUAGES)


def upload_template(max_upload_mb: int) -> str:
    """What may be uploaded, and a place to say why the clipboard or the camera gives nothing, or a file is refused."""
    notes = " ".join(both(f"upload.{name}", f"{name}-") for name in ("camera", "clipboard", "empty", "again"))
    info = both("upload.info", limit=max_upload_mb)
    return f'<p class="problem" role="status" {notes}></p><p class="quiet" {info}></p>'


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
        '<canvas class="pad-trace" width="280" height="280" aria-hidden="true"></canvas>'
        f'<span class="pad-hint" {both("pad.hint")}></span></div>'
        '<div class="pad-tools"><span role="group">'
        f'{button("pen", "pad.pen", "true")}{button("eraser", "pad.eraser", "false")}</span>'
        f'<span role="group">{"".join(dots)}</span>'
        f'<span role="group">{button("undo", "pad.undo")}{button("clear", "pad.clear")}</span></div></div>'
    )


def trace_template() -> str:
    """A button for each class that puts the outline of a real item under the pen; `pad.js` draws it."""
    names = [" ".join(f'data-{lang}="{escape(class_text(lang, name))}"' for lang in LANGUAGES) for name in CLASSES]
    buttons = "".join(f'<button type="button" data-trace="{index}" aria-pressed="false" {name}>{class_picture(index)}'
                      "</button>" for index, name in enumerate(names))
    return f'<div class="trace" role="group"><span {both("trace")}></span>{buttons}</div>'


def examples_html(images: torch.Tensor, indices: list[int]) -> str:
    """Test images as buttons, without their names: the visitor may guess too."""
    cells = "".join(
        f'<button type="button" data-index="{index}" aria-pressed="false">'
        f'{picture(images[index], f"test[{index}]")}</button>'
        for index in indices
    )
    return f'<div class="grid-test">{cells}</div>'
