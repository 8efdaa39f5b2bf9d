"""Chapter 7: weights out and in again to the bit; what does not fit is explained, what is hostile is not run."""

import pickle
from pathlib import Path

import pytest
import torch
from torch import nn

from fmnist.checkpoint.card import Card
from fmnist.checkpoint.save_load import KINDS, load_checkpoint, read_checkpoint, save_checkpoint
from fmnist.errors import CheckpointError, ConfigError
from fmnist.model import MODELS, build_model
from tests.hostile import HOSTILE
from tests.hostile.making import Call, changed_program, good_state, torch_bytes

CONFIG = {"learning_rate": 1e-3}
CARD = Card(model="mlp", seed=3, epochs=5, accuracy=0.6512, data="60,000 + 10,000 images", config=CONFIG)


def same_state(a, b):
    a, b = a.state_dict(), b.state_dict()
    return list(a) == list(b) and all(torch.equal(a[name], b[name]) for name in a)


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize("kind", KINDS)
def test_round_trip_to_the_bit(kind, name, tmp_path):
    model = build_model(name, seed=3)
    save_checkpoint(model, tmp_path / "m", kind=kind, card=CARD)
    loaded = load_checkpoint(tmp_path / "m")
    assert type(loaded) is type(model)
    assert same_state(loaded, model)
    assert same_state(load_checkpoint(tmp_path / "m", build_model(name, seed=4)), model)
    checkpoint = read_checkpoint(tmp_path / "m")
    assert (checkpoint.kind, checkpoint.model) == (kind, name)
    assert (checkpoint.card.seed, checkpoint.card.accuracy, checkpoint.card.config) == (3, 0.6512, CONFIG)
    assert checkpoint.card.versions["torch"] == torch.__version__


def test_the_state_dict_loads_as_in_chapter_7(tmp_path):
    """Strictly, in plain torch, card or not; also memory-mapped."""
    model = build_model("mlp", seed=3)
    save_checkpoint(model, tmp_path / "model.pth", card=CARD)
    for how in ({}, {"mmap": True}):
        fresh = build_model("mlp", seed=4)
        fresh.load_state_dict(torch.load(tmp_path / "model.pth", weights_only=True, **how))
        assert same_state(fresh, model)


TUTORIAL = """
import torch
from torch import nn

class NeuralNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(28*28, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))

    def forward(self, x):
        return self.linear_relu_stack(self.flatten(x))

torch.manual_seed(7)
model = NeuralNetwork()
torch.save(model.state_dict(), "model.pth")
torch.save(model, "whole.pth")
"""


def test_files_of_the_tutorials_own_script_load_as_they_are(tmp_path, warm):
    """Both chapters' files, with a class that lived in `__main__`."""
    (tmp_path / "tutorial.py").write_text(TUTORIAL)
    done = warm.run("tutorial.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    expected = build_model("mlp", seed=7)  # torch.manual_seed(7) gives these weights
    for name in ("model.pth", "whole.pth"):
        assert same_state(load_checkpoint(tmp_path / name), expected)
        assert read_checkpoint(tmp_path / name).card is None


def round_trip(model, other, path, kind):
    """Saved and loaded into `other`: to the bit; and why `eval()` matters."""
    save_checkpoint(model, path, kind=kind)
    loaded = load_checkpoint(path, other.train())
    assert loaded is other
    assert same_state(loaded, model)
    X = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        model.eval()
        assert not torch.equal(loaded(X), loaded(X))  # still training: dropout draws anew each time
        loaded.eval()
        assert torch.equal(loaded(X), model(X))


def test_vgg16_round_trip(tmp_path):
    """The tutorial's own example (chapter 7.1), with the pretrained weights where they have been downloaded before."""
    from torchvision.models import VGG16_Weights, vgg16

    pretrained = VGG16_Weights.IMAGENET1K_V1
    at_hand = (Path(torch.hub.get_dir()) / "checkpoints" / Path(pretrained.url).name).exists()
    model, other = vgg16(weights=pretrained if at_hand else None), vgg16(init_weights=False)
    round_trip(model, other, tmp_path / "model_weights.pth", "state_dict")
    (tmp_path / "model_weights.pth").unlink()  # 550 MB


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_of_torchvision_goes_into_every_kind_of_file(kind, tmp_path):
    """A VGG with narrow layers."""
    from torchvision.models import VGG

    def narrow():
        with torch.device("meta"):  # its own classifier has 124 million parameters
            model = VGG(nn.Identity())
        model.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        model.classifier = nn.Sequential(nn.Linear(8 * 7 * 7, 512), nn.ReLU(), nn.Dropout(), nn.Linear(512, 10))
        return model

    round_trip(narrow(), narrow(), tmp_path / "model_weights.pth", kind)


def test_batch_norm_buffers_and_frozen_and_shared_parameters(tmp_path):
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm = nn.BatchNorm1d(4)
            self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)
            self.b.weight = self.a.weight

    model = Tied()
    model.norm.running_mean.fill_(0.25)
    model.norm.num_batches_tracked.fill_(9)
    for kind in ("state_dict", "safetensors"):
        save_checkpoint(model, tmp_path / "m", kind=kind)
        target = Tied()
        target.a.requires_grad_(False)
        loaded = load_checkpoint(tmp_path / "m", target)
        assert loaded is target
        assert same_state(loaded, model)
        assert loaded.b.weight is loaded.a.weight
        assert not loaded.a.weight.requires_grad


