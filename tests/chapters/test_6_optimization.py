"""Chapter 6, "Optimizing model parameters"."""

import copy

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader

from fmnist.autograd.descent import descend
from fmnist.autograd.one_batch import one_batch
from fmnist.data.loader import TensorLoader
from fmnist.errors import ConfigError
from fmnist.model import build_model
from fmnist.training.config import PRESETS, TrainConfig
from fmnist.training.fit import fit
from fmnist.training.loop import EpochMetrics, train_loop
from fmnist.training.optimizer import make_loss, make_optimizer


def test_6_1_prerequisite_code(mini_data):
    """The same batches from our loader as from the tutorial's."""
    theirs, ours = DataLoader(mini_data[1], 64), TensorLoader(mini_data[1], 64)
    for (X, y), (X2, y2) in zip(theirs, ours, strict=True):
        assert torch.equal(X, X2)
        assert torch.equal(y, y2)


def test_6_2_hyperparameters():
    config = PRESETS["quickstart"]
    assert (config.learning_rate, config.batch_size, config.epochs) == (1e-3, 64, 5)
    with pytest.raises(ConfigError):
        TrainConfig(learning_rate=-1)


def test_6_3_optimization_loop(mini_data):
    """Each line of the loop leaves what torch leaves."""
    X, y = mini_data[0].data[:64].unsqueeze(1) / 255, mini_data[0].targets[:64]
    model = build_model("mlp", seed=0)
    got = one_batch(model, X, y, learning_rate=0.1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss = nn.CrossEntropyLoss()(model(X), y)
    loss.backward()
    optimizer.step()
    assert got.loss == loss.item()
    assert got.w_after == dict(model.named_parameters())[got.parameter][got.index].item()


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("cross_entropy", lambda pred, y: nn.CrossEntropyLoss()(pred, y)),
        ("nll", lambda pred, y: nn.NLLLoss()(nn.LogSoftmax(dim=1)(pred), y)),
        ("mse", lambda pred, y: nn.MSELoss()(pred, torch.eye(10)[y])),
    ],
)
def test_6_4_loss_functions(name, theirs):
    pred, y = torch.randn(8, 10, generator=torch.Generator().manual_seed(0)), torch.arange(8)
    torch.testing.assert_close(make_loss(TrainConfig(loss=name))(pred, y), theirs(pred, y))


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("sgd", torch.optim.SGD),
        ("adam", torch.optim.Adam),
        ("adamw", lambda parameters, lr: torch.optim.AdamW(parameters, lr=lr, weight_decay=0)),
        ("rmsprop", torch.optim.RMSprop),
    ],
)
def test_6_5_optimizers(name, theirs):
    mine = build_model("mlp", seed=0)
    other = copy.deepcopy(mine)
    for model, optimizer in (
        (mine, make_optimizer(TrainConfig(optimizer=name, learning_rate=0.01), mine)),
        (other, theirs(other.parameters(), lr=0.01)),
    ):
        for _ in range(2):
            model(torch.ones(4, 28, 28)).square().mean().backward()
            optimizer.step()
            optimizer.zero_grad()
    assert all(torch.equal(a, b) for a, b in zip(mine.parameters(), other.parameters(), strict=True))
    assert descend(start=-1, learning_rate=0.1, steps=1).w[1] == pytest.approx(-1 + 0.1 * 8)


def test_6_6_full_implementation(few_data):
    """The tutorial's loop, written out, and `fit`: the same numbers to the digit."""
    training_data, test_data = few_data
    config = TrainConfig(epochs=2, learning_rate=0.05)
    fitted = [got for got in fit(config, training_data, test_data, device="cpu") if isinstance(got, EpochMetrics)]
    model = build_model("mlp", seed=0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for metrics in fitted:
        train_loop(DataLoader(training_data, 64), model, nn.CrossEntropyLoss(), optimizer, log=lambda line: None)
        with torch.no_grad():
            correct = sum((model(X).argmax(1) == y).sum().item() for X, y in DataLoader(test_data, 64))
        assert metrics.test_accuracy == correct / len(test_data)
