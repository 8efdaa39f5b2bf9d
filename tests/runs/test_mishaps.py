"""A full disk, a deleted folder, kill -9, and files that are damaged: what becomes of the runs."""

import errno
import json
import os
import signal
import time
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch.utils.data import Subset

from fmnist.checkpoint.archive import safe_load
from fmnist.checkpoint.save_load import load_checkpoint
from fmnist.errors import FileError, RunError
from fmnist.model import build_model
from fmnist.runs.record import Record, new_record
from fmnist.runs.store import RunStore
from fmnist.training.config import TrainConfig
from fmnist.training.fit import fit
from fmnist.training.loop import EpochMetrics
from tests.runs.test_store import LONG, QUICK, wait_for
from tests.waiting import until


@pytest.fixture
def disk(monkeypatch):
    """A disk that is full while `disk.full` is set: every file that is brought to it fails."""
    real, disk = os.fsync, SimpleNamespace(full=False)

    def fsync(file):
        if disk.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(file)

    monkeypatch.setattr(os, "fsync", fsync)
    return disk


def test_a_full_disk_interrupts_runs_and_nothing_else(runs, disk):
    ids = [runs.start(visitor, TrainConfig(epochs=1000, batch_size=500)) for visitor in ("ann", "bob")]
    until(lambda: (runs.folder / ids[0] / "checkpoint.pt").exists())
    disk.full = True
    for run_id in ids:
        run = wait_for(runs, run_id, "interrupted")
        assert "no space left" in str(run.error)
        assert run.resumable
    for act in (lambda: runs.start("cem", QUICK), lambda: runs.resume("bob", ids[1])):
        with pytest.raises(FileError, match="no space left"):
            act()
    assert runs.snapshot(ids[1]).state == "interrupted"
    assert runs.of("cem") == []
    assert {path.name for path in runs.folder.iterdir()} == {".lock", *ids}
    done = safe_load(runs.folder / ids[0] / "checkpoint.pt")["state"]["epoch"]
    disk.full = False
    runs.resume("ann", ids[0])
    until(lambda: len(runs.snapshot(ids[0]).metrics) > done)
    wait_for(runs, runs.start("cem", QUICK), "finished")


def test_a_deleted_folder_interrupts_runs_and_nothing_else(runs, tmp_path):
    ids = [runs.start(visitor, TrainConfig(epochs=1000, batch_size=500)) for visitor in ("ann", "bob")]
    until(lambda: runs.snapshot(ids[1]).batch)
    runs.folder.rename(tmp_path / "gone")
    for run_id in ids:
        assert not wait_for(runs, run_id, "interrupted").resumable
    with pytest.raises(RunError, match="files of this run are gone"):
        runs.resume("ann", ids[0])
    wait_for(runs, runs.start("ann", QUICK), "finished")


SERVER = """
import sys, time
from pathlib import Path
root, folder, package = sys.argv[1:]
sys.path.insert(0, package)
from fmnist.data.loader import to_tensor
from fmnist.data.sources import Source
from fmnist.runs.store import RunStore
from fmnist.training.config import TrainConfig
from torchvision.datasets import FashionMNIST
data = tuple(FashionMNIST(root, train=train, transform=to_tensor) for train in (True, False))
for dataset in data: dataset.source = Source("mini", Path(root))
runs = RunStore(folder, lambda: data, device="cpu")
runs.start("ann", TrainConfig(epochs=200, batch_size=200, shuffle=True, optimizer="adam"))
while True: time.sleep(1)
"""


def test_a_killed_run_on_own_images_cannot_go_on_with_others(runs, mini_data):
    own = Subset(mini_data[0], range(640))
    run_id = runs.start("ann", LONG, datasets=lambda: (own, mini_data[1]))
    until(lambda: runs.snapshot(run_id).batch)
    assert Record.read(runs.folder / run_id).source == "custom"  # while it runs, whatever becomes of the process


