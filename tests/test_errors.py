import pytest

from fmnist import errors


def test_message_is_the_filled_template():
    error = errors.ConfigError("epochs must be at least 1, got {got!r}.", got=0)
    assert str(error) == "epochs must be at least 1, got 0."
    assert error.template == "epochs must be at least 1, got {got!r}."


def test_a_template_without_fields_may_hold_braces():
    assert str(errors.DataError("braces {like these} stay")) == "braces {like these} stay"


NAMES = [name for name in vars(errors) if name.endswith("Error")]


@pytest.mark.parametrize("name", NAMES)
def test_every_error_is_an_fmnist_error_and_in_the_docstring(name):
    assert issubclass(getattr(errors, name), errors.FmnistError)
    assert name in errors.__doc__
