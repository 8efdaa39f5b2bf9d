"""Chapter 1, "Tensors", section by section: what we give against what torch gives."""

import re
from html import unescape

import numpy as np
import pytest
import torch

from fmnist.errors import TensorError
from fmnist.tensors import operations as tensors
from fmnist.tensors.numpy_bridge import bridge
from fmnist.ui.tensors import html as draws


def test_1_1_initializing():
    data = [[1, 2], [3, 4]]
    x_data = torch.tensor(data)
    assert torch.equal(tensors.create("tensor", data=str(data)).tensor, x_data)
    assert torch.equal(tensors.create("from_numpy", data=str(data)).tensor, torch.from_numpy(np.array(data)))
    assert torch.equal(tensors.create("ones_like", data=str(data)).tensor, torch.ones_like(x_data))
    with torch.random.fork_rng():
        torch.manual_seed(3)
        x_rand = torch.rand_like(x_data, dtype=torch.float)
        rand_tensor = torch.rand((2, 3))
    assert torch.equal(tensors.create("rand_like", data=str(data), dtype="float32", seed=3).tensor, x_rand)
    generator = torch.Generator().manual_seed(3)
    torch.rand((2, 2), generator=generator)
    assert torch.equal(torch.rand((2, 3), generator=generator), rand_tensor)
    assert torch.equal(tensors.create("ones", shape="2, 3").tensor, torch.ones((2, 3)))
    assert torch.equal(tensors.create("zeros", shape="2, 3").tensor, torch.zeros((2, 3)))


def test_1_2_attributes():
    tensor = torch.rand(3, 4, generator=torch.Generator().manual_seed(0))
    got = tensors.attributes(tensor)
    assert got.shape == tuple(tensor.shape) == (3, 4)
    assert got.dtype == str(tensor.dtype) == "torch.float32"
    assert got.device == str(tensor.device) == "cpu"


def test_1_3_operations():
    tensor = torch.ones(4, 4)
    assert torch.equal(tensors.index(tensor, "0").tensor, tensor[0])
    assert torch.equal(tensors.index(tensor, ":, 0").tensor, tensor[:, 0])
    assert torch.equal(tensors.index(tensor, "..., -1").tensor, tensor[..., -1])
    tensor = tensors.assign(tensor, ":, 1", "0").tensor
    assert tensor.tolist() == [[1, 0, 1, 1]] * 4
    assert torch.equal(tensors.join("cat", [tensor] * 3, 1).tensor, torch.cat([tensor] * 3, dim=1))
    assert torch.equal(tensors.join("stack", [tensor] * 3, 1).tensor, torch.stack([tensor] * 3, dim=1))
    y1, y2, y3 = tensor @ tensor.T, tensor.matmul(tensor.T), torch.rand_like(tensor)
    torch.matmul(tensor, tensor.T, out=y3)
    got = tensors.matmul(tensor, tensor.T)
    assert all(torch.equal(got.results[name], y) for name, y in (("y1", y1), ("y2", y2), ("y3", y3)))
    z1, z2, z3 = tensor * tensor, tensor.mul(tensor), torch.rand_like(tensor)
    torch.mul(tensor, tensor, out=z3)
    got = tensors.mul(tensor, tensor)
    assert all(torch.equal(got.results[name], z) for name, z in (("z1", z1), ("z2", z2), ("z3", z3)))
    agg = tensors.sum_item(tensor)
    assert (agg.item, agg.python_type) == (12.0, "float")
    added = tensors.in_place(tensor, "add_", "5")
    assert added.same_memory
    assert added.after.tolist() == [[6, 5, 6, 6]] * 4
    assert torch.equal(tensors.in_place(tensor, "t_").after, tensor.t())


