"""Chapter 1, "Tensors": operations that a visitor types and torch carries out."""

from fmnist.tensors.operations import assign, attributes, create, in_place, join, sum_item
from fmnist.tensors.parsing import parse_data, parse_index, parse_shape

__all__ = ["assign", "attributes", "create", "in_place", "join", "parse_data", "parse_index", "parse_shape", "sum_item"]
