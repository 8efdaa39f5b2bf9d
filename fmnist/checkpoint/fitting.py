"""Chapter 7.1: the state_dict in what a file holds, fitted to a model, and what was changed to make it fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import nn

from fmnist.checkpoint.pickle_scan import shown
from fmnist.checkpoint.state_dict import check_state_dict, module_state_dict, walk_untrusted
from fmnist.errors import CheckpointError

MAX_DEPTH = 4  # of dicts in dicts
MAX_PARTS = 16  # of a prefix, between dots
MAX_MATCHES = 16  # in one dict of tensors
# What torch writes into the names of a part that it has wrapped: torch.compile, FSDP, activation checkpointing.
_INSERTED = ("_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module.")

Tensors = Mapping[str, torch.Tensor]


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


@dataclass(frozen=True)
class _Candidate:
    """Tensors with names somewhere in the file: `place` is the keys that lead there, `rest` the other keys there."""

    place: tuple[str, ...]
    tensors: Tensors
    rest: tuple[str, ...] = ()
    module: nn.Module | None = None
    in_order: bool = True


@dataclass(frozen=True)
class _Match:
    """A candidate's tensors under the names of the model `model`; `taken_off`: what its names had beyond those."""

    candidate: _Candidate
    model: str
    tensors: Tensors
    taken_off: str = ""
    left_out: tuple[str, ...] = ()
    by_shape: bool = False

    def __str__(self) -> str:
        return ".".join((*self.candidate.place, self.taken_off)).rstrip(".")


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
    candidates = list(_candidates(loaded, in_order))
    if not candidates:
        raise _no_state_dict(loaded)
    expected = {name: model.state_dict() for name, model in known.items()}
    for matching in (_by_name, _by_shape):
        found = [match for candidate in candidates for name in known for match in matching(candidate, name, expected)]
        if found:
            match = _the_one(found)
            return _finished(match, known[match.model])
    candidate, name, prefix = _closest(candidates, expected, known, likely)
    tensors = {key.removeprefix(prefix): tensor for key, tensor in candidate.tensors.items()}
    for key in tensors.keys() & expected[name].keys():  # its dtype is no reason
        if _convertible(tensors[key], expected[name][key]):
            tensors[key] = _converted(tensors[key], expected[name][key])
    check_state_dict(tensors, known[name])
    raise AssertionError("a state_dict without differences was found not to fit")


def _candidates(loaded: object, in_order: bool) -> Iterator[_Candidate]:
    """Every dict of tensors in `loaded`, the outermost first."""
    open_values: list[tuple[tuple[str, ...], object]] = [((), loaded)]
    seen: set[int] = set()  # a dict may hold itself
    for _ in range(MAX_DEPTH):
        inner = []
        for place, value in open_values:
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, nn.Module):
                yield _Candidate(place, module_state_dict(value), module=value)
            if isinstance(value, list) and all(isinstance(v, tuple) and len(v) == 2 and isinstance(v[0], str)
                                               for v in value):
                value = dict(value)  # list(model.named_parameters())
            if not isinstance(value, dict):
                continue
            named = {key: v for key, v in value.items() if isinstance(key, str)}
            tensors = {key: v for key, v in named.items() if isinstance(v, torch.Tensor)}
            if tensors:
                yield _Candidate(place, tensors, tuple(key for key in named if key not in tensors), None, in_order)
            inner += [((*place, key), v) for key, v in named.items() if key not in tensors]
        open_values = inner


def _by_name(candidate: _Candidate, model: str, known: Mapping[str, Tensors]) -> Iterator[_Match]:
    """Where the names are the model's own after one and the same prefix."""
    expected, own = known[model], {name: name for name in candidate.tensors}
    plain = {_plain(name): name for name in own}
    for names in (own, plain) if len(plain) == len(own) else (own,):
        under = {prefix: {name: candidate.tensors[names[prefix + name]] for name in expected}
                 for prefix, count in _prefixes(names, expected).items() if count == len(expected)}
        matches = []
        for prefix in [prefix for prefix, tensors in under.items() if _alike(tensors, expected)][:MAX_MATCHES]:
            left_out = tuple(name for name in names if not name.startswith(prefix))
            if len(left_out) + len(expected) == len(names):
                inserted = [part for part in _INSERTED if names is plain and any(part in name for name in own)]
                matches.append(_Match(candidate, model, under[prefix], "".join([prefix, *inserted]), left_out))
        if matches:
            yield from matches
            return


def _by_shape(candidate: _Candidate, model: str, known: Mapping[str, Tensors]) -> Iterator[_Match]:
    """Where layer for layer has the model's parameters and shapes, under other names: a bare `nn.Sequential`.

    Layers of one shape are told apart by their order, which a safetensors file does not keep.
    """
    found, expected = _layers(candidate.tensors), _layers(known[model])
    tensors = {}
    if {shapes: len(layers) for shapes, layers in found.items()} != {s: len(layers) for s, layers in expected.items()}:
        return
    if not candidate.in_order and any(len(layers) > 1 for layers in expected.values()):
        return
    for shapes, layers in expected.items():
        for old, new in zip(found[shapes], layers, strict=True):
            tensors |= {f"{new}{leaf}": candidate.tensors[f"{old}{leaf}"] for leaf, _ in shapes}
    if _alike(tensors, known[model]):
        yield _Match(candidate, model, tensors, by_shape=True)


