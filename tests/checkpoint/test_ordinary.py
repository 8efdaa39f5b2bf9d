"""Files as people have them load with the right numbers and say what was changed; others are refused truthfully."""

import gzip
import io
import tarfile
import warnings
import zipfile

import pytest
import torch
from torch import nn

from fmnist.checkpoint.save_load import load_checkpoint, read_checkpoint
from fmnist.errors import CheckpointError
from fmnist.model import build_model
from fmnist.ui.strings import say_error
from tests.checkpoint.ordinary import ORDINARY, prefixed
from tests.hostile.making import parts_of, torch_bytes

CONV = ("model.pth", "whole.pth", "averaged whole.pth", "lightning.ckpt", "float16.pth", "bfloat16.pth", "float64.pth",
        "half_safetensors", "sequential.pth", "one storage.pth")
CASES = [("mlp", name) for name in ORDINARY] + [(model, name) for model in ("convnet", "fast_convnet") for name in CONV]


@pytest.fixture(scope="module")
def models():
    return {name: build_model(name, seed=7).eval() for name in ("mlp", "convnet", "fast_convnet")}


def rounded(tensor, dtype):
    return tensor.to(dtype).to(tensor.dtype) if tensor.is_floating_point() else tensor


@pytest.mark.parametrize(("architecture", "name"), CASES)
def test_an_ordinary_file_loads_with_the_right_numbers(architecture, name, models, tmp_path):
    write, words = ORDINARY[name]
    model = models[architecture]
    path = tmp_path / name
    write(path, model)
    checkpoint = read_checkpoint(path)
    assert checkpoint.model == architecture
    dtype = torch.bfloat16 if "bfloat16" in name else torch.float16 if "float16" in name or "half" in name else None
    built = checkpoint.build().state_dict()
    for key, tensor in model.state_dict().items():
        assert torch.equal(built[key], tensor if dtype is None else rounded(tensor, dtype)), key
    told = " ".join(map(str, checkpoint.changes))
    assert [word for word in words if word not in told] == []
    assert bool(told) == bool(words)
    for change in checkpoint.changes:
        assert say_error("zh", change) != say_error("en", change)


def test_there_are_forty_of_them():
    assert len(ORDINARY) >= 40


def test_more_batches_than_float16_can_count(tmp_path):
    state = build_model("fast_convnet", seed=1).state_dict()
    state["features.0.1.num_batches_tracked"].fill_(114_436)
    torch.save({name: tensor.half() for name, tensor in state.items()}, tmp_path / "m.pth")
    assert load_checkpoint(tmp_path / "m.pth").features[0][1].num_batches_tracked == 65_504


def test_a_model_of_the_callers_takes_a_wrapped_file_too(tmp_path):
    torch.manual_seed(0)
    model, other = nn.Linear(3, 2), nn.Linear(3, 2)
    torch.save({"model": prefixed(model, "module.")}, tmp_path / "m.pth")
    assert torch.equal(load_checkpoint(tmp_path / "m.pth", other).weight, model.weight)


def test_a_safetensors_file_does_not_tell_layers_of_one_shape_apart(models, tmp_path):
    """It keeps no order: under other names the two convolutions of the residual part could be mistaken."""
    ORDINARY["safetensors_of_a_sequential"][0](tmp_path / "m.safetensors", models["convnet"])
    with pytest.raises(CheckpointError, match="is missing"):
        load_checkpoint(tmp_path / "m.safetensors")


class Stranger(nn.Linear):
    """A class that the app does not know."""


def zipped(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def rezipped(model, folder):
    return zipped(**{folder + name: content for name, content in parts_of(torch_bytes(model.state_dict())).items()})


def tarred(content):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("model.pth")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def torchscript(model):
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # TorchScript is deprecated; its files are still about
        torch.jit.save(torch.jit.script(model), buffer)
    return buffer.getvalue()


def exported(model):
    buffer = io.BytesIO()
    torch.export.save(torch.export.export(model, (torch.zeros(1, 1, 28, 28),)), buffer)
    return buffer.getvalue()


def narrow():
    return {"linear_relu_stack.0.weight": torch.zeros(256, 784), "linear_relu_stack.0.bias": torch.zeros(256)}


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32\nsize 2681000\n"
REFUSED = {
    "git lfs pointer": (lambda m: LFS, "Git LFS pointer"),
    "web page": (lambda m: b"\n<!DOCTYPE html>\n<html><title>Sign in</title></html>", "a web page"),
    "torchscript": (torchscript, "TorchScript"),
    "exported program": (exported, "torch.export"),
    "rezipped": (lambda m: rezipped(m, "archive/"), "unpacked and zipped again"),
    "rezipped in a folder": (lambda m: rezipped(m, "model/archive/"), "unpacked and zipped again"),
    "rezipped without a folder": (lambda m: rezipped(m, ""), "unpacked and zipped again"),
    "rezipped by Finder": (lambda m: zipped(**{"model/data.pkl": b"", "__MACOSX/model/._data.pkl": b""}),
                           "unpacked and zipped again"),
    "zip around it": (lambda m: zipped(**{"model.pth": torch_bytes(m.state_dict())}), "packed (zip); unpack it"),
    "gzip": (lambda m: gzip.compress(torch_bytes(m.state_dict())), "packed (gzip); unpack it"),
    "tar": (lambda m: tarred(torch_bytes({})), "packed (tar); unpack it"),
    "before 1.6": (lambda m: torch_bytes(m.state_dict(), _use_new_zipfile_serialization=False), "before torch 1.6"),
    "protocol 4": (lambda m: torch_bytes(m.state_dict(), pickle_protocol=4), "pickle protocol 4, expected 2"),
    "keras": (lambda m: b"\x89HDF\r\n\x1a\n" + bytes(100), "not a weights file but HDF5"),
    "index": (lambda m: b'{"metadata": {}, "weight_map": {}}', "not a weights file but JSON"),
    "truncated": (lambda m: torch_bytes(m.state_dict())[:1_000_000], "cut short"),
    "class of one's own": (lambda m: torch_bytes(Stranger(2, 2)), "no layer that is known here"),
    "compiled whole": (lambda m: torch_bytes(torch.compile(nn.Linear(2, 2))), "no layer that is known here"),
    "float8": (lambda m: torch_bytes({n: t.to(torch.float8_e4m3fn) for n, t in m.state_dict().items()}),
               "a kind of tensor that is not read here"),
    "another network": (lambda m: torch_bytes({"model": narrow()}), "(512, 784), got (256, 784)"),
    "no weights": (lambda m: torch_bytes({"epoch": 5, "optimizer": {}}), "no tensors by name (epoch, optimizer)"),
    "two networks": (lambda m: torch_bytes({**prefixed(m, "model."), **prefixed(build_model("mlp", 1), "ema.")}),
                     "several state_dicts that fit (model, ema)"),
    "tanh": (lambda m: torch_bytes(nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.Tanh(), nn.Linear(512, 512),
                                                 nn.Tanh(), nn.Linear(512, 10))), "has Tanh between its layers"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_weights_file_is_refused_for_the_true_reason(name, models, tmp_path):
    make, words = REFUSED[name]
    (tmp_path / "model.pth").write_bytes(make(models["mlp"]))
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(tmp_path / "model.pth")
    assert words in str(caught.value)
    assert "only load files from people you trust" not in str(caught.value)  # no false alarm
    assert ";" in str(caught.value)  # what to do
    assert say_error("zh", caught.value) != say_error("en", caught.value)
