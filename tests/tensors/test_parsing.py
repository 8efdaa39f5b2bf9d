import ast
import math

import pytest
import torch

from fmnist.errors import ConfigError, TensorError
from fmnist.tensors import operations as tensors
from fmnist.tensors.parsing import MAX_ELEMENTS, as_data, parse_data, parse_index, parse_number, parse_shape

GRID = torch.arange(24).reshape(2, 3, 4)


@pytest.mark.parametrize(
    "text", ["[[1, 2], [3, 4]]", "3", "-2.5", "[True, False]", "[]", "[[], []]", "(1, 2)", "[1e3, -0.5, +2]", "[[[1]]]"]
)
def test_data_reads_what_python_reads(text):
    expected = torch.tensor(ast.literal_eval(text))
    got = torch.tensor(parse_data(text))
    assert got.dtype == expected.dtype
    assert torch.equal(got, expected)


def test_data_reads_nan_and_infinity():
    nan, inf = parse_data("[nan, -inf]")
    assert math.isnan(nan)
    assert inf == -math.inf


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("[[1, 2], [3]]", r"data\[1\] has shape \(1,\)"),
        ("[1, [2]]", "ragged"),
        ("[1, 'two']", "numbers"),
        ("[1, None]", "numbers"),
        ("[1j]", "numbers"),
        ("hello", "numbers"),
        ("[1,", "not valid"),
        ("__import__('os').system('x')", "numbers"),
        ("[open('x')]", "numbers"),
        ("[x for x in y]", "numbers"),
        ("9**9**9", "numbers"),
        ("[" * 3000, "not valid"),
        ("-" * 3000 + "1", "not valid|numbers"),
        ("[[[[[[[1]]]]]]]", "deep"),
        ("1" * 4001, "4000"),
        ("f'{x}'", "numbers"),
        ("{1: 2}", "numbers"),
        ("[*a]", "numbers"),
    ],
)
def test_bad_data_is_one_sentence(text, words):
    with pytest.raises(TensorError, match=words) as caught:
        parse_data(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("text", "shape"), [("2, 3", (2, 3)), ("(2, 3,)", (2, 3)), ("4", (4,)), ("()", ()), ("0", (0,))]
)
def test_shape(text, shape):
    assert parse_shape(text) == shape


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1000000000",
        "100000, 100000, 100000",
        "-1",
        "2.5",
        "a",
        "2 3",
        "1,1,1,1,1,1,1",
        f"{MAX_ELEMENTS + 1}",
        "True",
    ],
)
def test_bad_shape_is_refused_before_anything_is_allocated(text):
    with pytest.raises(TensorError):
        parse_shape(text)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "-1",
        "0, 1",
        "..., -1",
        ":, 1",
        "0, :, 2",
        "::2",
        "1:, :2, 1::2",
        "None",
        "None, 0",
        "[0, 1]",
        ":, [0, 2]",
        "[True, False]",
        "..., 0, None",
        "0, ..., 0",
        "[0, 1], [1, 2]",
        "True",
        ":, -2:",
        "...",
        "100:",
        "[]",
    ],
)
def test_index_is_what_python_makes_of_the_same_text(text):
    expected = eval(f"GRID[{text}]", {"GRID": GRID})
    parsed, spelled = parse_index(text, GRID)
    assert torch.equal(GRID[parsed], expected)
    assert torch.equal(eval(f"GRID[{spelled}]", {"GRID": GRID}), expected)


def test_index_may_be_typed_with_its_brackets_and_may_compare():
    assert torch.equal(GRID[parse_index("tensor[0, 1:]", GRID)[0]], GRID[0, 1:])
    assert torch.equal(GRID[parse_index("tensor >= 20", GRID)[0]], GRID[GRID >= 20])


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('touch /tmp/x')",
        "print(1)",
        "tensor.shape",
        "x",
        "0][0",
        "0] + _[0",
        "0]; import os",
        "(lambda: 0)()",
        "[i for i in range(9)]",
        "a := 1",
        "'0'",
        "1.5",
        "tensor > x",
        "x > 1",
        "1 < tensor < 2",
        "{0}",
        "0 if 1 else 2",
        "*x",
        "tensor[0][0]",
        "",
        "tensor[]",
        "[1, True]",
        "[" + "0," * 101 + "]",
        "1 + 1",
        "[[0], [1]]",
        "0.5:1",
        "open:",
        "\x00",
        "0\n]",
    ],
)
def test_an_index_never_runs_anything(text):
    with pytest.raises(TensorError) as caught:
        parse_index(text, GRID)
    assert "\n" not in str(caught.value)


def test_a_number_is_read_from_text_and_its_range_is_checked():
    assert parse_number("1e-3", "lr", 0, 1) == 1e-3
    assert parse_number(0.5, "lr", 0, 1) == 0.5
    for text in ("nan", "2", "-1", "[1]", "x", "True", None, math.inf):
        with pytest.raises(ConfigError, match="lr must be a number ≥ 0 and ≤ 1, got"):
            parse_number(text, "lr", 0, 1)
    for text in ("", "1 2"):
        with pytest.raises(TensorError):
            parse_number(text, "lr", 0, 1)


@pytest.mark.parametrize("dtype", tensors.DTYPES.values(), ids=str)
@pytest.mark.parametrize("number", ["300", "1e20", "inf", "nan", str(10**30)])
def test_a_comparison_is_torchs_own_or_refused_in_a_sentence(dtype, number):
    tensor, expression = torch.tensor([0, 1, 1], dtype=dtype), f"tensor < {number}"
    try:
        expected = tensor < eval(number, {"inf": math.inf, "nan": math.nan})
    except (RuntimeError, OverflowError):
        for refused in (lambda: tensors.index(tensor, expression), lambda: tensors.assign(tensor, expression, "1")):
            with pytest.raises(TensorError, match=r"beyond|does not fit"):
                refused()
    else:
        assert torch.equal(tensors.index(tensor, expression).tensor, tensor[expected])
        assert torch.equal(tensors.assign(tensor, expression, "1").tensor, tensor.masked_fill(expected, 1))


def test_what_goes_on_as_data_is_the_same_tensor():
    for tensor in (torch.tensor([[1.5, torch.inf], [-2, 0]]), torch.tensor(3), torch.tensor([[True], [False]])):
        made = tensors.create("tensor", data=as_data(tensor), dtype=str(tensor.dtype)).tensor
        assert made.dtype == tensor.dtype
        assert torch.equal(made, tensor)
    for tensor, words in ((torch.zeros(0, 3), "no elements"), (torch.zeros(10**9, 0), "no elements"),
                          (torch.rand(20, 20), "fewer elements")):
        with pytest.raises(TensorError, match=words):
            as_data(tensor)
