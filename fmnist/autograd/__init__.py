"""Chapter 5, "Automatic differentiation with torch.autograd"."""

from fmnist.autograd.descent import descend
from fmnist.autograd.gradients import finite_difference, gradients, vector_jacobian
from fmnist.autograd.graph import graph_of
from fmnist.autograd.one_batch import one_batch

__all__ = ["descend", "finite_difference", "gradients", "graph_of", "one_batch", "vector_jacobian"]
