import re

import numpy as np
import pytest
import torch

from fmnist.errors import ConfigError, FmnistError, TensorError
from fmnist.tensors import operations as tensors
from fmnist.tensors.numpy_bridge import CHANGES, LINKS, bridge
from fmnist.tensors.torch_errors import REASONS, plain_words


def run(lines, **names):
    """Run shown code and give back its names."""
    space = {"torch": torch, "np": np, "print": lambda *a, **k: None, **names}
    exec("\n".join(lines), space)
    return space


DATA = "[[1, 2], [3, 4]]"


@pytest.mark.parametrize("how", tensors.FROM_DATA + tensors.FROM_SHAPE)
@pytest.mark.parametrize("dtype", [None, "torch.float32", "torch.float64"])
def test_shown_code_creates_the_same_tensor(how, dtype):
    if how == "rand_like" and dtype is None:
        with pytest.raises(TensorError, match="fractions, and int64 has none; choose"):
            tensors.create(how, data=DATA, seed=7)
        return
    made = tensors.create(how, data=DATA, shape="2, 3", dtype=dtype, seed=7)
    again = run(made.code)["tensor"]
    assert made.tensor.dtype == again.dtype
    assert torch.equal(made.tensor, again)


def test_create_follows_torch_in_every_dtype():
    for name, dtype in tensors.DTYPES.items():
        assert torch.equal(
            tensors.create("tensor", data=DATA, dtype=name).tensor, torch.tensor([[1, 2], [3, 4]], dtype=dtype)
        )
    assert tensors.create("from_numpy", data="[1.5]").tensor.dtype == torch.float64  # NumPy's default, not torch's
    assert tensors.create("tensor", data="[1.5]").tensor.dtype == torch.float32


def test_creating_leaves_the_process_wide_generator_alone():
    before = torch.get_rng_state()
    assert not torch.equal(
        tensors.create("rand", shape="9", seed=1).tensor, tensors.create("rand", shape="9", seed=2).tensor
    )
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("how", "options", "words"),
    [
        ("rand", {"shape": "1000000000"}, "1,000,000,000 elements"),
        ("rand", {"shape": "2", "dtype": "int64"}, "int64 has none; choose torch.float32 as dtype"),
        ("tensor", {"data": "[300]", "dtype": "uint8"}, "does not fit into uint8"),
        ("tensor", {"data": f"[{2**70}]"}, "beyond"),
        ("from_numpy", {"data": f"[{2**70}]"}, "torch cannot do that: “can't convert np.ndarray of type numpy.object_"),
        ("from_numpy", {"data": f"[{2**63}]"}, "beyond"),
        ("tensor", {"data": "[1]", "dtype": "complex99"}, "dtype must be one of"),
        ("eval", {"data": "[1]"}, "create must be one of"),
        ("rand", {"shape": "2", "seed": -1}, "seed"),
    ],
)
def test_what_cannot_be_created(how, options, words):
    with pytest.raises(FmnistError, match=re.escape(words)):
        tensors.create(how, **options)


def test_attributes():
    got = tensors.attributes(torch.zeros(3, 4, dtype=torch.float64).t())
    assert (got.shape, got.dtype, got.device, got.numel, got.nbytes, got.stride) == (
        (4, 3),
        "torch.float64",
        "cpu",
        12,
        96,
        (1, 4),
    )


def test_index_and_assign():
    tensor = torch.arange(16.0).reshape(4, 4)
    assert torch.equal(tensors.index(tensor, "0").tensor, tensor[0])
    assert torch.equal(tensors.index(tensor, ":, 0").tensor, tensor[:, 0])
    assert torch.equal(tensors.index(tensor, "..., -1").tensor, tensor[..., -1])
    for place, value in [(":, 1", "0"), ("0", "[1, 2, 3, 4]"), ("tensor > 7", "-1"), ("1, 1", "nan")]:
        made = tensors.assign(tensor, place, value)
        changed = tensor.clone()
        run(made.code, tensor=changed)
        assert torch.equal(made.tensor.nan_to_num(99), changed.nan_to_num(99))
        assert torch.equal(tensor, torch.arange(16.0).reshape(4, 4))


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ("9", "index 9 is out of range: dimension 0 has size 4"),
        ("0, 0, 0", "more parts than the tensor has dimensions (2)"),
        ("::-1", "forward only"),
        ("[9]", "index 9 is out of range"),
        ("[0, 1], [0, 1, 2]", "equally long"),
        ("[True, False]", "a mask of shape (2) does not fit"),
    ],
)
def test_index_that_torch_refuses(index, words):
    with pytest.raises(TensorError, match=re.escape(words)):
        tensors.index(torch.ones(4, 4), index)