def _layers(tensors: Tensors) -> dict[frozenset[tuple[str, torch.Size]], list[str]]:
    """The prefixes of the layers that have these {("weight", its shape), ("bias", its shape), …}, in their order."""
    shapes: dict[str, set[tuple[str, torch.Size]]] = {}
    for name, tensor in tensors.items():
        leaf = name.rpartition(".")[2]
        shapes.setdefault(name.removesuffix(leaf), set()).add((leaf, tensor.shape))
    layers: dict[frozenset[tuple[str, torch.Size]], list[str]] = {}
    for layer, found in shapes.items():
        layers.setdefault(frozenset(found), []).append(layer)
    return layers


def _alike(tensors: Tensors, expected: Tensors) -> bool:
    return all(tensors[name].shape == b.shape and _convertible(tensors[name], b) for name, b in expected.items())


def _convertible(tensor: torch.Tensor, expected: torch.Tensor) -> bool:
    """Whether only the precision differs; the one whole number in a state_dict counts batches, in float16 too."""
    if expected.is_floating_point():
        return tensor.is_floating_point()
    return tensor.dtype == expected.dtype or not (tensor.is_complex() or expected.is_complex())


def _converted(tensor: torch.Tensor, expected: torch.Tensor) -> torch.Tensor:
    if tensor.is_floating_point() and not expected.is_floating_point():
        tensor = tensor.double().clamp(max=torch.finfo(tensor.dtype).max)  # float16 ends at 65504 batches
    return tensor.detach().to(expected.dtype)


def _the_one(found: list[_Match]) -> _Match:
    """The outermost match. Raises `CheckpointError` if there are several with different numbers."""
    depth = min(len(match.candidate.place) for match in found)
    first, *others = [match for match in found if len(match.candidate.place) == depth]
    if len(others) >= MAX_MATCHES - 1 or not all(_same(first.tensors, other.tensors) for other in others):
        raise CheckpointError("the file holds several state_dicts that fit ({places}); save the one you mean alone.",
                              places=shown(", ".join(map(str, (first, *others)))))
    return first


def _same(a: Tensors, b: Tensors) -> bool:
    return a.keys() == b.keys() and all(a[n].dtype == b[n].dtype and torch.equal(a[n], b[n]) for n in a)


def _finished(match: _Match, model: nn.Module) -> Fit:
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
        name, tensor = next(iter(match.tensors.items()))
        old = next(old for old, value in candidate.tensors.items() if value is tensor)
        changes.append(Change(
            "the names are not those of {model}, so its layers were matched by shape and order: `{old}` is `{new}`, "
            "and so on.", model=type(model).__name__, old=shown(old), new=name))
    state_dict = {name: _converted(match.tensors[name], tensor) for name, tensor in expected.items()}
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


def _prefixes(names: Mapping[str, object], expected: Tensors) -> Counter[str]:
    """{prefix: how many of the expected names stand after it}."""
    found: Counter[str] = Counter()
    for name in names:
        parts = name.split(".", MAX_PARTS)
        for i in range(len(parts)):
            prefix = "".join(f"{part}." for part in parts[:i])
            found[prefix] += name[len(prefix):] in expected
    return +found


def _plain(name: str) -> str:
    for part in _INSERTED:
        name = name.replace(part, "")
    return name


def _closest(candidates: list[_Candidate], known: Mapping[str, Tensors], models: Mapping[str, nn.Module], likely: str,
             ) -> tuple[_Candidate, str, str]:
    """What the file most likely means: candidate, model, and prefix of the names."""
    def alike(choice: tuple[_Candidate, str, str]) -> tuple[bool, int, int]:
        candidate, name, prefix = choice
        found = {key.removeprefix(prefix): value.shape for key, value in candidate.tensors.items()}
        equal = [found[key] == value.shape for key, value in known[name].items() if key in found]
        return type(models[name]).__qualname__ == likely, sum(equal), len(equal)

    choices = [(candidate, name, prefix) for candidate in candidates for name, expected in known.items()
               for prefix, _ in _prefixes(candidate.tensors, expected).most_common(1) or [("", 0)]]
    return max(choices, key=alike)


def _no_state_dict(loaded: object) -> CheckpointError:
    if isinstance(loaded, dict) and not loaded:
        return CheckpointError("the state_dict is empty; save model.state_dict() of a model with parameters.")
    names = [key for key in loaded if isinstance(key, str)] if isinstance(loaded, dict) else []
    if names:
        return CheckpointError("the file holds no tensors by name ({names}), expected a state_dict; save "
                               "model.state_dict().", names=shown(", ".join(names)))
    return CheckpointError("the file holds a {got}, expected a state_dict; save model.state_dict().",
                           got=type(loaded).__name__)
