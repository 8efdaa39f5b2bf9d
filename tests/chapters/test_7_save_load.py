"""Chapter 7, "Save, load and use the model"."""

import copy
import json
import re
import runpy
import sys

import pytest
import torch
from torch import nn
from torchvision import models

from fmnist.checkpoint.save_load import load_checkpoint, save_checkpoint
from fmnist.files import ASSETS
from fmnist.model import NeuralNetwork, build_model
from fmnist.scripts import vgg16_script
from fmnist.scripts.notebook import notebook
from fmnist.ui.strings import LANGUAGES
from fmnist.ui.weights.html import eval_html
from tests.warm import run_notebook

X = torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def test_7_1_weights(tmp_path):
    """Our file is torch's, and torch's is ours."""
    model = build_model("mlp", seed=5).eval()
    save_checkpoint(model, tmp_path / "ours.pth")
    torch.save(model.state_dict(), tmp_path / "theirs.pth")
    theirs = NeuralNetwork()
    theirs.load_state_dict(torch.load(tmp_path / "ours.pth", weights_only=True))
    ours = load_checkpoint(tmp_path / "theirs.pth")
    with torch.no_grad():
        assert torch.equal(theirs.eval()(X), model(X))
        assert torch.equal(ours.eval()(X), model(X))


@pytest.mark.parametrize("kind", ["py", "ipynb"])
def test_7_1_vgg16(kind, tmp_path, monkeypatch):
    """The script and the notebook as shown, with a small network in vgg16's place: the download takes 528 MB."""
    asked = []

    def vgg16(weights=None):
        asked.append(weights)
        return nn.Sequential(nn.Linear(3, 2), nn.Dropout())

    monkeypatch.setattr(models, "vgg16", vgg16)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # which the notebook replaces
    (tmp_path / "vgg16.py").write_text(vgg16_script().text, encoding="utf-8")
    (tmp_path / "vgg16.ipynb").write_text(json.dumps(notebook(vgg16_script(), str)), encoding="utf-8")
    found = {"py": runpy.run_path, "ipynb": run_notebook}[kind](f"vgg16.{kind}")
    assert asked == ["IMAGENET1K_V1", None]
    assert models.get_weight(f"VGG16_Weights.{asked[0]}") is models.VGG16_Weights.DEFAULT
    saved = torch.load(tmp_path / "model_weights.pth", weights_only=True)
    assert all(torch.equal(tensor, saved[name]) for name, tensor in found["model"].state_dict().items())
    assert not found["model"].training


@pytest.mark.parametrize("lang", LANGUAGES)
def test_7_1_without_eval(lang):
    """The same picture, two answers; the page shows those of torch, and leaves the network as it was."""
    model = load_checkpoint(ASSETS / "convnet.pth").eval()
    before = copy.deepcopy(model.state_dict())
    shown = eval_html(lang, model, X)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    index = int(re.search(r"test\[(\d)\]", shown)[1])
    with torch.no_grad():
        kept, forgot = (net(X)[index].softmax(0).max() for net in (copy.deepcopy(model), model.train()))
    assert re.findall(r"[\d.]+%", shown) == [f"{kept:.1%}", f"{forgot:.1%}"]
    assert kept != forgot
    assert "ConvNet" in eval_html(lang, build_model("mlp"), X)


def test_7_2_models_with_shapes(tmp_path):
    model = build_model("mlp", seed=6).eval()
    torch.save(model, tmp_path / "theirs.pth")
    save_checkpoint(model, tmp_path / "ours.pth", kind="model")
    ours = load_checkpoint(tmp_path / "theirs.pth").eval()
    theirs = torch.load(tmp_path / "ours.pth", weights_only=False)  # our own file
    with torch.no_grad():
        assert torch.equal(ours(X), model(X))
        assert torch.equal(theirs.eval()(X), model(X))
