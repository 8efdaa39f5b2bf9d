"""Chapter 7, "Save, load and use the model"."""

import torch

from fmnist.checkpoint.save_load import load_checkpoint, save_checkpoint
from fmnist.model import NeuralNetwork, build_model

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


def test_7_2_models_with_shapes(tmp_path):
    model = build_model("mlp", seed=6).eval()
    torch.save(model, tmp_path / "theirs.pth")
    save_checkpoint(model, tmp_path / "ours.pth", kind="model")
    ours = load_checkpoint(tmp_path / "theirs.pth").eval()
    theirs = torch.load(tmp_path / "ours.pth", weights_only=False)  # our own file
    with torch.no_grad():
        assert torch.equal(ours(X), model(X))
        assert torch.equal(theirs.eval()(X), model(X))
