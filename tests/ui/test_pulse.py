"""What a page hears of its run between two epochs."""

import json
import time

import pytest

from fmnist.runs.progress import smooth
from fmnist.training.config import TrainConfig
from fmnist.ui.run.pulse import mark, pulse, pulse_value
from tests.waiting import until

VISITOR = "visitor-of-the-pulse-test"


@pytest.fixture
def beat(store):
    component = pulse(store)
    return lambda *asked: component.news(list(asked), None)


@pytest.fixture
def run(store):
    """A run that trains as long as the test likes."""
    store.runs.start(VISITOR, TrainConfig(epochs=1000, batch_size=20))
    until(lambda: store.runs.latest(VISITOR).losses)
    yield store.runs.latest(VISITOR)
    store.runs.stop(store.runs.latest(VISITOR).id, VISITOR)


def test_the_pieces_make_the_curve(store, beat, run):
    points, smoothed, version, pieces = [], [], -1, 0

    def take_a_piece():
        """Whether six have come, and the curve was not thinned since the last one."""
        nonlocal points, smoothed, version, pieces
        seen = mark(store.runs.latest(VISITOR))
        news = beat(run.id, seen, 0, version, len(points), points[-1][0] if points else 0)
        losses = store.runs.latest(VISITOR).losses
        if news and "raw" in news:
            version, pieces = news["version"], pieces + 1
            points = points[: news["start"]] + news["raw"]
            smoothed = smoothed[: news["start"]] + news["smooth"]
        known.append(losses[: len(points)])
        return pieces >= 6 and [step for step, _ in known[-1]] == [step for step, _ in points]

    known = []
    until(take_a_piece)
    assert points == [(step, pytest.approx(loss, rel=1e-4)) for step, loss in known[-1]]
    assert [loss for _, loss in smoothed] == pytest.approx([loss for _, loss in smooth(tuple(points), 0.7)], rel=1e-3)


def test_only_what_is_new_is_sent(store, beat, run):
    first = beat(run.id, mark(run), 0, -1, 0, 0)
    until(lambda: len(store.runs.latest(VISITOR).losses) > len(first["raw"]) + 3)
    known = first["raw"]
    second = beat(run.id, mark(store.runs.latest(VISITOR)), 0, first["version"], len(known), known[-1][0])
    if second["start"]:  # else the curve was thinned in between, and comes whole
        assert second["start"] == len(known)
        assert second["raw"][0][0] > known[-1][0]
    assert second["log"].startswith("Epoch ")


def test_after_an_epoch_everything_comes_anew(store, beat, run):
    until(lambda: store.runs.latest(VISITOR).metrics)
    now = store.runs.latest(VISITOR)
    news = beat(run.id, mark(now), len(now.metrics) - 1, -1, 0, 0)
    assert news["epochs"] >= len(now.metrics)
    series = json.loads(news["whole"])["accuracy"]["series"][1]
    assert series["points"][:2] == [[0, 0.1], [1, now.metrics[0].test_accuracy]]  # from chance on


def test_the_living_pictures_are_asked_only_while_a_page_shows_them(store, beat, run):
    looked = len(store.runs.latest(VISITOR).metrics)
    for _ in range(3):
        beat(run.id, mark(run), 0, -1, 0, 0, False)
        time.sleep(0.1)
    now = store.runs.latest(VISITOR)
    assert now.living is None or len(now.metrics) > looked  # after an epoch they are asked in any case
    beat(run.id, mark(now), 0, -1, 0, 0, True)
    until(lambda: store.runs.latest(VISITOR).living)
    now = store.runs.latest(VISITOR)
    news = beat(run.id, mark(now), len(now.metrics), -1, 0, 0, True)
    if "answers" in news:
        assert len(news["answers"]) == 12
        assert news["big"]["about"].endswith("an estimate")


def test_another_state_wakes_the_page(store, beat, run):
    assert beat(run.id, "another mark", 0, run.version, 0, 0) == {"changed": True}
    store.runs.stop(run.id, VISITOR)
    until(lambda: not store.runs.latest(VISITOR).active)
    assert beat(run.id, mark(run), 0, run.version, 0, 0) == {"changed": True}
    assert pulse_value(store.runs.latest(VISITOR)) == ""


@pytest.mark.parametrize("asked", [None, "run", [], [1, 2], {"id": 1}, [["x"], None, None, None, None, None],
                                   ["no such run", "", 0, 0, 0, 0], [None] * 6])
def test_whatever_is_asked_gets_an_answer(store, asked):
    assert pulse(store).news(asked, None) in (None, {"changed": True})


def test_a_page_without_a_run_asks_for_nothing():
    assert pulse_value(None) == ""
