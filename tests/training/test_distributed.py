"""torchrun with two real processes on the CPU (gloo): one launch for all tests, as starting takes longest."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from fmnist.cli.main import main
from fmnist.training.fit import fit
from tests.training.commands_main import build_in_float64

ROOT = Path(__file__).parents[2]


TWO_EPOCHS = ["--epochs", "2", "--batch-size", "200", "--lr", "0.1", "--shuffle", "--out"]
BATCH_NORM = ["--preset", "fast_convnet", "--precision", "float32", "--epochs", "1", "--batch-size", "200",
              "--lr", "1e-9", "--weight-decay", "0", "--out"]


@pytest.fixture
def alone(mini_data, few_data, monkeypatch):
    """One process, this one: `alone(*arguments)` is `python -m fmnist train …` on a fifth of the mini set."""
    data = {True: few_data[0], False: mini_data[1]}
    monkeypatch.setattr("fmnist.cli.train.load_fashion_mnist", lambda root, train: data[train])
    return lambda *arguments: main(["train", *map(str, arguments)])


@dataclass
class Torchrun:
    """What one launch left: its files in `folder`, how many processes it had when one of them was killed."""

    folder: Path
    processes: int
    returncode: int
    printed: str
    error: str


@pytest.fixture(scope="module")
def torchrun(tmp_path_factory):
    """Two processes: three commands that end, and a fourth in which one process is killed."""
    folder = tmp_path_factory.mktemp("torchrun")
    commands = [
        ("build_in_float64", [*TWO_EPOCHS, "two.pth", "--log", "two.jsonl"]),
        ("build_model", [*BATCH_NORM, "norm.pth"]),
        ("build_model", ["--batch-size", "63", "--out", "refused.pth"]),
        ("build_model", ["--epochs", "1000", "--out", "killed.pth", "--log", "killed.jsonl"]),
    ]
    commands = [(build, ["train", "--root", ".", *arguments]) for build, arguments in commands]
    run = subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "--",
         str(ROOT / "tests" / "training" / "commands_main.py"), json.dumps(commands)],
        cwd=folder, env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True)
    log, deadline = folder / "killed.jsonl", time.monotonic() + 240
    try:
        while run.poll() is None and '"epoch": 1,' not in (log.read_text() if log.exists() else ""):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        processes = subprocess.run(["pgrep", "-P", str(run.pid)], capture_output=True, text=True).stdout.split()
        if len(processes) == 2:
            os.kill(int(processes[1]), signal.SIGKILL)
        printed, error = run.communicate(timeout=180)
    finally:
        run.terminate()  # where something failed: torchrun ends its processes
    return Torchrun(folder, len(processes), run.returncode, printed, error)


def ended(torchrun, number, status):
    """Both processes ended the command with this exit code."""
    assert torchrun.printed.splitlines().count(f"{number}: {status}") == 2, torchrun.error


def test_two_processes_make_the_steps_of_one(torchrun, tmp_path, alone, monkeypatch):
    """In float64: 200 images and 2 × 100 differ in the last digit, and in float32 two epochs make that a large one."""
    one = tmp_path / "one.pth"
    monkeypatch.setitem(fit.__globals__, "build_model", build_in_float64)
    assert alone(*TWO_EPOCHS, one, "--log", tmp_path / "one.jsonl") == 0
    ended(torchrun, 0, 0)
    # One process prints, the other only computes.
    assert (torchrun.folder / "0-0.txt").read_text().count("Test Error") == 2
    assert (torchrun.folder / "0-1.txt").read_text() == ""
    logs = [[json.loads(line) for line in path.read_text().splitlines()]
            for path in (tmp_path / "one.jsonl", torchrun.folder / "two.jsonl")]
    assert [log[0]["processes"] for log in logs] == [1, 2]
    expected, found = (torch.load(out, weights_only=True) for out in (one, torchrun.folder / "two.pth"))
    for name, weights in expected.items():
        assert weights.dtype == torch.float64
        torch.testing.assert_close(found[name], weights, rtol=1e-9, atol=1e-11)
    for a, b in zip(*([event for event in log if event["event"] == "epoch"] for log in logs), strict=True):
        assert (b["train_accuracy"], b["test_accuracy"]) == (a["train_accuracy"], a["test_accuracy"])
        assert b["train_loss"] == pytest.approx(a["train_loss"], rel=1e-9)
        assert b["gradient_norms"] == pytest.approx(a["gradient_norms"], rel=1e-9)


def test_batch_normalisation_learns_from_the_share_of_both_processes(torchrun, tmp_path, alone):
    one = tmp_path / "one.pth"
    assert alone(*BATCH_NORM, one) == 0
    ended(torchrun, 1, 0)
    expected, found = (torch.load(out, weights_only=True)["features.0.1.running_mean"]
                       for out in (one, torchrun.folder / "norm.pth"))
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-5)


def test_a_batch_that_does_not_divide_is_one_sentence(torchrun):
    ended(torchrun, 2, 2)
    assert "batch_size must be divisible by the 2 processes, got 63." in torchrun.error


def test_a_process_that_dies_ends_the_run_with_an_error(torchrun):
    assert torchrun.processes == 2
    assert torchrun.returncode != 0
    assert "signal 9" in torchrun.error.lower() or "sigkill" in torchrun.error.lower()
