"""First weights, those after every epoch, the present ones: of a real run on the mini set, and of shipped models."""

from itertools import chain, repeat

import pytest
import torch

from fmnist.errors import CheckpointError, ConfigError
from fmnist.inspection.statistics import movements
from fmnist.model import build_model
from fmnist.server.loaded_models import LoadedModels
from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.network_in_use import run_kind
from fmnist.server.timeline import Timeline
from fmnist.training.config import TrainConfig
from tests.waiting import until

FROZEN = ("linear_relu_stack.0.weight", "linear_relu_stack.0.bias")


def finish(store, run_id):
    until(lambda: not store.runs.snapshot(run_id).active)
    snapshot = store.runs.snapshot(run_id)
    assert snapshot.state == "finished", snapshot.error
    return snapshot


def stop_in(store, run_id, epoch):
    """Stop the run twenty batches into an epoch."""
    until(lambda: (store.runs.snapshot(run_id).epoch, store.runs.snapshot(run_id).batch) >= (epoch, 20))
    store.runs.stop(run_id)
    until(lambda: not store.runs.snapshot(run_id).active)


def same_state(a, b):
    a, b = a.state_dict(), b.state_dict()
    return list(a) == list(b) and all(torch.equal(a[name], b[name]) for name in a)


def test_a_run_and_one_that_goes_on_from_it_with_frozen_parameters(store):
    config = TrainConfig(epochs=2, batch_size=256, learning_rate=0.05, seed=7)
    run_id = store.runs.start("somebody", config)
    finish(store, run_id)
    store.choose("somebody", run_kind(run_id))
    line = Timeline.of(store, "somebody")
    assert (line.epochs, line.last, line.seed, line.knows_first) == ((1, 2), 2, 7, True)
    assert [line.epoch(stop) for stop in range(3)] == [0, 1, 2]
    assert same_state(line.model(0), build_model("mlp", 7))
    assert same_state(line.model(1), store.trained("somebody", run_id, 1).model)
    assert same_state(line.model(2), line.hand.model)
    assert not same_state(line.model(1), line.model(2))
    distances = [movements(line.model(stop), line.first())[0].distance for stop in range(3)]
    assert 0 == distances[0] < distances[1] < distances[2]

    on = line.config(frozen=FROZEN, epochs=1, learning_rate=0.1)
    assert (on.seed, on.batch_size, on.frozen, on.epochs, on.learning_rate) == (7, 256, FROZEN, 1, 0.1)
    finish(store, store.runs.start("somebody", on, start_from=line.model(1)))
    second = Timeline.of(store, "somebody")
    assert second.continued
    assert same_state(second.first(), line.model(1))
    moved = {move.name: move.distance for move in movements(second.hand.model, second.first())}
    assert {name for name, distance in moved.items() if distance == 0} == set(FROZEN)
    assert second.config().frozen == FROZEN  # its card tells
    assert second.hand.card["seed"] is None  # where the file is loaded, nobody knows what it began with


def test_a_run_stopped_in_the_middle_of_an_epoch(store):
    """Nothing to choose before weights are kept; those after the last whole epoch have no number."""
    run_id = store.runs.start("somebody", TrainConfig(epochs=3, batch_size=8, seed=7, frozen=FROZEN))
    assert run_kind(run_id) not in store.choices("somebody")
    stop_in(store, run_id, epoch=2)
    line = Timeline.of(store, "somebody", run_kind(run_id))
    assert (line.epochs, line.last) == ((1,), 2)
    assert [line.epoch(stop) for stop in range(3)] == [0, 1, None]
    assert not same_state(line.model(1), line.model(2))
    assert line.model(2) is line.hand.model


def test_a_run_stopped_in_its_first_epoch(store):
    """What it has learned so far can be chosen, until the continued run has finished an epoch."""
    run_id = store.runs.start("somebody", TrainConfig(epochs=1, batch_size=8, seed=7))
    stop_in(store, run_id, epoch=1)
    early = Timeline.of(store, "somebody", run_kind(run_id))
    assert (early.epochs, early.last, early.hand.accuracy) == ((), 1, None)
    assert not same_state(early.hand.model, build_model("mlp", 7))
    store.runs.resume("somebody", run_id)
    assert run_kind(run_id) in store.choices("somebody")
    finish(store, run_id)
    line = Timeline.of(store, "somebody", run_kind(run_id))
    assert (line.epochs, line.last) == ((1,), 1)
    assert not same_state(early.hand.model, line.hand.model)


