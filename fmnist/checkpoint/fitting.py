"""Chapter 7.1: the state_dict in what a file holds, fitted to a model, and what was changed to make it fit."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import nn

from fmnist.checkpoint.matching import (
    MAX_MATCHES,
    Match,
    Tensors,
    by_name,
    by_shape,
    candidates_in,
    closest,
    converted,
    fits,
)
from fmnist.checkpoint.pickle_names import PassedOver, shown
from fmnist.checkpoint.state_dict import check_state_dict, walk_untrusted
from fmnist.errors import CheckpointError


class Change:
    """One thing that was done to make a file fit, told as a `FmnistError` is: an English template and its fields."""

    def __init__(self, template: str, **fields: object) -> None:
        self.template, self.fields = template, fields

    def __str__(self) -> str:
        return self.template.format(**self.fields)


@dataclass(frozen=True)
class Fit:
    """What fits a model.

    **Fields**

    - `model`: the key of the known model.
    - `state_dict`: {name: tensor}, as the model's own in names, shapes and dtypes; finite.
    - `of_module`: whether the file holds the whole model.
    - `changes`: what was done to make it fit, in the order to tell it.
    """

    model: str
    state_dict: Tensors
    of_module: bool
    changes: tuple[Change, ...]


def fit_state_dict(loaded: object, known: Mapping[str, nn.Module], likely: str = "", in_order: bool = True) -> Fit:
    """The one state_dict in `loaded` that fits one of the `known` models.

    Looks into dicts and whole models, as training checkpoints nest them, the outermost first. Takes off a common prefix
    of the names (`module.`, `_orig_mod.`, `model.`), matches by shape what has other names (a bare `nn.Sequential`),
    and converts floating-point dtypes.

    **Arguments**

    - `loaded`: what `torch.load(weights_only=True)` or safetensors read.
    - `likely`: the class name that the file gives its whole; a misfit is compared with the model of that class.
    - `in_order`: whether the file keeps the order of the tensors.

    Raises `CheckpointError` where nothing fits, or several do.
    """
    candidates = list(candidates_in(loaded, in_order))
    if not candidates:
        raise _no_state_dict(loaded, likely)
    expected = {name: model.state_dict() for name, model in known.items()}
    for matching in (by_name, by_shape):
        found = [match for candidate in candidates for name in known for match in matching(candidate, name, expected)]
        if found:
            match = _the_one(found)
            return _finished(match, known[match.model])
    candidate, name, prefix = closest(candidates, expected, known, likely)
    tensors = {key.removeprefix(prefix): tensor for key, tensor in candidate.tensors.items()}
    for key in tensors.keys() & expected[name].keys():
        if fits(tensors[key], expected[name][key]):
            tensors[key] = converted(tensors[key], expected[name][key])  # its dtype is no reason
    check_state_dict(tensors, known[name])
    raise AssertionError("a state_dict without differences was found not to fit")


def _the_one(found: list[Match]) -> Match:
    """The outermost match. Raises `CheckpointError` if there are several with different numbers."""
    depth = min(len(match.candidate.place) for match in found)
    first, *others = [match for match in found if len(match.candidate.place) == depth]
    if len(others) >= MAX_MATCHES - 1 or not all(_same(first.tensors, other.tensors) for other in others):
        raise CheckpointError("the file holds several state_dicts that fit ({places}); save the one you mean alone.",
                              places=shown(", ".join(map(str, (first, *others)))))
    return first


def _same(a: Tensors, b: Tensors) -> bool:
    # In float64, as torch compares no float8.
    return a.keys() == b.keys() and all(torch.equal(a[name].double(), b[name].double()) for name in a)


def _finished(match: Match, model: nn.Module) -> Fit:
    """The match in the model's dtypes, checked, with what was changed."""
    candidate, expected, changes = match.candidate, model.state_dict(), []
    _check_activations(candidate.module, model)
    if candidate.place:
        changes.append(Change("only `{place}` of the file was loaded.", place=shown(".".join(candidate.place))))
    if match.taken_off:
        changes.append(Change("`{prefix}` was taken off the names.", prefix=shown(match.taken_off)))
    if left_out := (*match.left_out, *candidate.rest):
        changes.append(Change("left out, as it is no part of {model}: {names}.", model=type(model).__name__,
                              names=shown(", ".join(left_out))))
    if match.by_shape:
        new = next(iter(expected))
        old = next(old for old, tensor in candidate.tensors.items() if tensor is match.tensors[new])
        changes.append(Change(
            "the names are not those of {model}, so its layers were matched by shape and order: `{old}` is `{new}`, "
            "and so on.", model=type(model).__name__, old=shown(old), new=new))
    state_dict = {name: converted(match.tensors[name], tensor) for name, tensor in expected.items()}
    for got, wanted in dict.fromkeys((match.tensors[n].dtype, state_dict[n].dtype) for n in expected):
        if got != wanted:
            changes.append(Change("{got} was converted to {wanted}.", got=str(got).removeprefix("torch."),
                                  wanted=str(wanted).removeprefix("torch.")))
    check_state_dict(state_dict, model)
    return Fit(match.model, state_dict, candidate.module is not None, tuple(changes))


def _check_activations(found: nn.Module | None, model: nn.Module) -> None:
    """Whole models alone tell what stands between the layers. Raises `CheckpointError` where that would not be done."""
    extra = _activations(found) - _activations(model) if found is not None else set()
    if extra:
        raise CheckpointError(
            "the file's model has {got} between its layers, expected {expected} as in {model}, which would answer "
            "otherwise with these weights; load a model with {expected}.", got=", ".join(sorted(extra)),
            expected=", ".join(sorted(_activations(model))), model=type(model).__name__)


def _activations(model: nn.Module) -> set[str]:
    classes = {type(module) for _, module in walk_untrusted(model)}
    return {c.__name__ for c in classes if c.__module__ == nn.ReLU.__module__ and "oftmax" not in c.__name__}


def _no_state_dict(loaded: object, likely: str) -> CheckpointError:
    if isinstance(loaded, dict) and not loaded:
        return CheckpointError("the state_dict is empty; save model.state_dict() of a model with parameters.")
    names = [key for key in loaded if isinstance(key, str)] if isinstance(loaded, dict) else []
    if names:
        return CheckpointError("the file holds no tensors by name ({names}), expected a state_dict; save "
                               "model.state_dict().", names=shown(", ".join(names)))
    return CheckpointError("the file holds a {got}, expected a state_dict; save model.state_dict().",
                           got=shown(likely) if isinstance(loaded, PassedOver) else type(loaded).__name__)
