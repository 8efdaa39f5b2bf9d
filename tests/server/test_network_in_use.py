"""Which network answers: the one chosen, or the run that has ended since, and never a run that learned nothing."""

import itertools
from dataclasses import replace

import pytest

from fmnist.errors import CheckpointError
from fmnist.files import ASSETS
from fmnist.model import build_model
from fmnist.runs import record as states
from fmnist.runs.record import Record, Snapshot
from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.network_in_use import Choice, network_in_use, run_kind, run_of
from fmnist.server.timeline import Timeline
from fmnist.training.config import QUICKSTART, TrainConfig
from fmnist.training.loop import EpochMetrics
from tests.conftest import MiniStore
from tests.server.test_timeline import same_state
from tests.waiting import until

VISITOR = "somebody"
GOOD = TrainConfig(epochs=1, batch_size=32, learning_rate=0.1)
LONG = replace(GOOD, epochs=1000)
USELESS = TrainConfig(epochs=1, batch_size=256, learning_rate=1e-9)  # leaves the first weights as they are
DIVERGING = TrainConfig(epochs=1, batch_size=64, learning_rate=1000)


@pytest.fixture
def store(few_data, tmp_path):
    """On few images: a run takes a moment."""
    store = MiniStore(few_data, tmp_path / "runs")
    yield store
    store.close()


def ended(name, begun, accuracy=0.6, state=states.FINISHED):
    metrics = () if accuracy is None else (
        EpochMetrics(epoch=1, train_loss=1.0, train_accuracy=0.5, test_loss=1.0, test_accuracy=accuracy,
                     validation_loss=None, validation_accuracy=None, learning_rate=0.1,
                     elapsed_seconds=1.0, samples_per_second=1.0),)
    return Snapshot(
        id=name, state=state, version=1, config=QUICKSTART, source="mini", continued=False, epoch=1, batch=1, batches=1,
        seen=1, size=1, losses=(), metrics=metrics, log=(), elapsed_seconds=1.0, eta_seconds=None,
        samples_per_second=None, queue_position=0, created=begun, error=None, number=1, begun=begun, has_weights=True,
    )  # fmt: skip


@pytest.mark.parametrize(("choice", "runs", "expected"), [
    (None, [], None),
    (None, [ended("a", 10)], Choice("run:a", 10)),
    (Choice("mlp", 5), [ended("a", 10)], Choice("run:a", 10)),
    (Choice("mlp", 15), [ended("a", 10)], Choice("mlp", 15)),  # while it ran, or after
    (None, [ended("a", 10), ended("b", 20)], Choice("run:b", 20)),
    (Choice("run:a", 10), [ended("a", 10), ended("b", 20, state=states.RUNNING)], Choice("run:a", 10)),
    (Choice("run:b", 25), [ended("a", 10), ended("b", 20, state=states.RUNNING)], Choice("run:b", 25)),  # seen to learn
    (Choice("run:a", 10), [ended("a", 10), ended("b", 20, accuracy=0.1)], Choice("run:a", 10)),
    (Choice("run:a", 10), [ended("a", 10), ended("b", 20, accuracy=0.15)], Choice("run:a", 10)),
    (Choice("run:a", 10), [ended("a", 10), ended("b", 20, state=states.FAILED)], Choice("run:a", 10)),
    (Choice("run:a", 10), [ended("a", 10), ended("b", 20, accuracy=None, state=states.STOPPED)], Choice("run:a", 10)),
    (Choice("run:a", 10), [ended("a", 10), ended("b", 20, state=states.STOPPED)], Choice("run:b", 20)),
    (Choice("run:a", 10), [ended("a", 10), ended("b", 20, state=states.INTERRUPTED)], Choice("run:b", 20)),
    (Choice("run:a", 10), [ended("a", 10, state=states.RUNNING)], Choice("run:a", 10)),  # continued
    (Choice("run:b", 20), [ended("a", 30), ended("b", 20)], Choice("run:a", 30)),  # the older one was continued
])
def test_the_rule(choice, runs, expected):
    for order in itertools.permutations(runs):
        assert network_in_use(choice, order) == expected


def test_kinds():
    assert run_of(run_kind("x")) == "x"
    assert [run_of(kind) for kind in ("mlp", "loaded", "run", None, ["run:x"], {})] == [None] * 6


def run(store, config, visitor=VISITOR):
    run_id = store.runs.start(visitor, config)
    until(lambda: not store.runs.snapshot(run_id).active)
    return run_id


def begin(store):
    """A run that trains as long as the test likes, and has finished an epoch."""
    run_id = store.runs.start(VISITOR, LONG)
    until(lambda: store.runs.snapshot(run_id).metrics)
    return run_id


def stop(store, run_id):
    store.runs.stop(run_id)
    until(lambda: not store.runs.snapshot(run_id).active)


def test_the_run_just_trained_answers_and_the_first_can_be_chosen_again(store):
    assert store.in_hand(VISITOR).kind == "convnet"
    first = run(store, GOOD)
    assert store.in_hand(VISITOR).kind == run_kind(first)  # though nobody asked when it ended
    assert store.choices(VISITOR) == ("convnet", "mlp", run_kind(first))

    second = begin(store)
    stop(store, second)
    assert store.in_hand(VISITOR).kind == run_kind(second)
    assert store.choices(VISITOR) == ("convnet", "mlp", run_kind(second), run_kind(first))
    assert [store.runs.snapshot(run_id).number for run_id in (first, second)] == [1, 2]

    assert same_state(store.choose(VISITOR, run_kind(first)).model, store.trained(VISITOR, first).model)
    assert store.in_hand(VISITOR).kind == run_kind(first)
    line = Timeline.of(store, VISITOR)
    assert (line.run_id, line.epochs, line.last) == (first, (1,), 1)
    assert Timeline.of(store, VISITOR, run_kind(second)).run_id == second


