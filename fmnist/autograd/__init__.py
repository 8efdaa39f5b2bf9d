"""Chapter 5, "Automatic differentiation with torch.autograd"."""

from fmnist.autograd.descent import descend
from fmnist.autograd.gradients import (
    FUNCTIONS,
    accumulation,
    chosen_inputs,
    finite_difference,
    gradients,
    random_inputs,
    retain_graph_error,
    tracking,
    vector_jacobian,
)
from fmnist.autograd.graph import graph_of
from fmnist.autograd.one_batch import one_batch

__all__ = [
    "FUNCTIONS", "accumulation", "chosen_inputs", "descend", "finite_difference", "gradients", "graph_of",
    "one_batch", "random_inputs", "retain_graph_error", "tracking", "vector_jacobian",
]
