"""Chapter 1, "Tensors": create, look at, index, join, multiply, change in place.

Each function takes text or a choice from a visitor and returns torch's own result, with `code`, the lines that made it.
It checks sizes before torch allocates anything. It raises `ConfigError` for a choice that does not exist, and
`TensorError` in plain words for what torch refuses.
"""

from dataclasses import dataclass

import torch

from fmnist.checks import choice, valid_seed
from fmnist.errors import TensorError
from fmnist.tensors.parsing import Data, Number, check_size, parse_data, parse_index, parse_shape
from fmnist.tensors.torch_errors import plain_words

DTYPES: dict[str, torch.dtype] = {
    str(dtype): dtype
    for dtype in (
        torch.float32, torch.float64, torch.float16, torch.bfloat16,
        torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
    )
}  # fmt: skip
MAX_JOIN = 6  # tensors that cat and stack take here


@dataclass(frozen=True)
class Attributes:
    """What a tensor says of itself (1.2), and how it lies in memory."""

    shape: tuple[int, ...]
    dtype: str
    device: str
    numel: int
    nbytes: int
    stride: tuple[int, ...]


@dataclass(frozen=True)
class Made:
    """A tensor and the lines that made it; `code` assigns it to `tensor` (1.1) or prints it (1.3)."""

    tensor: torch.Tensor
    code: tuple[str, ...]


def attributes(tensor: torch.Tensor) -> Attributes:
    """1.2: shape, dtype, device; beside them the number of elements, bytes and strides."""
    return Attributes(
        tuple(tensor.shape), str(tensor.dtype), str(tensor.device), tensor.numel(), tensor.nbytes, tensor.stride()
    )


def get_dtype(name: str) -> torch.dtype:
    """`"torch.int64"` or `"int64"` → `torch.int64`. Raises `ConfigError` for any other name."""
    return DTYPES[choice("dtype", "torch." + str(name).removeprefix("torch."), DTYPES)]


def spell(data: Data) -> str:
    """`data` as Python writes it, so that a script may hold it: NaN and infinity as `float("nan")`."""
    if isinstance(data, list):
        return "[" + ", ".join(spell(item) for item in data) + "]"
    return f'float("{data}")' if data != data or data in (float("inf"), float("-inf")) else repr(data)


# 1.1 Initializing a tensor

FROM_DATA = ("tensor", "from_numpy", "ones_like", "rand_like")
FROM_SHAPE = ("rand", "ones", "zeros")
FROM_SEED = ("rand", "rand_like")


def create(how: str, *, data: str = "", shape: str = "", dtype: str | None = None, seed: int = 0) -> Made:
    """1.1: a tensor made as `torch.<how>` makes it.

    **Arguments**

    - `how`: "tensor", "from_numpy", "ones_like", "rand_like" (these read `data`), "rand", "ones", "zeros" (these read
      `shape`).
    - `data`: nested lists of numbers. `shape`: sizes such as "2, 3".
    - `dtype`: overrides what torch would choose (a key of `DTYPES`); None or "" leaves it alone.
    - `seed`: for "rand" and "rand_like", which draw from their own generator.

    Raises `TensorError` for what torch refuses and for more than `MAX_ELEMENTS` elements.
    """
    choice("create", how, FROM_DATA + FROM_SHAPE)
    seed = valid_seed(seed)
    chosen = get_dtype(dtype) if dtype else None
    extra = f", dtype={chosen}" if chosen else ""
    code = [f"torch.manual_seed({seed})"] if how in FROM_SEED else []
    with plain_words():
        generator = torch.Generator().manual_seed(seed)
        if how in FROM_SHAPE:
            size = parse_shape(shape)
            drawn = {"generator": generator} if how == "rand" else {}
            made = getattr(torch, how)(size, dtype=chosen, **drawn)
            return Made(made, (*code, f"shape = {size}", f"tensor = torch.{how}(shape{extra})"))
        return _from_data(how, parse_data(data), chosen, extra, code, generator)


