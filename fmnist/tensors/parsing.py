"""What a visitor types (numbers, shapes, index expressions) read safely: parsed, checked node by node, never run."""

import ast
import math
from types import EllipsisType

import torch

from fmnist.checks import number
from fmnist.errors import TensorError

MAX_TEXT = 4_000  # characters
MAX_ELEMENTS = 4_096  # of any tensor on the page
MAX_DIMS = 6
MAX_INDEX = 100  # entries of one list inside an index

Number = int | float | bool
Data = Number | list["Data"]
IndexItem = int | slice | EllipsisType | None | list[int] | list[bool] | torch.Tensor
Index = tuple[IndexItem, ...]

_COMPARE = {
    ast.Gt: torch.gt, ast.GtE: torch.ge, ast.Lt: torch.lt, ast.LtE: torch.le, ast.Eq: torch.eq, ast.NotEq: torch.ne
}  # fmt: skip
EXAMPLES = {"data": "[[1, 2], [3, 4]]", "shape": "2, 3", "index": "..., -1", "number": "0.5"}
_FLOATS = {"nan": math.nan, "inf": math.inf}


def _parse(text: object, what: str) -> ast.expr:
    text = text if isinstance(text, str) else ""  # straight over HTTP a field may hold anything
    if not text.strip():
        raise TensorError("{what} is empty; type something such as {example}.", what=what, example=EXAMPLES[what])
    if len(text) > MAX_TEXT:
        raise TensorError("{what} may have {limit} characters, got {got}; use less.", what=what, limit=MAX_TEXT,
                          got=len(text))
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise TensorError("{what} cannot be read: {text!r} is not valid Python.", what=what, text=text[:60]) from None


