"""The list of networks: their names in both languages, and what it says of one that is gone."""

import threading

import gradio as gr
import pytest

from fmnist.errors import RunError
from fmnist.files import atomic_write
from fmnist.model import build_model
from fmnist.runs.session import Session
from fmnist.server.loaded_models import LoadedModels
from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.network_in_use import run_kind
from fmnist.training.config import TrainConfig
from fmnist.ui import build_demo
from fmnist.ui.network import network_file, network_in_use, network_label, network_name
from fmnist.ui.predict.answer import compared
from tests.conftest import MiniStore, shipped_label
from tests.waiting import until

CONVNET, MLP = shipped_label("ConvNet"), shipped_label("MLP")

VISITOR = "a visitor's unguessable id"
GOOD = TrainConfig(epochs=1, batch_size=32, learning_rate=0.1)


@pytest.fixture
def store(few_data, tmp_path):
    """On few images: a run takes a moment."""
    store = MiniStore(few_data, tmp_path / "runs")
    yield store
    store.close()


@pytest.fixture
def network(store):
    with gr.Blocks():
        return network_in_use(store)


@pytest.fixture
def warned(monkeypatch):
    told = []
    monkeypatch.setattr(gr, "Warning", told.append)
    return told


@pytest.fixture
def held(monkeypatch):
    """Runs stand still after their first batch until this event is set."""
    go, train = threading.Event(), Session.train

    def slowly(session, **how):
        for number, event in enumerate(train(session, **how)):
            yield event
            if number == 0:
                go.wait()

    monkeypatch.setattr(Session, "train", slowly)
    return go


def run(store, epochs=1):
    run_id = store.runs.start(VISITOR, TrainConfig(**{**GOOD.to_dict(), "epochs": epochs}))
    until(lambda: store.runs.snapshot(run_id).metrics if epochs > 1 else not store.runs.snapshot(run_id).active)
    return run_id


def load(store, visitor=VISITOR):
    store.put_loaded(visitor, ModelInHand("loaded", "mlp", build_model("mlp", 3).eval(), accuracy=0.881))


def listed(network, lang="en"):
    """The labels and which of them is in use."""
    update = network.updates(VISITOR, lang)[network.choice]
    return [label for label, _ in update["choices"]], dict(map(reversed, update["choices"]))[update["value"]]


def test_the_names(store, network):
    assert listed(network) == ([CONVNET, MLP], CONVNET)
    first = run(store)
    load(store)
    going = run(store, epochs=1000)
    store.runs.stop(going)
    until(lambda: not store.runs.snapshot(going).active)
    accuracies = [f"{store.runs.snapshot(run_id).accuracy:.1%}" for run_id in (going, first)]
    for lang, names in (("en", ("Run 2", "Run 1", "Your file")), ("zh", ("第 2 次训练", "第 1 次训练", "您的文件"))):
        labels = [f"{name} · {accuracy}" for name, accuracy in zip(names, (*accuracies, "88.1%"), strict=True)]
        assert listed(network, lang) == ([CONVNET, MLP, *labels], labels[0])
    assert [network_file(store, VISITOR, kind) for kind in store.choices(VISITOR)] == [
        "convnet", "mlp", "run-2", "run-1", "loaded"]


def test_a_strangers_run_has_no_name(store):
    theirs = run_kind(run(store))
    for name in (network_name, network_label):
        with pytest.raises(RunError, match="there is no such run"):
            name("en", store, "another", theirs)


def test_a_run_that_goes_on_says_so(store):
    going = run_kind(run(store, epochs=1000))
    assert network_label("en", store, VISITOR, going).endswith("%, training")
    assert network_label("zh", store, VISITOR, going).endswith("%，训练中")
    assert network_name("en", store, VISITOR, going) == "Run 1"


def test_a_run_stopped_in_its_first_epoch_has_a_name_and_no_accuracy(store, network, held):
    run_id = store.runs.start(VISITOR, GOOD)
    until(lambda: store.runs.snapshot(run_id).batch)
    store.runs.stop(run_id)
    held.set()
    until(lambda: not store.runs.snapshot(run_id).active)
    assert listed(network) == ([CONVNET, MLP, "Run 1"], CONVNET)


def test_what_made_room_is_told(store, network, warned):
    store.loaded = LoadedModels(store.runs.folder / "loaded", on_disk=1)
    load(store)
    load(store, "another")
    assert listed(network)[1] == CONVNET
    assert "The weights you loaded had to make room for others; ConvNet is in use now." in warned.pop()
    store.runs.keep_each = 1
    first, second = run(store), run(store, epochs=1000)
    store.choose(VISITOR, run_kind(first))
    store.runs.stop(second)
    until(lambda: first not in [run.id for run in store.runs.of(VISITOR)])
    assert listed(network, "zh")[1].startswith("第 2 次训练")  # which is the last one trained
    assert "现在使用的是 第 2 次训练" in warned.pop()
    listed(network)
    assert not warned


def test_a_network_that_is_gone_cannot_be_chosen_and_the_list_says_what_is_in_use(store, warned):
    choose = next(event.fn for event in build_demo(store).fns.values()
                  if event.fn and (event.fn.__module__, event.fn.__name__) == ("fmnist.ui.network", "choose"))
    shown = {component.elem_id: value for component, value in choose(VISITOR, "run:gone", request=None).items()}
    assert shown["hand"]["value"] == "convnet"
    assert "There is no network 'run:gone' to use" in warned.pop()
    assert [component.elem_id for component in choose(VISITOR, "mlp", request=None)] == ["hand-facts"]
    assert not warned


def test_weights_that_cannot_be_read_do_not_keep_the_page_from_coming(store, network):
    path = store.runs.weights(run(store), VISITOR)
    atomic_write(path, lambda file: file.write(b"damaged"))
    shown = network.updates(VISITOR, "en")
    assert 'class="problem"' in shown[network.facts]
    assert shown[network.choice]["value"].startswith("run:")


def test_side_by_side_stand_the_one_in_use_the_shipped_ones_the_newest_runs_and_the_file(store):
    runs = [run_kind(run(store)) for _ in range(4)]
    load(store)
    assert compared(store, VISITOR, runs[0]) == [runs[0], "convnet", "mlp", runs[3], runs[2], "loaded"]
    assert compared(store, VISITOR, "mlp") == ["mlp", "convnet", runs[3], runs[2], "loaded"]
