"""Torch's refusals are raised from a table, where no search for `raise` finds them: they too are told in Chinese."""

import string

import pytest

from fmnist.tensors.torch_errors import REASONS
from fmnist.ui.strings.errors import ERRORS_ZH


@pytest.mark.parametrize("template", [template for _, template in REASONS])
def test_every_reason_is_told_in_chinese(template):
    fields = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    assert {name for _, name, _, _ in string.Formatter().parse(ERRORS_ZH[template]) if name} == fields
