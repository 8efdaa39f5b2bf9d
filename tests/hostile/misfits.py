"""Files that can be read, but are not these weights."""

import argparse
from collections import OrderedDict

import torch

from fmnist.model import build_model
from tests.hostile.making import HOSTILE, WEIGHT, good_state, hostile, torch_bytes, with_entry


@hostile("the state_dict is empty")
def an_empty_state_dict(path, marker):
    path.write_bytes(torch_bytes({}))


@hostile("holds a list, expected a state_dict")
def a_list(path, marker):
    path.write_bytes(torch_bytes([torch.zeros(3)]))


@hostile("holds a Namespace, expected a state_dict")
def options_alone(path, marker):
    path.write_bytes(torch_bytes(argparse.Namespace(lr=1e-3)))


@hostile("holds a Tensor, expected a state_dict")
def a_single_tensor(path, marker):
    path.write_bytes(torch_bytes(torch.zeros(3)))


@hostile("holds a dict, expected a state_dict")
def numbers_for_names(path, marker):
    path.write_bytes(torch_bytes({1: torch.zeros(3)}))


@hostile("several state_dicts that fit (student, teacher)")
def two_networks_that_fit(path, marker):
    path.write_bytes(torch_bytes({"student": good_state(), "teacher": build_model("mlp", seed=2).state_dict()}))


@hostile("several state_dicts that fit (a0, a1, a2, ")
def thousands_of_networks_that_fit(path, marker):
    state = good_state()
    path.write_bytes(torch_bytes({f"a{i}.{name}": tensor for i in range(3000) for name, tensor in state.items()}))


@hostile("`linear_relu_stack.0.weight` (512, 784) is missing")
def a_dict_that_holds_itself(path, marker):
    state = {"weight": torch.zeros(3)}
    state["model"] = state
    path.write_bytes(torch_bytes(state))


@hostile("`linear_relu_stack.4.bias` (10,) is missing (differences in all: 1)")
def a_missing_key_behind_a_prefix(path, marker):
    state = {f"module.{name}": tensor for name, tensor in good_state().items()}
    del state["module.linear_relu_stack.4.bias"]
    path.write_bytes(torch_bytes({"state_dict": state, "epoch": 5}))


@hostile("has Tanh between its layers, expected ReLU")
def a_whole_model_with_other_activations(path, marker):
    model = build_model("mlp", seed=1)
    model.linear_relu_stack[1] = torch.nn.Tanh()
    path.write_bytes(torch_bytes(model))


@hostile("`linear_relu_stack.4.bias` (10,) is missing (differences in all: 1)")
def a_missing_key(path, marker):
    state = good_state()
    del state["linear_relu_stack.4.bias"]
    path.write_bytes(torch_bytes(state))


@hostile("it has no `extra` (3,) (differences in all: 1)")
def a_surplus_key(path, marker):
    path.write_bytes(torch_bytes(with_entry(extra=torch.zeros(3))))


@hostile("it has no `kkkk")
def a_surplus_key_of_a_hundred_kilobytes(path, marker):
    path.write_bytes(torch_bytes(with_entry(**{"k" * 100_000: torch.zeros(3)})))


@hostile("expected `linear_relu_stack.0.weight` (512, 784), got (256, 784)")
def a_wrong_shape(path, marker):
    path.write_bytes(torch_bytes(with_entry(linear_relu_stack__0__weight=torch.zeros(256, 784))))


@hostile("expected `linear_relu_stack.0.weight` (512, 784), got (784, 512)")
def a_transposed_weight(path, marker):
    path.write_bytes(torch_bytes(with_entry(linear_relu_stack__0__weight=torch.zeros(784, 512))))


def _in_dtype(dtype):
    def write(path, marker):
        path.write_bytes(torch_bytes(OrderedDict((k, v.to(dtype)) for k, v in good_state().items())))

    return write


for _dtype in (torch.complex64, torch.int64):
    _name = str(_dtype).removeprefix("torch.")
    HOSTILE[f"all_in_{_name}"] = _in_dtype(_dtype), f"expected `{WEIGHT}` float32, got {_name}"


@hostile("asks for `torch._utils._rebuild_tensor_v3`")
def all_in_uint16(path, marker):
    path.write_bytes(torch_bytes({k: torch.zeros(v.shape, dtype=torch.uint16) for k, v in good_state().items()}))


def _with_value(value):
    def write(path, marker):
        state = good_state()
        state[WEIGHT][0, 0] = value
        path.write_bytes(torch_bytes(state))

    return write


for _value in ("nan", "inf", "-inf"):
    _words = f"1 of the numbers in `{WEIGHT}` are nan or infinite"
    HOSTILE[f"one_number_is_{_value}"] = _with_value(float(_value)), _words
