"""Chapter 7, "Save, load and use the model"."""

import copy
import json
import re

import pytest
import torch
from torchvision import models

from fmnist.checkpoint.save_load import load_checkpoint, save_checkpoint
from fmnist.files import ASSETS
from fmnist.model import NeuralNetwork, build_model
from fmnist.scripts import vgg16_script
from fmnist.scripts.notebook import notebook
from fmnist.scripts.script import Script
from fmnist.ui.strings import LANGUAGES
from fmnist.ui.weights.html import eval_html

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


STAND_IN = """\
from torch import nn
from torchvision import models

def vgg16(weights=None):
    print(weights)
    return nn.Sequential(nn.Linear(3, 2), nn.Dropout())

models.vgg16 = vgg16"""


@pytest.mark.parametrize("file", ["vgg16.py", "vgg16.ipynb"])
def test_7_1_vgg16(file, tmp_path, warm):
    """The script and the notebook as shown, with a small network in vgg16's place: the download takes 528 MB."""
    shown = vgg16_script().sections
    made = Script("vgg16.py", {"stand_in": STAND_IN, **shown, "then": "print(model.training, model.state_dict())"})
    (tmp_path / file).write_text(made.text if file.endswith("py") else json.dumps(notebook(made, str)))
    printed = warm.run(file, cwd=tmp_path).stdout
    saved = torch.load(tmp_path / "model_weights.pth", weights_only=True)
    assert printed == f"IMAGENET1K_V1\nNone\nFalse {saved}\n"
    assert models.get_weight("VGG16_Weights.IMAGENET1K_V1") is models.VGG16_Weights.DEFAULT


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
