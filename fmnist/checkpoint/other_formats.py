"""Chapter 7: what a file is that torch.save or safetensors did not write, told by its first bytes or its entries."""

from collections.abc import Collection
from pathlib import PurePosixPath

from fmnist.errors import CheckpointError

WEIGHTS_SUFFIXES = (".pth", ".pt", ".bin", ".ckpt", ".tar", ".safetensors")
_BEFORE_1_6 = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."  # the pickled magic number of torch's first format
_HTML = (b"<!doctype html", b"<html", b"<head", b"<?xml")

# (where, what stands there, name of the format)
_PACKED = ((0, b"\x1f\x8b", "gzip"), (0, b"7z\xbc\xaf", "7z"), (0, b"Rar!", "RAR"), (0, b"\xfd7zXZ", "xz"),
           (0, b"BZh", "bzip2"), (0, b"\x28\xb5\x2f\xfd", "zstd"), (257, b"ustar", "tar"))
_FORMATS = ((0, b"\x89HDF", "HDF5"), (0, b"GGUF", "GGUF"), (0, b"\x93NUMPY", "NumPy"), (4, b"TFL3", "TFLite"),
            (2, b"\x12\x07pytorch", "ONNX"), (0, b"\x89PNG", "PNG"), (0, b"\xff\xd8\xff", "JPEG"),
            (0, b"%PDF", "PDF"), (0, b"{", "JSON"))


def refuse_other_format(data: bytes) -> None:
    """Raises the `CheckpointError` of a file that is neither a zip archive nor safetensors."""
    if data.startswith(b"version https://git-lfs"):
        raise CheckpointError("this is a Git LFS pointer, a few lines in place of the weights; run git lfs pull, or "
                              "download the file itself.")
    if data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_HTML):
        raise CheckpointError("this is a web page, not a weights file; open its address in a browser and download the "
                              "file itself.")
    if data.startswith(_BEFORE_1_6):
        raise CheckpointError("this is a file in the format from before torch 1.6, expected today's of torch.save; "
                              "save it again: torch.save(torch.load(file, weights_only=True), file).")
    if data.startswith(b"\x80"):
        raise CheckpointError("this is a bare pickle, which is never opened here; save the weights with "
                              "torch.save(model.state_dict(), …).")
    if packed := _named(data, _PACKED):
        raise _packed(packed)
    if name := _named(data, _FORMATS):
        raise CheckpointError("this is not a weights file but {name}; expected what torch.save or safetensors writes "
                              "(.pth, .safetensors).", name=name)
    raise CheckpointError(
        "this is not a weights file; expected what torch.save or safetensors writes (.pth, .safetensors).")


def refuse_other_archive(names: Collection[str]) -> None:
    """Raises the `CheckpointError` of a zip archive with these entries, unless torch.save's `data.pkl` is in it."""
    files = {PurePosixPath(name).name for name in names}
    if "constants.pkl" in files:
        raise CheckpointError("this is a TorchScript program, expected weights; save the state_dict() of what "
                              "torch.jit.load reads, or model.state_dict().")
    if "archive_format" in files:
        raise CheckpointError("this is a program of torch.export, expected weights; save model.state_dict().")
    if "data.pkl" in files:
        return
    if any(name.lower().endswith(WEIGHTS_SUFFIXES) for name in names):
        raise _packed("zip")
    raise CheckpointError("this is a zip archive without weights; expected what torch.save writes.")


def _named(data: bytes, formats: tuple[tuple[int, bytes, str], ...]) -> str:
    return next((name for at, magic, name in formats if data[at : at + len(magic)] == magic), "")


def _packed(name: str) -> CheckpointError:
    return CheckpointError("the file is packed ({name}); unpack it and load the weights file that is in it.", name=name)
