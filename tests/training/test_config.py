import json
import math
from dataclasses import fields

import pytest

from fmnist.errors import ConfigError
from fmnist.training.config import PRESETS, QUICKSTART, TrainConfig


def test_the_defaults_are_the_tutorials():
    assert (QUICKSTART.model, QUICKSTART.epochs, QUICKSTART.batch_size) == ("mlp", 5, 64)
    assert (QUICKSTART.learning_rate, QUICKSTART.optimizer, QUICKSTART.shuffle) == (1e-3, "sgd", False)
    assert PRESETS["optimization"].epochs == 10


@pytest.mark.parametrize("values", [
    {"epochs": 0}, {"epochs": -1}, {"epochs": 1.5}, {"epochs": "five"}, {"epochs": None}, {"epochs": True},
    {"epochs": 10**9}, {"batch_size": 0}, {"batch_size": 60_001}, {"batch_size": math.inf},
    {"learning_rate": 0}, {"learning_rate": -1e-3}, {"learning_rate": math.nan}, {"learning_rate": math.inf},
    {"learning_rate": "0.1"}, {"learning_rate": None}, {"momentum": 1.0}, {"momentum": -0.1},
    {"weight_decay": -1}, {"weight_decay": math.nan}, {"seed": -1}, {"seed": 2**63}, {"seed": 0.5},
    {"validation_share": 0.6}, {"validation_share": -0.1}, {"label_smoothing": 1.0},
    {"train_size": 99}, {"train_size": 60_001}, {"train_size": 500.5},
    {"model": "resnet"}, {"model": None}, {"model": ["mlp"]}, {"optimizer": "SGD "}, {"loss": ""}, {"schedule": 1},
    {"augment": "flip"}, {"precision": "float16"}, {"shuffle": 1}, {"shuffle": "yes"}, {"frozen": "a"},
    {"frozen": [1]}, {"label_smoothing": 0.1, "loss": "mse"},
])  # fmt: skip
def test_every_field_refuses_what_is_out_of_range(values):
    with pytest.raises(ConfigError) as caught:
        TrainConfig(**values)
    assert next(iter(values)) in str(caught.value)
    assert "got" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_browsers_numbers_are_taken():
    config = TrainConfig(epochs=3.0, batch_size=32.0, learning_rate=1)
    assert (config.epochs, type(config.epochs), type(config.learning_rate)) == (3, int, float)


@pytest.mark.parametrize("config", [*PRESETS.values(), TrainConfig(frozen=("a.weight",))])
def test_as_json_and_back(config):
    assert TrainConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_an_unknown_setting_is_named():
    with pytest.raises(ConfigError, match="momentums is not a setting; the settings are model, epochs"):
        TrainConfig.from_dict({"momentums": 1})


def test_the_docstring_tells_of_every_field():
    for field in fields(TrainConfig):
        assert f"`{field.name}`" in TrainConfig.__doc__
