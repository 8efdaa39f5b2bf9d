"""Chapter 7: read what a pickle asks for, without doing it.

A pickle is a small program: it names functions and calls them, and `pickle.load` obeys. `torch.load(weights_only=True)`
obeys only for names on a list, and so stops `os.system`. Before it, this scan runs the program on stand-ins, which
import and call nothing, with a shorter list. It names the refused function to the user, and refuses calls that
`weights_only` permits, such as `nn.Linear(10**6, 10**6)`, which takes the machine's memory.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fmnist.errors import CheckpointError

MAX_TUPLE_DEPTH = 32  # hashing a tuple nested a million deep overflows the C stack, and with it the server

# Bytes per element, by storage class, of the dtypes that models, optimizers and generators save.
STORAGE_BYTES = {
    "FloatStorage": 4, "DoubleStorage": 8, "HalfStorage": 2, "BFloat16Storage": 2,
    "LongStorage": 8, "IntStorage": 4, "ShortStorage": 2, "CharStorage": 1, "ByteStorage": 1, "BoolStorage": 1,
    "ComplexFloatStorage": 8, "ComplexDoubleStorage": 16,
}  # fmt: skip

# The functions that checkpoints call and torch allows; each only assembles its arguments.
CALLS = frozenset(
    {
        "collections.OrderedDict",
        "collections.Counter",
        "builtins.set",
        "torch.Size",
        "torch.device",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_parameter",
        "torch._utils._rebuild_parameter_with_state",
        "_codecs.encode",  # bytes; see _StandIn.__init__
    }
)
_DTYPES = frozenset(("float16", "bfloat16", "float32", "float64", "uint8", "int8", "int16", "int32", "int64", "bool",
                     "complex64", "complex128"))


class PassedOver:
    """Stands for what a checkpoint holds beside the tensors: it imports nothing, does nothing and keeps nothing."""

    def __new__(cls, *args: object) -> PassedOver:
        return object.__new__(cls)

    def __init__(self, *args: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        pass


def _a_dict(*args: object) -> dict[object, object]:
    return {}


def _a_list(*args: object) -> list[object]:
    return []


# What people keep beside the weights (best accuracy, options, history) and what torch makes of it here.
_PASSED_OVER: dict[str, Callable[..., object]] = {
    **dict.fromkeys((
        *(f"numpy.{core}.multiarray.{name}" for core in ("core", "_core") for name in ("scalar", "_reconstruct")),
        "numpy.dtype", "numpy.ndarray", "builtins.bytes", "builtins.list", "builtins.dict", "builtins.int",
        "builtins.float", "argparse.Namespace", "datetime.datetime", "datetime.date", "datetime.timedelta",
        *(f"{module}.{name}" for module in ("pathlib", "pathlib._local") for name in ("PosixPath", "WindowsPath")),
    ), PassedOver),
    "collections.defaultdict": _a_dict,
    "collections.deque": _a_list,
}  # fmt: skip

# The opcodes of protocol 2, as torch.save writes it; the others (INST, STACK_GLOBAL, EXT, FRAME, …) have no use here.
_OPCODES = ("PROTO", "STOP", "MARK", "GLOBAL", "REDUCE", "BUILD", "NEWOBJ", "BINPERSID", "APPEND", "APPENDS", "SETITEM",
            "SETITEMS", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "NONE", "NEWTRUE", "NEWFALSE", "EMPTY_TUPLE",
            "EMPTY_LIST", "EMPTY_DICT", "BININT", "BININT1", "BININT2", "BINFLOAT", "BINUNICODE", "LONG1", "BINPUT",
            "LONG_BINPUT", "BINGET", "LONG_BINGET")


def shown(text: object, limit: int = 80) -> str:
    """`text` from a stranger's file, fit to stand in a sentence: printable, on one line, at most `limit` characters."""
    plain = "".join(c if c.isprintable() else "�" for c in str(text)[: limit + 1])
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


@dataclass(frozen=True)
class Scan:
    """What a pickle would make.

    **Fields**

    - `top`: the class of the whole, as "module.Class" ("collections.OrderedDict", "builtins.dict",
      "fmnist.model.NeuralNetwork", …).
    - `stand_ins`: {"module.name": class or function} for `torch.serialization.safe_globals`: what torch is to take for
      each name that it does not allow by itself. All of them are ours or layers of torch.
    """

    top: str
    stand_ins: Mapping[str, Callable[..., object]]


class _StandIn:
    """An object that the pickle would have made. It keeps nothing and does nothing."""

    name = ""

    def __new__(cls, *args: object) -> _StandIn:
        return object.__new__(cls)

    def __init__(self, *args: object) -> None:
        # Only REDUCE (a call) runs this; NEWOBJ, which torch.save writes for a module, does not.
        if self.name not in CALLS and _passed_over(self.name) is None:
            raise CheckpointError("the file calls `{name}`, which weights never need; save it again with torch.save.",
                                  name=shown(self.name))
        if self.name == "_codecs.encode" and args[1:] != ("latin1",):  # other codecs are imported, and some are slow
            raise _refusal(self.name)

    def __setstate__(self, state: object) -> None:
        pass

    def __setitem__(self, key: object, value: object) -> None:
        if self.name not in ("collections.OrderedDict", "collections.Counter", "collections.defaultdict"):
            raise _refusal(self.name)

    def extend(self, values: object) -> None:
        if self.name != "collections.deque":
            raise _refusal(self.name)

    append = extend


