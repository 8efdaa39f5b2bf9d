"""Every field takes the seeds that Train takes, and no seed of a run makes Inspect fail."""

import json

import gradio as gr
import pytest

from fmnist.checks import MAX_SEED
from fmnist.errors import ConfigError
from fmnist.model import build_model
from fmnist.server.model_in_hand import ModelInHand
from fmnist.training.config import TrainConfig
from fmnist.ui import build_demo
from fmnist.ui.common.fields import MAX_TYPED_SEED, typed_seed
from fmnist.ui.tensors.html import created


def by_browser(value):
    """A number on its way through JavaScript, which has float64 only."""
    return None if value is None else json.loads(json.dumps(int(float(value))))


@pytest.fixture
def demo(store):
    return build_demo(store)


def test_every_field_takes_what_train_takes(demo):
    fields = {block.elem_id: block for block in demo.blocks.values()
              if isinstance(block, gr.Number) and str(block.elem_id).endswith("-seed")}
    assert {"train-seed", "inspect-seed", "samples-seed", "tensors-seed", "autograd-seed"} < set(fields)
    for field in fields.values():
        for seed in (0, 3_000_000_000, MAX_TYPED_SEED, MAX_SEED + 1):  # too large: the tab's own sentence
            assert field.preprocess(seed) == seed


def test_a_seed_typed_is_the_seed_used():
    assert typed_seed(by_browser(MAX_TYPED_SEED)) == MAX_TYPED_SEED
    for rounded in (MAX_TYPED_SEED + 1, MAX_TYPED_SEED + 2, MAX_SEED):
        with pytest.raises(ConfigError, match=f"from 0 to {MAX_TYPED_SEED}, got"):
            typed_seed(by_browser(rounded))


@pytest.mark.parametrize("how", ["tensor", "from_numpy", "ones_like", "ones", "zeros"])
def test_a_seed_that_nothing_draws_from_is_not_refused(how):
    assert created(how, "[[1, 2]]", "1, 2", "auto", -1).tensor.shape == (1, 2)


@pytest.mark.parametrize("how", ["rand", "rand_like"])
def test_a_seed_that_a_tensor_is_drawn_from_is_checked(how):
    with pytest.raises(ConfigError, match="seed must be a whole number"):
        created(how, "[[1.0, 2.0]]", "1, 2", "auto", -1)


@pytest.mark.parametrize("seed", [0, 3_000_000_000, MAX_TYPED_SEED, MAX_TYPED_SEED + 2, MAX_SEED])
def test_inspect_shows_a_model_of_any_seed(store, demo, seed):
    model = build_model("mlp", TrainConfig(seed=seed).seed).eval()
    store.put_loaded("somebody", ModelInHand("loaded", "mlp", model, card={"seed": seed}))
    look, show = (next(f for f in demo.fns.values() if f.fn and f.fn.__module__ == "fmnist.ui.inspect.tab"
                       and f.fn.__name__ == name) for name in ("look", "show"))
    looked = look.fn("somebody", "loaded", ("", 0), 1, None, *4 * [None], request=None)
    field = next(block for block in looked if block.elem_id == "inspect-seed")
    values = {}
    for component in show.inputs:
        match component.elem_id:
            case "inspect-seed":
                values[component] = field.preprocess(by_browser(field.postprocess(looked[field])))
            case "inspect-stage":
                values[component] = 0
            case "hand":
                values[component] = "loaded"
            case _:
                values[component] = "somebody" if isinstance(component, gr.BrowserState) else None
    shown = {component.elem_id: value for component, value in show.fn(values, request=None).items()}
    assert f"seed {seed}" in shown["inspect-stage-text"]
    assert "<table" in shown["inspect-table"]
