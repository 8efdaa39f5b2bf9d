"""torchrun with two real processes on the CPU (gloo)."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from fmnist.cli.main import main
from fmnist.training.fit import fit
from tests.training.float64_main import build_in_float64

ROOT = Path(__file__).parents[2]


@pytest.fixture
def alone(mini_data, monkeypatch):
    """One process, this one: `alone(*arguments)` is `python -m fmnist train …` on the mini set."""
    monkeypatch.setattr("fmnist.cli.train.load_fashion_mnist", lambda root, train: mini_data[0 if train else 1])
    return lambda *arguments: main(["train", *map(str, arguments)])


def torchrun(tmp_path, *arguments, program="mini_main.py", **how):
    """Two processes."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "--",
         str(ROOT / "tests" / program), "train", "--root", str(tmp_path / "data"), *map(str, arguments)],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


def test_two_processes_make_the_steps_of_one(tmp_path, alone, monkeypatch):
    """In float64: 64 images and 2 × 32 differ in the last digit, and in float32 two epochs make that a large one."""
    one, two = tmp_path / "one.pth", tmp_path / "two.pth"
    settings = ["--epochs", 2, "--batch-size", 200, "--lr", 0.1, "--shuffle", "--out"]
    monkeypatch.setitem(fit.__globals__, "build_model", build_in_float64)
    assert alone(*settings, one, "--log", f"{one}.jsonl") == 0
    run = torchrun(tmp_path, *settings, two, "--log", f"{two}.jsonl", program="training/float64_main.py")
    printed, error = run.communicate(timeout=180)
    assert run.returncode == 0, error
    assert printed.count("Test Error") == 2  # one process prints, the other only computes
    logs = [[json.loads(line) for line in Path(f"{out}.jsonl").read_text().splitlines()] for out in (one, two)]
    assert [log[0]["processes"] for log in logs] == [1, 2]
    expected, found = (torch.load(out, weights_only=True) for out in (one, two))
    for name, weights in expected.items():
        assert weights.dtype == torch.float64
        torch.testing.assert_close(found[name], weights, rtol=1e-9, atol=1e-11)
    for a, b in zip(*([event for event in log if event["event"] == "epoch"] for log in logs), strict=True):
        assert (b["train_accuracy"], b["test_accuracy"]) == (a["train_accuracy"], a["test_accuracy"])
        assert b["train_loss"] == pytest.approx(a["train_loss"], rel=1e-9)
        assert b["gradient_norms"] == pytest.approx(a["gradient_norms"], rel=1e-9)


def test_batch_normalisation_learns_from_the_share_of_both_processes(tmp_path, alone):
    one, two = tmp_path / "one.pth", tmp_path / "two.pth"
    settings = ["--preset", "fast_convnet", "--precision", "float32", "--epochs", 1, "--batch-size", 200, "--lr", 1e-9,
                "--weight-decay", 0, "--out"]
    assert alone(*settings, one) == 0
    run = torchrun(tmp_path, *settings, two)
    _, error = run.communicate(timeout=180)
    assert run.returncode == 0, error
    expected, found = (torch.load(out, weights_only=True)["features.0.1.running_mean"] for out in (one, two))
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-5)


def test_a_process_that_dies_ends_the_run_with_an_error(tmp_path):
    log = tmp_path / "run.jsonl"
    run = torchrun(tmp_path, "--epochs", 1000, "--out", tmp_path / "model.pth", "--log", log,
                   start_new_session=True)
    deadline = time.monotonic() + 120
    while '"epoch": 1,' not in (log.read_text() if log.exists() else ""):
        assert time.monotonic() < deadline
        assert run.poll() is None
        time.sleep(0.1)
    workers = subprocess.run(["pgrep", "-P", str(run.pid)], capture_output=True, text=True).stdout.split()
    assert len(workers) == 2
    os.kill(int(workers[1]), signal.SIGKILL)
    _, error = run.communicate(timeout=60)
    assert run.returncode != 0
    assert "signal 9" in error.lower() or "sigkill" in error.lower()


def test_a_batch_that_does_not_divide_is_one_sentence(tmp_path):
    run = torchrun(tmp_path, "--batch-size", 63, "--out", tmp_path / "model.pth")
    _, error = run.communicate(timeout=120)
    assert run.returncode != 0
    assert "batch_size must be divisible by the 2 processes, got 63." in error
