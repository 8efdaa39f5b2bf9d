"""What is typed into a number field arrives as it was typed, and the tab's own sentence refuses it."""

import gradio as gr
import pytest

from fmnist.errors import ConfigError
from fmnist.training.config import QUICKSTART
from fmnist.ui import build_demo
from fmnist.ui.train.form import settings_form


def test_no_field_rounds_or_refuses_by_itself(store):
    fields = [block for block in build_demo(store).blocks.values()
              if isinstance(block, gr.Number) and block.visible != "hidden"]
    assert len(fields) >= 15
    for field in fields:
        assert [field.preprocess(value) for value in (1.5, -1, 1e9)] == [1.5, -1, 1e9]


@pytest.mark.parametrize(("name", "typed", "sentence"), [
    ("epochs", 1.5, "epochs must be a whole number from 1 to 1000, got 1.5"),
    ("batch_size", 0.001, "batch_size must be a whole number from 1 to 60000, got 0.001"),
    ("seed", 0.5, "seed must be a whole number from 0 to"),
    ("epochs", None, "epochs must be a whole number"),
    ("learning_rate", "0,001", "learning_rate must be a number > 0 and ≤ 1000, got '0,001'"),
])
def test_a_number_that_is_none_of_its_field_is_refused(store, name, typed, sentence):
    with gr.Blocks():
        form = settings_form(store)
    with pytest.raises(ConfigError, match=sentence):
        form.read(form.filled(QUICKSTART) | {form.fields[name]: typed})
