"""The networks, their first weights, and the walk through them."""

import pytest
import torch
from torch import nn

from fmnist.errors import ConfigError
from fmnist.inspection.layers import walk_layers
from fmnist.model import MODELS, ConvNet, NeuralNetwork, build_model


@pytest.fixture(params=sorted(MODELS))
def model(request):
    return build_model(request.param, seed=1).eval()


def test_the_tutorials_network_prints_as_in_the_tutorial():
    assert str(NeuralNetwork()).splitlines()[:4] == [
        "NeuralNetwork(",
        "  (flatten): Flatten(start_dim=1, end_dim=-1)",
        "  (linear_relu_stack): Sequential(",
        "    (0): Linear(in_features=784, out_features=512, bias=True)",
    ]


def test_convnet_is_small_enough_to_ship():
    assert sum(parameter.numel() for parameter in ConvNet().parameters()) == 973_290


def test_logits_have_the_promised_shape(model):
    logits = model(torch.rand(3, 1, 28, 28))
    assert logits.shape == (3, 10)
    assert logits.dtype == torch.float32


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_seed_gives_the_weights_of_manual_seed(name):
    state = torch.get_rng_state()
    built = build_model(name, seed=7)
    assert torch.equal(torch.get_rng_state(), state)
    with torch.random.fork_rng():
        torch.manual_seed(7)
        expected = MODELS[name]()
    for ours, theirs in zip(built.parameters(), expected.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_unknown_model_is_told():
    with pytest.raises(ConfigError, match=r"model must be one of mlp, convnet.*, got 'resnet'"):
        build_model("resnet")


def test_walk_goes_from_the_picture_to_the_probabilities(model):
    X = torch.rand(1, 1, 28, 28)
    steps = walk_layers(model, X)
    with torch.no_grad():
        logits = model(X)
    assert torch.equal(steps[0].output, X)
    torch.testing.assert_close(steps[-2].output, logits)
    torch.testing.assert_close(steps[-1].output, logits.softmax(1))
    assert sum(step.parameters for step in steps) == sum(parameter.numel() for parameter in model.parameters())


def test_walk_of_the_tutorials_network_is_chapter_4():
    steps = walk_layers(build_model("mlp"), torch.rand(1, 1, 28, 28))
    assert [(step.name, tuple(step.output.shape)) for step in steps] == [
        ("X", (1, 1, 28, 28)), ("flatten", (1, 784)), ("linear_relu_stack.0", (1, 512)),
        ("linear_relu_stack.1", (1, 512)), ("linear_relu_stack.2", (1, 512)), ("linear_relu_stack.3", (1, 512)),
        ("linear_relu_stack.4", (1, 10)), ("softmax", (1, 10)),
    ]
    assert steps[3].output.min() == 0  # after ReLU


def test_walk_leaves_the_model_alone(model):
    model.train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    walk_layers(model, torch.rand(1, 1, 28, 28))
    assert model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not any(module._forward_hooks for module in model.modules())


def test_walk_takes_any_network():
    strange = nn.Sequential(nn.Conv2d(1, 4, 28), nn.Sigmoid(), nn.Flatten(), nn.Linear(4, 10))
    steps = walk_layers(strange, torch.rand(1, 1, 28, 28))
    assert [step.name for step in steps] == ["X", "0", "1", "2", "3", "softmax"]
