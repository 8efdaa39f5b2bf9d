"""Chapter 1: a tensor with its operations, and the bridge with NumPy."""

from fmnist.scripts.script import Script, import_block, script
from fmnist.tensors.operations import Made

ATTRIBUTES = """\
print(tensor)
print(f"Shape of tensor: {tensor.shape}")
print(f"Datatype of tensor: {tensor.dtype}")
print(f"Device tensor is stored on: {tensor.device}")
# A tensor is made on the CPU. This copies it to the accelerator, where there is one.
if torch.accelerator.is_available():
    print(tensor.to(torch.accelerator.current_accelerator()).device)"""


def tensor_script(made: Made, **then: tuple[str, ...]) -> Script:
    """1.1 to 1.3: how the tensor was made, its attributes, and what was done to it: the `code` of each operation.

    `then`: by the operation's key: entries, join, products, total, assign, in_place.
    """
    code = [line for line in made.code if not line.startswith("import")]
    imports = [line for line in made.code if line.startswith("import")]
    return script(
        "tensors.py",
        imports=import_block(*imports, "import torch"),
        made="\n".join(code),
        attributes=ATTRIBUTES,
        **{operation: "\n".join(lines) for operation, lines in then.items()},
    )


def bridge_script(code: tuple[str, ...]) -> Script:
    """1.4: `Bridge.code`."""
    imports = import_block("import numpy as np", "import torch")
    return script("numpy_bridge.py", imports=imports, bridge="\n".join(code))
