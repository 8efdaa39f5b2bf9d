"""Torch's refusals are raised from a table, where no search for `raise` finds them: they too are told in Chinese."""

from fmnist.tensors.torch_errors import REASONS
from fmnist.ui.strings.errors import ERRORS_ZH
from tests.ui.test_strings import fields_of


def test_every_reason_is_told_in_chinese():
    templates = {template for _, template in REASONS}
    assert sorted(templates - set(ERRORS_ZH)) == []
    assert [text for text in templates if set(fields_of(ERRORS_ZH[text])) != set(fields_of(text))] == []
