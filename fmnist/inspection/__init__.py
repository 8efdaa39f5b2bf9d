"""Chapters 4.4 and 4.5, "Model layers" and "Model parameters": what is inside a network."""

from fmnist.inspection.layers import LayerStep, walk_layers
from fmnist.inspection.parameters import ParameterRow, ParameterTable, parameter_table

__all__ = ["LayerStep", "ParameterRow", "ParameterTable", "parameter_table", "walk_layers"]
