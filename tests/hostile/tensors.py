"""Safetensors files whose header lies."""

import json
import struct

from tests.hostile.making import WEIGHT, good_state, hostile


def safetensors_bytes(header, body=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + body


ONE_TENSOR = {"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}


@hostile("header says it is 9,223,372,036,854,775,807 bytes long")
def a_header_that_claims_eight_exabytes(path, marker):
    path.write_bytes(safetensors_bytes(ONE_TENSOR, bytes(8), 2**63 - 1))


@hostile("header says it is 1,000 bytes long")
def a_header_longer_than_the_file(path, marker):
    path.write_bytes(safetensors_bytes(ONE_TENSOR, bytes(8), 1000))


@hostile("safetensors file is damaged")
def a_header_shorter_than_its_json(path, marker):
    path.write_bytes(safetensors_bytes(ONE_TENSOR, bytes(8), 10))


@hostile("safetensors file is damaged")
def offsets_beyond_the_file(path, marker):
    path.write_bytes(safetensors_bytes({"w": {"dtype": "F32", "shape": [200], "data_offsets": [0, 800]}}, bytes(8)))


@hostile("safetensors file is damaged")
def offsets_that_contradict_the_shape(path, marker):
    path.write_bytes(safetensors_bytes({"w": {"dtype": "F32", "shape": [10**9], "data_offsets": [0, 8]}}, bytes(8)))


@hostile("safetensors file is damaged")
def tensors_that_overlap(path, marker):
    header = {"a": ONE_TENSOR["w"], "b": ONE_TENSOR["w"]}
    path.write_bytes(safetensors_bytes(header, bytes(8)))


@hostile("safetensors file is damaged")
def a_header_nested_a_thousandfold(path, marker):
    path.write_bytes(safetensors_bytes(b'{"a":' * 100_000))


@hostile("safetensors file is damaged")
def a_header_that_is_no_object(path, marker):
    path.write_bytes(safetensors_bytes(b"{1}"))


@hostile("is missing")
def safetensors_of_another_model(path, marker):
    path.write_bytes(safetensors_bytes(ONE_TENSOR, bytes(8)))


@hostile("are nan or infinite")
def safetensors_with_nan(path, marker):
    from safetensors.torch import save

    state = good_state()
    state[WEIGHT][0, 0] = float("nan")
    path.write_bytes(save(dict(state)))


@hostile("several state_dicts that fit (a, b)")
def safetensors_of_two_networks_in_float8(path, marker):
    import torch
    from safetensors.torch import save

    state = {name: tensor.to(torch.float8_e4m3fn) for name, tensor in good_state().items()}
    other = {f"b.{name}": torch.ones_like(tensor) for name, tensor in state.items()}
    path.write_bytes(save({f"a.{name}": tensor for name, tensor in state.items()} | other))
