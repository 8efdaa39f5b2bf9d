"""Files that want to run code."""

import codecs
import functools
import os
import pickle
import struct
from collections import OrderedDict, defaultdict

import numpy
from torch import nn

from fmnist.model import NeuralNetwork
from tests.hostile.making import (
    Call,
    archive,
    good_state,
    hostile,
    torch_bytes,
)


@hostile("asks for `posix.system`")
def os_system_in_a_zip(path, marker):
    path.write_bytes(torch_bytes(Call(os.system, f"touch {marker}")))


@hostile("asks for `builtins.eval`")
def eval_in_a_zip(path, marker):
    path.write_bytes(torch_bytes(Call(eval, f"open({str(marker)!r}, 'w')")))


@hostile("asks for `builtins.exec`")
def exec_in_a_zip(path, marker):
    path.write_bytes(torch_bytes(Call(exec, f"open({str(marker)!r}, 'w')")))


@hostile("asks for `io.open`")
def open_for_writing(path, marker):
    path.write_bytes(torch_bytes(Call(open, str(marker), "w")))


@hostile("asks for `subprocess.Popen`")
def subprocess_in_a_zip(path, marker):
    path.write_bytes(archive(b"\x80\x02csubprocess\nPopen\nX" + struct.pack("<I", 5) + b"touch\x85R."))


@hostile("asks for `posix.system`")
def nested_in_a_state_dict(path, marker):
    path.write_bytes(torch_bytes(OrderedDict(good_state(), extra={"deep": [Call(os.system, f"touch {marker}")]})))


@hostile("asks for `posix.system`")
def as_a_key_of_the_state_dict(path, marker):
    path.write_bytes(torch_bytes({**good_state(), (Call(os.system, f"touch {marker}"),): 1}))


@hostile("asks for `posix.system`")
def in_the_metadata_of_the_state_dict(path, marker):
    state = good_state()
    state._metadata = {"": Call(os.system, f"touch {marker}")}
    path.write_bytes(torch_bytes(state))


@hostile("asks for `posix.system`")
def hidden_in_a_whole_model(path, marker):
    model = NeuralNetwork()
    model.note = Call(os.system, f"touch {marker}")
    path.write_bytes(torch_bytes(model))


@hostile("asks for `posix.system`")
def a_hook_of_a_whole_model(path, marker):
    model = NeuralNetwork()
    model.linear_relu_stack[0]._forward_hooks = OrderedDict({0: Call(os.system, f"touch {marker}")})
    path.write_bytes(torch_bytes(model))


@hostile("asks for `functools.partial`")
def partial_in_a_whole_model(path, marker):
    model = NeuralNetwork()
    model.forward = functools.partial(os.system, f"touch {marker}")
    path.write_bytes(torch_bytes(model))


@hostile("asks for `tests_of_a_stranger.Net`")
def a_class_of_somebody_else(path, marker):
    path.write_bytes(archive(b"\x80\x02ctests_of_a_stranger\nNet\n)\x81}b."))


@hostile("from before torch 1.6")
def os_system_in_the_legacy_format(path, marker):
    path.write_bytes(torch_bytes(Call(os.system, f"touch {marker}"), _use_new_zipfile_serialization=False))


@hostile("from before torch 1.6")
def a_whole_model_in_the_legacy_format(path, marker):
    model = NeuralNetwork()
    model.note = Call(os.system, f"touch {marker}")
    path.write_bytes(torch_bytes(model, _use_new_zipfile_serialization=False))


@hostile("bare pickle")
def a_bare_pickle(path, marker):
    path.write_bytes(pickle.dumps(Call(os.system, f"touch {marker}")))


@hostile("not a weights file")
def a_bare_pickle_of_protocol_0(path, marker):
    path.write_bytes(pickle.dumps(Call(os.system, f"touch {marker}"), protocol=0))


@hostile("pickle protocol 4, expected 2")
def a_newer_protocol(path, marker):
    path.write_bytes(torch_bytes(Call(os.system, f"touch {marker}"), pickle_protocol=4))


@hostile("list of tensors is damaged")
def inst_opcode(path, marker):
    path.write_bytes(archive(b"\x80\x02(Vtouch " + str(marker).encode() + b"\nios\nsystem\n."))


@hostile("list of tensors is damaged")
def stack_global_opcode(path, marker):
    path.write_bytes(archive(b"\x80\x02X\x02\x00\x00\x00osX\x06\x00\x00\x00system\x93."))


@hostile("list of tensors is damaged")
def extension_opcode(path, marker):
    path.write_bytes(archive(b"\x80\x02\x82\x01)R."))


@hostile("asks for `torch.hub.load`")
def torch_hub(path, marker):
    path.write_bytes(archive(b"\x80\x02ctorch.hub\nload\n)R."))


@hostile("asks for `posix.system`")
def in_a_number_of_numpy(path, marker):
    scalar = Call(numpy._core.multiarray.scalar, numpy.dtype("f8"), Call(os.system, f"touch {marker}"))
    path.write_bytes(torch_bytes({"state_dict": good_state(), "best_acc": scalar}))


@hostile("asks for `posix.system`")
def as_a_factory_of_defaults(path, marker):
    path.write_bytes(torch_bytes({"state_dict": good_state(), "history": defaultdict(os.system)}))


@hostile("asks for `posix.system`")
def a_hook_of_a_whole_data_parallel_model(path, marker):
    model = nn.DataParallel(NeuralNetwork())
    model._forward_hooks = OrderedDict({0: Call(os.system, f"touch {marker}")})
    path.write_bytes(torch_bytes(model))


@hostile("asks for `_codecs.encode`")
def another_codec(path, marker):
    path.write_bytes(torch_bytes({"state_dict": good_state(), "note": Call(codecs.encode, "x" * 1000, "idna")}))


@hostile("calls `posix.NeuralNetwork`")
def a_function_named_as_our_class(path, marker):
    path.write_bytes(archive(b"\x80\x02cposix\nNeuralNetwork\n)R."))


@hostile("tensors are damaged")
def our_class_out_of_a_module_of_the_system(path, marker):
    path.write_bytes(archive(b"\x80\x02cposix\nNeuralNetwork\n)\x81}b."))


@hostile("not built as torch builds one")
def our_class_without_anything_in_it(path, marker):
    path.write_bytes(archive(b"\x80\x02csubprocess\nNeuralNetwork\n)\x81}X\x01\x00\x00\x00aK\x01sb."))
