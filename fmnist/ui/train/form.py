"""The hyperparameters on the Train tab: the presets, a field a setting, and the two scripts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from fmnist.model import MODELS
from fmnist.scripts.script import Script
from fmnist.scripts.training import train_script
from fmnist.server.store import Store
from fmnist.training import config as allowed
from fmnist.training.config import PRESETS, QUICKSTART, TrainConfig
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import data_root, typed_seed
from fmnist.ui.page import Page
from fmnist.ui.run.names import OPTIMIZER_NAMES
from fmnist.ui.strings import t
from fmnist.ui.train.cards import chosen, preset_cards


@dataclass(frozen=True)
class Form:
    """The choice of a preset, and the components by the field of `TrainConfig` that each sets."""

    preset: gr.HTML
    fields: dict[str, Any]

    def filled(self, config: TrainConfig) -> dict[Any, Any]:
        """The value of every component for these settings."""
        return {component: getattr(config, name) for name, component in self.fields.items()}

    def showing(self, config: TrainConfig) -> dict[Any, Any]:
        """As `filled`, with the card of the preset that these settings are, if any."""
        filled = self.filled(config)
        return {self.preset: self.card(filled.values()), **filled}

    def card(self, values: Iterable[Any]) -> str:
        """The cards' value for the values of the fields: the preset that has them, or none."""
        values = list(values)
        return chosen(next((name for name, one in PRESETS.items() if list(self.filled(one).values()) == values), None))

    def read(self, values: dict[Any, Any]) -> TrainConfig:
        """The settings from the components' values. Raises `ConfigError` for the first that is out of range."""
        settings = {name: values[component] for name, component in self.fields.items()}
        return TrainConfig(**settings | {"seed": typed_seed(settings["seed"])})


def settings_form(store: Store) -> Form:
    """The form, filled with the quickstart's settings. A preset fills in all of it."""
    form = Form(preset_cards(store), _fields())
    components = list(form.fields.values())
    presets = json.dumps({name: list(form.filled(config).values()) for name, config in PRESETS.items()})
    form.preset.input(None, form.preset, components, js=f"(value) => ({presets})[JSON.parse(value).chosen]",
                      api_visibility="private")
    # What somebody types may make it another preset, or none.
    which = f"""(value, ...typed) => {{
  const same = ([, preset]) => preset.every((one, i) => one === typed[i]);
  return JSON.stringify({{...JSON.parse(value), chosen: Object.entries({presets}).find(same)?.[0] ?? ''}});
}}"""
    gr.on([component.input for component in components], None, [form.preset, *components], form.preset, js=which,
          api_visibility="private")
    return form


def _fields() -> dict[str, Any]:
    """One component a setting. What all runs differ in first stands in a row, the rest is folded."""
    made: dict[str, Any] = {}

    def add(kind: Any, name: str, **how: Any) -> None:
        made[name] = kind(value=getattr(QUICKSTART, name), label=t(f"train.{name}"), elem_id=f"train-{name}",
                          interactive=True, **{"min_width": 120} | how)

    def more(kind: Any, name: str, **how: Any) -> None:
        add(kind, name, info=t(f"train.{name}.info"), **how)

    def choose(name: str, choices: Any) -> None:
        more(gr.Dropdown, name, choices=[(t(f"train.{name}.{choice}"), choice) for choice in choices])

    with gr.Row(elem_id="train-numbers"):
        add(gr.Number, "epochs", min_width=60)
        add(gr.Number, "batch_size", min_width=60)
        add(gr.Number, "learning_rate", step=0.001, min_width=60)
    with gr.Accordion(t("train.more"), open=False, elem_id="train-more"), gr.Row():
        choose("model", MODELS)
        more(gr.Dropdown, "optimizer", choices=[(OPTIMIZER_NAMES[name], name) for name in allowed.OPTIMIZERS])
        choose("loss", allowed.LOSSES)
        choose("schedule", allowed.SCHEDULES)
        more(gr.Number, "momentum", step=0.05)
        more(gr.Number, "weight_decay", step=0.001)
        more(gr.Number, "train_size")
        more(gr.Number, "validation_share", step=0.05)
        more(gr.Number, "label_smoothing", step=0.05)
        choose("augment", allowed.AUGMENTS)
        choose("precision", allowed.PRECISIONS)
        more(gr.Number, "seed")
        more(gr.Checkbox, "shuffle")
    return {name: made[name] for name in QUICKSTART.to_dict() if name in made}


def form_code(page: Page, form: Form, view: gr.HTML) -> None:
    """6: two scripts, that of the run on the page and that of the settings in the form. `view`: of the run."""
    runs, components = page.store.runs, list(form.fields.values())

    def make_run(visitor: str | None) -> Script:
        run = runs.latest(visitor)
        if run is None:
            return train_script(QUICKSTART, data_root(page.store))
        start = runs.start_weights(run.id, visitor) is not None
        return train_script(run.config, data_root(page.store), start=start, custom=run.source == "custom")

    def make_form(*values: Any) -> Script:
        return train_script(form.read(dict(zip(components, values, strict=True))), data_root(page.store))

    with gr.Column(elem_classes="code-beside"):
        code_panel(page, "train", components, make_form, [one.change for one in components], title="train.code.form")
        code_panel(page, "train-run", [page.visitor], make_run, [view.change], title="train.code.run")
