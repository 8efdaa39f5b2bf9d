import importlib
import threading
import time
from dataclasses import replace
from itertools import islice

import pytest
import torch

from fmnist.checkpoint.save_load import load_checkpoint
from fmnist.errors import DivergedError, RunError
from fmnist.model import build_model
from fmnist.runs.record import ACTIVE
from fmnist.runs.store import RunStore
from fmnist.training.config import TrainConfig
from fmnist.training.fit import fit
from fmnist.training.loop import EpochMetrics
from fmnist.training.loop import test_loop as run_test_loop
from tests.waiting import until

QUICK = TrainConfig(epochs=2, batch_size=500)
LONG = TrainConfig(epochs=1000, batch_size=64)


def wait_for(runs, run_id, *wanted, seconds=180.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        run = runs.snapshot(run_id)
        if run.state in wanted:
            return run
        time.sleep(0.01)
    raise AssertionError(f"still {run.state} after {seconds} s")


def test_a_run_ends_with_the_metrics_of_fit(runs, mini_data):
    run = wait_for(runs, runs.start("ann", QUICK), "finished")
    expected = [m for m in fit(QUICK, *mini_data, device="cpu") if isinstance(m, EpochMetrics)]
    assert [(m.test_accuracy, m.test_loss) for m in run.metrics] == [(m.test_accuracy, m.test_loss) for m in expected]
    assert run.progress == 1.0
    assert run.losses[-1][0] == 24
    assert run.log[0].startswith("Epoch 1")
    assert run.device == "cpu"
    assert runs.epochs(run.id, "ann") == [1, 2]
    for epoch in (1, 2):
        load_checkpoint(runs.weights(run.id, "ann", epoch))


def test_a_run_remembers_how_well_its_first_weights_did(runs, tmp_path, mini_data):
    run_id = runs.start("ann", QUICK, start_from=build_model("mlp", seed=1), start_accuracy=0.5)
    assert runs.snapshot(run_id).start_accuracy == 0.5
    runs.close()
    again = RunStore(tmp_path / "runs", lambda: mini_data, device="cpu")
    assert again.snapshot(run_id).start_accuracy == 0.5
    again.close()


def test_stop_acts_at_once_and_keeps_what_was_learned(runs):
    run_id = runs.start("ann", LONG)
    until(lambda: runs.snapshot(run_id).metrics)
    until(lambda: runs.snapshot(run_id).batch > 3)
    before = time.monotonic()
    runs.stop(run_id, "ann")
    run = wait_for(runs, run_id, "stopped")
    assert time.monotonic() - before < 10  # the run would go on for minutes
    learned = load_checkpoint(runs.weights(run_id, "ann")).state_dict()
    assert not torch.equal(learned["linear_relu_stack.0.weight"],
                           build_model("mlp", 0).state_dict()["linear_relu_stack.0.weight"])
    assert run.metrics


def test_stopped_while_an_epoch_is_tested_its_steps_are_kept(runs, monkeypatch):
    tested = []

    def stopped_meanwhile(*args, **kwargs):
        tested.append(1)
        if len(tested) == 2:
            runs.stop(run_id)
        return run_test_loop(*args, **kwargs)

    monkeypatch.setattr(importlib.import_module("fmnist.training.fit"), "test_loop", stopped_meanwhile)
    run_id = runs.start("ann", LONG)
    run = wait_for(runs, run_id, "stopped")
    assert (run.epoch, len(run.metrics)) == (2, 1)
    kept, first = (load_checkpoint(runs.weights(run_id, "ann", epoch)).state_dict() for epoch in (None, 1))
    assert not torch.equal(kept["linear_relu_stack.0.weight"], first["linear_relu_stack.0.weight"])


@pytest.mark.parametrize("config", [
    TrainConfig(epochs=3, batch_size=128, shuffle=True, optimizer="adamw", schedule="onecycle"),
    TrainConfig(epochs=3, batch_size=256, shuffle=True, model="fast_convnet", optimizer="sgd", momentum=0.9),
])
def test_stopped_and_continued_is_bit_identical(runs, config):
    whole = wait_for(runs, runs.start("ann", config), "finished", seconds=180)
    run_id = runs.start("bob", config)
    until(lambda: runs.snapshot(run_id).metrics, seconds=180)
    runs.stop(run_id)
    stopped = wait_for(runs, run_id, "stopped", "finished")
    if stopped.state == "stopped":
        runs.resume("bob", run_id)
    run = wait_for(runs, run_id, "finished", seconds=180)
    assert [m.test_loss for m in run.metrics] == [m.test_loss for m in whole.metrics]
    assert [loss for _, loss in run.losses] == [loss for _, loss in whole.losses]
    ours, theirs = (load_checkpoint(runs.weights(r.id, owner)).state_dict()
                    for r, owner in ((run, "bob"), (whole, "ann")))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_visitors_neither_see_nor_touch_each_others_runs(runs):
    run_id = runs.start("ann", LONG)
    assert runs.latest("bob") is None
    for act in (lambda: runs.snapshot(run_id, "bob"), lambda: runs.stop(run_id, "bob"),
                lambda: runs.resume("bob", run_id), lambda: runs.weights(run_id, "bob"),
                lambda: runs.snapshot("nowhere"), lambda: runs.snapshot(None), lambda: runs.stop("../..")):
        with pytest.raises(RunError, match="there is no such run"):
            act()
    assert runs.latest("ann").active


def test_one_run_a_visitor(runs):
    runs.start("ann", LONG)
    with pytest.raises(RunError, match="a run under way already"):
        runs.start("ann", QUICK)


def test_so_many_runs_at_once_and_no_more(runs):
    runs.max_active = 2
    for visitor in ("ann", "bob"):
        runs.start(visitor, LONG)
    with pytest.raises(RunError, match="2 runs are under way already; try again in a few minutes"):
        runs.start("cem", QUICK)


def test_short_runs_are_over_while_a_long_one_goes_on_and_each_is_the_same_as_alone(few_data, tmp_path):
    def alone(config, epochs):
        metrics = (event for event in fit(config, *few_data, device="cpu") if isinstance(event, EpochMetrics))
        return [(m.train_loss, m.test_loss) for m in islice(metrics, epochs)]

    runs = RunStore(tmp_path / "runs", lambda: few_data, device="cpu")
    short = TrainConfig(epochs=3, batch_size=20)
    configs = [short, replace(short, seed=2, model="fast_convnet", shuffle=True), replace(short, seed=3)]
    long = runs.start("ann", TrainConfig(epochs=1000, batch_size=50, shuffle=True))
    until(lambda: runs.snapshot(long).batch)
    before = runs.snapshot(long)
    ids = [runs.start(f"pupil {i}", config) for i, config in enumerate(configs)]
    for run_id, config in zip(ids, configs, strict=True):
        run = wait_for(runs, run_id, "finished")
        assert [(m.train_loss, m.test_loss) for m in run.metrics] == alone(config, 3)
    after = runs.snapshot(long)
    assert after.state == "running"
    assert (after.epoch, after.batch) > (before.epoch, before.batch)
    until(lambda: len(runs.snapshot(long).metrics) > 2)
    runs.close()
    run = runs.snapshot(long)
    assert [(m.train_loss, m.test_loss) for m in run.metrics[:3]] == alone(run.config, 3)


@pytest.mark.parametrize("visitor", [None, "", 7, "x" * 65])
def test_a_visitor_without_an_id_starts_nothing(runs, visitor):
    with pytest.raises(RunError, match="still getting ready; try again"):
        runs.start(visitor, QUICK)
    assert runs.of(visitor) == []


def test_a_run_nobody_asks_for_is_stopped_after_the_grace_period(mini_data, tmp_path):
    runs = RunStore(tmp_path / "runs", lambda: mini_data, device="cpu", grace_seconds=0.3)
    run_id = runs.start("ann", LONG)
    run = runs._runs[run_id]
    until(lambda: run.state == "stopped", seconds=180)
    assert runs.snapshot(run_id).state == "stopped"
    runs.close()


def test_a_run_that_has_computed_for_as_long_as_it_may_is_stopped_and_can_go_on(mini_data, tmp_path):
    runs = RunStore(tmp_path / "runs", lambda: mini_data, device="cpu", max_seconds=2)
    run = wait_for(runs, runs.start("ann", LONG), "stopped")
    assert "as long as one may here" in str(run.error)
    assert run.resumable
    assert run.has_weights
    runs.close()


def test_a_diverging_run_fails_with_its_sentence(runs):
    run = wait_for(runs, runs.start("ann", TrainConfig(learning_rate=1000.0, loss="mse")), "failed")
    assert isinstance(run.error, DivergedError)
    runs.start("ann", QUICK)  # and the next one is welcome


def test_old_runs_make_room(runs):
    runs.keep_each = 2
    ids = []
    for _ in range(4):
        ids.append(runs.start("ann", TrainConfig(epochs=1, batch_size=6000)))
        wait_for(runs, ids[-1], "finished")
    until(lambda: len(runs.of("ann")) == 2)
    assert [run.id for run in runs.of("ann")] == ids[:1:-1]
    assert not (runs.folder / ids[0]).exists()


def test_what_makes_room_is_not_the_only_run_of_another(runs):
    runs.keep = 2
    for visitor in ("ann", "bob", "bob"):
        last = runs.start(visitor, TrainConfig(epochs=1, batch_size=6000))
        wait_for(runs, last, "finished")
    until(lambda: len(runs.of("bob")) == 1)
    assert len(runs.of("ann")) == 1
    assert runs.latest("bob").id == last


def test_one_address_has_so_many_runs_and_its_own_make_room(runs):
    """Somebody with a hundred names is one address: others' runs stay, and those without weights go first."""
    runs.max_each_address, runs.keep = 2, 3
    for visitor, address in (("ann", "a"), ("bob", "b"), ("cem", "b")):
        wait_for(runs, runs.start(visitor, TrainConfig(epochs=1, batch_size=6000), address=address), "finished")
    for number in range(4):
        ids = [runs.start(f"{number}-{i}", LONG, address="b") for i in range(2)]
        with pytest.raises(RunError, match="2 runs from your network's address are under way"):
            runs.start(f"{number}-2", LONG, address="b")
        for run_id in reversed(ids):
            runs.stop(run_id)
        until(lambda: not any(run.state in ACTIVE for run in runs._runs.values()))
    until(lambda: len(runs._runs) == 3)
    assert runs.latest("ann").has_weights
    assert all(run.folder.has_weights() for run in runs._runs.values())


def test_two_processes_take_two_folders(runs, mini_data):
    other = RunStore(runs.folder, lambda: mini_data, device="cpu")
    assert other.folder.name == f"{runs.folder.name}-2"
    other.close()


def test_many_watchers_see_consistent_snapshots(runs):
    run_id, bad = runs.start("ann", TrainConfig(epochs=6, batch_size=500)), []

    def watch():
        last = (-1, 0, 0)
        while (run := runs.snapshot(run_id)).active:
            now = (len(run.metrics), run.epoch, run.batch if run.epoch == last[1] else 0)
            if now[:2] < last[:2] or not 0 <= run.progress <= 1:
                bad.append((last, now))
            last = now
            time.sleep(0.002)

    threads = [threading.Thread(target=watch) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bad == []