def _from_data(
    how: str, values: Data, dtype: torch.dtype | None, extra: str, code: list[str], generator: torch.Generator
) -> Made:
    code.append(f"data = {spell(values)}")
    if how == "from_numpy":
        import numpy as np

        cast = f".to({dtype})" if dtype else ""
        code += ["np_array = np.array(data)", f"tensor = torch.from_numpy(np_array){cast}"]
        np_array = np.array(values)
        if np_array.dtype.kind == "u":  # NumPy's choice from 2⁶³ on; torch.tensor and most operations refuse it
            raise TensorError("a whole number is beyond ±2⁶³, more than int64 holds; write it as a float.")
        made = torch.from_numpy(np_array)
        return Made(made.to(dtype) if dtype else made, ("import numpy as np", *code))
    if how == "tensor":
        return Made(torch.tensor(values, dtype=dtype), (*code, f"tensor = torch.tensor(data{extra})"))
    x_data = torch.tensor(values)
    code += ["x_data = torch.tensor(data)", f"tensor = torch.{how}(x_data{extra})"]
    if how == "ones_like":
        return Made(torch.ones_like(x_data, dtype=dtype), tuple(code))
    return Made(torch.rand(x_data.shape, dtype=dtype or x_data.dtype, generator=generator), tuple(code))


# 1.3 Operations on tensors


def index(tensor: torch.Tensor, expression: str) -> Made:
    """1.3: `tensor[expression]`, read safely (see `parse_index`). A view wherever torch gives one."""
    with plain_words():
        parsed, spelled = parse_index(expression, tensor)
        made = tensor[parsed]
    check_size(tuple(made.shape))
    return Made(made, (f"print(tensor[{spelled}])",))


def assign(tensor: torch.Tensor, expression: str, value: str | float) -> Made:
    """1.3: `tensor[expression] = value` on a copy, so that the tensor shown before stays as it was.

    `value`: a number, or nested lists that fit or broadcast into the place.
    """
    data = parse_data(str(value))
    changed = tensor.clone()
    with plain_words():
        parsed, spelled = parse_index(expression, tensor)
        values = torch.tensor(data)
        # A Python number keeps the tensor's dtype and is checked for overflow; lists are cast as torch casts them.
        changed[parsed] = data if not isinstance(data, list) else values.to(tensor.dtype)
    written = spell(data) if not isinstance(data, list) else f"torch.tensor({spell(data)}, dtype=tensor.dtype)"
    return Made(changed, (f"tensor[{spelled}] = {written}", "print(tensor)"))


def lost(value: str, dtype: torch.dtype) -> list[tuple[Number, Number]]:
    """The numbers of `value` that a tensor of whole numbers cannot hold, each with what torch puts there instead.

    Empty for `dtype`s of fractions, which only round.
    """
    with plain_words():
        given = torch.tensor(parse_data(value)).flatten()
    if dtype.is_floating_point or dtype == torch.bool:
        return []
    given = given[given.isfinite()]
    kept = given.to(dtype)
    return list(zip(given[given != kept].tolist(), kept[given != kept].tolist(), strict=True))


JOINS = ("cat", "stack")


def join(how: str, tensors: list[torch.Tensor], dim: int = 0, names: list[str] | None = None) -> Made:
    """1.3: `torch.cat` along an existing dimension or `torch.stack` along a new one."""
    choice("join", how, JOINS)
    if not 1 <= len(tensors) <= MAX_JOIN:
        raise TensorError("join takes 1 to {limit} tensors here, got {got}.", limit=MAX_JOIN, got=len(tensors))
    with plain_words():
        made = getattr(torch, how)(tensors, dim=dim)
    check_size(tuple(made.shape))
    named = ", ".join(names or ["tensor"] * len(tensors))
    return Made(made, (f"t1 = torch.{how}([{named}], dim={dim})", "print(t1)"))


@dataclass(frozen=True)
class Products:
    """One product in the tutorial's three spellings: `results` by name, y1 to y3 or z1 to z3, and the lines of code.

    `same`: whether all three are equal in every element.
    """

    results: dict[str, torch.Tensor]
    same: bool
    code: tuple[str, ...]