def test_assign_that_does_not_fit():
    with pytest.raises(TensorError, match="5 values do not fit into 4 places"):
        tensors.assign(torch.ones(4, 4), ":, 1", "[1, 2, 3, 4, 5]")
    with pytest.raises(TensorError, match="does not fit into"):
        tensors.assign(torch.ones(4, dtype=torch.uint8), "0", "300")


def test_join():
    tensor = torch.arange(6).reshape(2, 3)
    for how, dim in [("cat", 0), ("cat", 1), ("cat", -1), ("stack", 0), ("stack", 2)]:
        made = tensors.join(how, [tensor] * 3, dim)
        assert torch.equal(made.tensor, getattr(torch, how)([tensor] * 3, dim=dim))
        assert torch.equal(run(made.code, tensor=tensor)["t1"], made.tensor)


@pytest.mark.parametrize(
    ("how", "other", "dim", "words"),
    [
        ("cat", torch.ones(2, 2), 0, "all other sizes equal, got 3 and 2"),
        ("cat", torch.ones(2), 0, "as many dimensions, got 2 and 1"),
        ("cat", torch.ones(2, 3), 5, "dim must be from -2 to 1 for these tensors, got 5"),
        ("stack", torch.ones(2, 2), 0, "equal shapes, got (2, 3) and (2, 2)"),
        ("zip", torch.ones(2, 3), 0, "join must be one of"),
    ],
)
def test_join_that_torch_refuses(how, other, dim, words):
    with pytest.raises(FmnistError, match=re.escape(words)):
        tensors.join(how, [torch.ones(2, 3), other], dim)


@pytest.mark.parametrize("dtype", [torch.float32, torch.int64])
def test_the_three_spellings_of_a_product_agree(dtype):
    tensor, other = torch.arange(12, dtype=dtype).reshape(3, 4), torch.arange(4)
    for made, expected, right in (
        (tensors.matmul(tensor, tensor.T), tensor @ tensor.T, tensor.T),
        (tensors.mul(tensor, other), tensor * other, other),
    ):
        again = run(made.code, tensor=tensor, other=right)
        assert made.same
        for name, result in made.results.items():
            assert torch.equal(result, expected)
            assert torch.equal(again[name], expected)


def test_a_product_with_nan_in_it_is_the_same_too():
    assert tensors.mul(torch.tensor([float("nan"), 1.0]), torch.ones(2)).same


@pytest.mark.parametrize(("value", "dtype", "expected"), [
    ("[1, 2.75, -0.5]", torch.int64, [(2.75, 2), (-0.5, 0)]), ("[[1], [300]]", torch.uint8, [(300, 44)]),
    ("[1, 2]", torch.int64, []), ("[2.75]", torch.float32, []), ("[nan, 2]", torch.int64, []),
])
def test_what_whole_numbers_lose_is_what_torchs_copy_loses(value, dtype, expected):
    assert tensors.lost(value, dtype) == expected
    for given, kept in expected:
        assert torch.zeros(1, dtype=dtype).copy_(torch.tensor([given])).item() == kept


@pytest.mark.parametrize("dtype", [dtype for dtype in tensors.DTYPES.values() if not dtype.is_floating_point])
def test_torch_has_no_random_numbers_for_whole_dtypes_and_we_call_them_as_torch_spells_them(dtype):
    name = str(dtype).removeprefix("torch.")
    with pytest.raises(TensorError, match=f"fractions, and {name} has none"), plain_words():
        torch.rand(2, dtype=dtype)
    with pytest.raises(TensorError, match=f"got float32 and {name};"), plain_words():
        torch.ones(2, 2) @ torch.ones(2, 2, dtype=dtype)
    with pytest.raises(TensorError, match=f"got float32 and {name};"), plain_words():
        torch.dot(torch.ones(2), torch.ones(2, dtype=dtype))


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (torch.ones(2, 3), torch.ones(2, 3), "got (2, 3) @ (2, 3); transpose"),
        (torch.ones(2, 3), torch.ones(2), "3 columns needs a vector of 3"),
        (torch.ones(3), torch.ones(2), "equal lengths, got 3 and 2"),
        (torch.tensor(1.0), torch.ones(2, 3), "at least one dimension"),
        (torch.ones(2, 3), torch.ones(3, 2, dtype=torch.int64), "one dtype on both sides, got float32 and int64"),
        (torch.ones(4096, 1), torch.ones(1, 4096), "16,777,216 elements"),
    ],
)
def test_matmul_that_torch_refuses(a, b, words):
    with pytest.raises(TensorError, match=re.escape(words)):
        tensors.matmul(a, b)


