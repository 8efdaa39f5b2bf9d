"""Small pieces of HTML that several tabs use."""

import base64
import io
from collections.abc import Iterable
from html import escape

import torch
from PIL import Image

from fmnist.ui.strings import LANGUAGES, say

__all__ = ["both_languages", "close_button", "data_url", "escape", "facts", "picture", "png", "table"]


def both_languages(key: str) -> str:
    """The text `<tab>.<key>` in both languages, of which the style sheet shows the page's: for what never changes."""
    return "".join(f'<span lang="{lang}">{escape(say(lang, key))}</span>' for lang in LANGUAGES)


def close_button(lang: str, popover: str) -> str:
    """The cross in the corner of the popover of that id."""
    label = escape(say(lang, "page.close"))
    return (f'<button type="button" class="close" popovertarget="{popover}" popovertargetaction="hide" '
            f'aria-label="{label}" title="{label}">×</button>')


def data_url(image: Image.Image) -> str:
    """A picture as a `data:` address of a PNG."""
    file = io.BytesIO()
    image.save(file, format="PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def png(image: torch.Tensor) -> str:
    """A grey image as a `data:` address. `image`: uint8 `(H, W)`, or float `(H, W)` in [0, 1]."""
    if image.dtype != torch.uint8:
        image = image.clamp(0, 1).mul(255).round().to(torch.uint8)
    return data_url(Image.fromarray(image.contiguous().numpy()))


def picture(image: torch.Tensor, alt: str = "", size: int | None = None) -> str:
    """An `<img>` of a grey image, enlarged with sharp pixels; `size` in CSS pixels."""
    width = f' width="{size}" height="{size}"' if size else ""
    return f'<img class="pixels" src="{png(image)}" alt="{escape(alt)}"{width}>'


def facts(rows: list[tuple[str, str]]) -> str:
    """A list of names and values; both are plain text."""
    return '<dl class="facts">' + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows) + "</dl>"


def table(heads: Iterable[str], rows: str, kind: str = "rows", scroll: str = "scroll") -> str:
    """A table that scrolls in its own box. `heads`: plain text; `rows`: HTML; `kind`, `scroll`: CSS classes."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return (f'<div class="{scroll}" tabindex="0"><table class="{kind}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>")
