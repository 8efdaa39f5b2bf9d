"""Files that want memory or time."""

import io
import struct
import zipfile

import torch
from torch import nn

from fmnist.model import NeuralNetwork
from tests.hostile.making import WEIGHT, Call, archive, good_state, hostile, parts_of, torch_bytes, with_entry


@hostile("calls `torch.nn.modules.linear.Linear`")
def a_layer_of_four_terabytes(path, marker):
    path.write_bytes(torch_bytes(Call(nn.Linear, 10**6, 10**6)))


@hostile("asks for `torch.Tensor`")
def a_tensor_of_four_terabytes(path, marker):
    path.write_bytes(torch_bytes(Call(torch.Tensor, 10**6, 10**6)))


@hostile("asks for `builtins.bytearray`")
def a_bytearray_of_a_terabyte(path, marker):
    path.write_bytes(torch_bytes(Call(bytearray, 10**12)))


@hostile("expected `linear_relu_stack.0.weight` (512, 784), got (1000000, 1000000)")
def one_number_expanded_to_a_terabyte(path, marker):
    path.write_bytes(torch_bytes(with_entry(linear_relu_stack__0__weight=torch.zeros(1).expand(10**6, 10**6))))


@hostile("expected `linear_relu_stack.0.weight` (512, 784), got (1000000, 1000000)")
def one_half_number_expanded_to_two_terabytes(path, marker):
    state = {f"module.{name}": tensor.half() for name, tensor in good_state().items()}
    state[f"module.{WEIGHT}"] = torch.zeros(1, dtype=torch.float16).expand(10**6, 10**6)
    path.write_bytes(torch_bytes({"state_dict": state}))


@hostile("bytes, more than the")
def a_larger_file_than_any_model_needs(path, marker):
    path.write_bytes(torch_bytes(with_entry(linear_relu_stack__0__weight=torch.zeros(10**7))))


@hostile("compressed")
def a_zip_bomb(path, marker):
    path.write_bytes(archive(b"\x80\x02}.", {"data/0": bytes(10**8)}, zipfile.ZIP_DEFLATED))


@hostile("the archive is damaged")
def a_zip_whose_entries_overlap(path, marker):
    data = bytearray(archive(b"\x80\x02}.", {f"data/{i}": bytes(1000) for i in range(2)}))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        first, second = made.infolist()[-2:]
    at = data.rindex(struct.pack("<I", second.header_offset))
    data[at : at + 4] = struct.pack("<I", first.header_offset)
    path.write_bytes(data)


@hostile("the archive is damaged")
def forty_thousand_entries(path, marker):
    path.write_bytes(archive(b"\x80\x02}.", {f"data/{i}": b"" for i in range(40_000)}))


@hostile("says that tensor 0 has 1605632 bytes, but holds 16")
def a_storage_longer_than_its_record(path, marker):
    parts = parts_of(torch_bytes(good_state()))
    parts["data/0"] = parts["data/0"][:16]
    program = parts.pop("data.pkl")
    path.write_bytes(archive(program, {name: parts[name] for name in parts if name.startswith("data/")}))


@hostile("list of tensors is damaged")
def a_memo_index_of_two_billion(path, marker):
    path.write_bytes(archive(b"\x80\x02}r\xff\xff\xff\x7f0."))


@hostile("list of tensors is damaged")
def tuples_nested_to_overflow_the_stack(path, marker):
    path.write_bytes(archive(b"\x80\x02})" + b"\x85" * 1_000_000 + b"K\x01s."))


@hostile("not built as torch builds one")
def a_module_that_contains_itself(path, marker):
    model = NeuralNetwork()
    model._modules["again"] = model
    path.write_bytes(torch_bytes(model))
