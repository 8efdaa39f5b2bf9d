"""What stands beside a run: the tutorial's result, only where it is about the same thing."""

import json
from dataclasses import replace

import pytest

from fmnist.runs.record import Snapshot
from fmnist.training.config import PRESETS, QUICKSTART
from fmnist.training.loop import EpochMetrics
from fmnist.ui.run.banner import banner
from fmnist.ui.run.charts import accuracy_chart, loss_chart, official_result
from fmnist.ui.run.view import accuracy_note, draw_run, state_line

RUN = Snapshot(
    id="x", state="finished", version=1, config=QUICKSTART, source="system", continued=False, epoch=5, batch=938,
    batches=938, seen=60_000, size=60_000, losses=(), metrics=(), log=(), elapsed_seconds=1.0, eta_seconds=None,
    samples_per_second=None, queue_position=0, created=0.0, error=None,
)  # fmt: skip


def test_the_tutorials_settings_have_the_tutorials_result():
    assert official_result(RUN) == ("65%", 0.65)
    assert official_result(replace(RUN, config=replace(QUICKSTART, seed=3))) == ("65%", 0.65)


@pytest.mark.parametrize(
    "other",
    [
        {"config": replace(QUICKSTART, learning_rate=0.1)},
        {"config": PRESETS["better_mlp"]},
        {"source": "mini"},  # 6,000 images: a tenth of the steps
        {"source": "custom"},
        {"continued": True},
    ],
)
def test_other_runs_have_none(other):
    assert official_result(replace(RUN, **other)) is None


def test_the_curves_begin_with_chance_and_the_run_before_is_their_ghost():
    first = EpochMetrics(1, 2.1, 0.31, 2.0, 0.49, None, None, 1e-3, 3.0, 1000.0)
    run = replace(RUN, losses=((1, 2.3), (2, 2.2)), metrics=(first,))
    chart = accuracy_chart("en", run)
    assert (chart["ymin"], chart["ymax"], chart["xmin"], chart["xmax"]) == (0, 1, 0, 5)
    test = next(series for series in chart["series"] if series["name"] == "test")
    assert test["points"] == [(0, 0.1), (1, 0.49)]
    assert not [series for series in chart["series"] if series.get("ghost")]
    half = replace(run, batches=469)
    ghost = loss_chart("en", run, half)["series"][0]
    assert ghost["ghost"]
    assert [step for step, _ in ghost["points"]] == [2, 4]  # twice as many steps an epoch: twice as far along the axis
    assert accuracy_chart("en", run, half)["series"][0]["points"] == [(0, 0.1), (1, 0.49)]


def test_a_run_that_went_on_from_weights_does_not_begin_with_chance():
    first = EpochMetrics(1, 1.1, 0.61, 1.0, 0.69, None, None, 1e-3, 3.0, 1000.0)
    chart = accuracy_chart("en", replace(RUN, continued=True, metrics=(first,)))
    assert next(series for series in chart["series"] if series["name"] == "test")["points"] == [(1, 0.69)]


@pytest.mark.parametrize(("train", "shuffle", "told"), [(0.62, True, False), (0.99, True, True), (0.99, False, False)])
def test_a_run_that_overfits_says_so(train, shuffle, told):
    """Unshuffled, the accuracy that is counted while training says nothing of the training set."""
    last = EpochMetrics(1, 0.1, train, 1.0, 0.6, None, None, 1e-3, 3.0, 1000.0)
    run = replace(RUN, config=replace(RUN.config, shuffle=shuffle), metrics=(last,))
    assert ("overfitting" in accuracy_note("en", run)) is told


@pytest.mark.parametrize(("augment", "reason"), [("none", "during the epoch"), ("sketch", "silhouettes")])
def test_a_training_accuracy_below_that_of_the_test_has_its_reason(augment, reason):
    first = EpochMetrics(1, 1.1, 0.71, 0.9, 0.83, None, None, 1e-3, 3.0, 1000.0)
    run = replace(RUN, config=replace(RUN.config, augment=augment), metrics=(first,))
    assert reason in accuracy_note("en", run)


