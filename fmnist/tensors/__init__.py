"""Chapter 1, "Tensors": what one does with them, typed by a visitor and done by torch."""

from fmnist.tensors.operations import assign, attributes, create, in_place, join, sum_item
from fmnist.tensors.parsing import parse_data, parse_index, parse_shape

__all__ = [
    "assign",
    "attributes",
    "create",
    "in_place",
    "join",
    "parse_data",
    "parse_index",
    "parse_shape",
    "sum_item",
]
