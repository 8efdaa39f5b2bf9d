"""What the chapters' handlers make of values no control would send: a sentence, and nothing unforeseen in the log."""

import inspect
import logging
import math
from contextlib import suppress

import gradio as gr
import pytest

from fmnist.ui import build_demo

TABS = tuple(f"fmnist.ui.{tab}" for tab in ("tensors.", "autograd.", "data.", "code_panel"))
HOSTILE = [None, "x" * 5000, -1, 10**12, 1e308, math.nan, [1], {"a": 1}]


@pytest.fixture
def handlers(store):
    demo = build_demo(store)
    return [f for f in demo.fns.values() if getattr(f.fn, "__module__", "").startswith(TABS)]


def test_every_field_takes_anything(handlers, caplog):
    assert len(handlers) > 40
    caplog.set_level(logging.ERROR, "fmnist")
    for handler in handlers:
        usual = [getattr(component, "value", None) for component in handler.inputs]
        place = list(inspect.signature(handler.fn).parameters).index("request") if _takes_request(handler) else None
        for i, component in enumerate(handler.inputs):
            # What lives on the server, and the visitor's id, are not fields.
            if isinstance(component, gr.State | gr.BrowserState):
                continue
            for value in HOSTILE:
                values = [*usual[:i], value, *usual[i + 1 :]]
                if place is not None:
                    values.insert(place, None)
                with suppress(gr.Error):
                    handler.fn(*values)
    assert [record.getMessage() for record in caplog.records] == []


def _takes_request(handler):
    return "request" in inspect.signature(handler.fn).parameters