def test_a_stopped_run_says_from_where_it_would_go_on():
    first = EpochMetrics(1, 1.1, 0.61, 1.0, 0.69, None, None, 1e-3, 3.0, 1000.0)
    run = replace(RUN, state="stopped", epoch=2, metrics=(first,), resumable=True)
    assert "Continue goes on from the end of epoch 1" in state_line("en", run)
    assert "Continue starts over" in state_line("en", replace(run, epoch=1, metrics=()))
    assert "Continue" not in state_line("en", replace(run, resumable=False))


def test_a_run_stopped_within_an_epoch_says_that_its_newest_weights_were_not_measured(store):
    first = EpochMetrics(1, 1.1, 0.61, 1.0, 0.69, None, None, 1e-3, 3.0, 1000.0)
    stopped = replace(RUN, state="stopped", metrics=(first,), epoch=2, has_weights=True)
    assert "were not measured" in banner("en", store, stopped, None)
    assert "were not measured" not in banner("en", store, replace(stopped, epoch=1), None)
    assert "were not measured" not in banner("en", store, replace(stopped, state="failed"), None)
    early = banner("en", store, replace(stopped, metrics=()), None)
    assert "before its accuracy was measured" in early
    assert 'data-do="draw"' in early


def test_an_interrupted_run_offers_to_go_on_only_where_it_can():
    run = replace(RUN, state="interrupted", epoch=2)
    assert "press Continue" in state_line("en", replace(run, resumable=True))
    assert "cannot go on" in state_line("en", run)
    first = EpochMetrics(1, 1.1, 0.61, 1.0, 0.69, None, None, 1e-3, 3.0, 1000.0)
    assert "after epoch 1 of 5" in state_line("en", replace(run, metrics=(first,), resumable=True))


def test_a_run_on_ones_own_pictures_begins_where_the_network_was_and_says_what_it_forgot(store):
    fallen = EpochMetrics(1, 0.1, 1.0, 0.5, 0.905, None, None, 1e-3, 3.0, 1000.0)
    run = replace(RUN, source="custom", has_weights=True, continued=True, start_accuracy=0.941, metrics=(fallen,))
    test = next(series for series in accuracy_chart("en", run)["series"] if series["name"] == "test")
    assert test["points"] == [(0, 0.941), (1, 0.905)]
    assert "It began at 94.1%: learning these pictures by heart, it forgot others." in banner("en", store, run, None)
    assert "训练前是 94.1%：" in banner("zh", store, run, None)
    kept = replace(run, metrics=(replace(fallen, test_accuracy=0.942),))
    assert "It began at 94.1%. " in banner("en", store, kept, None).replace("</p>", " ")
    assert "began" not in banner("en", store, replace(run, start_accuracy=None), None)


def test_on_the_mini_set_the_task_can_be_done_and_the_low_accuracy_is_explained(store, monkeypatch):
    """Quickstart there: 33%, with learning rate 0.1: 69%, better MLP: 86%."""
    monkeypatch.setattr("fmnist.ui.run.view.run_before", lambda *_: None)
    low, high = (EpochMetrics(5, 1.1, 0.3, 1.0, accuracy, None, None, 1e-3, 3.0, 1000.0) for accuracy in (0.33, 0.69))
    run = replace(RUN, source="mini", batches=94, state="finished")
    drawn = json.loads(draw_run("en", store, replace(run, metrics=(low,))))
    assert not drawn["reached"]
    assert "tenth of the steps" in drawn["why"]
    going_on = replace(run, metrics=(low,), state="running")
    assert not json.loads(draw_run("en", store, going_on))["why"]  # it would give the task away
    changed = replace(run, config=replace(QUICKSTART, learning_rate=0.1), metrics=(high,))
    drawn = json.loads(draw_run("en", store, changed))
    assert drawn["reached"]
    assert not drawn["why"]
    for other in ({"learning_rate": 0.1, "epochs": 6}, {"optimizer": "adamw"}):  # two numbers; none
        assert not json.loads(draw_run("en", store, replace(changed, config=replace(QUICKSTART, **other))))["reached"]
