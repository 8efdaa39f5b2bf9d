"""The first screen, in the page as it is served: header, rail and pad, until Gradio's scripts have built them.

`assets/shell.css` gives it the place and the look of the real ones, `assets/frame.js` takes it away once they stand.
"""

import json
import re

import gradio as gr

from fmnist.files import ASSETS
from fmnist.ui.common.html import both_languages
from fmnist.ui.frame import CHAPTERS, brand_html, lead_html
from fmnist.ui.strings import LANGUAGES, say

COLOURS = ("body_background_fill", "body_text_color", "body_text_color_subdued", "border_color_primary")


def shell() -> str:
    """Out of reach of keyboard, pen and screen reader: whoever clicks on it reaches what is behind it."""
    rail = "".join(f'<span role="tab" id="shell-{name}">{both_languages(f"{name}.tab")}</span>' for name in CHAPTERS)
    sources = "".join(f"<span>{both_languages(f'predict.source.{name}')}</span>" for name in ("draw", "upload", "test"))
    script = (ASSETS / "pad.js").read_text("utf-8")
    ghost = json.loads(re.search(r"GHOST = (\[\[.*?\]\]);", script, re.DOTALL)[1])
    points = " ".join(f"{x},{y}" for x, y in ghost)
    no_script = " · ".join(say(lang, "page.noscript") for lang in LANGUAGES)
    brand = brand_html().replace(' id="tagline"', "")
    return (
        f'<div id="shell" aria-hidden="true" inert><div class="shell-header">{brand}'
        f'<span>{both_languages("page.language")}</span><span>☾</span></div>'
        f'<div class="tab-wrapper"><div class="tab-container">{rail}</div></div>'
        f'{lead_html("predict")}<div class="shell-sources">{sources}</div>'
        f'<div class="shell-pad"><svg viewBox="0 0 280 280"><polyline points="{points}"/></svg>'
        f'<span class="pad-hint">{both_languages("predict.pad.hint")}</span></div></div>'
        f'<script>fmnistFrame.dress()</script><noscript>{no_script}</noscript>'
    )


def shell_css(theme: gr.themes.Base) -> str:
    """Its style sheet, with those of the theme's colours and fonts that it needs before Gradio brings the theme."""
    names = {"": (*COLOURS, "font", "font_mono"), "_dark": COLOURS}
    light, dark = ("".join(f"--{name.replace('_', '-')}: {getattr(theme, name + mode)}; " for name in names[mode])
                   for mode in ("", "_dark"))
    ground = f"light-dark({theme.body_background_fill}, {theme.body_background_fill_dark})"
    return f":root {{ {light}background: {ground}; }}\n.dark {{ {dark}}}\n" + (ASSETS / "shell.css").read_text("utf-8")