@pytest.mark.parametrize("after", [0.0, 0.13, 0.41])
def test_after_kill_9_the_run_is_interrupted_and_continues_bit_identically(mini_data, tmp_path, warm, after):
    (tmp_path / "server.py").write_text(SERVER)
    process = warm.start("server.py", mini_data[0].root, tmp_path / "runs", Path(__file__).parents[2], cwd=tmp_path)
    until(lambda: list(tmp_path.glob("runs/*/checkpoint.pt")))
    time.sleep(after)
    process.kill()
    assert process.wait().returncode == -signal.SIGKILL  # in the middle of the run, not after it
    run_id = next(tmp_path.glob("runs/*/checkpoint.pt")).parent.name

    runs = RunStore(tmp_path / "runs", lambda: mini_data, device="cpu")
    found = runs.latest("ann")
    assert (found.id, found.state) == (run_id, "interrupted")
    done = len(found.metrics)
    runs.resume("ann", run_id)
    until(lambda: len(runs.snapshot(run_id).metrics) >= done + 2)
    runs.stop(run_id)
    ours = wait_for(runs, run_id, "stopped").metrics[: done + 2]
    runs.close()
    expected = []
    for event in fit(found.config, *mini_data, device="cpu"):
        if isinstance(event, EpochMetrics):
            expected.append(event.test_loss)
            if len(expected) == done + 2:
                break
    assert [m.test_loss for m in ours] == expected


@pytest.mark.parametrize("record", ["{not json", "[]", {"config": {"colour": "red"}}, {"colour": "red"},
                                    {"state": "new"}, {"created": None}, {"id": "other"}])
def test_a_record_that_cannot_be_read_is_kept_and_logged(runs, mini_data, record, caplog):
    """A newer version's setting, a damaged disk: nobody's weights are deleted for it."""
    folder = runs.folder / "of-a-newer-version"
    if isinstance(record, dict):
        record = json.dumps(asdict(new_record(folder.name, "ann", QUICK, 1)) | record)
    folder.mkdir()
    (folder / "run.json").write_text(record)
    (folder / "epoch-0001.pth").write_bytes(b"weights")
    runs.close()
    again = RunStore(runs.folder, lambda: mini_data, device="cpu")
    assert again.of("ann") == []
    again.close()
    assert (folder / "run.json").read_text() == record
    assert (folder / "epoch-0001.pth").exists()
    assert "the run in of-a-newer-version cannot be read" in caplog.text


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(path.read_bytes()[:-1000]),
                                    lambda path: torch.save({"state": 1}, path)])
def test_a_damaged_checkpoint_is_told_and_not_offered(runs, mini_data, damage):
    run_id = runs.start("ann", TrainConfig(epochs=1000, batch_size=500))
    until(lambda: runs.snapshot(run_id).metrics)
    runs.stop(run_id)
    assert wait_for(runs, run_id, "stopped").resumable
    runs.close()
    damage(runs.folder / run_id / "checkpoint.pt")
    again = RunStore(runs.folder, lambda: mini_data, device="cpu")
    found = again.latest("ann")
    assert "checkpoint of this run is damaged" in str(found.error)
    assert not found.resumable
    with pytest.raises(RunError, match="damaged"):
        again.resume("ann", run_id)
    load_checkpoint(again.weights(run_id, "ann"))
    again.close()


@pytest.mark.parametrize(("epochs", "state"), [(0, "interrupted"), (1, "finished")])
def test_a_run_needs_the_weights_it_went_on_from_until_its_first_epoch_is_over(runs, epochs, state):
    run_id = runs.start("ann", TrainConfig(epochs=3, batch_size=20), start_from=build_model("mlp", seed=1))
    until(lambda: len(runs.snapshot(run_id).metrics) >= epochs and runs.snapshot(run_id).batch)
    runs.stop(run_id)
    assert len(wait_for(runs, run_id, "stopped").metrics) == epochs
    (runs.folder / run_id / "start.pth").write_bytes(b"damaged")
    runs.resume("ann", run_id)
    run = wait_for(runs, run_id, "interrupted", "finished")
    assert (run.state, run.resumable) == (state, False)
    assert ("that this run went on from are damaged" in str(run.error)) == (state == "interrupted")
