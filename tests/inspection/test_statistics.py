"""The numbers behind the Inspect tab, against torch's own."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from fmnist.errors import CheckpointError
from fmnist.inspection.statistics import (
    find_tensor,
    gradient_norms,
    histogram,
    movements,
    overview,
    unit_pictures,
    window,
)
from fmnist.model import build_model

WEIGHT = "linear_relu_stack.0.weight"


def test_histogram_is_histc():
    values = build_model("mlp", seed=1).linear_relu_stack[0].weight
    found = histogram(values, bins=25)
    assert sum(found.counts) == values.numel()
    assert found.edges[0] == values.min().item()
    assert found.edges[-1] == pytest.approx(values.max().item())
    expected = torch.histc(values.detach(), 25)
    assert (torch.tensor(found.counts) - expected).abs().max() <= 2  # float rounding at the edges


@pytest.mark.parametrize("values", [torch.zeros(5), torch.tensor(7.0), torch.ones(2, 3, dtype=torch.int64)])
def test_histogram_of_equal_numbers_is_one_bin(values):
    found = histogram(values)
    assert found.counts == (values.numel(),)
    assert found.edges[0] < values.flatten()[0] < found.edges[1]


def test_a_window_holds_the_exact_numbers():
    weight = build_model("mlp", seed=1).linear_relu_stack[0].weight
    part = window(weight, 10, 700, 28, 28)
    assert (part.rows, part.columns, part.row, part.column) == (512, 784, 10, 700)
    assert torch.equal(part.values, weight.detach()[10:38, 700:728])
    assert part.limit == weight.abs().max().item()


@pytest.mark.parametrize(("row", "column"), [(-5, -5), (10**9, 10**9)])
def test_a_window_stays_inside(row, column):
    weight = build_model("mlp", seed=1).linear_relu_stack[4].weight  # (10, 512)
    part = window(weight, row, column, 28, 28)
    assert part.values.shape == (10, 28)
    assert (part.row, part.column) == ((0, 0) if row < 0 else (0, 484))


def test_vectors_and_kernels_are_matrices_too():
    assert window(torch.arange(100.0), 0, 90, 28, 28).values.tolist() == [[float(i) for i in range(72, 100)]]
    assert window(torch.tensor(3.0), 0, 0, 28, 28).values.tolist() == [[3.0]]
    kernel = torch.arange(16 * 2 * 9.0).view(16, 2, 3, 3)
    assert torch.equal(window(kernel, 0, 0, 28, 28).values, kernel.view(16, 18))


def test_overview_keeps_the_mean():
    weight = build_model("mlp", seed=1).linear_relu_stack[2].weight  # (512, 512): cells of 4 × 4
    cells = overview(weight, 128)
    assert cells.shape == (128, 128)
    assert cells[3, 5] == pytest.approx(weight[12:16, 20:24].mean().item(), abs=1e-7)
    assert overview(torch.arange(5.0)).tolist() == [[0, 1, 2, 3, 4]]


def test_units_of_a_linear_layer_by_norm():
    model = build_model("mlp", seed=1)
    with torch.no_grad():
        model.linear_relu_stack[0].weight[17] *= 100
    found = unit_pictures(model, limit=20)
    assert (found.name, found.kind, found.images.shape) == (WEIGHT, "Linear", (20, 28, 28))
    assert found.units[0] == 17
    assert (found.norms.diff() <= 0).all()
    for unit, norm, image in zip(found.units, found.norms, found.images, strict=True):
        row = model.linear_relu_stack[0].weight.detach()[unit]
        assert torch.equal(image.flatten(), row)
        assert norm.item() == pytest.approx(row.norm().item(), rel=1e-5)


def test_units_of_a_convolution_are_kernels():
    model = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(10, 10))
    found = unit_pictures(model)
    assert (found.name, found.kind, found.images.shape) == ("0.weight", "Conv2d", (16, 3, 3))
    assert torch.equal(found.images[0], model[0].weight.detach()[found.units[0], 0])


def test_other_first_layers_have_no_pictures():
    assert unit_pictures(nn.Sequential(nn.Linear(10, 784), nn.Linear(784, 10))) is None
    assert unit_pictures(nn.Sequential(nn.ReLU())) is None


def test_movements():
    start, now = build_model("mlp", seed=1), build_model("mlp", seed=1)
    assert [m.distance for m in movements(now, start)] == [0] * 6
    with torch.no_grad():
        now.linear_relu_stack[0].bias += 0.5
        start.linear_relu_stack[4].bias.zero_()
    moved = {m.name: m for m in movements(now, start)}
    assert moved["linear_relu_stack.0.bias"].distance == pytest.approx(0.5 * math.sqrt(512))
    expected = 0.5 * math.sqrt(512) / start.linear_relu_stack[0].bias.norm().item()
    assert moved["linear_relu_stack.0.bias"].relative == pytest.approx(expected)
    assert math.isnan(moved["linear_relu_stack.4.bias"].relative)


def test_gradient_norms_are_those_of_backward_and_leave_the_model_alone():
    model = build_model("mlp", seed=1)
    model.linear_relu_stack[0].requires_grad_(False)
    X = torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    y = torch.arange(8)
    found = gradient_norms(model, X, y)
    assert model.training
    assert all(param.grad is None for param in model.parameters())
    assert [p.requires_grad for p in model.parameters()] == [False, False, True, True, True, True]
    model.requires_grad_(True)
    F.cross_entropy(model(X), y).backward()
    assert found == {name: pytest.approx(param.grad.norm().item()) for name, param in model.named_parameters()}


def test_find_tensor():
    model = nn.Sequential(nn.BatchNorm1d(3))
    assert find_tensor(model, "0.weight") is model[0].weight
    assert find_tensor(model, "0.running_mean") is model[0].running_mean
    with pytest.raises(CheckpointError, match="no parameter '__class__' in this model"):
        find_tensor(model, "__class__")
