"""What the handlers of Inspect and Save & load say on a full disk, and make of values no control would send."""

import errno
import logging
import math
import os
from contextlib import suppress

import gradio as gr
import pytest

from fmnist.files import ASSETS
from fmnist.model import build_model
from fmnist.ui import build_demo
from tests.checkpoint.ordinary import ORDINARY

HOSTILE = [None, "x" * 5000, -1, 10**12, 1e308, math.nan, [1], {"a": 1}]


@pytest.mark.parametrize(("tab", "count"), [("inspect", 7), ("weights", 2)])
def test_every_field_takes_anything(store, caplog, tab, count):
    demo = build_demo(store)
    prefix = f"fmnist.ui.{tab}."
    handlers = {(f.fn, *f.inputs): f for f in demo.fns.values()  # some serve several events
                if getattr(f.fn, "__module__", "").startswith(prefix) and f.inputs}.values()
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
                click = {"event": gr.EventData(None, {"value": value})} if "event" in handler.fn.__annotations__ else {}
                with suppress(gr.Error):
                    handler.fn(*arguments, request=None, **click)
                tried += 1
    assert tried >= 30
    assert [record.getMessage() for record in caplog.records] == []


def loading(store):
    """The handler of the upload on Save & load."""
    handlers = [f.fn for f in build_demo(store).fns.values() if f.fn and f.fn.__module__ == "fmnist.ui.weights.tab"]
    return next(handler for handler in handlers if handler.__name__ == "load_file")


def test_what_was_changed_is_told_where_the_file_was_loaded(store, tmp_path):
    ORDINARY["lightning weighted loss.ckpt"][0](tmp_path / "last.ckpt", build_model("mlp", seed=5))
    shown = loading(store)("somebody", str(tmp_path / "last.ckpt"), request=None)
    html = next(value for component, value in shown.items() if component.elem_id == "weights-result")
    assert "<p>Only `state_dict` of the file was loaded.</p><p>`model.` was taken off the names.</p>" in html
    assert "no part of NeuralNetwork: loss_fn.weight.</p>" in html
    assert store.in_hand("somebody").architecture == "mlp"


def test_a_full_disk_is_told_where_the_file_was_loaded(store, monkeypatch):
    def fsync(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    load = loading(store)
    monkeypatch.setattr(os, "fsync", fsync)
    shown = load("somebody", str(ASSETS / "mlp.pth"), request=None)
    [(component, html)] = shown.items()
    assert component.elem_id == "weights-result"
    assert 'role="alert"' in html
    assert "could not be written (no space left on device)" in html
    assert store.in_hand("somebody").kind == "convnet"
