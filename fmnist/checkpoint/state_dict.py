"""Chapter 7.1: does a state_dict fit a model? Every difference, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import nn

from fmnist.checkpoint.pickle_names import shown
from fmnist.errors import CheckpointError

MAX_MODULES = 10_000


@dataclass(frozen=True)
class Difference:
    """One way in which a state_dict does not fit a model.

    **Fields**

    - `kind`: "missing", "unexpected", "shape", "dtype" or "values" (nan or infinity).
    - `name`: the parameter or buffer.
    - `expected`, `got`: the model's and the file's shape or dtype, as text, or ""; for "values", `got` counts them.
    """

    kind: str
    name: str
    expected: str
    got: str


class StateDictError(CheckpointError):
    """A state_dict that does not fit; `differences` holds every one, the sentence tells the first."""

    differences: tuple[Difference, ...] = ()


def check_state_dict(state_dict: Mapping[str, torch.Tensor], model: nn.Module) -> None:
    """Compares keys, shapes, dtypes and finiteness of `state_dict` with the model's own; nothing is loaded.

    Raises `StateDictError` where they differ.
    """
    if differences := list_differences(state_dict, model):
        raise _misfit(differences, type(model).__name__)


def list_differences(state_dict: Mapping[str, torch.Tensor], model: nn.Module) -> tuple[Difference, ...]:
    """Every difference between `state_dict` and the model's own state_dict, in the model's order, surplus keys last."""
    found = []
    expected_state_dict = model.state_dict()
    for name, expected in expected_state_dict.items():
        size, dtype = _size(expected), _dtype(expected)
        if name not in state_dict:
            found.append(Difference("missing", name, size, ""))
        elif state_dict[name].shape != expected.shape:
            found.append(Difference("shape", name, size, _size(state_dict[name])))
        elif state_dict[name].dtype != expected.dtype:
            found.append(Difference("dtype", name, dtype, _dtype(state_dict[name])))
        elif bad := int((~torch.isfinite(state_dict[name])).sum()):
            found.append(Difference("values", name, "", f"{bad:,}"))
    surplus = [name for name in state_dict if name not in expected_state_dict]
    found += [Difference("unexpected", shown(name), "", _size(state_dict[name])) for name in surplus]
    return tuple(found)


def module_state_dict(module: nn.Module) -> dict[str, torch.Tensor]:
    """The state_dict of a module whose attributes come from an untrusted file. Raises as `walk_untrusted` does."""
    found: dict[str, torch.Tensor] = {}
    for prefix, part in walk_untrusted(module):
        volatile = vars(part)["_non_persistent_buffers_set"]
        parameters, buffers = dict.items(vars(part)["_parameters"]), dict.items(vars(part)["_buffers"])
        for name, tensor in (*parameters, *((name, buffer) for name, buffer in buffers if name not in volatile)):
            if isinstance(tensor, torch.Tensor):
                found[f"{prefix}{name}"] = tensor
    return found


def walk_untrusted(module: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """`named_modules()`, prefixes with their dot, of a module whose attributes come from an untrusted file.

    Reads the plain dictionaries and calls no method or hook of the module. Raises `CheckpointError` where they are not
    what torch makes.
    """
    open_modules, seen = [("", module)], 0
    while open_modules:
        prefix, current = open_modules.pop()
        seen += 1
        parts = [vars(current).get(part) for part in ("_parameters", "_buffers", "_modules")]
        volatile = vars(current).get("_non_persistent_buffers_set")
        if seen > MAX_MODULES or not all(isinstance(p, dict) for p in parts) or not isinstance(volatile, set):
            raise CheckpointError("the file's model is not built as torch builds one; save model.state_dict().")
        yield prefix, current
        for name, child in reversed(dict.items(parts[2])):
            if isinstance(child, nn.Module):
                open_modules.append((f"{prefix}{name}.", child))


def _misfit(differences: tuple[Difference, ...], model: str) -> StateDictError:
    first, n = differences[0], len(differences)
    fields = {"model": model, "name": first.name, "expected": first.expected, "got": first.got, "n": n}
    if first.kind == "missing":
        error = StateDictError(
            "the weights do not fit {model}: `{name}` {expected} is missing (differences in all: {n}); "
            "load weights of that network.", **fields)
    elif first.kind == "unexpected":
        error = StateDictError(
            "the weights do not fit {model}: it has no `{name}` {got} (differences in all: {n}); "
            "load weights of that network.", **fields)
    elif first.kind == "values":
        error = StateDictError(
            "{got} of the numbers in `{name}` are nan or infinite, expected finite ones; "
            "load weights from before the training diverged, or saved in float32.",
            **fields,
        )
    else:  # shape, dtype
        error = StateDictError(
            "the weights do not fit {model}: expected `{name}` {expected}, got {got} (differences in all: {n}); "
            "load weights of that network.",
            **fields,
        )
    error.differences = differences
    return error


def _size(tensor: torch.Tensor) -> str:
    return str(tuple(tensor.shape))


def _dtype(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")