def test_a_whole_model_gives_tensors_and_nothing_else(tmp_path):
    """Attributes that a stranger put on a module of ours do not reach the model we run."""
    model = build_model("mlp", seed=3)
    model.forward = nn.Linear
    model.linear_relu_stack[0]._forward_hooks[0] = nn.Identity
    (tmp_path / "m.pth").write_bytes(torch_bytes(model))
    loaded = load_checkpoint(tmp_path / "m.pth")
    assert "forward" not in vars(loaded)
    assert not loaded.linear_relu_stack[0]._forward_hooks
    assert same_state(loaded, build_model("mlp", seed=3))


def test_what_a_stranger_put_on_a_dict_is_not_called(tmp_path):
    """A state_dict carries an attribute, `_metadata`, which a file may as well call `items`."""
    rename = lambda data: data.replace(b"X\x09\0\0\0_metadata", b"X\x05\0\0\0items")  # noqa: E731
    (tmp_path / "m.pth").write_bytes(changed_program(good_state(), rename))
    assert same_state(load_checkpoint(tmp_path / "m.pth"), build_model("mlp", seed=1))


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files(name, tmp_path):
    """One clear sentence, no code run, the network in use unchanged."""
    write, words = HOSTILE[name]
    path, marker = tmp_path / "model.pth", tmp_path / "marker"
    write(path, marker)
    in_hand, before = build_model("mlp", seed=2), build_model("mlp", seed=2)
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(path, in_hand)
    sentence = str(caught.value)
    assert words in sentence
    assert len(sentence) < 300
    assert "\n" not in sentence
    assert str(tmp_path) not in sentence
    assert not marker.exists()
    assert same_state(in_hand, before)
    with pytest.raises(CheckpointError):
        load_checkpoint(path)
    assert not marker.exists()


def test_there_are_forty_of_them_and_the_marker_works(tmp_path):
    """The marker proves something: plain pickle, which we never use, does touch it."""
    import os

    assert len(HOSTILE) >= 40
    pickle.loads(pickle.dumps(Call(os.system, f"touch {tmp_path / 'marker'}")))
    assert (tmp_path / "marker").exists()


def test_every_difference_is_listed(tmp_path):
    state = good_state()
    state["linear_relu_stack.0.weight"] = torch.zeros(256, 784)
    state["linear_relu_stack.2.weight"] = state["linear_relu_stack.2.weight"].long()
    del state["linear_relu_stack.4.bias"]
    state["surplus"] = torch.zeros(2)
    torch.save(state, tmp_path / "m.pth")
    with pytest.raises(CheckpointError, match="differences in all: 4") as caught:
        load_checkpoint(tmp_path / "m.pth")
    assert [(d.kind, d.name, d.expected, d.got) for d in caught.value.differences] == [
        ("shape", "linear_relu_stack.0.weight", "(512, 784)", "(256, 784)"),
        ("dtype", "linear_relu_stack.2.weight", "float32", "int64"),
        ("missing", "linear_relu_stack.4.bias", "(10,)", ""),
        ("unexpected", "surplus", "", "(2,)"),
    ]


def test_a_misfit_is_compared_with_the_model_it_resembles_most(tmp_path):
    """`ConvNet` and `FastConvNet` share names; one missing tensor must not be told as twenty."""
    state = build_model("fast_convnet").state_dict()
    del state["classifier.3.bias"]
    torch.save(state, tmp_path / "m.pth")
    with pytest.raises(CheckpointError, match=r"fit FastConvNet: `classifier.3.bias` \(10,\) is missing .*in all: 1"):
        load_checkpoint(tmp_path / "m.pth")


def test_unknown_kind(tmp_path):
    with pytest.raises(ConfigError, match="kind must be one of state_dict, model, safetensors, got 'onnx'"):
        save_checkpoint(build_model("mlp"), tmp_path / "m", kind="onnx")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "1", '{"seed": "x", "epochs": -1, "accuracy": NaN, "config": []}', '{"a":' * 99999],
)
def test_a_strangers_card_is_read_with_care(text):
    assert Card.from_json(text) in (None, Card())


def test_a_card_keeps_what_has_the_right_type():
    text = '{"seed": 1, "accuracy": 7, "config": {"lr": 0.1, "x": [1], "y": {}}, "model": "' + "m" * 999 + '"}'
    card = Card.from_json(text)
    assert (card.seed, card.accuracy, len(card.model)) == (1, None, 200)
    assert card.config == {"lr": 0.1, "x": ["1"], "y": "{}"}
