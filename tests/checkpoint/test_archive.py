"""Files are written whole or not at all, and opened only after a look inside."""

import errno
import os
import subprocess
import sys

import pytest
import torch

from fmnist.checkpoint.archive import atomic_save, read_extra, safe_load
from fmnist.errors import CheckpointError, FileError
from fmnist.files import atomic_write
from fmnist.model import build_model


def run_checkpoint():
    """What a training job keeps: model, optimizer, schedule, generator, config, history."""
    model = build_model("mlp")
    optimizer = torch.optim.AdamW(model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=10)
    model(torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))).sum().backward()
    optimizer.step()
    schedule.step()
    return {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "generator": torch.Generator().manual_seed(3).get_state(),
        "config": {"lr": 1e-3, "name": "tutorial", "device": None, "shuffle": True, "betas": (0.9, 0.999)},
        "history": [{"epoch": 1, "accuracy": 0.4948}] * 3,
        "step": 2**40,
    }


def test_a_run_comes_back_to_the_bit(tmp_path):
    saved = run_checkpoint()
    atomic_save(saved, tmp_path / "run.pth")
    loaded = safe_load(tmp_path / "run.pth")
    for name, tensor in saved["model"].items():
        assert torch.equal(loaded["model"][name], tensor)
    assert torch.equal(loaded["optimizer"]["state"][0]["exp_avg"], saved["optimizer"]["state"][0]["exp_avg"])
    assert {k: v for k, v in loaded["schedule"].items() if k[0] != "_"} == {
        k: v for k, v in saved["schedule"].items() if k[0] != "_"
    }
    assert torch.equal(loaded["generator"], saved["generator"])
    assert [loaded[k] for k in ("config", "history", "step")] == [saved[k] for k in ("config", "history", "step")]


def test_extra_entries_do_not_disturb_torch(tmp_path):
    weights = {"w": torch.arange(5.0)}
    atomic_save(weights, tmp_path / "w.pth", {"note.json": b'{"a": 1}'})
    for how in ({}, {"mmap": True}):
        assert torch.equal(torch.load(tmp_path / "w.pth", weights_only=True, **how)["w"], weights["w"])
    data = (tmp_path / "w.pth").read_bytes()
    assert read_extra(data, "note.json") == b'{"a": 1}'
    assert read_extra(data, "other.json") is None


def test_a_full_disk_leaves_the_previous_file(tmp_path):
    """A real limit of the operating system on the file size stands for the full disk."""
    atomic_save({"w": torch.ones(3)}, tmp_path / "w.pth")
    script = f"""
import resource, signal, torch
from fmnist.checkpoint.archive import atomic_save
from fmnist.errors import FileError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    atomic_save({{"w": torch.zeros(1_000_000)}}, {str(tmp_path / "w.pth")!r})
except FileError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "w.pth could not be written (file too large); what was there before is unchanged."
    assert torch.equal(safe_load(tmp_path / "w.pth")["w"], torch.ones(3))
    assert os.listdir(tmp_path) == ["w.pth"]


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (errno.ENOSPC, "no space left on device"),
        (errno.EACCES, "permission denied"),
        (errno.EROFS, "read-only file system"),
    ],
)
def test_every_write_error_is_a_sentence(tmp_path, failure, reason):
    (tmp_path / "w.pth").write_bytes(b"before")

    def write(file):
        raise OSError(failure, os.strerror(failure))

    with pytest.raises(FileError, match=f"w.pth could not be written \\({reason}\\)"):
        atomic_write(tmp_path / "w.pth", write)
    assert (tmp_path / "w.pth").read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["w.pth"]


def test_a_missing_folder_is_a_sentence_without_the_path(tmp_path):
    with pytest.raises(FileError, match="no such file or directory") as caught:
        atomic_save({}, tmp_path / "nowhere" / "w.pth")
    assert str(tmp_path) not in str(caught.value)


def test_other_failures_are_not_hidden(tmp_path):
    with pytest.raises(ZeroDivisionError):
        atomic_write(tmp_path / "w.pth", lambda file: 1 / 0)
    assert os.listdir(tmp_path) == []


def test_reading(tmp_path):
    with pytest.raises(CheckpointError, match="could not be read") as caught:
        safe_load(tmp_path / "w.pth")
    assert str(tmp_path) not in str(caught.value)
    atomic_save({"w": torch.zeros(1000)}, tmp_path / "w.pth")
    with pytest.raises(CheckpointError, match="more than the 1,000"):
        safe_load(tmp_path / "w.pth", max_bytes=1000)
