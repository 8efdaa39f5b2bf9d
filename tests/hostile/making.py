"""Weights files made to harm or to confuse: a function writes one to `path`; its code, if run, would touch `marker`."""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict

import torch

from fmnist.model import build_model

HOSTILE = {}


def hostile(words):
    def register(write):
        HOSTILE[write.__name__] = (write, words)
        return write

    return register


class Call:
    """Pickled, it is the call `function(*args)`."""

    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


def good_state():
    return build_model("mlp", seed=1).state_dict()


def torch_bytes(obj, **how):
    buffer = io.BytesIO()
    torch.save(obj, buffer, **how)
    return buffer.getvalue()


def archive(program, entries=None, compression=zipfile.ZIP_STORED, folder="archive"):
    """An archive as torch.save lays it out, around any `data.pkl`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        made.writestr(f"{folder}/data.pkl", program)
        made.writestr(f"{folder}/byteorder", "little")
        made.writestr(f"{folder}/version", "3\n")
        for name, content in (entries or {}).items():
            made.writestr(f"{folder}/{name}", content)
    return buffer.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return {name.split("/", 1)[1]: made.read(name) for name in made.namelist()}


def changed_program(obj, change):
    parts = parts_of(torch_bytes(obj))
    program = parts.pop("data.pkl")
    return archive(change(program), {name: parts[name] for name in parts if name.startswith("data/")})


def with_entry(**changes):
    return OrderedDict(good_state(), **{k.replace("__", "."): v for k, v in changes.items()})


WEIGHT = "linear_relu_stack.0.weight"
