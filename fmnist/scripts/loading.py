"""Chapter 7: the few lines that load a downloaded file elsewhere, where this package is not installed."""

from torch import nn

from fmnist.checks import choice
from fmnist.scripts.script import Script, import_block, script, source_of

FILE_NAMES = {"state_dict": "model.pth", "model": "model_whole.pth", "safetensors": "model.safetensors"}


def loading_script(model: nn.Module, kind: str) -> Script:
    """A script that loads the file that `save_checkpoint(model, FILE_NAMES[kind], kind=kind)` wrote, ready to predict.

    It holds the model's class, with the classes of its parts that are not torch's own, and imports torch (and
    safetensors for that kind) only.

    **Arguments**

    - `model`: of one of the classes in `fmnist.model.MODELS`.
    - `kind`: one of `fmnist.checkpoint.save_load.KINDS`.

    Raises `ConfigError` for another kind.
    """
    cls = type(model)
    name, file, net = cls.__name__, FILE_NAMES[choice("kind", kind, FILE_NAMES)], source_of(cls)
    imports = ["import torch", "from torch import nn", *net.imports]
    if kind == "state_dict":
        loading = f'model = {name}()\nmodel.load_state_dict(torch.load("{file}", weights_only=True))'
    elif kind == "safetensors":
        imports.append("from safetensors.torch import load_file")
        loading = f'model = {name}()\nmodel.load_state_dict(load_file("{file}"))'
    else:
        loading = (
            "# The file knows its class by name only. Say which classes it may use; nothing else in it is run.\n"
            f"trusted = [\n    {_trusted(model)},\n]\n"
            "with torch.serialization.safe_globals(trusted):\n"
            f'    model = torch.load("{file}", weights_only=True)'
        )
    loading += "\nmodel.eval()"
    return script("load_model.py", imports=import_block(*imports), network=net.text, load_file=loading)


def _trusted(model: nn.Module) -> str:
    """The classes in the model: torch's own by their name, ours with the name that the file calls them by."""
    used = {type(module) for module in model.modules()}
    own = [cls for cls in used if not cls.__module__.startswith("torch.")]
    named = sorted(f'({cls.__name__}, "{cls.__module__}.{cls.__name__}")' for cls in own)
    layers = sorted(f"nn.{cls.__name__}" for cls in used - set(own))
    return ",\n    ".join([*named, *layers])
