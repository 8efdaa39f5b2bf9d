"""Answers as fast as a slider moves: events whose question `assets/live.js` asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from fmnist.ui.fields import DIRECT, QUIET

if TYPE_CHECKING:
    from fmnist.ui.page import Page


def live(page: Page, triggers: Any, handler: Callable[..., Any], inputs: Any, outputs: Any, shown: str = "") -> None:
    """`gr.on(triggers, handler, inputs, outputs)` without a queue, a sign of progress or a copy of the page's state.

    While an answer is under way later events wait, and of them only the last is asked. An error is shown in the first
    HTML of the `outputs`.

    `shown`: a CSS selector; while what it finds is not visible, the event asks nothing.
    """
    inputs, outputs = ([item] if not isinstance(item, Sequence) else list(item) for item in (inputs or [], outputs))
    answer = gr.on([], handler, inputs, outputs, **DIRECT)
    problem = next((i for i, output in enumerate(outputs) if isinstance(output, gr.HTML)), None)
    place = json.dumps({"shown": shown, "problem": problem})
    ask = f"(session, ...data) => window.fmnistLive({answer['id']}, {place}, session, data)"
    gr.on(triggers, None, [page.session, *inputs], outputs, js=ask, **QUIET)
