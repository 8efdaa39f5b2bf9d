"""Chapter 4.4: a network as the few blocks that one draws."""

import pytest
import torch

from fmnist.inspection.diagram import network_blocks
from fmnist.model import MODELS, build_model


def test_the_tutorials_network_is_its_layers():
    blocks = network_blocks(build_model("mlp"))
    assert [block.kind for block in blocks] == ["Flatten", "Linear", "ReLU", "Linear", "ReLU", "Linear"]
    first = blocks[1]
    assert (first.name, first.takes, first.gives, first.numel) == ("linear_relu_stack.0", (784,), (512,), 401_920)
    assert first.tensors == ("linear_relu_stack.0.weight", "linear_relu_stack.0.bias")


def test_normalisation_and_its_activation_fold_into_the_layer_before():
    blocks = network_blocks(build_model("convnet"))
    assert len(blocks) == 13
    assert {block.folded for block in blocks if block.kind == "Conv2d"} == {("BatchNorm2d", "ReLU")}
    residual = next(i for i, block in enumerate(blocks) if block.wraps)
    assert blocks[residual].kind == "Residual"
    assert [block.depth for block in blocks[residual : residual + 4]] == [0, 1, 1, 0]


@pytest.mark.parametrize("name", MODELS)
def test_every_tensor_stands_in_one_block_and_the_model_stays(name):
    model = build_model(name).train()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    blocks = network_blocks(model)
    names = [tensor for block in blocks for tensor in block.tensors]
    assert sorted(names) == sorted(before)
    assert sum(block.numel for block in blocks) == sum(param.numel() for param in model.parameters())
    assert model.training
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
