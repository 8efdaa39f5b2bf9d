import re

import pytest
import torch

from fmnist.autograd.gradients import (
    FUNCTIONS,
    accumulation,
    chosen_inputs,
    finite_difference,
    gradients,
    random_inputs,
    retain_graph_error,
    tracking,
    vector_jacobian,
)
from fmnist.autograd.graph import graph_of
from fmnist.errors import ConfigError, FmnistError, TensorError
from fmnist.ui.autograd.graph_svg import draw


def chapter(n=5, m=3, seed=0):
    """Section 5.1 and 5.2, written out as in the tutorial, on torch alone."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        x, y = torch.ones(n), torch.zeros(m)
        w, b = torch.randn(n, m, requires_grad=True), torch.randn(m, requires_grad=True)
    z = torch.matmul(x, w) + b
    loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
    loss.backward()
    return z, loss, w, b


@pytest.mark.parametrize(("n", "m", "seed"), [(5, 3, 0), (1, 1, 7), (8, 8, 123)])
def test_gradients_are_the_chapters(n, m, seed):
    z, loss, w, b = chapter(n, m, seed)
    inputs = random_inputs(n, m, seed)
    got = gradients(inputs)
    assert torch.equal(inputs.w, w)
    assert torch.equal(got.z, z)
    assert torch.equal(got.loss, loss)
    assert torch.equal(got.w_grad, w.grad)
    assert torch.equal(got.b_grad, b.grad)
    assert inputs.w.grad is None


def test_the_shown_lines_make_the_same_inputs():
    for inputs in (
        random_inputs(4, 2, 9),
        chosen_inputs("[1, 2]", "[0, 1]", "[[1, 2], [3, 4.5]]", "[0, -1]"),
    ):
        space = {"torch": torch}
        with torch.random.fork_rng():
            exec("\n".join(inputs.code), space)
        for name in "xywb":
            assert torch.equal(space[name], getattr(inputs, name))
            assert space[name].requires_grad == (name in "wb")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("", "[0]", "[[1]]", "[0]"), "data is empty"),
        (("[1, 2]", "[0]", "[[1]]", "[0]"), "need w (2, 1)"),
        (("[[1]]", "[0]", "[[1]]", "[0]"), "x must have 1 dimension"),
        (("[1]", "[2]", "[[1]]", "[0]"), "between 0 and 1"),
        (("[nan]", "[0]", "[[1]]", "[0]"), "finite"),
        (("[1]", "[0]", "[1]", "[0]"), "w must have 2 dimension"),
        (("[1,1,1,1,1,1,1,1,1]", "[0]", "[[1]]", "[0]"), "1 to 8 numbers"),
        (("[1]", "[0]", "[[]]", "[0]"), "w must have"),
        (("exit()", "[0]", "[[1]]", "[0]"), "numbers"),
    ],
)
def test_inputs_that_do_not_fit(values, words):
    with pytest.raises(TensorError, match=re.escape(words)):
        chosen_inputs(*values)


@pytest.mark.parametrize("size", [0, 9, -1, 2.5])
def test_sizes_out_of_range(size):
    with pytest.raises(ConfigError, match="from 1 to 8"):
        random_inputs(n=size)


def test_every_entry_agrees_with_finite_differences():
    inputs = random_inputs(3, 2, seed=4)
    entries = [("w", (i, j)) for i in range(3) for j in range(2)] + [("b", (j,)) for j in range(2)]
    for name, index in entries:
        check = finite_difference(inputs, name, index)
        assert check.difference == pytest.approx(check.gradient, rel=1e-5, abs=1e-7)
        assert check.value == getattr(inputs, name)[index].item()
    for name, index in [("w", (9, 0)), ("w", (0,)), ("b", (-1,)), ("x", (0,))]:
        with pytest.raises(FmnistError):
            finite_difference(inputs, name, index)


def test_no_grad_and_detach():
    usual, no_grad, detached = tracking(random_inputs())
    assert (usual.requires_grad, usual.grad_fn) == (True, "AddBackward0")
    assert (no_grad.requires_grad, no_grad.grad_fn, no_grad.shares_memory) == (False, None, False)
    assert (detached.requires_grad, detached.grad_fn, detached.shares_memory) == (False, None, True)


def test_accumulation_is_the_chapters():
    got = accumulation()
    assert torch.equal(got.first, 2 * (torch.eye(4, 5) + 1))  # 4 on the diagonal, 2 elsewhere, as printed in 5.5
    assert torch.equal(got.second, 2 * got.first)
    assert torch.equal(got.zeroed, got.first)


def test_retain_graph_error_is_torchs():
    assert "Trying to backward through the graph a second time" in retain_graph_error()


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("v", ["", "row"])
def test_vector_jacobian(function, v):
    inp = "[[1, 0.5, -2], [0, 3, 1]]"
    out = vector_jacobian(function, inp).out
    vector = torch.arange(1.0, out.numel() + 1).reshape(out.shape)
    got = vector_jacobian(function, inp, str(vector.tolist()) if v else "")
    leaf = torch.tensor([[1, 0.5, -2], [0, 3, 1]], requires_grad=True)
    result = eval(function, {"inp": leaf})
    result.backward(vector if v else torch.ones_like(result))
    assert torch.equal(got.grad, leaf.grad)
    assert got.jacobian.shape == (result.numel(), 6)
    torch.testing.assert_close(got.product, leaf.grad)


@pytest.mark.parametrize(
    ("function", "inp", "v", "words"),
    [
        ("inp.sin()", "[1, 2]", "[1]", "v must have out's shape (2,), got (1,)"),
        ("inp.sin()", "1", "", "one or two dimensions"),
        ("inp.sin()", str([0] * 37), "", "1 to 36 numbers"),
        ("inp @ inp.T", "[1, 2]", "", "needs a matrix"),
        ("inp.exit()", "[1]", "", "function must be one of"),
        ("inp.sin()", "[1, 2]", "abc", "numbers"),
    ],
)
def test_vector_jacobian_refusals(function, inp, v, words):
    with pytest.raises(FmnistError, match=re.escape(words)):
        vector_jacobian(function, inp, v)


def test_graph_is_read_from_grad_fn():
    inputs = random_inputs()
    got = gradients(inputs)
    graph = graph_of(got.loss, {"w": inputs.w, "b": inputs.b})
    labels = [node.label for node in graph.nodes]
    assert labels[:2] == ["loss", got.loss.grad_fn.name()]
    assert {(n.label, n.detail) for n in graph.nodes if n.kind == "leaf"} == {("w", "(5, 3)"), ("b", "(3,)")}
    edges = {(labels[a], labels[b]) for a, b in graph.edges}
    assert {("loss", labels[1]), (labels[1], "AddBackward0"), ("AddBackward0", "b")} <= edges
    assert [b for _, b in edges].count("w") == 1  # behind whatever torch makes of a vector times a matrix
    assert all(graph.nodes[a].depth < graph.nodes[b].depth for a, b in graph.edges)


def test_graph_of_a_tensor_without_one_and_of_a_very_deep_one():
    assert len(graph_of(torch.ones(2)).nodes) == 1
    x = torch.ones(1, requires_grad=True)
    y = x
    for _ in range(3000):
        y = y + 1
    assert max(node.depth for node in graph_of(y).nodes) == 3001


def test_a_shared_leaf_is_one_node():
    x = torch.ones(2, requires_grad=True)
    graph = graph_of((x * x + x).sum(), {"x": x})
    assert [node.label for node in graph.nodes].count("x") == 1


def test_drawing_names_every_node_and_escapes():
    inputs = random_inputs()
    graph = graph_of(gradients(inputs).loss, {"w<": inputs.w, "b": inputs.b})
    svg = draw(graph, "graph of loss")
    assert svg.count("<rect") == len(graph.nodes)
    assert svg.count('class="graph-edge"') == len(graph.edges)
    assert "w&lt;" in svg
    assert "BinaryCrossEntropyWithLogits" in svg
