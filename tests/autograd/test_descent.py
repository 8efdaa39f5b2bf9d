import copy
import math
import re

import pytest
import torch
from torch import nn

from fmnist.autograd.descent import LOSSES, MAX_STEPS, RANGES, descend
from fmnist.autograd.one_batch import one_batch
from fmnist.errors import ConfigError, TensorError
from fmnist.model import build_model


@pytest.mark.parametrize("loss", LOSSES)
def test_descent_is_torchs_sgd(loss):
    w = torch.tensor(0.5, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.05)
    seen = []
    for _ in range(6):
        optimizer.zero_grad()
        value = eval(loss, {"w": w})
        value.backward()
        seen.append((w.item(), value.item(), w.grad.item()))
        optimizer.step()
    got = descend(loss, 0.5, 0.05, 5)
    assert list(zip(got.w, got.loss, got.slope, strict=True)) == seen
    assert not got.diverged


def test_learning_rate_decides():
    assert descend(start=-1, learning_rate=0.5, steps=1).w[-1] == 3.0  # half the curvature's inverse: one step
    assert descend(start=-1, learning_rate=1.0, steps=4).w == (-1, 7, -1, 7, -1)  # for ever to and fro
    gone = descend(start=-1, learning_rate=3, steps=MAX_STEPS)
    assert gone.diverged
    assert len(gone.w) < MAX_STEPS
    quartic = descend("w ** 4 - 3 * w ** 2 + w", 2.4, 1.0, MAX_STEPS)
    assert quartic.diverged


def test_curve_covers_the_range():
    got = descend()
    assert (got.curve[0][0], got.curve[-1][0]) == pytest.approx(RANGES["(w - 3) ** 2"])
    assert all(value == pytest.approx((w - 3) ** 2, abs=1e-5) for w, value in got.curve)


@pytest.mark.parametrize(
    "options",
    [
        {"loss": "exit()"},
        {"start": 99},
        {"learning_rate": -1},
        {"learning_rate": math.nan},
        {"steps": 51},
        {"start": "x"},
    ],
)
def test_descent_refuses(options):
    with pytest.raises(ConfigError):
        descend(**options)


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    return torch.rand(8, 1, 28, 28, generator=generator), torch.randint(10, (8,), generator=generator)


def test_one_batch_is_one_turn_of_the_chapters_loop(batch):
    X, y = batch
    model = build_model("mlp", seed=1)
    before = copy.deepcopy(model.state_dict())
    got = one_batch(model, X, y, learning_rate=0.1)
    assert all(torch.equal(model.state_dict()[name], before[name]) for name in before)
    assert all(p.grad is None for p in model.parameters())

    twin = build_model("mlp", seed=1)
    optimizer = torch.optim.SGD(twin.parameters(), lr=0.1)
    loss = nn.CrossEntropyLoss()(twin(X), y)
    loss.backward()
    assert got.loss == loss.item()
    assert [g.norm for g in got.gradients] == [p.grad.norm().item() for p in twin.parameters()]
    followed = dict(twin.named_parameters())[got.parameter]
    assert got.grad == followed.grad[got.index].item() == max(followed.grad.flatten().tolist(), key=abs)
    assert got.w == followed[got.index].item()
    optimizer.step()
    assert got.w_after == followed[got.index].item()
    assert got.w_by_hand == got.w_after
    assert got.loss_after == pytest.approx(nn.CrossEntropyLoss()(twin(X), y).item(), rel=1e-6)
    assert got.loss_after < got.loss
    assert got.grads_after_zero == 0


def test_one_batch_names_every_layer_and_shape(batch):
    got = one_batch(build_model("mlp"), *batch)
    assert [(layer.kind, layer.shape_out) for layer in got.layers] == [
        ("Flatten", (8, 784)),
        ("Linear", (8, 512)),
        ("ReLU", (8, 512)),
        ("Linear", (8, 512)),
        ("ReLU", (8, 512)),
        ("Linear", (8, 10)),
    ]
    assert got.logits_shape == (8, 10)
    assert got.parameter == "linear_relu_stack.4.weight"


def test_one_batch_refuses(batch):
    model = build_model("mlp")
    for options, words in [
        ({"learning_rate": -1}, "learning rate"),
        ({"parameter": "nope"}, "parameter must be one of"),
    ]:
        with pytest.raises(ConfigError, match=re.escape(words)):
            one_batch(model, *batch, **options)
    with pytest.raises(TensorError, match="frozen"):
        one_batch(model.requires_grad_(False), *batch)
    X, y = batch
    with pytest.raises(TensorError, match="at least 2 pictures"):
        one_batch(build_model("fast_convnet"), X[:1], y[:1])
    assert one_batch(build_model("fast_convnet"), X[:2], y[:2]).logits_shape == (2, 10)
