"""Chapter 7, "Save, load and use the model": weights to a file and back, safely.

Three kinds of file, each loadable without this package (`fmnist.scripts.loading` writes the lines):

- "state_dict": `torch.save(model.state_dict(), path)`, chapter 7.1.
- "model": `torch.save(model, path)`, chapter 7.2: the structure too, but pickled by the name of its class.
- "safetensors": tensors and nothing else, https://huggingface.co/docs/safetensors.

All carry a `Card` that tells where the weights come from: in the two `.pth` kinds as an entry of the archive that
`torch.load` passes over, so that a strict `load_state_dict` sees the parameters alone.

Loading checks, in this order: size, layout, names asked for (`fmnist.checkpoint.pickle_scan`), what
`torch.load(weights_only=True)` reads, then keys, shapes, dtypes and finiteness against a model that this process built.
Only tensors are taken out of a whole-model file. Checkpoints of other programs load too: `fmnist.checkpoint.fitting`
finds the state_dict in them, and tells what it changed.
"""

import copy
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from fmnist.checkpoint.archive import atomic_save, is_zip, load_scanned, read_bytes, read_extra, safe_load, scan_archive
from fmnist.checkpoint.card import CARD_NAME, Card
from fmnist.checkpoint.fitting import Change, fit_state_dict
from fmnist.checks import choice
from fmnist.errors import CheckpointError
from fmnist.files import atomic_write
from fmnist.model import MODELS, build_model

__all__ = [
    "KINDS",
    "Card",
    "Checkpoint",
    "atomic_save",
    "load_checkpoint",
    "read_checkpoint",
    "safe_load",
    "save_checkpoint",
]

KINDS = ("state_dict", "model", "safetensors")
_MAX_HEADER_BYTES = 4 << 20


@dataclass(frozen=True)
class Checkpoint:
    """A weights file, read and fit for `load_state_dict`.

    **Fields**

    - `kind`: one of `KINDS`.
    - `model`: the key in `MODELS` that it fits, "" when it was read for a model of the caller's.
    - `state_dict`: {name: tensor on the CPU}.
    - `card`: the file's own claim of its origin, or `None`.
    - `changes`: what was taken off, left out or converted to make it fit.
    """

    kind: str
    model: str
    state_dict: Mapping[str, torch.Tensor]
    card: Card | None
    changes: tuple[Change, ...] = ()

    def build(self) -> nn.Module:
        """A new model with these weights, on the CPU, in training mode; for a file that was read without a model."""
        model = build_model(self.model)
        model.load_state_dict(self.state_dict)
        return model


def save_checkpoint(model: nn.Module, path: str | Path, *, kind: str = "state_dict", card: Card | None = None) -> None:
    """Writes the model to `path`, whole or not at all; works for any `nn.Module`.

    Tensors are written as CPU tensors, so that the file loads where there is no accelerator.

    **Arguments**

    - `kind`: one of `KINDS`.
    - `card`: where the weights come from; the time and the versions are added.

    Raises `ConfigError` for an unknown kind. Raises `FileError` where the file cannot be written; what was there
    stays.
    """
    choice("kind", kind, KINDS)
    text = (card or Card(model=type(model).__name__)).stamped().to_json()
    if kind == "state_dict":
        state_dict = model.state_dict()
        for name, value in state_dict.items():
            state_dict[name] = value.cpu() if isinstance(value, torch.Tensor) else value
        atomic_save(state_dict, path, {CARD_NAME: text.encode()})
    elif kind == "model":
        on_cpu = all(t.device.type == "cpu" for t in model.state_dict().values() if isinstance(t, torch.Tensor))
        atomic_save(model if on_cpu else copy.deepcopy(model).cpu(), path, {CARD_NAME: text.encode()})
    else:
        from safetensors.torch import save

        # safetensors knows no shared memory: parameters that share theirs are written out one by one.
        state_dict = {name: value.detach().cpu().clone(memory_format=torch.contiguous_format)
                 for name, value in model.state_dict().items()}  # fmt: skip
        data = save(state_dict, metadata={"format": "pt", "fmnist": text})
        atomic_write(path, lambda file: file.write(data))


