"""Chapter 7: the few lines that load a downloaded file elsewhere, where this package is not installed."""

from __future__ import annotations

import ast
import inspect

from torch import nn

from fmnist.errors import CheckpointError

FILE_NAMES = {"state_dict": "model.pth", "model": "model_whole.pth", "safetensors": "model.safetensors"}


def loading_code(model: nn.Module, kind: str) -> str:
    """A script that loads the file that `save_checkpoint(model, FILE_NAMES[kind], kind=kind)` wrote, ready to predict.

    It holds the model's class, with the classes of its parts that are not torch's own, and imports torch (and
    safetensors for that kind) only.

    **Arguments**

    - `model`: of one of the classes in `fmnist.model.MODELS`.
    - `kind`: one of `fmnist.checkpoint.KINDS`.

    Raises `CheckpointError` for another kind.
    """
    cls = type(model)
    name, file = cls.__name__, FILE_NAMES.get(kind)
    own = _own_classes(model)
    definition = "\n\n\n".join(class_source(part) for part in own)
    if kind == "state_dict":
        imports = "import torch\nfrom torch import nn"
        loading = f'model = {name}()\nmodel.load_state_dict(torch.load("{file}", weights_only=True))'
    elif kind == "safetensors":
        imports = "import torch\nfrom safetensors.torch import load_file\nfrom torch import nn"
        loading = f'model = {name}()\nmodel.load_state_dict(load_file("{file}"))'
    elif kind == "model":
        imports = "import torch\nfrom torch import nn"
        layers = sorted({type(module).__name__ for module in model.modules() if type(module) not in own})
        named = [f'({part.__name__}, "{part.__module__}.{part.__name__}")' for part in own]
        trusted = ",\n    ".join([*named, *(f"nn.{layer}" for layer in layers)])
        loading = (
            "# The file knows its class by name only. Say which classes it may use; nothing else in it is run.\n"
            f"trusted = [\n    {trusted},\n]\n"
            "with torch.serialization.safe_globals(trusted):\n"
            f'    model = torch.load("{file}", weights_only=True)'
        )
    else:
        raise CheckpointError("kind must be one of {choices}, got {got!r}.", choices=", ".join(FILE_NAMES), got=kind)
    return f"{imports}\n\n\n{definition}\n\n\n{loading}\nmodel.eval()\n"


def _own_classes(model: nn.Module) -> list[type[nn.Module]]:
    """The classes that the script has to define, in the order of the file they stand in."""
    own = {type(module) for module in model.modules() if not type(module).__module__.startswith("torch.")}
    return sorted(own, key=lambda part: inspect.getsourcelines(part)[1])


def class_source(cls: type) -> str:
    """The class as it stands in its file, without its docstring: the lines to read and copy."""
    source = inspect.getsource(cls).rstrip()
    docstring = ast.parse(source).body[0].body[0]
    lines = source.splitlines()
    if isinstance(docstring, ast.Expr) and isinstance(docstring.value, ast.Constant):
        del lines[docstring.lineno - 1 : docstring.end_lineno]
        while not lines[docstring.lineno - 1].strip():
            del lines[docstring.lineno - 1]
    return "\n".join(lines)