def test_a_mark_tells_one_model_from_another(store):
    """The same for the same, whoever asks; another for other weights, be they in the same visitor's hand."""
    shipped = {Timeline.of(store, visitor, "mlp").mark() for visitor in (None, "ada", "bob")}
    assert len(shipped) == 1
    marks = []
    for seed in (0, 1, 1):
        store.put_loaded("ada", ModelInHand("loaded", "mlp", build_model("mlp", seed).eval()))
        marks.append(Timeline.of(store, "ada").mark())
    assert marks[0] != marks[1] == marks[2]
    assert not shipped & set(marks)


def test_a_run_that_has_gone_on_is_told_from_another(store):
    run_id = store.runs.start("somebody", TrainConfig(epochs=1, batch_size=256))
    finish(store, run_id)
    first = Timeline.of(store, "somebody", run_kind(run_id)).mark()
    run_id = store.runs.start("somebody", TrainConfig(epochs=3, batch_size=16))
    stop_in(store, run_id, epoch=1)
    earlier = Timeline.of(store, "somebody", run_kind(run_id)).mark()
    store.runs.resume("somebody", run_id)
    finish(store, run_id)
    line = Timeline.of(store, "somebody", run_kind(run_id))
    assert line.continues(earlier)
    assert earlier != line.mark()
    assert not line.continues(first)
    assert not Timeline.of(store, "somebody", "mlp").continues(line.mark())


def test_a_model_without_a_known_seed(store):
    store.put_loaded("somebody", ModelInHand("loaded", "mlp", build_model("mlp", 3).eval()))
    line = Timeline.of(store, "somebody")
    assert (line.seed, line.knows_first, line.first(), line.last) == (None, False, None, 1)
    assert line.model(0) is line.model(1) is line.hand.model
    named = Timeline.of(store, "somebody", seed=3)
    assert same_state(named.first(), named.hand.model)


@pytest.mark.parametrize("card", [{"config": {"epochs": "x"}}, {"config": 5}, {"config": {"unknown": 1}}, {"seed": -1}])
def test_a_strangers_card_is_not_trusted(store, card):
    store.put_loaded("somebody", ModelInHand("loaded", "mlp", build_model("mlp", 3).eval(), card=card))
    line = Timeline.of(store, "somebody")
    assert line.seed is None
    assert line.config() == TrainConfig(model="mlp")


def test_the_seed_of_a_later_step_is_not_that_of_the_initial_weights(store):
    card = {"seed": None, "config": TrainConfig(seed=3).to_dict()}
    store.put_loaded("somebody", ModelInHand("loaded", "mlp", build_model("mlp", 5).eval(), card=card))
    line = Timeline.of(store, "somebody")
    assert (line.seed, line.config().seed) == (None, 3)


def test_settings_out_of_range_are_refused(store):
    store.put_loaded("somebody", ModelInHand("loaded", "mlp", build_model("mlp", 3).eval()))
    with pytest.raises(ConfigError, match="epochs must be a whole number from 1"):
        Timeline.of(store, "somebody").config(epochs=0)


def test_a_visitor_whose_weights_made_room_is_told(store):
    """No other model answers in its name; `settle` takes a shipped one once the visitor has been told."""
    store.loaded = LoadedModels(store.runs.folder / "loaded", on_disk=1)
    store.put_loaded("first", ModelInHand("loaded", "mlp", build_model("mlp", 3).eval()))
    assert not store.settle("first")
    store.put_loaded("second", ModelInHand("loaded", "mlp", build_model("mlp", 4).eval()))
    with pytest.raises(CheckpointError, match="had to make room for others"):
        store.in_hand("first")
    assert store.settle("first")
    assert store.in_hand("first").kind in ("convnet", "mlp")
    assert not store.settle("first")


