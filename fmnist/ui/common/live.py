"""Answers as fast as a slider moves: events whose questions `assets/live.js` asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import gradio as gr
from gradio.events import Dependency

from fmnist.ui.common.fields import DIRECT, QUIET


def live(triggers: Any, handler: Callable[..., Any], inputs: Any, outputs: Any, open_only: str = "") -> Dependency:
    """Like `gr.on(triggers, handler, inputs, outputs)`, without the queue, signs of progress, or copies of all fields.

    While an answer is under way, only the latest of the later events is kept. What one live handler has answered is
    never replaced by another's answer to an earlier question. An error is shown in the first HTML of the `outputs`;
    without one it only stands in the browser's console.

    `triggers`: events, or what an event of Gradio's returned, to come after that.

    `open_only`: a CSS selector; while it finds nothing on the page, the event asks nothing.

    Returns the event that puts the answer into the page; its `.then` comes after that.
    """
    inputs, outputs = ([item] if not isinstance(item, Sequence) else list(item) for item in (inputs or [], outputs))
    answer = gr.on([], handler, inputs, outputs, **DIRECT)["id"]
    problem = next((i for i, output in enumerate(outputs) if isinstance(output, gr.HTML)), None)
    places = json.dumps({"outputs": [output._id for output in outputs], "problem": problem})
    js = f"() => fmnistLive.turn({answer}, {json.dumps(open_only)})"
    on = triggers.then if isinstance(triggers, Dependency) else partial(gr.on, triggers)
    turn = on(None, js=js, **QUIET)
    return turn.success(None, inputs, outputs, js=f"(...data) => fmnistLive.ask({answer}, {places}, data)", **QUIET)
