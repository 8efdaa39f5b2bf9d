"""Chapter 2.1 and 2.2 on screen: nine samples, and the tensor behind each; beside them a batch and one's own images."""

import base64
import random
from dataclasses import replace
from typing import Any

import gradio as gr
import torch

from fmnist.checks import whole_number
from fmnist.data.fashion_mnist import CLASSES
from fmnist.errors import DataError
from fmnist.files import ASSETS
from fmnist.scripts.data import samples_script
from fmnist.scripts.script import Script
from fmnist.server.samples import ALL, nine
from fmnist.server.store import Store
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.classes import class_html, class_text
from fmnist.ui.common.fields import EACH, LATEST, PICK, QUIET, data_root, split_radio, typed_seed
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.html import escape, facts, picture
from fmnist.ui.common.language import language
from fmnist.ui.gradio_internals import event_data
from fmnist.ui.page import Page
from fmnist.ui.samples.batch import batch_section
from fmnist.ui.samples.own import own_section
from fmnist.ui.strings import say, t

PIXELS = (ASSETS / "pixels.js").read_text("utf-8")
NONE = -1  # no sample is picked; a `gr.Number` in the browser turns an empty field into 0


def draw_grid(lang: str, store: Store, split: str, chosen: list[int]) -> str:
    """The chosen samples as buttons, each with its class name; the first one is pressed."""
    if not chosen:
        return f'<p class="quiet">{escape(say(lang, "samples.none"))}</p>'
    dataset = store.data(split == "train")
    cells = [_cell(lang, split, index, dataset.data[index], int(dataset.targets[index]), index == chosen[0])
             for index in chosen]
    note = say(lang, "samples.few", count=len(cells)) if len(cells) < 9 else ""
    return f'<p class="quiet">{escape(note)}</p>' * bool(note) + f'<div class="grid9">{"".join(cells)}</div>'


def _cell(lang: str, split: str, index: int, image: torch.Tensor, label: int, pressed: bool) -> str:
    name = class_html(lang, CLASSES[label])
    return (f'<button type="button" data-index="{index}" data-split="{split}" aria-pressed="{str(pressed).lower()}">'
            f"{picture(image)}<span>{name}</span></button>")


def draw_detail(lang: str, store: Store, split: str, index: int, opened: bool = False) -> str:
    """One sample large, with the facts of its tensor; `opened` by the visitor, which is the chapter's task."""
    dataset = store.data(split == "train")
    if not 0 <= index < len(dataset):
        raise DataError("sample {index} is out of range; this split has {count} images.", index=index,
                        count=len(dataset))
    X, y = dataset[index]
    rows = [
        (say(lang, "samples.index"), f"{split}[{index}]"),
        (say(lang, "samples.label"), f"{y} · {class_text(lang, CLASSES[y])}"),
        ("X.shape", str(X.shape)),
        ("X.dtype", str(X.dtype)),
        (say(lang, "samples.range"), f"{X.min():.4f} · {X.mean():.4f} · {X.max():.4f}"),
    ]
    opening = f' data-opened="{CLASSES[y]}"' if opened else ""
    return (f'<div class="detail"{opening}>'
            f"{_reading(lang, dataset.data[index], y)}{facts(rows)}</div>")


def _reading(lang: str, image: torch.Tensor, label: int) -> str:
    """The picture whose pixels say their numbers (`assets/pixels.js`), and all of them as a grid, in a fold."""
    keys = escape(say(lang, "samples.pixel.keys", name=class_text(lang, CLASSES[label])))
    sent = base64.b64encode(image.numpy().tobytes()).decode()
    return (f'<div><div class="reading" tabindex="0" role="application" aria-label="{keys}" data-bytes="{sent}">'
            f'{picture(image)}</div><p class="pixel-value" aria-live="polite">{escape(say(lang, "samples.pixel"))}</p>'
            f'<details><summary>{escape(say(lang, "samples.numbers"))}</summary>'
            f'<div class="numbers" tabindex="0"></div></details></div>')