def test_an_epoch_that_is_finished_meanwhile_does_not_make_two_of_the_present(store, monkeypatch):
    """A run goes on between two looks into its folder."""
    run_id = store.runs.start("somebody", TrainConfig(epochs=2, batch_size=256))
    finish(store, run_id)
    monkeypatch.setattr(store.runs, "epochs", lambda *_: [1, 2, 3])
    line = Timeline.of(store, "somebody", run_kind(run_id))
    assert (line.epochs, line.last, line.epoch(line.last)) == ((1, 2), 2, 2)


def test_weights_that_the_next_epoch_replaced_meanwhile(store, monkeypatch):
    run_id = store.runs.start("somebody", TrainConfig(epochs=1, batch_size=256))
    finish(store, run_id)
    there = store.runs.weights(run_id, "somebody")
    answers = chain([there.with_name("epoch-0000.pth")], repeat(there))
    monkeypatch.setattr(store.runs, "weights", lambda *_: next(answers))
    assert store.trained("somebody", run_id).epoch == 1


def test_the_shipped_network_trains_on_without_the_drawings_of_its_recipe(store):
    line = Timeline.of(store, None, "convnet")
    assert line.hand.card["config"]["drawn_share"] > 0
    assert line.config(epochs=1).drawn_share == 0


@pytest.fixture
def trained_on(store):
    """Two visitors' runs of three epochs each; the second one went on from the first."""
    config = TrainConfig(epochs=3, batch_size=500, learning_rate=0.05)
    runs = [store.runs.start("somebody", config)]
    finish(store, runs[0])
    runs.append(store.runs.start("somebody", config, start_from=store.trained("somebody", runs[0]).model))
    finish(store, runs[1])
    return runs


def damage(store, run_id, name):
    file = store.runs.folder / run_id / name
    file.write_bytes(file.read_bytes()[:-1000])


@pytest.mark.parametrize(("epochs", "left"), [((2,), (1, 3)), ((3,), (1, 2)), ((2, 3), (1,)), ((1, 2, 3), ())])
def test_damaged_weights_are_told_once_and_left_out(store, trained_on, epochs, left):
    """One sentence, and the run goes on with its other epochs; with none of them, it leaves the list."""
    run_id = trained_on[1]
    assert store.in_hand("somebody").kind == run_kind(run_id)
    for epoch in epochs:
        damage(store, run_id, f"epoch-{epoch:04d}.pth")
    for epoch in reversed(epochs):
        with pytest.raises(CheckpointError, match=rf"in epoch-000{epoch}\.pth are damaged and are left out"):
            store.trained("somebody", run_id, epoch)
    assert tuple(store.runs.epochs(run_id, "somebody")) == left
    if left:
        line = Timeline.of(store, "somebody", run_kind(run_id))
        assert (line.epochs, line.last, line.hand.epoch) == (left, len(left), left[-1])
        assert [line.epoch(stop) for stop in range(line.last + 1)] == [0, *left]
        assert all(line.model(stop) is not None for stop in range(line.last + 1))
    assert (run_kind(run_id) in store.choices("somebody")) == bool(left)
    assert store.settle("somebody") == (None if left else run_kind(run_id))
    assert store.in_hand("somebody").kind == run_kind(run_id if left else trained_on[0])


def test_the_weights_a_run_went_on_from_are_damaged(store, trained_on):
    """Where it began is unknown then; all else of it is there."""
    run_id = trained_on[1]
    damage(store, run_id, "start.pth")
    line = Timeline.of(store, "somebody", run_kind(run_id))
    assert (line.epochs, line.last, line.knows_first, line.first()) == ((1, 2, 3), 3, False, None)


def test_files_of_other_names_are_no_epochs(store, trained_on):
    for name in ("epoch-best.pth", "epoch-0009 (copy).pth", "epoch-3.pth"):
        (store.runs.folder / trained_on[0] / name).write_bytes(b"notes")
    assert store.runs.epochs(trained_on[0], "somebody") == [1, 2, 3]
