"""Soft labels: the figures against torch's own, and the command line's way with a teacher."""

import pytest
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, Subset, TensorDataset

from fmnist.checkpoint import load_checkpoint, read_checkpoint
from fmnist.cli import main
from fmnist.config import PRESETS
from fmnist.distillation import TEACHER_SHARE, with_soft_labels
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


def test_resume_asks_for_the_same_teacher(quick, tmp_path, capsys):
    settings = ["train", "--out", str(tmp_path / "model.pth"), "--epochs", "1"]
    assert main([*settings, "--teacher", MLP]) == 0
    capsys.readouterr()
    for teacher in ([], ["--teacher", CONVNET]):
        assert main([*settings, "--resume", *teacher]) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert "mlp.pth" in error
    assert main([*settings, "--resume", "--teacher", MLP]) == 0


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["--teacher", "/nowhere.pth"], "nowhere.pth"),
    (["--teacher", MLP, "--loss", "mse"], "a teacher needs the loss cross_entropy, got 'mse'"),
])
def test_a_mistake_is_one_sentence(quick, tmp_path, capsys, arguments, sentence):
    assert main(["train", "--out", str(tmp_path / "model.pth"), *arguments]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
