"""Chapter 4.5: the table's numbers are those of torch's own methods."""

import math
import time

import pytest
import torch
from torch import nn

from fmnist.inspection.parameters import parameter_table
from fmnist.model import build_model


def test_the_tutorials_network():
    """Names and sizes as the tutorial prints them; 669,706 parameters of 4 bytes."""
    table = parameter_table(build_model("mlp"))
    assert [(row.name, row.size) for row in table.parameters] == [
        ("linear_relu_stack.0.weight", (512, 784)),
        ("linear_relu_stack.0.bias", (512,)),
        ("linear_relu_stack.2.weight", (512, 512)),
        ("linear_relu_stack.2.bias", (512,)),
        ("linear_relu_stack.4.weight", (10, 512)),
        ("linear_relu_stack.4.bias", (10,)),
    ]
    assert table.buffers == ()
    assert (table.numel, table.trainable, table.nbytes, table.buffer_nbytes) == (669_706, 669_706, 2_678_824, 0)


def test_every_number_is_torchs_own():
    model = build_model("mlp", seed=3)
    model(torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(0))).sum().backward()
    for row, (name, param) in zip(parameter_table(model).parameters, model.named_parameters(), strict=True):
        assert (row.name, row.size, row.dtype, row.numel) == (name, tuple(param.shape), "float32", param.numel())
        assert (row.min, row.max) == (param.min().item(), param.max().item())
        assert row.mean == pytest.approx(param.mean().item(), abs=1e-9)
        assert row.std == pytest.approx(param.std().item(), rel=1e-6)
        assert row.norm == param.norm().item()
        assert row.grad_norm == param.grad.norm().item()
        assert row.preview == str(param.detach()[:2])


def test_frozen_parameters_and_buffers_stand_apart():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    model[0].requires_grad_(False)
    table = parameter_table(model)
    assert [row.name for row in table.parameters if row.requires_grad] == ["1.weight", "1.bias"]
    assert (table.numel, table.trainable) == (24, 8)
    assert [(row.name, row.size, row.dtype) for row in table.buffers] == [
        ("1.running_mean", (4,), "float32"),
        ("1.running_var", (4,), "float32"),
        ("1.num_batches_tracked", (), "int64"),
    ]
    assert table.buffer_nbytes == 4 * 4 + 4 * 4 + 8
    assert table.buffers[2].preview == "tensor(0)"


def test_unusual_parameters():
    """Empty, a single number, half precision that would overflow, complex, shared: a row, never a warning."""
    model = nn.Module()
    model.nothing = nn.Parameter(torch.empty(0, 3))
    model.single = nn.Parameter(torch.tensor(-2.0))
    model.small = nn.Parameter(torch.full((100,), 60000.0, dtype=torch.float16))
    model.imaginary = nn.Parameter(torch.tensor([3 + 4j]))
    model.again = model.single
    rows = {row.name: row for row in parameter_table(model).parameters}
    assert list(rows) == ["nothing", "single", "small", "imaginary"]
    assert math.isnan(rows["nothing"].mean)
    assert rows["nothing"].norm == 0
    assert (rows["single"].mean, rows["single"].norm, rows["single"].preview) == (-2, 2, "tensor(-2.)")
    assert math.isnan(rows["single"].std)
    assert (rows["small"].mean, rows["small"].max, rows["small"].std) == (60000, 60000, 0)
    assert rows["small"].norm == pytest.approx(600_000)
    assert rows["imaginary"].norm == 5


def test_twenty_five_million_parameters_in_time():
    """At most 300 ms; processor time, so that a busy machine says the same."""
    model = nn.Sequential(nn.Linear(784, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1300))
    times = []
    for _ in range(2):
        started = time.thread_time()
        assert parameter_table(model).numel == 25_322_772
        times.append(time.thread_time() - started)
    assert min(times) < 0.3


def test_the_model_is_left_alone():
    model = build_model("mlp", seed=3)
    before = {name: param.clone() for name, param in model.named_parameters()}
    parameter_table(model)
    assert all(torch.equal(param, before[name]) and param.grad is None for name, param in model.named_parameters())
