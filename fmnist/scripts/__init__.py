"""The PyTorch that reproduces what is on screen: plain torch and torchvision, nothing of this package.

Every function returns a `Script`; the tests run each kind in a process of its own and compare.
"""

from fmnist.scripts.autograd import (
    accumulation_script,
    autograd_script,
    descent_script,
    jacobian_script,
    one_batch_script,
)
from fmnist.scripts.data import batch_script, custom_script, samples_script, transforms_script
from fmnist.scripts.models import inspect_script, layers_script, predict_script, save_script, vgg16_script
from fmnist.scripts.script import Script, changed_lines
from fmnist.scripts.tensors import bridge_script, tensor_script
from fmnist.scripts.training import train_script

__all__ = [
    "Script", "accumulation_script", "autograd_script", "batch_script", "bridge_script", "changed_lines",
    "custom_script", "descent_script", "inspect_script", "jacobian_script", "layers_script", "one_batch_script",
    "predict_script", "samples_script", "save_script", "tensor_script", "train_script", "transforms_script",
    "vgg16_script",
]
