"""The recipes of the shipped networks, in a version that a test can wait for."""

import copy
import json
import re
from dataclasses import fields

import pytest
import torch

from fmnist.checkpoint.save_load import load_checkpoint
from fmnist.cli.main import main
from fmnist.data.fashion_mnist import CLASSES
from fmnist.files import ASSETS
from fmnist.model import MODELS
from fmnist.pictures.drawings import drawings
from fmnist.prediction.robustness import robustness
from fmnist.training.config import PRESETS, TrainConfig
from fmnist.training.fit import Loaders, TrainState, fit
from fmnist.training.loop import EpochMetrics


def trained(config, training_data, test_data):
    loaders = Loaders(config, training_data, test_data, "cpu")
    state = TrainState.create(config, len(loaders.train))
    for event in fit(config, training_data, test_data, device="cpu", state=state, loaders=loaders):
        last = event
    assert isinstance(last, EpochMetrics)
    return state


def test_a_little_of_the_shipped_recipe_teaches_drawings(mini_data, tmp_path, monkeypatch):
    """The command that the card gives, as it stands, but for the number of epochs, of photos and of drawings."""
    half, test_data = copy.copy(mini_data[0]), mini_data[1]
    half.data, half.targets = half.data[::2], half.targets[::2]
    monkeypatch.setattr("fmnist.cli.train.load_fashion_mnist", lambda root, train: half if train else test_data)
    monkeypatch.setattr("fmnist.training.mixed.drawings", lambda count, *rest: drawings(count // 20, *rest))
    monkeypatch.chdir(tmp_path)
    program, arguments = shipped_cards()["convnet"]["command"].split("python -m fmnist ")
    assert (program, main([*arguments.split(), "--epochs", "4"])) == ("", 0)
    images, labels = test_data.data[::4], test_data.targets[::4]
    model = load_checkpoint("convnet.pth").eval()
    with_drawings = {result.name: result.accuracy for result in robustness(model, images, labels)}
    X, y = drawings(300, CLASSES, seed=1)  # others than it was trained on
    with torch.no_grad():
        assert (model(X[:, None] / 255).argmax(1) == y).float().mean() > 0.6
    assert with_drawings["photo"] > 0.7
    assert with_drawings["outline"] > 0.6
    assert with_drawings["inverted"] == pytest.approx(with_drawings["photo"], abs=0.005)
    assert with_drawings["margin"] == pytest.approx(with_drawings["photo"], abs=0.02)


@pytest.mark.full_data
def test_fast_convnet_reaches_ninety_percent_in_two_epochs(full_data):
    assert trained(PRESETS["fast_convnet"], *full_data).metrics[-1].test_accuracy >= 0.9


def shipped_cards():
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(ASSETS.glob("*.json"))}


@pytest.mark.parametrize("name", shipped_cards())
def test_a_shipped_card_says_how_the_weights_were_made(name):
    card = shipped_cards()[name]
    model = load_checkpoint(ASSETS / f"{name}.pth")
    assert isinstance(model, MODELS[card["architecture"]])
    assert card["parameters"] == sum(parameter.numel() for parameter in model.parameters()) <= 1_000_000
    assert set(card["config"]) == {field.name for field in fields(TrainConfig)}
    assert card["command"].startswith("python -m fmnist train ")
    seeds = [int(seed) for seed in re.findall(r"--seed (\d+)", card["command"])]
    assert card["seed"] == seeds[0]  # of the initial weights; later steps go on from those before
    assert TrainConfig.from_dict(card["config"]).seed == seeds[-1]


@pytest.mark.full_data
@pytest.mark.parametrize("name", shipped_cards())
def test_a_shipped_card_tells_the_truth(name, full_data):
    card, test_data = shipped_cards()[name], full_data[1]
    model = load_checkpoint(ASSETS / f"{name}.pth").eval()
    with torch.no_grad():
        X = (test_data.data[:, None] / 255).split(500)
        guesses = torch.cat([model(part).argmax(1) for part in X])
    assert (guesses == test_data.targets).float().mean().item() == pytest.approx(card["accuracy"], abs=0.0006)
    # A tenth of the images for the variants: the whole table takes a minute.
    chosen = torch.arange(0, 10_000, 10)
    found = {result.name: result.accuracy
             for result in robustness(model, test_data.data[chosen], test_data.targets[chosen])}
    assert set(found) == set(card["variants"])
    for variant, accuracy in card["variants"].items():
        assert found[variant] == pytest.approx(accuracy, abs=0.05), variant


def test_readme_holds_the_table_of_the_cards():
    cards = shipped_cards()
    rows = dict(re.findall(r"^\| (\w+) \| (.+) \|$", (ASSETS.parent / "README.md").read_text("utf-8"), flags=re.M))
    for variant in cards["convnet"]["variants"]:
        assert rows[variant] == " | ".join(f"{cards[name]['variants'][variant]:.1%}" for name in ("convnet", "mlp"))


def test_the_shipped_mlp_beats_the_tutorials():
    assert shipped_cards()["mlp"]["accuracy"] >= 0.885
