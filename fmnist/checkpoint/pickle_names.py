"""Chapter 7: the names that a weights file may ask for, and what it gets for each; none of them is imported."""

from __future__ import annotations

import sys
from collections.abc import Callable

from fmnist.errors import CheckpointError

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
DTYPES = frozenset(("float16", "bfloat16", "float32", "float64", "uint8", "int8", "int16", "int32", "int64", "bool",
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


def passed_over(name: str) -> Callable[..., object] | None:
    """What torch is to take for a name that is passed over, `None` for any other."""
    return PassedOver if name.startswith("torch.optim.") else _PASSED_OVER.get(name)  # whole optimizers and schedules


def refusal(name: str) -> CheckpointError:
    """Of a file that asks for `name`: an alarm for Python's own functions, advice for what people leave in files."""
    if name.split(".")[0] in sys.stdlib_module_names:
        return CheckpointError(
            "the file asks for `{name}`, which weights never need, so it was not opened; "
            "only load files from people you trust.",
            name=shown(name))
    if name.startswith(("torch._utils._rebuild_", "torch._tensor._rebuild_", "torch.q")):
        return CheckpointError(
            "the file asks for `{name}`, a kind of tensor that is not read here, such as float8, quantized or sharded; "
            "save model.float().state_dict() of the plain model.",
            name=shown(name))
    return CheckpointError(
        "the file asks for `{name}`, which is no tensor and no layer that is known here, so it was not opened; "
        "save model.state_dict() alone.",
        name=shown(name))


def shown(text: object, limit: int = 80) -> str:
    """`text` from a stranger's file, fit to stand in a sentence: printable, on one line, at most `limit` characters."""
    plain = "".join(c if c.isprintable() else "�" for c in str(text)[: limit + 1])
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
