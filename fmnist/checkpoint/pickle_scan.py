"""Chapter 7: read what a pickle asks for, without doing it.

A pickle is a small program: it names functions and calls them, and `pickle.load` obeys. `torch.load(weights_only=True)`
obeys only for names on a list, and so stops `os.system`. Before it, this scan runs the program on stand-ins, which
import and call nothing, with a shorter list. It names the refused function to the user, and refuses calls that
`weights_only` permits, such as `nn.Linear(10**6, 10**6)`, which takes the machine's memory.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fmnist.checkpoint.pickle_names import CALLS, DTYPES, STORAGE_BYTES, passed_over, refusal, shown
from fmnist.errors import CheckpointError

MAX_TUPLE_DEPTH = 32  # hashing a tuple nested a million deep overflows the C stack, and with it the server

# The opcodes of protocol 2, as torch.save writes it; the others (INST, STACK_GLOBAL, EXT, FRAME, …) have no use here.
_OPCODES = ("PROTO", "STOP", "MARK", "GLOBAL", "REDUCE", "BUILD", "NEWOBJ", "BINPERSID", "APPEND", "APPENDS", "SETITEM",
            "SETITEMS", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "NONE", "NEWTRUE", "NEWFALSE", "EMPTY_TUPLE",
            "EMPTY_LIST", "EMPTY_DICT", "BININT", "BININT1", "BININT2", "BINFLOAT", "BINUNICODE", "LONG1", "BINPUT",
            "LONG_BINPUT", "BINGET", "LONG_BINGET")


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
        if self.name not in CALLS and passed_over(self.name) is None:
            raise CheckpointError("the file calls `{name}`, which weights never need; save it again with torch.save.",
                                  name=shown(self.name))
        if self.name == "_codecs.encode" and args[1:] != ("latin1",):  # other codecs are imported, and some are slow
            raise refusal(self.name)

    def __setstate__(self, state: object) -> None:
        pass

    def __setitem__(self, key: object, value: object) -> None:
        if self.name not in ("collections.OrderedDict", "collections.Counter", "collections.defaultdict"):
            raise refusal(self.name)

    def extend(self, values: object) -> None:
        if self.name != "collections.deque":
            raise refusal(self.name)

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
        if full_name not in CALLS and not (module == "torch" and name in {*STORAGE_BYTES, *DTYPES}):
            stand_in = self.classes.get(full_name) or self.classes.get(name) or passed_over(full_name)
            if stand_in is None:
                raise refusal(full_name)
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
