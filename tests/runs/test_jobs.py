import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import torch

from fmnist.checkpoint.archive import safe_load
from fmnist.checkpoint.save_load import load_checkpoint
from fmnist.errors import CheckpointError, DivergedError, JobError
from fmnist.model import build_model
from fmnist.runs.jobs import JobStore
from fmnist.training import fit as training
from fmnist.training.config import TrainConfig
from fmnist.training.fit import fit
from fmnist.training.loop import EpochMetrics

QUICK = TrainConfig(epochs=2, batch_size=500)
LONG = TrainConfig(epochs=1000, batch_size=64)


def wait_for(jobs, run_id, *wanted, seconds=60.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        run = jobs.snapshot(run_id)
        if run.state in wanted:
            return run
        time.sleep(0.01)
    raise AssertionError(f"still {run.state} after {seconds} s")


def wait_until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def jobs(mini_data, tmp_path):
    store = JobStore(tmp_path / "runs", lambda: mini_data, device="cpu")
    yield store
    store.close()


def test_a_run_ends_with_the_metrics_of_fit(jobs, mini_data):
    run = wait_for(jobs, jobs.start("ann", QUICK), "finished")
    expected = [m for m in fit(QUICK, *mini_data, device="cpu") if isinstance(m, EpochMetrics)]
    assert [(m.test_accuracy, m.test_loss) for m in run.metrics] == [(m.test_accuracy, m.test_loss) for m in expected]
    assert run.progress == 1.0
    assert run.losses[-1][0] == 24
    assert run.log[0].startswith("Epoch 1")
    assert jobs.epochs(run.id, "ann") == [1, 2]
    for epoch in (1, 2):
        load_checkpoint(jobs.weights(run.id, "ann", epoch))


def test_stop_acts_within_a_second_and_keeps_what_was_learned(jobs):
    run_id = jobs.start("ann", LONG)
    wait_until(lambda: jobs.snapshot(run_id).metrics)
    wait_until(lambda: jobs.snapshot(run_id).batch > 3)
    before = time.monotonic()
    jobs.stop(run_id, "ann")
    run = wait_for(jobs, run_id, "stopped")
    assert time.monotonic() - before < 1.0
    learned = load_checkpoint(jobs.weights(run_id, "ann")).state_dict()
    assert not torch.equal(learned["linear_relu_stack.0.weight"],
                           build_model("mlp", 0).state_dict()["linear_relu_stack.0.weight"])
    assert run.metrics


def test_stopped_while_an_epoch_is_tested_its_steps_are_kept(jobs, monkeypatch):
    test_loop, tested = training.test_loop, []

    def stopped_meanwhile(*args, **kwargs):
        tested.append(1)
        if len(tested) == 2:
            jobs.stop(run_id)
        return test_loop(*args, **kwargs)

    monkeypatch.setattr(training, "test_loop", stopped_meanwhile)
    run_id = jobs.start("ann", LONG)
    run = wait_for(jobs, run_id, "stopped")
    assert (run.epoch, len(run.metrics)) == (2, 1)
    kept, first = (load_checkpoint(jobs.weights(run_id, "ann", epoch)).state_dict() for epoch in (None, 1))
    assert not torch.equal(kept["linear_relu_stack.0.weight"], first["linear_relu_stack.0.weight"])


@pytest.mark.parametrize("config", [
    TrainConfig(epochs=3, batch_size=128, shuffle=True, optimizer="adamw", schedule="onecycle"),
    TrainConfig(epochs=3, batch_size=256, shuffle=True, model="fast_convnet", optimizer="sgd", momentum=0.9),
])
def test_stopped_and_continued_is_bit_identical(jobs, config):
    whole = wait_for(jobs, jobs.start("ann", config), "finished", seconds=180)
    run_id = jobs.start("bob", config)
    wait_until(lambda: jobs.snapshot(run_id).metrics, seconds=120)
    jobs.stop(run_id)
    stopped = wait_for(jobs, run_id, "stopped", "finished")
    if stopped.state == "stopped":
        jobs.resume("bob", run_id)
    run = wait_for(jobs, run_id, "finished", seconds=180)
    assert [m.test_loss for m in run.metrics] == [m.test_loss for m in whole.metrics]
    assert [loss for _, loss in run.losses] == [loss for _, loss in whole.losses]
    ours, theirs = (load_checkpoint(jobs.weights(r.id, owner)).state_dict()
                    for r, owner in ((run, "bob"), (whole, "ann")))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_visitors_neither_see_nor_touch_each_others_runs(jobs):
    run_id = jobs.start("ann", LONG)
    assert jobs.latest("bob") is None
    for act in (lambda: jobs.snapshot(run_id, "bob"), lambda: jobs.stop(run_id, "bob"),
                lambda: jobs.resume("bob", run_id), lambda: jobs.weights(run_id, "bob"),
                lambda: jobs.snapshot("nowhere"), lambda: jobs.snapshot(None), lambda: jobs.stop("../..")):
        with pytest.raises(JobError, match="there is no such run"):
            act()
    assert jobs.latest("ann").active


def test_one_run_a_visitor_one_at_a_time_the_others_wait_in_order(jobs):
    first, second, third = (jobs.start(visitor, LONG) for visitor in ("ann", "bob", "cem"))
    with pytest.raises(JobError, match="a run under way already"):
        jobs.start("ann", QUICK)
    assert [jobs.snapshot(r).queue_position for r in (first, second, third)] == [0, 1, 2]
    jobs.stop(second, "bob")
    assert jobs.snapshot(second).state == "stopped"
    assert jobs.snapshot(third).queue_position == 1
    jobs.stop(first)
    wait_for(jobs, third, "running")


def test_a_full_queue_refuses_clearly(jobs):
    jobs.max_queued = 2
    for visitor in ("ann", "bob", "cem"):
        jobs.start(visitor, LONG)
    with pytest.raises(JobError, match="2 runs are waiting already; try again in a few minutes"):
        jobs.start("dan", QUICK)


@pytest.mark.parametrize("visitor", [None, "", 7, "x" * 65])
def test_a_visitor_without_an_id_starts_nothing(jobs, visitor):
    with pytest.raises(JobError, match="still getting ready; try again"):
        jobs.start(visitor, QUICK)
    assert jobs.runs(visitor) == []


def test_a_run_nobody_asks_for_is_stopped_after_the_grace_period(mini_data, tmp_path):
    jobs = JobStore(tmp_path / "runs", lambda: mini_data, device="cpu", grace_seconds=0.3)
    run_id = jobs.start("ann", LONG)
    job = jobs._jobs[run_id]
    wait_until(lambda: job.state == "stopped", seconds=20)
    assert jobs.snapshot(run_id).state == "stopped"
    jobs.close()


def test_a_diverging_run_fails_with_its_sentence(jobs):
    run = wait_for(jobs, jobs.start("ann", TrainConfig(learning_rate=1000.0, loss="mse")), "failed")
    assert isinstance(run.error, DivergedError)
    jobs.start("ann", QUICK)  # and the next one is welcome


def test_old_runs_make_room(jobs):
    jobs.keep_each = 2
    ids = []
    for _ in range(4):
        ids.append(jobs.start("ann", TrainConfig(epochs=1, batch_size=6000)))
        wait_for(jobs, ids[-1], "finished")
    wait_until(lambda: len(jobs.runs("ann")) == 2)
    assert [run.id for run in jobs.runs("ann")] == ids[:1:-1]
    assert not (jobs.folder / ids[0]).exists()


def test_what_makes_room_is_not_the_only_run_of_another(jobs):
    jobs.keep = 2
    for visitor in ("ann", "bob", "bob"):
        last = jobs.start(visitor, TrainConfig(epochs=1, batch_size=6000))
        wait_for(jobs, last, "finished")
    wait_until(lambda: len(jobs.runs("bob")) == 1)
    assert len(jobs.runs("ann")) == 1
    assert jobs.latest("bob").id == last


def test_a_full_disk_keeps_the_last_checkpoint_and_can_be_continued(jobs, monkeypatch):
    from fmnist.runs import folder as run_folder

    real, calls = run_folder.atomic_save, []

    def full(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise CheckpointError("{name} could not be written ({reason}); what was there before is unchanged.",
                                  name="checkpoint.pt", reason="no space left on device")
        return real(*args, **kwargs)

    monkeypatch.setattr(run_folder, "atomic_save", full)
    run_id = jobs.start("ann", TrainConfig(epochs=3, batch_size=500))
    run = wait_for(jobs, run_id, "interrupted")
    assert "no space left" in str(run.error)
    assert safe_load(jobs.folder / run_id / "checkpoint.pt")["state"]["epoch"] == 1
    jobs.resume("ann", run_id)
    assert len(wait_for(jobs, run_id, "finished").metrics) == 3


SERVER = """
import sys, time
from pathlib import Path
from fmnist import sources
from fmnist.config import TrainConfig
from fmnist.data import to_tensor
from fmnist.jobs import JobStore
from torchvision.datasets import FashionMNIST
root, runs = sys.argv[1:3]
data = tuple(FashionMNIST(root, train=train, transform=to_tensor) for train in (True, False))
jobs = JobStore(runs, lambda: data, device="cpu")
print(jobs.start("ann", TrainConfig(epochs=200, batch_size=200, shuffle=True, optimizer="adam")), flush=True)
while True: time.sleep(1)
"""


@pytest.mark.parametrize("after", [0.0, 0.13, 0.41])
def test_after_kill_9_the_run_is_interrupted_and_continues_bit_identically(mini_data, tmp_path, after):
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(mini_data[0].root), str(tmp_path / "runs")],
                               stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    run_id = process.stdout.readline().strip()
    wait_until((tmp_path / "runs" / run_id / "checkpoint.pt").exists)
    time.sleep(after)
    process.kill()
    process.wait()
    process.stdout.close()

    jobs = JobStore(tmp_path / "runs", lambda: mini_data, device="cpu")
    found = jobs.latest("ann")
    assert (found.id, found.state) == (run_id, "interrupted")
    done = len(found.metrics)
    jobs.resume("ann", run_id)
    wait_until(lambda: len(jobs.snapshot(run_id).metrics) >= done + 2)
    jobs.stop(run_id)
    ours = wait_for(jobs, run_id, "stopped").metrics[: done + 2]
    jobs.close()
    expected = []
    for event in fit(found.config, *mini_data, device="cpu"):
        if isinstance(event, EpochMetrics):
            expected.append(event.test_loss)
            if len(expected) == done + 2:
                break
    assert [m.test_loss for m in ours] == expected


def test_a_damaged_record_does_not_stop_the_server(jobs, mini_data):
    (jobs.folder / "broken").mkdir()
    (jobs.folder / "broken" / "run.json").write_text("{not json")
    jobs.close()
    again = JobStore(jobs.folder, lambda: mini_data, device="cpu")
    assert again.runs("ann") == []
    again.close()


def test_two_processes_take_two_folders(jobs, mini_data):
    other = JobStore(jobs.folder, lambda: mini_data, device="cpu")
    assert other.folder.name == f"{jobs.folder.name}-2"
    other.close()


def test_many_watchers_see_consistent_snapshots(jobs):
    run_id, bad = jobs.start("ann", TrainConfig(epochs=20, batch_size=500)), []

    def watch():
        last = (-1, 0, 0)
        while (run := jobs.snapshot(run_id)).active:
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
