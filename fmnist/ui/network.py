"""The network in use: the list at the top of the page, and the names that networks have everywhere on it."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from fmnist.errors import CheckpointError, FmnistError
from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.network_in_use import run_of
from fmnist.server.store import Store
from fmnist.ui.common.fields import TELLING
from fmnist.ui.common.guard import guarded, warn
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import language
from fmnist.ui.gradio_internals import live
from fmnist.ui.strings import say, say_error, t


def network_name(lang: str, store: Store, visitor: str | None, kind: str) -> str:
    """"ConvNet", "MLP", "Run 3" or "Your file". Raises `RunError` for a run that is not the visitor's."""
    run_id = run_of(kind)
    if run_id is None:
        return say(lang, f"page.network.{kind}")
    return say(lang, "page.network.run", number=store.runs.snapshot(run_id, visitor).number)


def network_label(lang: str, store: Store, visitor: str | None, kind: str) -> str:
    """The name with the accuracy where it is known: "Run 3 · 59.2%, training". Raises as `network_name` does."""
    run_id = run_of(kind)
    if run_id is None:
        return _with_accuracy(say(lang, f"page.network.{kind}"), store.accuracy(visitor, kind))
    run = store.runs.snapshot(run_id, visitor)
    label = _with_accuracy(say(lang, "page.network.run", number=run.number), run.accuracy)
    return say(lang, "page.network.training", label=label) if run.active else label


def _with_accuracy(name: str, accuracy: float | None) -> str:
    return name if accuracy is None else f"{name} · {accuracy:.1%}"


def network_file(store: Store, visitor: str | None, kind: str) -> str:
    """A name for a file with its weights, without an extension: "convnet", "run-3", "loaded"."""
    run_id = run_of(kind)
    return kind if run_id is None else f"run-{store.runs.snapshot(run_id, visitor).number}"


def facts_line(lang: str, hand: ModelInHand) -> str:
    """A network in one line: parameters, accuracy, epoch."""
    parts = [say(lang, "page.network.parameters", count=hand.parameters)]
    if hand.accuracy is not None:
        parts.append(say(lang, "page.network.accuracy", accuracy=hand.accuracy))
    if hand.epoch is not None:
        parts.append(say(lang, "page.network.epoch", epoch=hand.epoch))
    return f'<p class="quiet">{escape(" · ".join(parts))}</p>'


@dataclass(frozen=True)
class Network:
    """The network in use, as the page shows it.

    - `choice`: the list of the visitor's networks; its value is the kind of the one in use, and its `.change` tells.
    - `facts`: the line below it.
    """

    store: Store
    choice: gr.Dropdown
    facts: gr.HTML

    @property
    def outputs(self) -> list[Any]:
        """The components that `updates` is about."""
        return [self.choice, self.facts]

    def updates(self, visitor: str | None, lang: str) -> dict[Any, Any]:
        """What the visitor can choose from now, and what is in use; says so where that had to make room for others."""
        store = self.store
        lost = store.settle(visitor)
        kind = store.kind_in_use(visitor)
        choices = [(network_label(lang, store, visitor, one), one) for one in store.choices(visitor)]
        if lost is not None:
            gr.Warning(say(lang, f"page.network.lost.{'loaded' if lost == 'loaded' else 'run'}",
                           now=network_name(lang, store, visitor, kind)))
        return {self.choice: gr.update(choices=choices, value=kind), self.facts: self._facts(visitor, lang)}

    def _facts(self, visitor: str | None, lang: str) -> str:
        try:
            return facts_line(lang, self.store.in_hand(visitor))
        except FmnistError as error:  # a file that cannot be read must not keep the page from coming
            return f'<p class="problem">{escape(say_error(lang, error))}</p>'

    def listen(self, visitor: gr.BrowserState, pulse: gr.HTML) -> None:
        """Follow the visitor's choice, and the run that goes on."""

        @guarded
        def choose(visitor_id: str, kind: str, request: gr.Request) -> dict[Any, Any]:
            lang = language(request)
            try:
                return {self.facts: facts_line(lang, self.store.choose(visitor_id, kind))}
            except CheckpointError as error:  # the list was older than the choice: show what is in use
                warn(lang, error)
                return self.updates(visitor_id, lang)

        @guarded
        def follow(visitor_id: str | None, request: gr.Request) -> dict[Any, Any]:
            """The run has finished another epoch, and has another accuracy."""
            return self.updates(visitor_id, language(request))

        self.choice.input(choose, [visitor, self.choice], self.outputs, **TELLING, trigger_mode="always_last")
        live(pulse.tick, follow, [visitor], self.outputs)


def network_in_use(store: Store) -> Network:
    """The components; until the visitor is known, the shipped networks, whose names are the same in all languages."""
    kinds = store.choices(None)
    choice = gr.Dropdown([(network_label("en", store, None, kind), kind) for kind in kinds], value=kinds[0],
                         label=t("page.network"), elem_id="hand", interactive=True, filterable=False)
    return Network(store, choice, gr.HTML(elem_id="hand-facts"))
