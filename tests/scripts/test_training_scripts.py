"""A training script gives the accuracies of `fit`, to the digit."""

import ast
import re
from dataclasses import replace

import pytest
import torch
from torchvision.datasets import FashionMNIST

from fmnist import scripts as code
from fmnist.data.loader import to_tensor
from fmnist.model import MODELS, build_model
from fmnist.training.config import PRESETS, TrainConfig
from fmnist.training.fit import TrainState, fit
from fmnist.training.loop import EpochMetrics
from tests.scripts.running import run_by_itself

TINY = TrainConfig(epochs=2, batch_size=500, learning_rate=0.05)


RUNS = {
    "tutorial": TINY,
    "shuffled": replace(TINY, shuffle=True, seed=7, optimizer="adam", learning_rate=1e-3, epochs=3),
    "everything": replace(
        TINY, shuffle=True, seed=3, optimizer="rmsprop", learning_rate=1e-4, momentum=0.9, weight_decay=0.01,
        schedule="cosine", loss="mse", validation_share=0.1, frozen=("linear_relu_stack.0.bias",),
    ),
    "onecycle": replace(
        TINY, optimizer="adamw", learning_rate=2e-3, weight_decay=0.01, schedule="onecycle", shuffle=True,
        label_smoothing=0.1, precision="bfloat16",
    ),
    "few": replace(TINY, train_size=500, validation_share=0.2, shuffle=True, seed=4),
    "nll": replace(TINY, loss="nll", momentum=0.9, epochs=1),
    "fast": replace(PRESETS["fast_convnet"], epochs=1, batch_size=700, precision="bfloat16"),
    "convnet": TrainConfig(
        model="convnet", epochs=1, batch_size=700, learning_rate=3e-3, optimizer="adamw", schedule="onecycle",
        shuffle=True, augment="sketch", seed=2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_training_gives_the_same_accuracies_to_the_digit(name, folder, run):
    config, data = RUNS[name], "data/few" if "conv" in RUNS[name].model else "data/mini"
    both = (FashionMNIST(folder / data, train=train, transform=to_tensor) for train in (True, False))
    fitted = fit(config, *both, device="cpu")
    epochs = [got for got in fitted if isinstance(got, EpochMetrics)]
    printed = (run_by_itself if name == "tutorial" else run)(code.train_script(config, root=data), folder)
    expected = []
    for metrics in epochs:
        expected.append((f"{100 * metrics.test_accuracy:.1f}", f"{metrics.test_loss:.6f}"))
        if config.validation_share:
            expected.append((f"{100 * metrics.validation_accuracy:.1f}", f"{metrics.validation_loss:.6f}"))
    assert re.findall(r"Accuracy: ([\d.]+)%, Avg loss: ([\d.]+)", printed) == expected


def test_a_run_on_own_images_from_given_weights(folder, own_images, mini_data, run):
    config = replace(TINY, batch_size=8, learning_rate=1e-3, optimizer="adamw", shuffle=True)
    start = build_model("mlp", seed=8)
    torch.save(start.state_dict(), folder / "start.pth")
    state = TrainState.create(config, 4, "cpu", start)
    fitted = fit(config, own_images, mini_data[1], device="cpu", state=state)
    expected = [f"{100 * got.test_accuracy:.1f}" for got in fitted if isinstance(got, EpochMetrics)]
    printed = run(code.train_script(config, root="data/mini", start=True, custom=True), folder)
    assert re.findall(r"Accuracy: ([\d.]+)%", printed) == expected


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize("augment", ["none", "sketch"])
def test_training_scripts_are_tidy(name, augment):
    """What a reader would mark in red: long lines, stray blanks, imports that are unused or come twice."""
    config = TrainConfig(model=name, augment=augment, shuffle=True, schedule="onecycle")
    text = code.train_script(config, custom=name == "mlp", start=True).text
    tree = ast.parse(text)
    assert max(map(len, text.splitlines())) <= 120
    assert not re.search(r"\n\n\n\n|[ \t]\n|\t", text)
    imported = [a.asname or a.name for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert len(imported) == len(set(imported))
    assert set(imported) <= used
    assert not re.search('""".', text)
