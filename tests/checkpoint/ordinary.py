"""Weights files as people have them, made by the real tools: a function writes one with a model's weights to `path`."""

import argparse
import datetime
import pathlib
import random
import sys
import types
import zipfile
from collections import OrderedDict, defaultdict, deque

import numpy as np
import torch
from safetensors.torch import save_file, save_model
from torch import nn
from torch.optim.swa_utils import AveragedModel

ORDINARY = {}  # name: (write(path, model), words that must stand in what the changes say)


def ordinary(*words):
    def register(write):
        ORDINARY[write.__name__] = (write, words)
        return write

    return register


def saved(name, *words):
    """`torch.save` of what the decorated function makes of a model, under this file name."""

    def register(make):
        ORDINARY[name] = (lambda path, model: torch.save(make(model), path), words)
        return make

    return register


def beside(name, make):
    """A checkpoint with something that is no tensor beside the weights."""
    saved(name, "only `model` of the file")(lambda model: {"model": model.state_dict(), "other": make(model)})


def prefixed(model, prefix):
    return {f"{prefix}{name}": tensor for name, tensor in model.state_dict().items()}


saved("model.pth")(lambda model: model.state_dict())
saved("model.pt")(lambda model: model.state_dict())
saved("pytorch_model.bin")(lambda model: model.state_dict())
saved("whole.pth")(lambda model: model)
saved("named_parameters.pth")(lambda model: {**dict(model.named_parameters()), **dict(model.named_buffers())})
saved("list.pth")(lambda model: [*model.named_parameters(), *model.named_buffers()])
saved("not contiguous.pth")(lambda model: {n: t.t().contiguous().t() if t.ndim == 2 else t
                                           for n, t in model.state_dict().items()})

# Wrappers of torch
saved("data_parallel.pth", "`module.`")(lambda model: nn.DataParallel(model).state_dict())
saved("data_parallel whole.pth", "`module.`")(nn.DataParallel)


@saved("data_parallel whole on two GPUs.pth", "`module.`")
def data_parallel_on_gpus(model):
    whole = nn.DataParallel(model)
    whole.device_ids, whole.output_device, whole.src_device_obj = [0, 1], 0, torch.device("cuda", 0)  # as it sets there
    return whole


saved("compiled.pth", "`_orig_mod.`")(lambda model: torch.compile(model).state_dict())
saved("compiled data_parallel.pth", "`module._orig_mod.`")(
    lambda model: nn.DataParallel(torch.compile(model)).state_dict())
saved("averaged.pth", "`module.`", "n_averaged")(lambda model: AveragedModel(model).state_dict())
saved("averaged whole.pth", "`module.`", "n_averaged")(AveragedModel)
saved("averaged data_parallel.pth", "`module.module.`")(
    lambda model: AveragedModel(nn.DataParallel(model)).state_dict())
saved("fsdp.pth", "`_fsdp_wrapped_module.`")(lambda model: prefixed(model, "_fsdp_wrapped_module."))
saved("model prefix.pth", "`model.`")(lambda model: prefixed(model, "model."))
saved("encoder prefix.pth", "`net.backbone.`")(lambda model: prefixed(model, "net.backbone."))


@saved("compiled layers.pth", "`_orig_mod.`")
def a_part_compiled(model):
    first = next(iter(model.state_dict())).partition(".")[0]
    return {name.replace(f"{first}.", f"{first}._orig_mod."): tensor for name, tensor in model.state_dict().items()}


# Checkpoints of training
def optimizer_of(model, cls=torch.optim.Adam):
    optimizer = cls(model.parameters(), lr=0.0)
    model(torch.zeros(2, 1, 28, 28)).sum().backward()
    optimizer.step()
    return optimizer


@saved("tutorial.tar", "only `model_state_dict` of the file")
def the_tutorials_general_checkpoint(model):
    return {"epoch": 5, "model_state_dict": model.state_dict(), "loss": torch.tensor(0.4),
            "optimizer_state_dict": optimizer_of(model).state_dict()}


@saved("model_best.pth.tar", "only `state_dict` of the file", "`module.`")
def of_the_imagenet_example(model):
    optimizer = optimizer_of(model)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
    return {"epoch": 6, "arch": "mlp", "state_dict": prefixed(model, "module."), "best_acc1": torch.tensor(71.1),
            "optimizer": optimizer.state_dict(), "scheduler": schedule.state_dict()}


