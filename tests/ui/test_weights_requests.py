"""What the handlers of Inspect and Save & load make of values no control would send: a sentence, nothing in the log."""

import logging
import math
from contextlib import suppress

import gradio as gr
import pytest

from fmnist.ui import build_demo

HOSTILE = [None, "x" * 5000, -1, 10**12, 1e308, math.nan, [1], {"a": 1}]


@pytest.mark.parametrize(("tab", "count"), [("inspect", 7), ("weights", 2)])
def test_every_field_takes_anything(store, caplog, tab, count):
    demo = build_demo(store)
    prefix = f"fmnist.ui.{tab}."
    handlers = [f for f in demo.fns.values() if getattr(f.fn, "__module__", "").startswith(prefix) and f.inputs]
    assert len(handlers) >= count
    caplog.set_level(logging.ERROR, "fmnist")
    tried = 0
    for handler in handlers:
        usual = {component: getattr(component, "value", None) for component in handler.inputs}
        for field in handler.inputs:
            # What lives on the server, the visitor's id and an uploaded file are not fields.
            if isinstance(field, gr.State | gr.BrowserState | gr.File):
                continue
            for value in HOSTILE:
                values = {**usual, field: value}
                arguments = [values] if handler.inputs_as_dict else list(values.values())
                with suppress(gr.Error):
                    handler.fn(*arguments, request=None)
                tried += 1
    assert tried >= 30
    assert [record.getMessage() for record in caplog.records] == []