class _DryUnpickler(pickle._Unpickler):  # the pure Python one: the C one allocates gigabytes for a large memo index
    dispatch: ClassVar = {getattr(pickle, op)[0]: pickle._Unpickler.dispatch[getattr(pickle, op)[0]] for op in _OPCODES}

    def __init__(self, data: bytes, classes: Mapping[str, type], storage_sizes: Mapping[str, int] | None) -> None:
        super().__init__(io.BytesIO(data))
        self.classes = classes
        self.storage_sizes = storage_sizes
        self.stand_ins: dict[str, Callable[..., object]] = {}

    def find_class(self, module: str, name: str) -> Any:
        full_name = f"{'builtins' if module == '__builtin__' else module}.{name}"
        if full_name not in CALLS and not (module == "torch" and name in {*STORAGE_BYTES, *_DTYPES}):
            stand_in = self.classes.get(full_name) or self.classes.get(name) or _passed_over(full_name)
            if stand_in is None:
                raise _refusal(full_name)
            self.stand_ins[full_name] = stand_in
        return type("StandIn", (_StandIn,), {"name": full_name})

    def persistent_load(self, pid: Any) -> Any:
        kind, storage, key, _location, numel = pid
        if kind != "storage" or type(key) is not str or type(numel) is not int or numel < 0:
            raise pickle.UnpicklingError("not a storage")
        # A storage that claims more than the archive holds would be filled with this process's own memory.
        nbytes = numel * STORAGE_BYTES[storage.name.removeprefix("torch.")]
        if self.storage_sizes is not None and self.storage_sizes.get(key) != nbytes:
            raise CheckpointError(
                "the file says that tensor {key} has {claimed} bytes, but holds {got}; it is damaged, save it again.",
                key=shown(key), claimed=nbytes, got=self.storage_sizes.get(key, 0))
        return None

    def load_proto(self) -> None:
        if (protocol := self.read(1)[0]) != 2:
            raise CheckpointError(
                "the file is written in pickle protocol {got}, expected 2; save it with torch.save and its defaults.",
                got=protocol)

    def _checked_tuple(make: Any) -> Any:  # a decorator for the four methods below
        def load_tuple(self: _DryUnpickler) -> None:
            make(self)
            made = self.stack[-1]
            depth = 1 + max((getattr(item, "depth", 0) for item in made), default=0)
            if depth > MAX_TUPLE_DEPTH:
                raise pickle.UnpicklingError("tuples nested too deep")
            self.stack[-1] = _Tuple(made)
            self.stack[-1].depth = depth

        return load_tuple

    dispatch[pickle.PROTO[0]] = load_proto
    for _op in (pickle.TUPLE, pickle.TUPLE1, pickle.TUPLE2, pickle.TUPLE3):
        dispatch[_op[0]] = _checked_tuple(dispatch[_op[0]])


class _Tuple(tuple):
    depth = 0


def _passed_over(name: str) -> Callable[..., object] | None:
    return PassedOver if name.startswith("torch.optim.") else _PASSED_OVER.get(name)  # whole optimizers and schedules


def _refusal(name: str) -> CheckpointError:
    if name.split(".")[0] in sys.stdlib_module_names:
        return CheckpointError(
            "the file asks for `{name}`, which weights never need, so it was not opened; "
            "only load files from people you trust.",
            name=shown(name))
    return CheckpointError(
        "the file asks for `{name}`, which is no tensor and no layer that is known here, so it was not opened; "
        "save model.state_dict() alone.",
        name=shown(name))


def scan(data: bytes, classes: Mapping[str, type], storage_sizes: Mapping[str, int] | None = None) -> Scan:
    """Follows the pickle `data` with stand-ins.

    **Arguments**

    - `data`: the bytes of `data.pkl`.
    - `classes`: what may be made, but not called, beyond what tensors need, by "module.Class", or by "Class" for a
      class of any module.
    - `storage_sizes`: the bytes that the archive holds for each storage key; `None` leaves sizes unchecked.

    Raises `CheckpointError` where it asks for anything else, or is not a whole pickle.
    """
    unpickler = _DryUnpickler(data, classes, storage_sizes)
    try:
        made = unpickler.load()
    except CheckpointError:
        raise
    except Exception as error:  # a hostile program can fail in any way; all of them mean the same to a user
        raise CheckpointError("the file's list of tensors is damaged and cannot be read; save it again.") from error
    top = made.name if isinstance(made, _StandIn) else f"builtins.{type(made).__name__.removeprefix('_').lower()}"
    return Scan(top, unpickler.stand_ins)