def lightning(state_dict, model):
    """As `Trainer.save_checkpoint` of lightning 2.6 writes it, with its three usual callbacks."""
    checkpoint = {
        "monitor": "val_loss", "best_model_score": torch.tensor(2.3), "best_model_path": "/runs/best.ckpt",
        "current_score": torch.tensor(2.3), "dirpath": "/runs", "best_k_models": {"/runs/best.ckpt": torch.tensor(2.3)},
        "kth_best_model_path": "/runs/best.ckpt", "kth_value": torch.tensor(2.3), "last_model_path": "",
    }  # fmt: skip
    return {
        "epoch": 1, "global_step": 4, "pytorch-lightning_version": "2.6.6", "state_dict": state_dict,
        "loops": {"fit_loop": {"state_dict": {}, "epoch_loop.state_dict": {"_batches_that_stepped": 4}},
                  "validate_loop": {"state_dict": {}, "batch_progress": {"total": {"ready": 0}}}},
        "callbacks": {"EarlyStopping{'monitor': 'val_loss', 'mode': 'min'}":
                          {"wait_count": 0, "stopped_epoch": 0, "best_score": torch.tensor(2.3), "patience": 3},
                      "ModelCheckpoint{'monitor': 'val_loss', 'mode': 'min'}": checkpoint,
                      "StochasticWeightAveraging": {"n_averaged": torch.tensor(0), "latest_update_epoch": -1,
                                                    "average_model_state": OrderedDict(state_dict)}},
        "optimizer_states": [optimizer_of(model).state_dict()], "lr_schedulers": [{"factor": 0.1, "best": 2.3}],
        "hparams_name": "kwargs", "hyper_parameters": {"lr": 1e-3, "layers": (512, 512)},
    }  # fmt: skip


saved("lightning.ckpt", "`state_dict`", "`model.`")(lambda model: lightning(prefixed(model, "model."), model))
saved("lightning compiled.ckpt", "`model._orig_mod.`")(lambda m: lightning(prefixed(m, "model._orig_mod."), m))
saved("lightning weighted loss.ckpt", "loss_fn.weight")(
    lambda model: lightning({**prefixed(model, "model."), "loss_fn.weight": torch.ones(10)}, model))
saved("lightning that keeps its model.ckpt", "only `state_dict` of the file")(
    lambda model: {"state_dict": prefixed(model, "net."), "hyper_parameters": {"net": model}})
saved("only a key.pth", "only `state_dict` of the file")(lambda model: {"state_dict": model.state_dict()})
saved("ignite.pt", "only `model` of the file")(
    lambda m: {"model": m.state_dict(), "optimizer": optimizer_of(m).state_dict(), "trainer": {"epoch_length": 938}})
saved("nested.pt", "only `state.model` of the file")(lambda model: {"state": {"model": model.state_dict(), "epoch": 1}})
saved("whole in a dict.pt", "only `model` of the file")(lambda model: {"model": model, "epoch": 3})
saved("the same twice.pt", "only `net` of the file")(lambda model: {"net": model, "state_dict": model.state_dict()})
saved("weights and epoch.pth", "epoch")(lambda model: {**model.state_dict(), "epoch": 5})
saved("ray tune.pt", "only `0` of the file")(lambda m: (m.state_dict(), optimizer_of(m).state_dict()))
saved("list of dicts.pt", "only `1.net` of the file")(lambda model: [{"epoch": 5}, {"net": model.state_dict()}])
saved("half checkpoint.pth", "`state_dict`", "`module.`", "float16 was converted to float32")(
    lambda model: {"state_dict": {name: t.half() for name, t in prefixed(model, "module.").items()}, "epoch": 5})