def matmul(tensor: torch.Tensor, other: torch.Tensor) -> Products:
    """1.3: the matrix product: `y1 = tensor @ other`, `y2 = tensor.matmul(other)`, and `out=y3`."""
    return _products(tensor, other, torch.matmul, "y", "@")


def mul(tensor: torch.Tensor, other: torch.Tensor) -> Products:
    """1.3: the element-wise product with broadcasting: `z1 = tensor * other`, `z2 = tensor.mul(other)`, `out=z3`."""
    return _products(tensor, other, torch.mul, "z", "*")


def _products(tensor: torch.Tensor, other: torch.Tensor, op, name: str, operator: str) -> Products:
    with plain_words():
        # A small input can have a huge product: its size is checked before torch computes it.
        if op is torch.mul:
            check_size(torch.broadcast_shapes(tensor.shape, other.shape))
        elif tensor.ndim >= 2 and other.ndim >= 2 and tensor.shape[-1] == other.shape[-2]:
            batch = torch.broadcast_shapes(tensor.shape[:-2], other.shape[:-2])
            check_size((*batch, tensor.shape[-2], other.shape[-1]))
        first = tensor @ other if op is torch.matmul else tensor * other
        second = getattr(tensor, op.__name__)(other)
        third = torch.empty_like(first)  # the tutorial fills it with rand_like, to be overwritten whole
        op(tensor, other, out=third)
    like = "rand_like" if first.is_floating_point() else "empty_like"
    one, two, three = (f"{name}{i}" for i in (1, 2, 3))
    code = (
        f"{one} = tensor {operator} other",
        f"{two} = tensor.{op.__name__}(other)",
        f"{three} = torch.{like}({one})",
        f"torch.{op.__name__}(tensor, other, out={three})",
        f'print({one}, {two}, {three}, sep="\\n")',
    )
    same = all(torch.equal(first.nan_to_num(7), one_more.nan_to_num(7)) for one_more in (second, third))
    return Products({one: first, two: second, three: third}, same, code)


@dataclass(frozen=True)
class Item:
    """`agg = tensor.sum()` is still a tensor; `agg.item()` is a Python number."""

    agg: torch.Tensor
    item: int | float | bool
    python_type: str
    code: tuple[str, ...]


def sum_item(tensor: torch.Tensor) -> Item:
    """1.3: a one-element tensor and the Python number in it."""
    agg = tensor.sum()
    code = ("agg = tensor.sum()", "agg_item = agg.item()", "print(agg_item, type(agg_item))")
    return Item(agg, agg.item(), type(agg.item()).__name__, code)


@dataclass(frozen=True)
class InPlace:
    """`before` and `after` share memory: `after` is the tensor itself, `before` a copy made first."""

    before: torch.Tensor
    after: torch.Tensor
    same_memory: bool
    code: tuple[str, ...]


IN_PLACE = ("add_", "mul_", "copy_", "t_", "zero_")


def in_place(tensor: torch.Tensor, how: str, value: str | float = "5") -> InPlace:
    """1.3: an operation with a `_` suffix, which changes the tensor itself. Works on a copy of `tensor`.

    `value`: a number or nested lists, for "add_", "mul_" and "copy_".
    """
    choice("operation", how, IN_PLACE)
    after = tensor.clone()
    place = after.data_ptr()
    if how in ("t_", "zero_"):
        call = f"tensor.{how}()"
        with plain_words():
            getattr(after, how)()
    else:
        data = parse_data(str(value))
        plain_number = not isinstance(data, list) and how != "copy_"
        call = f"tensor.{how}({spell(data) if plain_number else f'torch.tensor({spell(data)})'})"
        with plain_words():
            getattr(after, how)(data if plain_number else torch.tensor(data))
    return InPlace(tensor, after, after.data_ptr() == place, (call, "print(tensor)"))


def why_not_in_place() -> str:
    """What torch says when an in-place operation has overwritten a value that backward needs: this runs it."""
    w = torch.ones(2, requires_grad=True)
    y = w.exp()
    y.add_(1)
    try:
        y.sum().backward()
    except RuntimeError as error:
        return str(error).split(":")[0].split(" [")[0] + "."
    raise AssertionError("torch no longer refuses this")