def _number(node: ast.expr) -> Number | None:
    """The number that `node` spells (`3`, `-0.5`, `True`, `nan`), or None where it is anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        value = _number(node.operand) if not isinstance(node.operand, ast.UnaryOp) else None
        return None if value is None or isinstance(value, bool) else -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.Name):
        return _FLOATS.get(node.id)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
        return node.value
    return None


def parse_number(text: str | float, field: str, low: float, high: float) -> float:
    """`"2.5"` → 2.5.

    Raises `TensorError` for text that is empty or not Python, `ConfigError` for anything but a number from `low` to
    `high`.
    """
    value = _number(_parse(str(text), "number"))
    return number(field, text if value is None else value, low, high)


def parse_data(text: str) -> Data:
    """`"[[1, 2], [3, 4]]"` → nested lists of numbers, as `torch.tensor` takes them.

    Raises `TensorError` for text that is empty, too long, ragged, too deep or holds anything but numbers.
    """
    data = _nested(_parse(text, "data"), depth=0)
    _shape_of(data, where="data")
    return data


def _nested(node: ast.expr, depth: int) -> Data:
    if isinstance(node, (ast.List, ast.Tuple)):
        if depth == MAX_DIMS:
            raise TensorError("data may be nested {limit} deep here, got more.", limit=MAX_DIMS)
        return [_nested(item, depth + 1) for item in node.elts]
    value = _number(node)
    if value is None:
        raise TensorError("data may hold numbers and lists of numbers, got {got!r}.", got=ast.unparse(node)[:60])
    return value


def _shape_of(data: Data, where: str) -> tuple[int, ...]:
    """The shape of nested lists; raises for ragged ones and says where."""
    if not isinstance(data, list):
        return ()
    shapes = [_shape_of(item, f"{where}[{i}]") for i, item in enumerate(data)]
    for i, shape in enumerate(shapes):
        if shape != shapes[0]:
            raise TensorError(
                "data is ragged: {where}[{i}] has shape {got}, {where}[0] has {expected}; make all rows equally long.",
                where=where, i=i, got=shape, expected=shapes[0],
            )  # fmt: skip
    return (len(data), *(shapes[0] if shapes else ()))


def as_data(tensor: torch.Tensor) -> str:
    """`tensor` as the nested lists that `parse_data` reads.

    Raises `TensorError` where lists cannot have its shape, as (0, 3), or are longer than what may be typed.
    """
    if not tensor.numel():
        raise TensorError("this result has no elements, so there is nothing to go on with.")
    text = str(tensor.tolist())
    if len(text) > MAX_TEXT:
        raise TensorError("written as lists, this result has {got:,} characters, more than the {limit:,} of data; take "
                          "fewer elements.", got=len(text), limit=MAX_TEXT)
    return text


def parse_shape(text: str) -> tuple[int, ...]:
    """`"2, 3"`, `"(2, 3)"`, `"4"` or `"()"` → a shape whose elements fit on the page.

    Raises `TensorError` for anything but non-negative whole numbers, more than `MAX_DIMS` dimensions or more than
    `MAX_ELEMENTS` elements; nothing is allocated before that is known.
    """
    node = _parse(text, "shape")
    items = node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]
    sizes = [_number(item) for item in items]
    if not all(type(size) is int and size >= 0 for size in sizes):
        raise TensorError("a shape is whole numbers of at least 0, such as 2, 3; got {got!r}.", got=text[:60])
    if len(sizes) > MAX_DIMS:
        raise TensorError("a shape may have {limit} dimensions here, got {got}.", limit=MAX_DIMS, got=len(sizes))
    check_size(tuple(sizes))
    return tuple(sizes)


def check_size(shape: tuple[int, ...]) -> None:
    """Raises `TensorError` where a tensor of `shape` has more than `MAX_ELEMENTS` elements."""
    if math.prod(shape) > MAX_ELEMENTS:
        raise TensorError(
            "shape {shape} has {n} elements, more than the {limit} this page shows; choose a smaller one.",
            shape="(" + ", ".join(f"{size:,}" for size in shape) + ")",
            n=f"{math.prod(shape):,}" if math.prod(shape) < 10**30 else "far too many",
            limit=f"{MAX_ELEMENTS:,}",
        )


def parse_index(text: str, tensor: torch.Tensor) -> tuple[Index, str]:
    """What stands between the brackets of `tensor[…]`: the index, and its canonical spelling.

    Understood: whole numbers, slices, `...`, `None`, lists of numbers or booleans, and one comparison such as
    `tensor > 0`. The brackets themselves may be typed too: `tensor[0, 1:]`. Anything else (names, calls,
    attributes, …) raises `TensorError`; nothing is evaluated.
    """
    inner = text.strip() if isinstance(text, str) else ""
    for name in ("tensor", "t"):
        if inner.startswith(name + "[") and inner.endswith("]"):
            inner = inner[len(name) + 1 : -1]
            break
    node = _parse(f"_[{inner}]" if inner.strip() else "", "index")
    # `0][1` and `0] + _[0` close our bracket themselves: they parse, but not as one subscript of `_`.
    if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "_"):
        raise TensorError("an index is what stands between one pair of brackets, got {got!r}.", got=text[:60])
    nodes = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return tuple(_index_item(item, tensor) for item in nodes), ", ".join(_spell(item) for item in nodes)


def _spell(node: ast.expr) -> str:
    return "..." if isinstance(node, ast.Constant) and node.value is ... else ast.unparse(node)


def _index_item(node: ast.expr, tensor: torch.Tensor) -> IndexItem:
    if isinstance(node, ast.Constant) and (node.value is None or node.value is ...):
        return node.value
    if isinstance(node, ast.Slice):
        return slice(*(_whole(part) for part in (node.lower, node.upper, node.step)))
    if isinstance(node, ast.List):
        return _index_list(node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARE:
        number = _number(node.comparators[0])
        if isinstance(node.left, ast.Name) and node.left.id in ("tensor", "t") and number is not None:
            return _COMPARE[type(node.ops[0])](tensor, number)
    value = _number(node)
    if type(value) in (int, bool):
        return value
    raise TensorError("an index may hold whole numbers, slices, ..., None, lists and tensor > number; got {got!r}.",
                      got=ast.unparse(node)[:60])


def _whole(node: ast.expr | None) -> int | None:
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return None
    value = _number(node)
    if type(value) is not int or abs(value) >= 2**63:
        raise TensorError("a slice is whole numbers, such as 0:2 or ::2; got {got!r}.", got=ast.unparse(node)[:60])
    return value


def _index_list(node: ast.List) -> list[int] | list[bool]:
    values = [_number(item) for item in node.elts]
    kinds = {type(value) for value in values}
    if len(values) > MAX_INDEX or not (kinds <= {int} or kinds <= {bool}):
        raise TensorError("a list in an index holds up to {limit} whole numbers, or booleans; got {got!r}.",
                          limit=MAX_INDEX, got=ast.unparse(node)[:60])
    return values
