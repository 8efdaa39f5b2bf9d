"""The scripts of the Tensors tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from fmnist.errors import FmnistError
from fmnist.scripts.script import Script
from fmnist.scripts.tensors_and_autograd import bridge_script, tensor_script
from fmnist.tensors import numpy_bridge
from fmnist.tensors import operations as tensors
from fmnist.ui.tensors.html import created, joined, multiplied


def make_bridge_script(link: str, change: str) -> Script:
    """1.4's script."""
    return bridge_script(numpy_bridge.bridge(link, change).code)


def make_script(
    top: Sequence[Any], index: Sequence[Any], join: Sequence[Any], product: Sequence[Any], in_place: Sequence[Any]
) -> Script:
    """All of 1.1 to 1.3 that can be done with the tensor on top; what torch refuses is left out.

    Each argument: the values of one group of controls, in the order in which its drawing function takes them.
    """
    made = created(*top)
    tensor, (expression, value), then = made.tensor, index, []

    def add(lines: Callable[[], tuple[str, ...]]) -> None:
        with suppress(FmnistError):
            then.append(lines())

    def multiply() -> tuple[str, ...]:
        _, result, line = multiplied(tensor, *product)
        return (line, *result.code)

    add(lambda: tensors.index(tensor, expression).code)
    add(lambda: joined(tensor, *join).code)
    add(multiply)
    add(lambda: tensors.sum_item(tensor).code)
    if str(value).strip():
        add(lambda: ("kept = tensor.clone()", *tensors.assign(tensor, expression, value).code, "tensor = kept"))
    add(lambda: tensors.in_place(tensor, *in_place).code)
    return tensor_script(made, *then)