beside("numpy number.pth", lambda model: np.float64(0.7))
beside("numpy numbers.pth", lambda model: {"f": np.float32(1), "i": np.int64(2), "b": np.bool_(True)})
beside("numpy history.pth", lambda model: np.arange(5.0))
beside("random states.pth", lambda model: [random.getstate(), np.random.get_state(), torch.get_rng_state()])
beside("options.pth", lambda model: argparse.Namespace(lr=1e-3, data=pathlib.Path("data"), device=torch.device("cpu")))
beside("history.pth", lambda model: defaultdict(list, loss=[1.0, 0.5], accuracy=[0.5, np.float64(0.6)]))
beside("last losses.pth", lambda model: deque([1.0, 0.5], maxlen=10))
beside("date.pth", lambda model: datetime.datetime(2026, 1, 1, 12))
beside("whole optimizer.pth", lambda model: optimizer_of(model, torch.optim.SGD))
beside("loss function.pth", lambda model: nn.CrossEntropyLoss(weight=torch.ones(10)))
beside("shapes and dtypes.pth", lambda model: {"shape": torch.Size((1, 28, 28)), "dtype": torch.bfloat16})
beside("scaler.pth", lambda model: {"scale": 65536.0, "growth_factor": 2.0, "_growth_tracker": 7})


# Other precisions, devices and storages
for _dtype in (torch.float16, torch.bfloat16, torch.float64):
    _name = str(_dtype).removeprefix("torch.")
    saved(f"{_name}.pth", f"{_name} was converted to float32")(
        lambda model, dtype=_dtype: {name: tensor.to(dtype) for name, tensor in model.state_dict().items()})


def on_device(tag):
    def write(path, model):
        real = torch.serialization.location_tag
        torch.serialization.location_tag = lambda storage: tag
        try:
            torch.save(model.state_dict(), path)
        finally:
            torch.serialization.location_tag = real

    ORDINARY[f"saved on {tag}.pth"] = write, ()


for _tag in ("cuda:0", "cuda:3", "mps", "xpu:0"):
    on_device(_tag)


@saved("one storage.pth")
def views_of_one_storage(model):
    flat = torch.cat([tensor.flatten().double() for tensor in model.state_dict().values()]).float()
    parts = flat.split([tensor.numel() for tensor in model.state_dict().values()])
    return {name: part.view(tensor.shape).to(tensor.dtype)
            for (name, tensor), part in zip(model.state_dict().items(), parts, strict=True)}


# Safetensors
@ordinary()
def plain_safetensors(path, model):
    save_model(model, str(path))


@ordinary("float16 was converted to float32")
def half_safetensors(path, model):
    save_file({name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}, path)


@ordinary("bfloat16 was converted to float32", "`model.`")
def bfloat16_safetensors_with_a_prefix(path, model):
    save_file({name: tensor.bfloat16().contiguous() for name, tensor in prefixed(model, "model.").items()}, path)


# Other names for the same layers
def layers_of(model):
    """The model's own layers, one after the other."""
    return [part for part in model.modules() if not list(part.children())]


saved("sequential.pth", "matched by shape")(lambda model: nn.Sequential(*layers_of(model)).state_dict())
saved("sequential whole.pth", "matched by shape")(lambda model: nn.Sequential(*layers_of(model)))
saved("sequential checkpoint.pth", "`net`", "matched by shape")(
    lambda model: {"net": nn.Sequential(*layers_of(model)).state_dict(), "epoch": 5})
saved("sequential float64.pth", "matched by shape", "float64 was converted")(
    lambda model: {name: tensor.double() for name, tensor in nn.Sequential(*layers_of(model)).state_dict().items()})


@saved("own names.pth", "matched by shape", "`fc0.")
def own_names(model):
    own = nn.Module()
    for i, layer in enumerate(layer for layer in layers_of(model) if layer.state_dict()):
        setattr(own, f"fc{i}", layer)
    return own.state_dict()


@ordinary("matched by shape")
def safetensors_of_a_sequential(path, model):
    save_model(nn.Sequential(*layers_of(model)), str(path))


@ordinary()
def a_whole_model_whose_class_lives_in_a_module_of_its_own(path, model):
    module = sys.modules["my_networks"] = types.ModuleType("my_networks")
    cls = type(model)
    own = type(cls.__name__, (cls,), {"__module__": "my_networks", "__qualname__": cls.__qualname__})
    setattr(module, cls.__name__, own)
    model.__class__ = own
    try:
        torch.save(model, path)
    finally:
        model.__class__ = cls
        del sys.modules["my_networks"]


@ordinary()
def unpacked_and_zipped_again_without_compression(path, model):
    torch.save(model.state_dict(), path)
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    folder = next(iter(content)).split("/")[0]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{folder}/", "")
        archive.writestr(f"{folder}/data/", "")
        for name in sorted(content):
            archive.writestr(name, content[name])
