"""How long a run is said to take: not by the one moment at which the machine was busy."""

from dataclasses import replace

import pytest

from fmnist.runs import pace as module
from fmnist.runs.pace import Pace
from fmnist.training.config import QUICKSTART

IMAGES = 60_000 + module.TEST_SHARE * 10_000


@pytest.fixture
def bursts(monkeypatch):
    """What the bursts measure, in seconds per image, the next one last."""
    left = []
    monkeypatch.setattr(module, "seconds_per_image", lambda *_: left.pop())
    return left


def test_the_fastest_of_a_few_bursts_counts_and_no_more_are_timed(bursts):
    bursts += [5e-5, 4e-5, 9e-4]  # the first one while the page is being made
    pace = Pace()
    said = [pace.seconds(QUICKSTART, 60_000, 10_000) for _ in range(5)]
    assert said == pytest.approx([5 * IMAGES * per_image for per_image in (9e-4, 4e-5, 4e-5, 4e-5, 4e-5)])


def test_the_others_take_as_much_longer_than_their_bursts_as_the_runs_seen(bursts):
    """Whatever precision "auto" came to in the run that was seen."""
    bursts += [2e-5, 4e-5]
    pace = Pace()
    pace.seconds(QUICKSTART, 60_000, 10_000)
    pace.saw(replace(QUICKSTART, precision="bfloat16"), IMAGES * 12e-5, 60_000, 10_000)
    assert pace.seconds(QUICKSTART, 60_000, 10_000) == pytest.approx(5 * IMAGES * 12e-5)
    other = replace(QUICKSTART, optimizer="adamw")
    assert pace.seconds(other, 60_000, 10_000) == pytest.approx(5 * IMAGES * 3 * 2e-5)


def test_a_run_that_was_seen_counts_more_for_as_many_epochs_and_images_as_are_asked_for(bursts):
    bursts.append(9e-4)
    pace = Pace()
    pace.seconds(QUICKSTART, 60_000, 10_000)
    pace.saw(QUICKSTART, IMAGES * 7e-5, 60_000, 10_000)
    pace.saw(QUICKSTART, IMAGES * 8e-5, 60_000, 10_000)
    assert pace.seconds(replace(QUICKSTART, epochs=10), 60_000, 10_000) == pytest.approx(10 * IMAGES * 7e-5)
    assert pace.seconds(replace(QUICKSTART, train_size=1000), 60_000, 0) == pytest.approx(5 * 1000 * 7e-5)