def test_1_4_bridge_with_numpy():
    there = bridge("t.numpy()", "t.add_(1)")
    assert there.t_after.tolist() == there.n_after.tolist() == [2.0] * 5
    back = bridge("torch.from_numpy(n)", "np.add(n, 1, out=n)")
    assert back.t_after.tolist() == back.n_after.tolist() == [2.0] * 5
    assert back.t_after.dtype == torch.float64
    parted = bridge("torch.tensor(n)", "np.add(n, 1, out=n)")
    assert parted.t_after.tolist() == [1.0] * 5
    with pytest.raises(TensorError, match="NumPy has no bfloat16"), tensors.plain_words():
        torch.ones(5, dtype=torch.bfloat16).numpy()


def shown(html):
    """What a reader sees of it, on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


@pytest.mark.parametrize(("lang", "kept", "overridden"), [
    ("en", "the dtype here is torch.int64, as in x_data", "dtype=torch.float32 overrides torch.int64 here"),
    ("zh", "这里的 dtype 与 x_data 相同，都是 torch.int64", "这里用 dtype=torch.float32 覆盖了 torch.int64"),
])
def test_1_1_like_keeps_shape_and_dtype_unless_overridden(lang, kept, overridden):
    x_data = torch.tensor([[1, 2], [3, 4]])
    assert torch.ones_like(x_data).dtype == torch.int64
    assert kept in shown(draws.draw_tensor(lang, "ones_like", "[[1, 2], [3, 4]]", "", "auto", 0))
    assert torch.rand_like(x_data, dtype=torch.float).dtype == torch.float32
    assert overridden in shown(draws.draw_tensor(lang, "rand_like", "[[1, 2], [3, 4]]", "", "torch.float32", 0))


def test_1_2_attributes_in_words():
    tensor = torch.zeros(3, 4)
    words = shown(draws.draw_tensor("en", "zeros", "", "3, 4", "auto", 0))
    assert f"nbytes: {tensor.numel()} × {tensor.element_size()} bytes" in words
    assert f"stride {tensor.stride()}" in words
    beyond = f"[{2**63}]"  # no dtype of torch's choice holds it
    assert "9.223e+18" in shown(draws.draw_tensor("en", "tensor", beyond, "", "torch.float32", 0))
    assert "copying a large one between devices costs time and memory" in words


def test_1_3_the_column_of_zeros_is_a_preset_and_its_result_goes_on_into_cat():
    assert (":, 1", "0") in draws.PRESETS
    t = torch.ones(4, 4)
    t[:, 1] = 0
    changed = draws.indexed(torch.ones(4, 4), ":, 1", "0")
    assert torch.equal(changed, t)
    assert torch.equal(draws.joined(changed, "cat", 3, 1).tensor, torch.cat([t, t, t], dim=1))


def test_1_3_cat_beside_stack():
    t = torch.ones(2, 3)
    words = shown(draws.draw_join("en", t, "cat", 3, 1))
    assert f"that is there: {tuple(torch.cat([t] * 3, dim=1).shape)}" in words
    assert f"new dimension: {tuple(torch.stack([t] * 3, dim=1).shape)}" in words


@pytest.mark.parametrize(("lang", "said"), [("en", "same result ✓"), ("zh", "结果相同 ✓")])
def test_1_3_three_spellings_side_by_side(lang, said):
    for kind, names in (("@", "y1, y2, y3"), ("*", "z1, z2, z3")):
        words = shown(draws.draw_product(lang, torch.ones(3, 3), kind, "tensor.T", ""))
        assert names in words
        assert said in words


def test_1_3_copy_into_whole_numbers_says_what_is_lost():
    whole = torch.tensor([1, 2])
    assert whole.clone().copy_(torch.tensor([2.1, -0.75])).tolist() == [2, 0]
    for lang, told in (("en", "torch.int64 cannot hold"), ("zh", "torch.int64 存不下")):
        copied = shown(draws.draw_in_place(lang, whole, "copy_", "[2.1, -0.75]"))
        assert re.search(f"{told}.*[:：] ?2.1 → 2, -0.75 → 0[.。]", copied)
        assert told not in shown(draws.draw_in_place(lang, whole.float(), "copy_", "[2.1, -0.75]"))
        assert "0.5 → 0" in shown(draws.draw_index(lang, whole, "0", "0.5"))