def samples_tab(page: Page) -> None:
    """Three sections: a grid of nine, a batch, a data set of one's own."""
    with gr.Tabs(elem_id="samples-sections", overflow_behavior="wrap"):
        for name, build in (("grid", grid_section), ("batch", batch_section), ("own", own_section)):
            with gr.Tab(t(f"samples.{name}"), id=name, elem_id=f"samples-tab-{name}") as section:
                build(replace(page, tab=section))


def grid_section(page: Page) -> None:
    """2.2: split, class and seed on top; the grid and the chosen sample below."""
    store = page.store
    with gr.Row(elem_classes="controls"):
        split = split_radio("samples")
        classes = [(t(f"classes.both.{i}"), name) for i, name in enumerate(CLASSES)]
        label = gr.Dropdown([(t("samples.class.all"), ALL), *classes], value=ALL, label=t("samples.class"),
                            elem_id="samples-class", interactive=True, min_width=160)
        seed = gr.Number(0, label=t("samples.seed"), info=t("samples.seed.info"),
                         elem_id="samples-seed", interactive=True, min_width=160)
        shuffle = gr.Button(t("samples.shuffle"), variant="primary", elem_id="samples-shuffle", min_width=100)
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            grid = gr.HTML(js_on_load=PICK, elem_id="samples-grid", min_height=300, label=t("samples.grid"))
        with gr.Column(min_width=300):
            detail = gr.HTML(js_on_load=PIXELS, elem_id="samples-detail", min_height=520)
    gr.Markdown(t("samples.grid.about"))

    shown = gr.State(None)  # what was asked for the nine: leaving a field unchanged draws nothing anew
    picked = gr.Number(NONE, precision=0, visible="hidden", elem_id="samples-picked", label="index")

    @guarded
    def show(split: str, label: str, seed: float, known: Any, request: gr.Request) -> dict[Any, Any]:
        asked = [split, label, seed]
        if known == asked:
            return gr.skip()
        lang = language(request)
        chosen = nine(store, split, label, typed_seed(seed))
        return {shown: asked, picked: NONE, grid: draw_grid(lang, store, split, chosen),
                detail: draw_detail(lang, store, split, chosen[0]) if chosen else ""}

    @guarded
    def reshuffle(split: str, label: str, request: gr.Request) -> dict[Any, Any]:
        new_seed = random.SystemRandom().randrange(10_000)
        return {seed: new_seed, **show(split, label, new_seed, None, request)}

    @guarded
    def open_sample(event: gr.EventData, request: gr.Request) -> str:
        chosen = event_data(event)
        index, of = chosen.get("index"), chosen.get("value")
        return draw_detail(language(request), store, str(of), index if isinstance(index, int) else -1, opened=True)

    asked, answer = [split, label, seed, shown], [shown, picked, grid, detail]
    page.demo.load(show, asked, answer, **QUIET)
    gr.on([split.input, label.input, seed.submit, seed.blur], show, asked, answer, **LATEST)
    shuffle.click(reshuffle, [split, label], [seed, *answer], **QUIET)
    grid.select(open_sample, None, detail, **EACH)
    samples_code(page, split, label, seed, grid, picked)


def samples_code(page: Page, split: gr.Radio, label: gr.Dropdown, seed: gr.Number, grid: gr.HTML,
                 picked: gr.Number) -> None:
    """2.2: the nine samples, and the one shown large: `picked`, `NONE` where that is the first of the nine."""

    @guarded
    def pick(event: gr.EventData) -> int:
        index = event_data(event).get("index")
        return index if isinstance(index, int) and not isinstance(index, bool) else NONE

    @guarded
    def forget() -> int:
        return NONE

    def make(split: str, label: str, seed: Any, picked: Any) -> Script:
        number = CLASSES.index(label) if label in CLASSES else None
        last = len(page.store.data(split == "train")) - 1
        index = None if picked in (None, NONE) else whole_number("index", picked, 0, last)
        return samples_script(split == "train", number, typed_seed(seed or 0), index, data_root(page.store))

    grid.select(pick, None, picked, **EACH)
    seed.change(forget, None, picked, **LATEST)
    changes = [split.input, label.input, seed.change, picked.change]
    code_panel(page, "samples", [split, label, seed, picked], make, changes)
