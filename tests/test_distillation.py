"""Soft labels: the figures against torch's own, and the command line's way with a teacher."""

import json
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, Subset, TensorDataset

from fmnist.checkpoint import load_checkpoint, read_checkpoint, save_checkpoint
from fmnist.cli import main
from fmnist.config import PRESETS
from fmnist.distillation import TEACHER_SHARE, with_soft_labels
from fmnist.model import build_model
from fmnist.sources import ASSETS
from fmnist.training import fit

CONVNET, MLP = str(ASSETS / "convnet.pth"), str(ASSETS / "mlp.pth")


@pytest.fixture
def quick(mini_data, monkeypatch):
    """The command line on a part of the mini set."""
    parts = [Subset(data, range(0, len(data), 10)) for data in mini_data]
    for part, data in zip(parts, mini_data, strict=True):
        part.source = data.source
    monkeypatch.setattr("fmnist.cli_train.load_fashion_mnist", lambda root, train: parts[0 if train else 1])


def test_a_soft_label_is_the_label_and_what_the_teacher_says_of_the_photo_and_its_mirror_image(mini_data):
    part = Subset(mini_data[0], range(100))
    teacher = load_checkpoint(MLP).eval()
    X, y = next(iter(DataLoader(part, batch_size=100)))
    with torch.no_grad():
        said = torch.stack([teacher(X), teacher(X.flip(-1))]).softmax(2).mean(0)
    expected = (1 - TEACHER_SHARE) * F.one_hot(y, 10) + TEACHER_SHARE * said
    images, soft = with_soft_labels(part, load_checkpoint(MLP)).tensors
    assert torch.equal(images, mini_data[0].data[:100])
    torch.testing.assert_close(soft, expected)
    torch.testing.assert_close(soft.sum(1), torch.ones(100))


def test_a_student_follows_its_teacher_where_the_labels_are_wrong(mini_data):
    images, labels = mini_data[0].data[:, None] / 255, mini_data[0].targets
    mislabelled = TensorDataset(images, (labels + 1) % 10)
    *_, last = fit(PRESETS["better_mlp"], with_soft_labels(mislabelled, load_checkpoint(MLP)), mini_data[1])
    assert last.test_accuracy > 0.7
    assert last.train_accuracy > 0.8  # of the likeliest class of a soft label


def test_the_card_names_the_teacher(quick, tmp_path):
    out = tmp_path / "model.pth"
    assert main(["train", "--epochs", "1", "--out", str(out), "--teacher", MLP]) == 0
    assert read_checkpoint(out).card.data.endswith("labels softened by mlp.pth")


def test_a_resumed_run_has_the_same_teacher_and_ends_as_if_never_cut(quick, tmp_path, monkeypatch, capsys):
    def settings(name):
        return ["train", "--out", str(tmp_path / name), "--epochs", "2", "--shuffle"]

    assert main([*settings("whole.pth"), "--teacher", MLP]) == 0
    with monkeypatch.context() as patch:
        patch.setattr("fmnist.cli_train._write", interrupt_after_an_epoch)
        assert main([*settings("cut.pth"), "--teacher", MLP]) == 130
    capsys.readouterr()
    for teacher in ([], ["--teacher", CONVNET]):
        assert main([*settings("cut.pth"), "--resume", *teacher]) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert "teacher" in error
    copy = tmp_path / "under_another_name.pth"
    copy.write_bytes(Path(MLP).read_bytes())
    assert main([*settings("cut.pth"), "--resume", "--teacher", str(copy)]) == 0
    cut, whole = (torch.load(tmp_path / name, weights_only=True) for name in ("cut.pth", "whole.pth"))
    assert all(torch.equal(cut[name], whole[name]) for name in whole)


def interrupt_after_an_epoch(stream, **values):
    if values["event"] == "epoch":
        raise KeyboardInterrupt


def test_what_is_held_out_keeps_its_labels(quick, tmp_path):
    """Validation is against the truth, as the test is: a teacher that knows nothing does not lower it to a guess."""
    teacher, log = tmp_path / "teacher.pth", tmp_path / "run.jsonl"
    save_checkpoint(build_model("mlp", 0), teacher)
    arguments = ["--preset", "better_mlp", "--validation-share", "0.2", "--teacher", str(teacher), "--log", str(log)]
    assert main(["train", *arguments, "--out", str(tmp_path / "model.pth")]) == 0
    last = json.loads(log.read_text().splitlines()[-1])
    assert last["validation_accuracy"] == pytest.approx(last["test_accuracy"], abs=0.15)
    assert last["validation_accuracy"] > 0.5


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["--teacher", "nowhere.pth"], "nowhere.pth"),
    (["--teacher", MLP, "--loss", "mse"], "a teacher needs the loss cross_entropy, got 'mse'"),
    (["--teacher", "./model.pth"], "model.pth cannot be both the teacher and where the weights go"),
])
def test_a_mistake_is_one_sentence(quick, tmp_path, capsys, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    assert main(["train", *arguments]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
