"""Fields and settings that several tabs share."""

from typing import Any

import gradio as gr

from fmnist.checks import whole_number
from fmnist.files import ASSETS
from fmnist.server.store import Store
from fmnist.ui.strings import t

MAX_TYPED_SEED = 2**53 - 1  # a browser's numbers are float64: it makes another seed of a larger one
# Gradio shows no progress, and leaves the event out of the API. One request brings the answer: of two events in
# Gradio's queue one can be lost, as the stream of answers is closed at the end of the other.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
TELLING: dict[str, Any] = {**QUIET, "queue": True}  # only the queue brings `gr.Info` and `gr.Warning` to the page
# Gradio drops an event that comes while the answer to the one before is under way; after that answer this one sends one
# more, with the values of that time. At most one handler of an event may be LATEST (tests/ui/test_gradio_internals.py).
LATEST: dict[str, Any] = {**QUIET, "trigger_mode": "always_last"}
# Gradio drops none; for events with data of their own, such as the row that was clicked.
EACH: dict[str, Any] = {**QUIET, "trigger_mode": "multiple"}

PICK = (ASSETS / "pick.js").read_text("utf-8")  # for pictures as buttons


def data_root(store: Store) -> str:
    """The `root` in a script: the tutorial's "data", or the mini set below it."""
    return "data" if store.data(True).source.full else "data/mini"


def split_radio(name: str) -> gr.Radio:
    """Training or test images."""
    choices = [(t("samples.split.train"), "train"), (t("samples.split.test"), "test")]
    return gr.Radio(choices, value="train", label=t("samples.split"), elem_id=f"{name}-split", interactive=True,
                    min_width=160)


def slider(label: Any, low: float, high: float, value: float, step: float, elem_id: str) -> gr.Slider:
    """A slider that visitors can move."""
    return gr.Slider(low, high, value=value, step=step, label=label, elem_id=elem_id, interactive=True)


def seed_number(name: str) -> gr.Number:
    """A number field for a seed; `typed_seed` reads it."""
    return gr.Number(0, label=t("samples.seed"), elem_id=f"{name}-seed", interactive=True, min_width=100)


def typed_seed(value: Any) -> int:
    """The seed in a field. Raises `ConfigError` for one that is not from 0 to `MAX_TYPED_SEED`."""
    return whole_number("seed", value, 0, MAX_TYPED_SEED)


def whole(value: Any, default: int = 0) -> Any:
    """`value` of a slider or number field: 5.0 becomes 5, an empty field `default`."""
    return default if value is None else int(value) if isinstance(value, float) and value.is_integer() else value


def edits(*components: Any) -> list[Any]:
    """The events of a visitor's change. `change` for a `Textbox`, whose `input` misses a paste by mouse."""
    return [item.change if isinstance(item, gr.Textbox) else item.input for item in components]


def click_download(elem_id: str) -> str:
    """JavaScript that clicks a hidden `DownloadButton`, whose file exists only after the click that made it."""
    return f"""() => {{
  const wait = (tries) => {{
    const link = document.querySelector('#{elem_id} a[href], a#{elem_id}[href]');
    const button = link || document.querySelector('#{elem_id}');
    if (button) return button.click();
    if (tries) setTimeout(() => wait(tries - 1), 50);
  }};
  setTimeout(() => wait(40), 50);
}}"""
