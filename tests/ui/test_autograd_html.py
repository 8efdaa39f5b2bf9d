"""What the Autograd tab shows, as text."""

import re

import pytest

from fmnist.autograd.gradients import random_inputs
from fmnist.ui.autograd.html import draw_example


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("name", "index"), [("w", (0, 0)), ("w", (4, 2)), ("b", (1,))])
def test_a_gradient_can_be_checked_with_a_calculator(lang, name, index):
    """What is shown suffices: the two losses as printed give the difference as printed, which is the gradient."""
    text = draw_example(lang, random_inputs(), name, index)
    gradient, plus, minus, _, epsilon, result = map(float, re.findall(r"\d+(?:\.\d+)?", text.split("]")[-1]))
    assert (plus - minus) / (2 * epsilon) == pytest.approx(result, abs=6e-7)
    assert result == pytest.approx(gradient, abs=1.1e-6)
