"""Chapter 7.1: under which names the tensors in a file are those of a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import nn

from fmnist.checkpoint.state_dict import module_state_dict

MAX_DEPTH = 4  # of dicts in dicts
MAX_PARTS = 16  # of a prefix, between dots
MAX_MATCHES = 16  # in one dict of tensors
# What torch writes into the names of a part that it has wrapped: torch.compile, FSDP, activation checkpointing.
_INSERTED = ("_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module.")
_CONTAINERS = (dict, list, tuple, nn.Module)

Tensors = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Candidate:
    """Tensors with names somewhere in the file: `place` is the keys that lead there, `rest` the other keys there."""

    place: tuple[str, ...]
    tensors: Tensors
    rest: tuple[str, ...] = ()
    module: nn.Module | None = None
    in_order: bool = True


@dataclass(frozen=True)
class Match:
    """A candidate's tensors under the names of the model `model`; `taken_off`: what its names had beyond those."""

    candidate: Candidate
    model: str
    tensors: Tensors
    taken_off: str = ""
    left_out: tuple[str, ...] = ()
    by_shape: bool = False

    def __str__(self) -> str:
        return ".".join((*self.candidate.place, self.taken_off)).rstrip(".")


def candidates_in(loaded: object, in_order: bool) -> Iterator[Candidate]:
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
                yield Candidate(place, module_state_dict(value), module=value)
            if isinstance(value, list | tuple):
                pairs = all(isinstance(v, tuple) and len(v) == 2 and isinstance(v[0], str) for v in value)
                value = dict(value if pairs else enumerate(value))  # pairs: list(model.named_parameters())
            if not isinstance(value, dict):
                continue
            items = dict.items(value)  # not value.items(): a stranger may have put something else under that name
            tensors = {key: v for key, v in items if isinstance(key, str) and isinstance(v, torch.Tensor)}
            if tensors:
                rest = tuple(key for key, _ in items if isinstance(key, str) and key not in tensors)
                yield Candidate(place, tensors, rest, in_order=in_order)
            inner += [((*place, str(key)), v) for key, v in items
                      if isinstance(key, str | int) and isinstance(v, _CONTAINERS)]
        open_values = inner


def by_name(candidate: Candidate, model: str, known: Mapping[str, Tensors]) -> Iterator[Match]:
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
                matches.append(Match(candidate, model, under[prefix], "".join([prefix, *inserted]), left_out))
        if matches:
            yield from matches
            return


def by_shape(candidate: Candidate, model: str, known: Mapping[str, Tensors]) -> Iterator[Match]:
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
        yield Match(candidate, model, tensors, by_shape=True)


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
    return all(fits(tensors[name], tensor) for name, tensor in expected.items())


def fits(tensor: torch.Tensor, expected: torch.Tensor) -> bool:
    """Whether only the precision differs; the one whole number in a state_dict counts batches, in float16 too."""
    if tensor.shape != expected.shape:  # and is never converted: one number can be expanded to a terabyte
        return False
    if expected.is_floating_point():
        return tensor.is_floating_point()
    return tensor.dtype == expected.dtype or not (tensor.is_complex() or expected.is_complex())


def converted(tensor: torch.Tensor, expected: torch.Tensor) -> torch.Tensor:
    if tensor.is_floating_point() and not expected.is_floating_point():
        tensor = tensor.double().clamp(max=torch.finfo(tensor.dtype).max)  # float16 ends at 65504 batches
    return tensor.detach().to(expected.dtype)


def _prefixes(names: Mapping[str, object], expected: Tensors) -> Counter[str]:
    """{prefix: how many of the expected names stand after it}."""
    found: Counter[str] = Counter()
    for name in names:
        parts = name.split(".", MAX_PARTS)
        for i in range(len(parts)):
            prefix = "".join(f"{part}." for part in parts[:i])
            if name[len(prefix):] in expected:
                found[prefix] += 1
    return found


def _plain(name: str) -> str:
    for part in _INSERTED:
        name = name.replace(part, "")
    return name


def closest(candidates: list[Candidate], known: Mapping[str, Tensors], models: Mapping[str, nn.Module], likely: str,
             ) -> tuple[Candidate, str, str]:
    """What the file most likely means: candidate, model, and prefix of the names."""
    def alike(choice: tuple[Candidate, str, str]) -> tuple[bool, int, int]:
        candidate, name, prefix = choice
        found = {key.removeprefix(prefix): value.shape for key, value in candidate.tensors.items()}
        equal = [found[key] == value.shape for key, value in known[name].items() if key in found]
        return type(models[name]).__qualname__ == likely, sum(equal), len(equal)

    choices = [(candidate, name, prefix) for candidate in candidates for name, expected in known.items()
               for prefix, _ in _prefixes(candidate.tensors, expected).most_common(1) or [("", 0)]]
    return max(choices, key=alike)
