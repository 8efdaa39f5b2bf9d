"""Chapter 1, "Tensors", section by section: what we give against what torch gives."""

import numpy as np
import pytest
import torch

from fmnist.errors import TensorError
from fmnist.tensors import operations as tensors
from fmnist.tensors.numpy_bridge import bridge


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
    y = tensor @ tensor.T
    assert all(torch.equal(tensors.matmul(tensor, tensor.T, how).tensor, y) for how in tensors.MATMULS)
    z = tensor * tensor
    assert all(torch.equal(tensors.mul(tensor, tensor, how).tensor, z) for how in tensors.MULS)
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
    with pytest.raises(TensorError, match="NumPy has no BFloat16"), tensors.plain_words():
        torch.ones(5, dtype=torch.bfloat16).numpy()
