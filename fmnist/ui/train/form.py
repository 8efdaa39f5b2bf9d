"""The hyperparameters on the Train tab: a field a setting, the presets, and their script."""

import json
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from fmnist.model import MODELS
from fmnist.scripts.script import Script
from fmnist.scripts.training import train_script
from fmnist.training import config as allowed
from fmnist.training.config import PRESETS, QUICKSTART, TrainConfig
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import data_root, typed_seed
from fmnist.ui.page import Page
from fmnist.ui.strings import t

OPTIMIZER_NAMES = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}


@dataclass(frozen=True)
class Form:
    """The choice of a preset, and the components by the field of `TrainConfig` that each sets."""

    preset: gr.Radio
    fields: dict[str, Any]

    def filled(self, config: TrainConfig) -> dict[Any, Any]:
        """The value of every component for these settings."""
        return {component: getattr(config, name) for name, component in self.fields.items()}

    def read(self, values: dict[Any, Any]) -> TrainConfig:
        """The settings from the components' values. Raises `ConfigError` for the first that is out of range."""
        settings = {name: values[component] for name, component in self.fields.items()}
        return TrainConfig(**settings | {"seed": typed_seed(settings["seed"])})


def settings_form() -> Form:
    """The form, filled with the quickstart's settings. A preset fills in all of it."""
    choices = [(t(f"train.preset.{name}"), name) for name in PRESETS]
    preset = gr.Radio(choices, value="quickstart", label=t("train.preset"), elem_id="train-preset", interactive=True)
    form = Form(preset, _fields())
    values = json.dumps({name: list(form.filled(config).values()) for name, config in PRESETS.items()})
    preset.input(None, preset, list(form.fields.values()), js=f"(name) => ({values})[name]", api_visibility="private")
    return form


def _fields() -> dict[str, Any]:
    """One component a setting; every one says in a line what it does."""
    made: dict[str, Any] = {}

    def add(kind: Any, name: str, **how: Any) -> None:
        made[name] = kind(value=getattr(QUICKSTART, name), label=t(f"train.{name}"), info=t(f"train.{name}.info"),
                          elem_id=f"train-{name}", interactive=True, **{"min_width": 140} | how)

    def choose(name: str, choices: Any, **how: Any) -> None:
        add(gr.Dropdown, name, choices=[(t(f"train.{name}.{choice}"), choice) for choice in choices], **how)

    with gr.Row():
        choose("model", MODELS, min_width=170)
        add(gr.Dropdown, "optimizer", choices=[(OPTIMIZER_NAMES[name], name) for name in allowed.OPTIMIZERS],
            min_width=170)
    with gr.Row():
        add(gr.Number, "epochs", precision=0)
        add(gr.Number, "batch_size", precision=0)
        add(gr.Number, "learning_rate", step=0.001)
    with gr.Accordion(t("train.more"), open=False, elem_id="train-more"):
        with gr.Row():
            choose("loss", allowed.LOSSES)
            choose("schedule", allowed.SCHEDULES)
        with gr.Row():
            add(gr.Number, "momentum", step=0.05)
            add(gr.Number, "weight_decay", step=0.001)
            add(gr.Number, "validation_share", step=0.05)
        with gr.Row():
            add(gr.Number, "label_smoothing", step=0.05)
            choose("augment", allowed.AUGMENTS)
            choose("precision", allowed.PRECISIONS)
        with gr.Row():
            add(gr.Number, "seed", precision=0)
            add(gr.Checkbox, "shuffle")
    return made


def form_code(page: Page, form: Form, view: gr.HTML) -> None:
    """6: the code of the run that the form describes.

    Where the form has the settings of the visitor's latest run, it is the code of that run, with its first weights and
    its data set. `view`: of the run; its change is one of the latest run.
    """
    runs, components = page.store.runs, list(form.fields.values())

    def make(visitor: str | None, *values: Any) -> Script:
        config = form.read(dict(zip(components, values, strict=True)))
        run = runs.latest(visitor)
        if run is None or replace(run.config, frozen=(), precision=config.precision) != config:
            return train_script(config, data_root(page.store))
        start = runs.start_weights(run.id, visitor) is not None
        return train_script(run.config, data_root(page.store), start=start, custom=run.source == "custom")

    code_panel(page, "train", [page.visitor, *components], make, [one.change for one in [*components, view]])
