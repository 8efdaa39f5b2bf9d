"""Chapter 4, "Build the neural network"."""

import json
import re

import pytest
import torch
from torch import nn

from fmnist import CLASSES
from fmnist.inspection.layers import call_on_random, tutorial_layers, walk_layers
from fmnist.inspection.parameters import parameter_table
from fmnist.model import NeuralNetwork, build_model, get_device
from fmnist.prediction.predict import predict
from fmnist.scripts import inspect_script, layers_script
from fmnist.scripts.notebook import notebook
from fmnist.ui.strings import TEXTS


def test_4_1_device():
    device = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"
    assert get_device() == device
    torch.empty(1, device=device)


def test_4_2_the_class():
    """Printed as in the tutorial."""
    assert str(NeuralNetwork()) == (
        "NeuralNetwork(\n"
        "  (flatten): Flatten(start_dim=1, end_dim=-1)\n"
        "  (linear_relu_stack): Sequential(\n"
        "    (0): Linear(in_features=784, out_features=512, bias=True)\n"
        "    (1): ReLU()\n"
        "    (2): Linear(in_features=512, out_features=512, bias=True)\n"
        "    (3): ReLU()\n"
        "    (4): Linear(in_features=512, out_features=10, bias=True)\n"
        "  )\n"
        ")"
    )


def test_4_3_calling_the_model():
    model = build_model("mlp", seed=1)
    X = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        pred_probab = nn.Softmax(dim=1)(model(X))
    answer = predict(model, X.unsqueeze(0))
    assert next(iter(answer)) == CLASSES[pred_probab.argmax(1)]
    torch.testing.assert_close([answer[name] for name in CLASSES], pred_probab[0].tolist())


def test_4_3_the_call_runs_hooks_and_forward_does_not():
    model, X, seen = build_model("mlp", seed=1), torch.rand(1, 28, 28), []
    model.register_forward_hook(lambda *_: seen.append("hook"))
    assert torch.equal(model.forward(X), model(X))
    assert seen == ["hook"]
    script = inspect_script(model).text
    assert "X = torch.rand(1, 28, 28)\nlogits = model(X)" in script
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(0)
        logits = model(torch.rand(1, 28, 28))
    (first, _), *_, (_, y_pred) = call_on_random(model).items()
    assert first == "X = torch.rand(1, 28, 28)"
    assert torch.equal(y_pred, nn.Softmax(dim=1)(logits).argmax(1))
    assert all("model.forward(X)" in text for text in TEXTS["predict.walk.info"])


def test_4_4_layers():
    model = build_model("mlp", seed=1)
    X = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    steps = {step.name: step.output for step in walk_layers(model, X)}
    stack = model.linear_relu_stack
    flat = nn.Flatten()(X)
    hidden1 = stack[0](flat)
    relu1 = nn.ReLU()(hidden1)
    hidden2 = stack[2](relu1)
    logits = stack[4](nn.ReLU()(hidden2))
    expected = {
        "flatten": flat,
        "linear_relu_stack.0": hidden1,
        "linear_relu_stack.1": relu1,
        "linear_relu_stack.2": hidden2,
        "linear_relu_stack.4": logits,
        "softmax": nn.Softmax(dim=1)(logits),
    }
    for name, value in expected.items():
        assert torch.equal(steps[name], value), name


@pytest.mark.parametrize("file", ["layers.py", "layers.ipynb"])
def test_4_4_the_tutorials_walk(tmp_path, warm, file):
    """The script and its notebook print what the page shows."""
    image, flat, before, after, logits, probabilities = tutorial_layers().values()
    assert torch.equal(before.relu(), after)
    assert (before < 0).any()
    script = layers_script()
    (tmp_path / file).write_text(script.text if file.endswith("py") else json.dumps(notebook(script, str)))
    printed = re.sub(r",\s*grad_fn=<\w+>", "", warm.run(file, cwd=tmp_path).stdout)
    assert printed == (
        f"{image.shape}\n{flat.shape}\n{before.shape}\nBefore ReLU: {before}\n\n\nAfter ReLU: {after}\n"
        f"{logits}\n{probabilities}\n"
    )
    assert [tuple(tensor.shape) for tensor in (image, flat, before, after, logits)] == [
        (3, 28, 28), (3, 784), (3, 20), (3, 20), (3, 10)]  # fmt: skip


def test_4_5_parameters():
    model = build_model("mlp", seed=1)
    rows = parameter_table(model).parameters
    named = dict(model.named_parameters())
    assert [row.name for row in rows] == list(named)
    for row in rows:
        assert row.size == tuple(named[row.name].size())
        assert row.preview == str(named[row.name].detach()[:2])
    assert sum(row.numel for row in rows) == 669_706
