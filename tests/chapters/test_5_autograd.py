"""Chapter 5, "Automatic differentiation with torch.autograd"."""

import re

import pytest
import torch

from fmnist.autograd.gradients import accumulation, gradients, random_inputs, tracking, vector_jacobian
from fmnist.autograd.graph import graph_of
from fmnist.ui.autograd.html import draw_example
from fmnist.ui.strings import LANGUAGES


@pytest.fixture
def example():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        x, y = torch.ones(5), torch.zeros(3)
        w, b = torch.randn(5, 3, requires_grad=True), torch.randn(3, requires_grad=True)
    z = torch.matmul(x, w) + b
    return x, y, w, b, z, torch.nn.functional.binary_cross_entropy_with_logits(z, y)


def test_5_1_graph(example):
    *_, b, z, loss = example
    assert torch.ones(3).requires_grad_(True).requires_grad
    shown = draw_example("en", random_inputs(5, 3, seed=0), "w", (0, 0))
    assert f"b.is_leaf = {b.is_leaf}, z.is_leaf = {z.is_leaf}" in shown
    inputs = random_inputs(5, 3, seed=0)
    got = gradients(inputs)
    assert torch.equal(got.z, z)
    assert torch.equal(got.loss, loss)
    functions = [node.label for node in graph_of(got.loss).nodes if node.kind == "function"]
    assert functions[0] == loss.grad_fn.name() == "BinaryCrossEntropyWithLogitsBackward0"
    assert functions[1] == z.grad_fn.name() == "AddBackward0"


def test_5_2_gradients(example):
    _, _, w, b, _, loss = example
    loss.backward()
    got = gradients(random_inputs(5, 3, seed=0))
    assert torch.equal(got.w_grad, w.grad)
    assert torch.equal(got.b_grad, b.grad)


@pytest.mark.filterwarnings("ignore:The .grad attribute")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_5_2_only_leaves_have_grad(example, lang):
    *_, z, loss = example
    loss.backward()
    assert z.grad is None
    assert re.search("z.grad (is|是) None", draw_example(lang, random_inputs(), "b", (1,)))


def test_5_3_no_grad_and_detach():
    assert [kind.requires_grad for kind in tracking(random_inputs())] == [True, False, False]


def test_5_4_more_on_graphs():
    """A DAG: leaves are inputs, roots outputs, and each call makes a new one."""
    x = torch.ones(2, requires_grad=True)
    first, second = (x * x).sum(), (x * x).sum()
    assert first.grad_fn is not second.grad_fn
    graph = graph_of(first, {"x": x}, root="first")
    assert (graph.nodes[0].label, graph.nodes[-1].label) == ("first", "x")
    depths = [(graph.nodes[a].depth, graph.nodes[b].depth) for a, b in graph.edges]
    assert all(a < b for a, b in depths)


def test_5_4_a_new_graph_each_time():
    """An `if` may change it."""
    def forward(x):
        return x.exp().sum() if x.sum() > 0 else x.sin().sum()

    x = torch.ones(2, requires_grad=True)
    labels = [{node.label for node in graph_of(forward(x * sign)).nodes} for sign in (1, -1)]
    assert labels[0] - labels[1] == {"ExpBackward0"}
    assert labels[1] - labels[0] == {"SinBackward0"}


def test_5_5_backward_of_a_scalar(example):
    _, _, w, _, _, loss = example
    loss.backward(retain_graph=True)
    short, w.grad = w.grad, None
    loss.backward(torch.tensor(1.0))
    assert torch.equal(w.grad, short)


def test_5_5_jacobian_product():
    inp = torch.eye(4, 5, requires_grad=True)
    out = (inp + 1).pow(2).t()
    got = accumulation(4, 5)
    for expected, zero in ((got.first, False), (got.second, False), (got.zeroed, True)):
        if zero:
            inp.grad.zero_()
        out.backward(torch.ones_like(out), retain_graph=True)
        assert torch.equal(inp.grad, expected)
    product = vector_jacobian("(inp + 1).pow(2).t()", str(torch.eye(4, 5).tolist()))
    assert torch.equal(product.grad, got.first)
    assert torch.equal(product.product, got.first)
