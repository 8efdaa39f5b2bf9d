"""What the sections of the Tensors tab show."""

from contextlib import suppress
from typing import Any

import torch

from fmnist.checks import choice, whole_number
from fmnist.errors import TensorError
from fmnist.tensors import numpy_bridge
from fmnist.tensors import operations as tensors
from fmnist.tensors.parsing import parse_data, parse_index
from fmnist.ui.common.fields import typed_seed, whole
from fmnist.ui.common.html import escape
from fmnist.ui.common.tensor_html import facts, grid, note, side_by_side
from fmnist.ui.strings import say, together

AUTO = "auto"
MAX_LOST = 8  # numbers that a copy loses are told
OTHERS = ("tensor", "tensor.T", "typed")
PRESETS = (("0", ""), (":, 0", ""), ("..., -1", ""), ("tensor > 0.5", ""), (":, 1", "0"))  # an index, a value


def hero(code: str) -> str:
    """The line of code that a section is about."""
    return f'<pre class="hero">{escape(code)}</pre>'


def created(how: str, data: str, shape: str, dtype: str, seed: Any) -> tensors.Made:
    """The tensor that the controls on top describe."""
    chosen = None if dtype == AUTO else dtype
    seed = typed_seed(seed or 0) if how in tensors.FROM_SEED else 0  # hidden, it may still hold one that is refused
    return tensors.create(how, data=data, shape=shape, dtype=chosen, seed=seed)


def draw_tensor(lang: str, how: str, data: str, shape: str, dtype: str, seed: Any) -> str:
    """1.1 and 1.2: the tensor and its attributes, in numbers and words; marked where a dtype was overridden."""
    made = created(how, data, shape, dtype, seed)
    tensor = made.tensor
    before = None
    if how in tensors.FROM_DATA:
        with suppress(TensorError):  # 2⁶³ fits no type that torch would choose, but float32 that the visitor chose
            before = tensors.create("tensor", data=data).tensor
    text = say(lang, "tensors.attributes", count=tensor.numel(), size=tensor.element_size(), stride=tensor.stride())
    if how.endswith("_like"):
        kept = "changed" if before.dtype != tensor.dtype else "kept"
        text = together(lang, say(lang, f"tensors.like.{kept}", how=how, old=before.dtype, new=tensor.dtype), text)
    return hero("\n".join(made.code)) + side_by_side(
        [grid(lang, tensor, "tensor"), facts(lang, tensor, before)]) + note(text)


def indexed(tensor: torch.Tensor, expression: str, value: str) -> torch.Tensor:
    """What the index takes; with a value, the tensor after the assignment."""
    made = tensors.assign(tensor, expression, value) if str(value).strip() else tensors.index(tensor, expression)
    return made.tensor


def lost(lang: str, value: str, dtype: torch.dtype) -> str:
    """What whole numbers cannot hold of a visitor's fractions; empty where nothing is lost."""
    pairs = tensors.lost(str(value), dtype)
    if not pairs:
        return ""
    told = ", ".join(f"{given:.7g} → {kept}" if isinstance(given, float) else f"{given} → {kept}"
                     for given, kept in pairs[:MAX_LOST])
    more = f" ({say(lang, 'tensors.more', count=len(pairs) - MAX_LOST)})" if len(pairs) > MAX_LOST else ""
    return note(say(lang, "tensors.lost", dtype=dtype, numbers=told + more), "warning")


def draw_index(lang: str, tensor: torch.Tensor, expression: str, value: str) -> str:
    """1.3: what the index takes, shown in the tensor and on its own; with a value, the tensor after the assignment."""
    made = tensors.index(tensor, expression)
    parsed, spelled = parse_index(expression, tensor)
    taken = torch.zeros(tensor.numel(), dtype=torch.bool)
    taken[torch.arange(tensor.numel()).reshape(tensor.shape)[parsed].flatten()] = True
    taken = taken.reshape(tensor.shape)
    parts = [
        grid(lang, tensor, "tensor", taken),
        grid(lang, made.tensor, f"tensor[{spelled}]"),
        facts(lang, made.tensor, tensor),
    ]
    if str(value).strip():
        after = tensors.assign(tensor, expression, value)
        changed = ~((after.tensor == tensor) | (after.tensor != after.tensor) & (tensor != tensor))
        parts.append(grid(lang, after.tensor, after.code[0], changed))
        return hero(after.code[0]) + side_by_side(parts) + lost(lang, value, tensor.dtype)
    return hero(f"tensor[{spelled}]") + side_by_side(parts)


