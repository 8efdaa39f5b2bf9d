"""The scripts of the tabs that have one state: samples, training, the model in hand. Each tab calls its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr
import torch

from fmnist.data.batches import whole_number
from fmnist.data.fashion_mnist import CLASSES
from fmnist.scripts import Script, inspect_script, predict_script, samples_script, save_script, train_script
from fmnist.tensors.parsing import parse_seed
from fmnist.training.config import TrainConfig
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import EACH, LATEST, data_root
from fmnist.ui.common.guard import guarded
from fmnist.ui.page import Page

NONE = -1  # a Number in the browser makes 0 of no number


def samples_code(page: Page, split: gr.Radio, label: gr.Dropdown, seed: gr.Number, grid: gr.HTML) -> None:
    """2.2: the nine samples, and the one shown large."""
    picked = gr.Number(NONE, precision=0, visible="hidden", elem_id="samples-picked", label="index")

    @guarded
    def pick(event: gr.EventData) -> int:
        index = (event._data or {}).get("index")
        return index if isinstance(index, int) and not isinstance(index, bool) else NONE

    @guarded
    def forget() -> int:
        return NONE

    def make(split: str, label: str, seed: Any, picked: Any) -> Script:
        number = CLASSES.index(label) if label in CLASSES else None
        last = len(page.store.data(split == "train")) - 1
        index = None if picked in (None, NONE) else whole_number("index", picked, last, 0)
        return samples_script(split == "train", number, parse_seed(seed or 0), index, data_root(page.store))

    grid.select(pick, None, picked, **EACH)
    gr.on([split.input, label.input, seed.change], forget, None, picked, **LATEST)
    changes = [split.input, label.input, seed.change, picked.change]
    code_panel(page, "samples", [split, label, seed, picked], make, changes)


def train_code(page: Page, form: dict[str, Any], view: gr.HTML) -> None:
    """6: the run that the form describes; the visitor's latest run itself, where the form still has its settings.

    `form`: one component a field of `TrainConfig`. `view`: of the run; when that is another one, so may the script be.
    """
    jobs = page.store.jobs

    def make(visitor: str | None, *values: Any) -> Script:
        config = TrainConfig(**dict(zip(form, values, strict=True)))
        run = jobs.latest(visitor)
        if run is None or replace(run.config, frozen=(), precision=config.precision) != config:
            return train_script(config, data_root(page.store))
        start = jobs.start_weights(run.id, visitor) is not None
        return train_script(run.config, data_root(page.store), start=start, custom=run.source == "custom")

    changes = [component.change for component in [*form.values(), view]]
    code_panel(page, "train", [page.visitor, *form.values()], make, changes)


def inspect_code(page: Page) -> None:
    """4.5: the parameters of the model in hand."""

    def make(visitor: str | None, hand: str) -> Script:
        return inspect_script(page.store.model(visitor, hand).model)

    code_panel(page, "inspect", [page.visitor, page.hand], make, [page.hand.change])


def weights_code(page: Page) -> None:
    """7: save and load the model in hand."""

    def make(visitor: str | None, hand: str) -> Script:
        return save_script(page.store.model(visitor, hand).model)

    code_panel(page, "weights", [page.visitor, page.hand], make, [page.hand.change])


def predict_code(page: Page, inputs: list[Any], triggers: list[Any]) -> None:
    """4.2: the answer to the picture in sight, or to the first test image as in the tutorial while there is none.

    `inputs`: visitor, model in hand, source, drawing, upload, test index, and the three switches of the Predict tab.
    `triggers`: what comes after another answer, not after every stroke.
    """
    from fmnist.ui.predict.tab import current_picture, stages_of

    def make(
        visitor: str | None, kind: str, source: str, drawing: Any, upload: Any, index: Any, flip: bool, centre: bool,
        compare: bool,
    ) -> Script:  # fmt: skip
        store = page.store
        model = store.model(visitor, kind).model
        if compare:
            model = {name: store.model(visitor, name).model for name in store.choices(visitor)}
        image = current_picture(store, source or "draw", drawing, upload, index)
        if image is None:
            return predict_script(model, index=0, root=data_root(store))
        X = stages_of(image, source or "draw", bool(flip), centre is not False).X
        if source == "test" and torch.equal(X[0], store.data(False)[index][0]):  # already as the network gets it
            return predict_script(model, index=index, root=data_root(store))
        return predict_script(model, X=X)

    code_panel(page, "predict", inputs, make, triggers)
