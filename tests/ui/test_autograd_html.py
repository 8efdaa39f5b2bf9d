"""What the Autograd tab shows, as text."""

import re

import pytest

from fmnist.autograd.descent import descend
from fmnist.autograd.gradients import random_inputs
from fmnist.ui.autograd.bowl_svg import draw_bowl
from fmnist.ui.autograd.html import draw_example


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("name", "index"), [("w", (0, 0)), ("w", (4, 2)), ("b", (1,))])
def test_a_gradient_can_be_checked_with_a_calculator(lang, name, index):
    """What is shown suffices: the two losses as printed give the difference as printed, which is the gradient."""
    text = draw_example(lang, random_inputs(), name, index)
    text = text.split("]")[-1].split("is_leaf")[0]
    gradient, plus, minus, _, epsilon, result = map(float, re.findall(r"\d+(?:\.\d+)?", text))
    assert (plus - minus) / (2 * epsilon) == pytest.approx(result, abs=6e-7)
    assert result == pytest.approx(gradient, abs=1.1e-6)


@pytest.mark.parametrize("steps", [0, 1, 5])
def test_the_blue_line_is_the_tangent_where_the_parameter_is_now(steps):
    got = descend(start=-1, learning_rate=0.1, steps=steps)
    svg = draw_bowl("en", got)
    x1, y1, x2, y2 = map(float, re.search(r'"slope" x1="(.*?)" y1="(.*?)" x2="(.*?)" y2="(.*?)"', svg).groups())
    *_, (x, y) = re.findall(r'<circle cx="(.*?)" cy="(.*?)"', svg)
    assert ((x1 + x2) / 2, (y1 + y2) / 2) == pytest.approx((float(x), float(y)), abs=0.2)
    curve = [tuple(map(float, point.split(","))) for point in re.search(r'"curve" points="(.*?)"', svg)[1].split()]
    across = (curve[-1][0] - curve[0][0]) / 12  # pixels for one unit of w, which is shown from -3 to 9
    up = (max(y for _, y in curve) - min(y for _, y in curve)) / 36  # for one of the loss, at most 6 ** 2
    assert -(y2 - y1) / up / ((x2 - x1) / across) == pytest.approx(got.slope[-1], abs=0.05)


def test_a_descent_that_has_left_has_no_tangent():
    assert "slope" not in draw_bowl("en", descend(start=-1, learning_rate=1.5, steps=50))
