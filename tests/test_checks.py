import math

import pytest
import torch

from fmnist.checks import MAX_SEED, choice, number, valid_seed, whole_number
from fmnist.errors import ConfigError
from fmnist.server.store import Store
from fmnist.ui.strings import say_error

NO_NUMBERS = [None, True, "1", [1], {"a": 1}, 1j, math.nan, math.inf, -math.inf, 10**400]


def refusal(function, *arguments, **options):
    with pytest.raises(ConfigError) as caught:
        function(*arguments, **options)
    return caught.value


def test_a_choice():
    assert choice("letter", "a", {"a": 1, "b": 2}) == "a"
    assert str(refusal(choice, "letter", "c", ("a", "b"))) == "letter must be one of a, b, got 'c'."
    for got in (None, 1, ["a"], "A", ""):
        assert "one of a, b" in str(refusal(choice, "letter", got, ("a", "b")))


def test_a_whole_number():
    for got, expected in ((1, 1), (5.0, 5), (9, 9)):
        found = whole_number("epochs", got, 1, 9)
        assert (found, type(found)) == (expected, int)
    for got in (0, 10, 2.5, 1e308, *NO_NUMBERS):
        assert "epochs must be a whole number from 1 to 9, got" in str(refusal(whole_number, "epochs", got, 1, 9))


def test_a_number_with_and_without_its_ends():
    assert (number("w", 1, 0, 1), type(number("w", 1, 0, 1))) == (1.0, float)
    for got in (-0.1, 1.1, *NO_NUMBERS):
        assert "w must be a number ≥ 0 and ≤ 1, got" in str(refusal(number, "w", got, 0, 1))
    assert "> 0 and ≤ 1" in str(refusal(number, "w", 0, 0, 1, low_open=True))
    assert "≥ 0 and < 1" in str(refusal(number, "w", 1, 0, 1, high_open=True))
    assert number("w", math.inf, 0, math.inf) == math.inf
    assert str(refusal(number, "w", -1, 0, math.inf)) == "w must be a number ≥ 0, got -1."


def test_a_seed():
    for got in (0, 3.0, 3_000_000_000, MAX_SEED):
        assert valid_seed(got) == got
        assert torch.Generator().manual_seed(valid_seed(got)).initial_seed() == got
    for got in (-1, 0.5, 2**63, *NO_NUMBERS):
        assert f"seed must be a whole number from 0 to {2**63 - 1}" in str(refusal(valid_seed, got))


@pytest.mark.parametrize("got", ["x" * 5000, ["x"] * 5000, 10**400])
def test_what_came_is_shortened_in_both_languages(got):
    for error in (refusal(choice, "kind", got, ("a", "b")), refusal(whole_number, "epochs", got, 1, 9)):
        for lang in ("en", "zh"):
            assert len(say_error(lang, error)) < 120


@pytest.mark.parametrize(("variable", "text", "words"), [
    ("FMNIST_MAX_RUNNING", "many", "a whole number from 1 to 1000000000, got 'many'"),
    ("FMNIST_MAX_RUNNING", "2.5", "a whole number from 1 to 1000000000, got 2.5"),
    ("FMNIST_MAX_RUNNING", "0", "a whole number from 1 to 1000000000, got 0[.]$"),
    ("FMNIST_MAX_RUNNING", "inf", "a whole number from 1 to 1000000000, got inf"),
    ("FMNIST_MAX_UPLOAD_MB", "21", "a whole number from 1 to 20, got 21"),
    ("FMNIST_GRACE_SECONDS", "0", "a number > 0, got 0[.]$"),
    ("FMNIST_GRACE_SECONDS", "-1", "a number > 0, got -1[.]$"),
    ("FMNIST_GRACE_SECONDS", "nan", "a number > 0, got nan"),
])
def test_a_wrong_environment_variable_is_named(tmp_path, monkeypatch, variable, text, words):
    monkeypatch.setenv(variable, text)
    with pytest.raises(ConfigError, match=f"{variable} must be {words}"):
        Store(runs=tmp_path)


def test_a_tilde_in_the_folder_of_the_runs_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FMNIST_RUNS", "~/runs")
    store = Store()
    store.close()
    assert store.runs.folder == tmp_path / "runs"


@pytest.mark.parametrize(("running", "grace", "expected"), [
    ("2", "1.5", (2, 1.5)), ("5000", "1e10", (5000, 1e10)), ("1", "inf", (1, math.inf)),
    ("", "9" * 400, (1, math.inf)),
])
def test_environment_variables_are_read(tmp_path, monkeypatch, running, grace, expected):
    monkeypatch.setenv("FMNIST_MAX_RUNNING", running)
    monkeypatch.setenv("FMNIST_GRACE_SECONDS", grace)
    store = Store(runs=tmp_path)
    store.close()
    assert (store.runs.turns.seats, store.runs.grace_seconds) == expected
