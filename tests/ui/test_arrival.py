"""A page that has just been opened or reloaded: what the Train tab fills in."""

import pytest

from fmnist.ui import build_demo


@pytest.fixture
def attach(store):
    return next(event for event in build_demo(store).fns.values()
                if event.fn and (event.fn.__module__, event.fn.__name__) == ("fmnist.ui.train.tab", "attach"))


def test_a_model_chosen_meanwhile_stays_chosen(attach):
    """The header answers first; what the Train tab answers a moment later must not set the choice back."""
    values = [component.value for component in attach.inputs[1:]]
    filled = {component.elem_id for component in attach.fn("a visitor's unguessable id", None, *values)}
    assert "train-start" in filled
    assert not filled & {"hand", "hand-facts"}