def load_checkpoint(path: str | Path, model: nn.Module | None = None, *, max_bytes: int | None = None) -> nn.Module:
    """The model in a file of any of the three kinds, or in a training checkpoint; `read_checkpoint(path).changes` tells
    what was changed to make it fit.

    Loading leaves the mode as it was; a new model is in training mode. Call `model.eval()` before predicting, or
    dropout and batch normalisation answer differently each time.

    **Arguments**

    - `model`: the model to load into, in place; it is changed only when everything fits. `None` makes a new one of
      those in `fmnist.model.MODELS`, on the CPU, whichever the file fits.
    - `max_bytes`: the largest file to read; by default eight times what the model's own weights take, as much as a
      checkpoint in float64 with optimizer and average, plus 1 MiB.

    Raises `CheckpointError`, in one sentence, for a file that is too large, damaged, no weights file, asks for code,
    or differs in keys, shapes, dtypes, or holds nan or infinity; `error.differences` then lists every one.
    """
    checkpoint = read_checkpoint(path, model, max_bytes=max_bytes)
    if model is None:
        return checkpoint.build()
    model.load_state_dict(checkpoint.state_dict)
    return model


def read_checkpoint(path: str | Path, model: nn.Module | None = None, *, max_bytes: int | None = None) -> Checkpoint:
    """Read and check a file as `load_checkpoint` does, without loading it into a model. Same arguments and errors."""
    known = {name: _blank(cls) for name, cls in MODELS.items()} if model is None else {"": model}
    if max_bytes is None:
        max_bytes = max(8 * _nbytes(m) for m in known.values()) + (1 << 20)
    data = read_bytes(path, max_bytes)
    if is_zip(data) or not _looks_like_safetensors(data):
        found = scan_archive(data, _classes(known.values()))
        loaded, likely = load_scanned(data, found), found.top.rpartition(".")[2]
        card = Card.from_json(read_extra(data, CARD_NAME))
    else:
        likely = ""
        loaded, card = _read_safetensors(data)
    fit = fit_state_dict(loaded, known, likely, in_order=is_zip(data))
    kind = "model" if fit.of_module else "state_dict" if is_zip(data) else "safetensors"
    return Checkpoint(kind, fit.model, fit.state_dict, card, fit.changes)


def _blank(cls: type[nn.Module]) -> nn.Module:
    with torch.device("meta"):  # names, shapes and dtypes without memory or random numbers
        return cls()


def _nbytes(model: nn.Module) -> int:
    return sum(t.numel() * t.element_size() for t in model.state_dict().values() if isinstance(t, torch.Tensor))


class Wrapper(nn.Module):
    """Stands for torch's modules around a model, such as `nn.DataParallel`: their tensors alone are wanted."""


_WRAPPERS = ("torch.nn.parallel.data_parallel.DataParallel", "torch.nn.parallel.distributed.DistributedDataParallel",
             "torch.optim.swa_utils.AveragedModel")


def _classes(models: Iterable[nn.Module]) -> dict[str, type]:
    """The classes that a whole model may consist of, as `pickle_scan.scan` takes them."""
    # An RNN's __setstate__ loops `num_layers` times, a number from the file.
    layers = [c for c in vars(nn.modules).values() if isinstance(c, type) and not issubclass(c, nn.RNNBase)]
    used = [type(module) for model in models for module in model.modules()]
    named = {f"{c.__module__}.{c.__qualname__}": c for c in [*layers, *used] if issubclass(c, nn.Module)}
    # A script defines its classes in `__main__`, as the tutorial's does, or in a module of its own.
    own = {cls.__qualname__: cls for cls in used if not cls.__module__.startswith("torch.")}
    return named | own | dict.fromkeys(_WRAPPERS, Wrapper)


def _looks_like_safetensors(data: bytes) -> bool:
    # 8 bytes little-endian length, then a JSON object of that length.
    return data[8:9] == b"{"


def _read_safetensors(data: bytes) -> tuple[dict[str, torch.Tensor], Card | None]:
    from safetensors.torch import load

    length = int.from_bytes(data[:8], "little")
    if length > min(len(data) - 8, _MAX_HEADER_BYTES):
        raise CheckpointError(
            "the safetensors header says it is {claimed} bytes long, but the file has {size}; it is damaged, "
            "save it again.",
            claimed=f"{length:,}", size=f"{len(data):,}")
    try:
        metadata = json.loads(data[8 : 8 + length]).get("__metadata__") or {}
        return dict(sorted(load(data).items())), Card.from_json(metadata.get("fmnist"))
    except Exception as error:  # the library's errors, and Python's for a hostile JSON
        raise CheckpointError("the safetensors file is damaged and cannot be read; save it again.") from error