def test_mul_that_torch_refuses():
    with pytest.raises(TensorError, match="broadcast"):
        tensors.mul(torch.ones(2, 3), torch.ones(2, 2))
    with pytest.raises(TensorError, match="16,777,216 elements"):
        tensors.mul(torch.ones(4096, 1), torch.ones(1, 4096))


def test_sum_item():
    got = tensors.sum_item(torch.ones(3, 4))
    assert (got.agg.shape, got.item, got.python_type) == ((), 12.0, "float")
    assert tensors.sum_item(torch.ones(3).bool()).python_type == "int"


@pytest.mark.parametrize("how", tensors.IN_PLACE)
def test_in_place_changes_the_same_memory(how):
    tensor = torch.arange(6.0).reshape(2, 3)
    got = tensors.in_place(tensor, how, "[7]" if how == "copy_" else "5")
    again = run(got.code, tensor=tensor.clone())["tensor"]
    assert got.same_memory
    assert torch.equal(got.after, again)
    assert torch.equal(got.before, torch.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize(
    ("tensor", "how", "value", "words"),
    [
        (torch.ones(2, dtype=torch.int64), "add_", "0.5", "int64 cannot hold a float32 result"),
        (torch.ones(3), "add_", "[[1], [2], [3]]", "keeps the tensor's shape (3)"),
        (torch.ones(2, 2, 2), "t_", "", "at most 2 dimensions, got 3"),
        (torch.ones(2), "copy_", "[1, 2, 3]", "do not fit"),
        (torch.ones(2), "sub_", "1", "operation must be one of"),
    ],
)
def test_in_place_that_torch_refuses(tensor, how, value, words):
    with pytest.raises(FmnistError, match=re.escape(words)):
        tensors.in_place(tensor, how, value)


def test_why_not_in_place_is_torchs_own_sentence():
    assert "modified by an inplace operation" in tensors.why_not_in_place()


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("change", CHANGES)
def test_bridge_says_what_the_shown_code_does(link, change):
    got = bridge(link, change)
    again = run(got.code)
    assert torch.equal(got.t_after, again["t"])
    assert np.array_equal(got.n_after, again["n"])
    assert got.shared_before == (link in ("t.numpy()", "torch.from_numpy(n)"))
    in_place = change not in ("t = t + 1", "n = n + 1")
    assert got.shared_after == (got.shared_before and in_place)
    assert np.array_equal(got.t_after.numpy(), got.n_after) == got.shared_after


def test_bridge_refuses_other_words():
    with pytest.raises(ConfigError):
        bridge("os.system('x')")
    with pytest.raises(ConfigError):
        bridge(change="del t")


def test_every_reason_is_one_that_torch_still_gives():
    """The patterns are torch's wording; when torch rewords one, this test says which."""
    f, i = torch.ones(2, 3), torch.ones(2, 3, dtype=torch.int64)
    refused = [
        lambda: f @ f,
        lambda: f @ torch.ones(2),
        lambda: torch.ones(3) @ torch.ones(2),
        lambda: torch.tensor(1.0) @ f,
        lambda: f * torch.ones(2, 2),
        lambda: f.__setitem__(0, torch.ones(5)),
        lambda: f.__setitem__([0, 1], torch.ones(5, 3)),
        lambda: torch.cat([f, torch.ones(2, 2)]),
        lambda: torch.cat([torch.tensor(1.0)]),
        lambda: torch.cat([f, torch.ones(2)]),
        lambda: torch.stack([f, torch.ones(2)]),
        lambda: torch.cat([f], 5),
        lambda: f[5],
        lambda: f[0, 0, 0],
        lambda: f[[0, 1], [0, 1, 2]],
        lambda: f[[True] * 3],
        lambda: f[::-1],
        lambda: f @ i.T,
        lambda: torch.dot(f[0], i[0]),
        lambda: f @ i[0],
        lambda: torch.matmul(f, f.T, out=torch.ones(2, 2, dtype=torch.int64)),
        lambda: i.add_(0.5),
        lambda: torch.ones(3).add_(torch.ones(3, 3)),
        lambda: f.item(),
        lambda: torch.ones(2, 2, 2).t_(),
        lambda: torch.tensor([300], dtype=torch.uint8),
        lambda: torch.tensor([2**70]),
        lambda: torch.rand(2, dtype=torch.int64),
        lambda: torch.ones(2, 2).bool() @ torch.ones(2, 2).bool(),
        lambda: torch.ones(2, dtype=torch.bfloat16).numpy(),
    ]
    heard = set()
    for operation in refused:
        with pytest.raises(TensorError) as caught, plain_words():
            operation()
        heard.add(caught.value.template)
    assert {template for _, template in REASONS} - heard == set()
