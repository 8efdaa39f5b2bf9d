"""The presets as cards: a name, one sentence, about how long it takes here, and what it reaches."""

import json
from typing import Any

import gradio as gr

from fmnist.files import ASSETS
from fmnist.server.store import Store
from fmnist.training.config import PRESETS
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import language
from fmnist.ui.frame import by_data
from fmnist.ui.run.view import duration
from fmnist.ui.strings import LANGUAGES, say

# With the preset's settings and seed 0, on the full data set and on the mini set.
REACHES = {"quickstart": ("65%", "33%"), "optimization": ("71%", "50%"), "better_mlp": ("89%", "86%"),
           "fast_convnet": ("91%", "86%")}


def preset_cards(store: Store) -> gr.HTML:
    """The choice. Its value is JSON: `chosen`, the name of a preset or empty. `.input` when a visitor chooses a card.

    When somebody opens the tab for the first time, the cards ask how long the presets take here.
    """

    def times(_: Any, request: gr.Request) -> dict[str, str]:
        return times_here(store, language(request))

    cards = "".join(
        f'<label class="card"><input type="radio" name="train-preset" value="{name}"><b>{_both(f"preset.{name}")}</b>'
        f'<span>{_both(f"preset.{name}.about")}</span><em><span data-time></span>'
        f'<b>{by_data(*REACHES.get(name, ("", "")))}</b></em></label>'
        for name in PRESETS
    )
    note = f'<p class="quiet">{_both("preset.note")}</p>'
    template = (f'<fieldset class="cards"><legend>{_both("preset")}</legend>{cards}</fieldset>{note}')
    script = (ASSETS / "cards.js").read_text(encoding="utf-8")
    return gr.HTML(chosen("quickstart"), html_template=template, js_on_load=script, server_functions=[times],
                   elem_id="train-preset")


def chosen(name: str | None) -> str:
    """The cards' value where a card, or none, is chosen."""
    return json.dumps({"chosen": name or ""})


def times_here(store: Store, lang: str) -> dict[str, str]:
    """About how long every preset takes on this machine with the runs that are under way, in words."""
    train, test, runs = len(store.data(True)), len(store.data(False)), store.runs
    alone = {name: runs.pace.seconds(config, train, test) for name, config in PRESETS.items()}
    return {name: f"≈ {duration(lang, _about(runs.expected_seconds(seconds)), whole=True)}"
            for name, seconds in alone.items()}


def _about(seconds: float) -> float:
    """Rounded as one says it: 1, 2, 3 … 10, 15, 20 … s, then whole minutes."""
    step = 1 if seconds < 10 else 5 if seconds < 60 else 60
    return max(step, step * round(seconds / step))


def _both(key: str) -> str:
    return "".join(f'<span lang="{lang}">{escape(say(lang, f"train.{key}"))}</span>' for lang in LANGUAGES)