def joined(tensor: torch.Tensor, how: str, count: Any, dim: Any) -> tensors.Made:
    """`count` copies of the tensor as one."""
    return tensors.join(how, [tensor] * whole_number("count", count, 1, tensors.MAX_JOIN), whole(dim))


def draw_join(lang: str, tensor: torch.Tensor, how: str, count: Any, dim: Any) -> str:
    """1.3: `cat` keeps the number of dimensions, `stack` adds one."""
    made = joined(tensor, how, count, dim)
    shown = [grid(lang, made.tensor, made.code[0]), facts(lang, made.tensor, tensor)]
    words = []
    for one in tensors.JOINS:
        with suppress(TensorError):  # one of the two may be impossible along this dim
            words.append(say(lang, f"tensors.join.{one}", shape=tuple(joined(tensor, one, count, dim).tensor.shape)))
    return hero(made.code[0]) + side_by_side(shown) + note(together(lang, *words))


def other_tensor(tensor: torch.Tensor, which: str, typed: str) -> tuple[torch.Tensor, str]:
    """The right-hand side, and the line that makes it."""
    choice("other", which, OTHERS)
    if which == "tensor":
        return tensor, "other = tensor"
    if which == "tensor.T":
        if tensor.ndim != 2:
            raise TensorError(".T needs a matrix here, got {ndim} dimensions.", ndim=tensor.ndim)
        return tensor.T, "other = tensor.T"
    data = parse_data(typed)
    made = tensors.create("tensor", data=typed).tensor
    return made, f"other = torch.tensor({tensors.spell(data)})"


def multiplied(
    tensor: torch.Tensor, kind: str, which: str, typed: str
) -> tuple[torch.Tensor, tensors.Products, str]:
    """The right-hand side, the product, and the line that makes the right-hand side."""
    other, line = other_tensor(tensor, which, typed)
    multiply = tensors.matmul if choice("product", kind, ("@", "*")) == "@" else tensors.mul
    return other, multiply(tensor, other), line


def draw_product(lang: str, tensor: torch.Tensor, kind: str, which: str, typed: str) -> str:
    """1.3: the matrix product or the element-wise one, in three spellings side by side."""
    other, made, _ = multiplied(tensor, kind, which, typed)
    results = [grid(lang, result, name) for name, result in made.results.items()]
    first = next(iter(made.results.values()))
    same = note(say(lang, "tensors.product.same", names=", ".join(made.results)), "result") if made.same else ""
    return hero("\n".join(made.code[:-1])) + side_by_side([
        grid(lang, tensor, "tensor"), grid(lang, other, "other"), *results, facts(lang, first, tensor),
    ]) + same  # fmt: skip


def draw_sum(lang: str, tensor: torch.Tensor) -> str:
    """1.3: a one-element tensor, and the number in it."""
    item = tensors.sum_item(tensor)
    return hero("agg = tensor.sum(); agg.item()") + side_by_side([
        grid(lang, item.agg, "agg = tensor.sum()"), facts(lang, item.agg, tensor),
        note(say(lang, "tensors.item", item=repr(item.item), type=item.python_type), "result"),
    ])  # fmt: skip


def draw_in_place(lang: str, tensor: torch.Tensor, how: str, value: str) -> str:
    """1.3: before and after, in the same memory, and why to be careful."""
    got = tensors.in_place(tensor, how, value)
    changed = None
    if got.after.shape == got.before.shape:
        changed = got.after != got.before
    html = hero(got.code[0]) + side_by_side([
        grid(lang, got.before, say(lang, "tensors.before")), grid(lang, got.after, got.code[0], changed),
        facts(lang, got.after, got.before),
    ])  # fmt: skip
    if how == "copy_":
        html += lost(lang, value, tensor.dtype)
    return html + note(say(lang, "tensors.inplace.why", reason=tensors.why_not_in_place()), "warning")


def draw_bridge(lang: str, link: str, change: str) -> str:
    """1.4: both sides before and after."""
    got = numpy_bridge.bridge(link, change)
    t_changed, n_before, n_after = got.t_after != got.t_before, torch.tensor(got.n_before), torch.tensor(got.n_after)
    state = "shared" if got.shared_after else "parted" if got.shared_before else "copied"
    return hero("\n".join(got.code[:3])) + side_by_side([
        grid(lang, got.t_before, f"t · {say(lang, 'tensors.before')}"),
        grid(lang, got.t_after, f"t · {change}", t_changed),
    ]) + side_by_side([
        grid(lang, n_before, f"n · {say(lang, 'tensors.before')}"),
        grid(lang, n_after, f"n · {change}", n_after != n_before),
    ]) + note(say(lang, f"tensors.bridge.{state}"), "result")  # fmt: skip
