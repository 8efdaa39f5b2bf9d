import pytest

from fmnist.runs.progress import LossCurve, smooth


def test_few_losses_are_kept_as_they_are():
    curve = LossCurve(capacity=10)
    for loss in (3.0, 2.0, 1.0):
        curve.add(loss)
    assert curve.points == [(1, 3.0), (2, 2.0), (3, 1.0)]


def test_many_losses_are_thinned_to_their_means():
    curve = LossCurve(capacity=10)
    for i in range(1, 1001):
        curve.add(float(i))
    assert 5 <= len(curve.points) <= 10
    steps = [step for step, _ in curve.points]
    widths = {b - a for a, b in zip([0, *steps], steps, strict=False)}
    assert widths == {curve.stride}
    for step, mean in curve.points:  # the mean of `stride` consecutive numbers that end with `step`
        assert mean == pytest.approx(step - (curve.stride - 1) / 2)


def test_a_saved_curve_goes_on_as_if_nothing_had_happened():
    whole, half = LossCurve(8), LossCurve(8)
    for i in range(101):
        whole.add(i / 7)
        half.add(i / 7)
        if i == 50:
            half = LossCurve.from_state_dict(half.state_dict(), 8)
    assert whole.points == half.points


def test_smoothing_starts_at_the_first_loss_and_follows_slowly():
    line = smooth(((1, 2.0), (2, 1.0), (3, 1.0)), weight=0.9)
    assert line[0] == (1, pytest.approx(2.0))
    assert 1.0 < line[2][1] < line[1][1] < 2.0
    assert smooth(()) == []
