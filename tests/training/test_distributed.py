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

ROOT = Path(__file__).parents[2]
MINI = ROOT / "tests" / "mini_main.py"


def torchrun(tmp_path, processes, *arguments, **how):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes), "--",
         str(MINI), "train", "--root", str(tmp_path / "data"), *map(str, arguments)],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


def test_two_processes_make_the_steps_of_one(tmp_path):
    results = []
    for processes in (1, 2):
        out, log = tmp_path / f"{processes}.pth", tmp_path / f"{processes}.jsonl"
        done = torchrun(tmp_path, processes, "--epochs", 2, "--lr", 0.05, "--shuffle", "--out", out, "--log", log)
        printed, error = done.communicate(timeout=180)
        assert done.returncode == 0, error
        assert printed.count("Test Error") == 2  # one process prints, the other only computes
        events = [json.loads(line) for line in log.read_text().splitlines()]
        assert events[0]["processes"] == processes
        results.append((torch.load(out, weights_only=True), [e for e in events if e["event"] == "epoch"]))
    (one, metrics_one), (two, metrics_two) = results
    for name in one:
        torch.testing.assert_close(two[name], one[name], rtol=1e-3, atol=1e-4)
    for a, b in zip(metrics_one, metrics_two, strict=True):
        assert b["test_accuracy"] == pytest.approx(a["test_accuracy"], abs=0.01)
        assert b["train_loss"] == pytest.approx(a["train_loss"], rel=1e-3)


def test_batch_normalisation_learns_from_the_share_of_both_processes(tmp_path):
    means = []
    for processes in (1, 2):
        out = tmp_path / f"{processes}.pth"
        run = torchrun(tmp_path, processes, "--preset", "fast_convnet", "--precision", "float32", "--epochs", 1,
                       "--batch-size", 50, "--lr", 1e-9, "--weight-decay", 0, "--out", out)
        _, error = run.communicate(timeout=180)
        assert run.returncode == 0, error
        means.append(torch.load(out, weights_only=True)["features.0.1.running_mean"])
    torch.testing.assert_close(means[1], means[0], rtol=1e-3, atol=1e-5)


def test_a_process_that_dies_ends_the_run_with_an_error(tmp_path):
    log = tmp_path / "run.jsonl"
    run = torchrun(tmp_path, 2, "--epochs", 1000, "--out", tmp_path / "model.pth", "--log", log,
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
    run = torchrun(tmp_path, 2, "--batch-size", 63, "--out", tmp_path / "model.pth")
    _, error = run.communicate(timeout=120)
    assert run.returncode != 0
    assert "batch_size must be divisible by the 2 processes, got 63." in error
