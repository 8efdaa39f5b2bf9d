"""Answers as fast as a slider moves: events whose questions `assets/live.js` asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from fmnist.ui.fields import DIRECT, QUIET


def live(triggers: Any, handler: Callable[..., Any], inputs: Any, outputs: Any, open_only: str = "",
         at_once: int = 1) -> Any:
    """Like `gr.on(triggers, handler, inputs, outputs)`, without the queue, signs of progress, or copies of all fields.

    While `at_once` answers are under way, only the latest of the later events is kept; an answer never replaces that to
    a later question. An error is shown in the first HTML of the `outputs`; without one it only stands in the browser's
    console.

    `open_only`: a CSS selector; while it finds nothing on the page, the event asks nothing.

    Returns the event that puts the answer into the page; its `.then` comes after that.
    """
    inputs, outputs = ([item] if not isinstance(item, Sequence) else list(item) for item in (inputs or [], outputs))
    answer = gr.on([], handler, inputs, outputs, **DIRECT)["id"]
    problem = next((i for i, output in enumerate(outputs) if isinstance(output, gr.HTML)), None)
    places = json.dumps({"outputs": [output._id for output in outputs], "problem": problem})
    turn = gr.on(triggers, None, js=f"() => fmnistLive.turn({answer}, {json.dumps(open_only)}, {at_once})", **QUIET)
    return turn.success(None, inputs, outputs, js=f"(...data) => fmnistLive.ask({answer}, {places}, data)", **QUIET)
