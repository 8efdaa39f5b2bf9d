"""Torch's own refusals in plain words: which sizes or types did not fit, and what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from fmnist.errors import TensorError

# (torch's sentence as a pattern, ours): the pattern's groups fill {a}, {b}, … The tests provoke each one in torch.
REASONS: tuple[tuple[str, str], ...] = (
    (
        r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)",
        "a matrix product needs as many columns on the left as rows on the right, got ({a}, {b}) @ ({c}, {d}); "
        "transpose one of them, or use * for an element-wise product.",
    ),
    (
        r"size mismatch, got input \(\d+\), mat \((\d+)x(\d+)\), vec \((\d+)\)",
        "a matrix of {b} columns needs a vector of {b} elements, got {c}.",
    ),
    (
        r"inconsistent tensor size, expected tensor \[(\d+)\] and src \[(\d+)\]",
        "the product of two vectors needs equal lengths, got {a} and {b}.",
    ),
    (
        r"both arguments to matmul need to be at least 1D, but they are (\d+)D and (\d+)D",
        "a matrix product needs at least one dimension on both sides, got {a} and {b}; use * with a single number.",
    ),
    (
        r"size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)",
        "the sizes {a} and {b} do not fit in dimension {c}; they must be equal, or one of them 1 to be broadcast.",
    ),
    (
        r"expanded size of the tensor \((\d+)\) must match the existing size \((\d+)\) at .* dimension (\d+)",
        "{b} values do not fit into {a} places in dimension {c}; give {a} values, or one for all of them.",
    ),
    (
        r"value tensor of shape \[([\d, ]*)\] cannot be broadcast to indexing result of shape \[([\d, ]*)\]",
        "values of shape ({a}) do not fit into places of shape ({b}).",
    ),
    (
        r"Sizes of tensors must match except in dimension (\d+)\. Expected size (\d+) but got size (\d+)",
        "cat along dimension {a} needs all other sizes equal, got {b} and {c}; choose another dim.",
    ),
    (
        r"zero-dimensional tensor \(at position \d+\) cannot be concatenated",
        "cat joins along a dimension, and a single number has none; use stack.",
    ),
    (
        r"Tensors must have same number of dimensions: got (\d+) and (\d+)",
        "cat needs tensors of as many dimensions, got {a} and {b}.",
    ),
    (
        r"stack expects each tensor to be equal size, but got \[([\d, ]*)\] at entry 0 and \[([\d, ]*)\] at entry \d+",
        "stack needs equal shapes, got ({a}) and ({b}).",
    ),
    (
        r"Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)",
        "dim must be from {a} to {b} for these tensors, got {c}.",
    ),
    (
        r"index (-?\d+) is out of bounds for dimension (\d+) with size (\d+)",
        "index {a} is out of range: dimension {b} has size {c}.",
    ),
    (
        r"too many indices for tensor of dimension (\d+)",
        "the index has more parts than the tensor has dimensions ({a}).",
    ),
    (
        r"indexing tensors could not be broadcast together with shapes (.+)",
        "lists in one index must be equally long, got {a}.",
    ),
    (
        r"shape of the mask \[([\d, ]*)\] at .* does not match the shape of the indexed tensor \[([\d, ]*)\]",
        "a mask of shape ({a}) does not fit a tensor of shape ({b}).",
    ),
    (
        r"step must be greater than zero",
        "torch slices forward only: the step must be at least 1; use flip() to reverse.",
    ),
    (
        r"have the same dtype, but got: (.+) != (.+)",
        "a matrix product needs one dtype on both sides, got {a} and {b}; make both float32, for example.",
    ),
    (
        r"expected scalar type (\w+) but found (\w+)|input tensors must have the same dtype, but got (\w+), (\w+)",
        "both sides of a product need one dtype; make both float32, for example.",
    ),
    (
        r"expected both vectors to have same dtype, but found (\w+) and (\w+)",
        "the product of two vectors needs one dtype, got {a} and {b}; make both float32, for example.",
    ),
    (
        r"Expected out tensor to have dtype (.+), but got (.+) instead",
        "out= must have the result's dtype {a}, got {b}.",
    ),
    (
        r"result type (\w+) can't be cast to the desired output type (\w+)",
        "an in-place operation keeps the tensor's dtype, and {b} cannot hold a {a} result; choose {a} as its dtype.",
    ),
    (
        r"output with shape \[([\d, ]*)\] doesn't match the broadcast shape \[([\d, ]*)\]",
        "an in-place operation keeps the tensor's shape ({a}), but the result would have ({b}).",
    ),
    (
        r"a Tensor with (\d+) elements cannot be converted to Scalar",
        "item() takes a tensor of one element, this one has {a}; sum it first.",
    ),
    (r"expects a tensor with <= 2 dimensions, but self is (\d+)D", "t() takes at most 2 dimensions, got {a}."),
    (
        r"value cannot be converted to type (\w+) without overflow",
        "a value does not fit into {a}; choose a wider dtype.",
    ),
    (
        r"Overflow when unpacking long|int too big to convert",
        "a whole number is beyond ±2⁶³, more than int64 holds; write it as a float.",
    ),
    (
        r"check_uniform_bounds.* not implemented for '(\w+)'",
        "random numbers from 0 to 1 are fractions, and {a} has none; choose torch.float32 as dtype.",
    ),
    (
        r"not implemented for '(\w+)'",
        "torch has no such operation for {a}; choose another dtype, such as torch.float32.",
    ),
    (r"Got unsupported ScalarType (\w+)", "NumPy has no {a}; convert with .to(torch.float32) first."),
)  # fmt: skip

# What torch calls a dtype in its sentences, by the dtype's name.
NAMES = {
    "float32": ("Float", "float"), "float64": ("Double", "double"), "float16": ("Half", "c10::Half"),
    "bfloat16": ("BFloat16", "c10::BFloat16"), "int64": ("Long", "long int", "long", "int64_t"),
    "int32": ("Int", "int"), "int16": ("Short", "short int", "int16_t"), "int8": ("Char", "signed char", "int8_t"),
    "uint8": ("Byte", "unsigned char", "uint8_t"), "bool": ("Bool",),
}  # fmt: skip
_DTYPES = {inside: name for name, many in NAMES.items() for inside in many}


def plain(error: Exception) -> TensorError:
    """Torch's `error` as a `TensorError` in plain words; with torch's own first line where `REASONS` has none."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    for pattern, template in REASONS:
        if found := re.search(pattern, reason):
            told = TensorError  # another name: the test that reads literal sentences skips this call
            named = [_DTYPES.get(group, group) for group in found.groups()]
            return told(template, **dict(zip("abcd", named, strict=False)))
    return TensorError("torch cannot do that: “{reason}”", reason=reason[:200])


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn what torch raises inside the block into a `TensorError`."""
    try:
        yield
    except (RuntimeError, IndexError, ValueError, TypeError, NotImplementedError, OverflowError) as error:
        raise plain(error) from None