@pytest.mark.parametrize("chosen", [None, "mlp"])
def test_the_network_in_use_stays_until_the_run_has_ended_and_a_choice_meanwhile_counts(store, chosen):
    first, going = run(store, GOOD), begin(store)
    assert store.in_hand(VISITOR).kind == run_kind(first)
    assert run_kind(going) in store.choices(VISITOR)
    if chosen:
        store.choose(VISITOR, chosen)
    stop(store, going)
    assert store.in_hand(VISITOR).kind == (chosen or run_kind(going))


def test_a_run_chosen_while_it_goes_on_answers_with_its_newest_weights(store):
    going = begin(store)
    early = store.choose(VISITOR, run_kind(going))
    until(lambda: store.runs.snapshot(going).metrics[-1].epoch > early.epoch)
    late = store.in_hand(VISITOR)
    assert (early.kind, late.kind) == (run_kind(going), run_kind(going))
    assert not same_state(early.model, late.model)


@pytest.mark.parametrize("config", [USELESS, DIVERGING])
def test_a_run_that_learned_nothing_replaces_nothing(store, config):
    useless = run(store, config)
    assert store.in_hand(VISITOR).kind == "convnet"
    good = run(store, GOOD)
    run(store, config)
    assert store.in_hand(VISITOR).kind == run_kind(good)
    if run_kind(useless) in store.choices(VISITOR):  # but one can look at it
        assert store.choose(VISITOR, run_kind(useless)).accuracy < 0.15


def test_a_continued_run_stays_in_use(store):
    going = begin(store)
    stop(store, going)
    assert store.in_hand(VISITOR).kind == run_kind(going)
    store.runs.resume(VISITOR, going)
    assert store.in_hand(VISITOR).kind == run_kind(going)
    store.choose(VISITOR, "mlp")
    stop(store, going)
    assert store.in_hand(VISITOR).kind == "mlp"
    store.runs.resume(VISITOR, going)  # after the choice
    assert store.in_hand(VISITOR).kind == "mlp"
    stop(store, going)
    assert store.in_hand(VISITOR).kind == run_kind(going)


def test_after_a_restart_the_network_trained_last_is_in_use(store, few_data):
    first, second = run(store, GOOD), run(store, replace(GOOD, seed=1))
    run(store, USELESS)
    store.choose(VISITOR, run_kind(first))
    store.close()
    again = MiniStore(few_data, store.runs.folder)
    try:
        assert again.in_hand(VISITOR).kind == run_kind(second)
        assert again.runs.snapshot(second).number == 2
        assert again.in_hand("another").kind == "convnet"
    finally:
        again.close()


def test_runs_of_a_version_without_numbers_get_them(store, few_data):
    ids = [run(store, GOOD), run(store, USELESS)]
    store.close()  # from now on nobody else writes
    for run_id in ids:
        folder = store.runs.folder / run_id
        old = Record.read(folder)
        old.number, old.begun = 0, 0.0
        old.write(folder)
    again = MiniStore(few_data, store.runs.folder)
    try:
        assert [again.runs.snapshot(run_id).number for run_id in ids] == [1, 2]
        assert again.in_hand(VISITOR).kind == run_kind(ids[0])
    finally:
        again.close()


def test_nobody_uses_the_run_of_another(store):
    theirs = run_kind(run(store, GOOD, visitor="the owner"))
    for visitor in (VISITOR, None, [], "x"):
        for kind in (theirs, "run:", "run:../..", "run", "loaded", None, ["mlp"]):
            with pytest.raises(CheckpointError, match=r"there is no network .* to use; choose one of convnet, mlp"):
                store.model(visitor, kind)
    with pytest.raises(CheckpointError):
        store.choose(VISITOR, theirs)
    assert store.in_hand(VISITOR).kind == "convnet"


def test_loaded_weights_are_a_choice(store):
    first = run(store, GOOD)
    store.put_loaded(VISITOR, ModelInHand("loaded", "mlp", build_model("mlp", 3).eval(), accuracy=0.5))
    assert store.in_hand(VISITOR).kind == "loaded"
    assert store.accuracy(VISITOR, "loaded") == 0.5
    second = run(store, GOOD)
    assert store.in_hand(VISITOR).kind == run_kind(second)
    assert store.choices(VISITOR) == ("convnet", "mlp", run_kind(second), run_kind(first), "loaded")


def test_a_run_in_use_that_made_room_is_told(store):
    store.runs.keep_each = 1
    first = run(store, GOOD)
    assert store.settle(VISITOR) is None
    store.choose(VISITOR, run_kind(first))
    run(store, USELESS)
    until(lambda: first not in [run.id for run in store.runs.of(VISITOR)])
    with pytest.raises(CheckpointError, match="there is no network"):
        store.in_hand(VISITOR)
    assert store.settle(VISITOR) == run_kind(first)
    assert store.in_hand(VISITOR).kind == "convnet"
    assert store.settle(VISITOR) is None


def test_accuracies_are_known_without_the_weights(store, monkeypatch):
    monkeypatch.setattr("fmnist.server.store.load_checkpoint", None)
    assert 0.9 < store.accuracy(None, "convnet") < 1
    assert (ASSETS / "mlp.pth").exists()
    assert 0.8 < store.accuracy(VISITOR, "mlp") < 1
