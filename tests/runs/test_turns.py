"""Turns of runs that only count, on a clock of their own."""

import threading
import time

import pytest

from fmnist.runs import turns as rules
from fmnist.runs.turns import Turn, Turns, expected_seconds


class Clock:
    def __init__(self, monkeypatch):
        self.now = 0.0
        monkeypatch.setattr(rules.time, "monotonic", lambda: self.now)


class Counting(threading.Thread):
    """Needs `steps` steps, each of `seconds`."""

    def __init__(self, turns, clock, steps, log, seconds=0.05):
        super().__init__(daemon=True)
        self.clock, self.steps, self.log, self.seconds, self.done = clock, steps, log, seconds, 0
        self.turn = Turn(turns, lambda: (self.steps - self.done) * seconds if self.done else float("inf"))

    def run(self):
        with self.turn:
            while self.done < self.steps:
                self.clock.now += self.seconds
                self.done += 1
                self.log.append(self)
                self.turn.pause()


def in_line(turns, number):
    while len(turns.waiting) < number:
        time.sleep(0.001)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def test_newcomers_first_then_the_shortest_and_every_third_turn_for_the_one_that_waits(clock):
    turns, log = Turns(), []
    runs = [Counting(turns, clock, steps, log) for steps in (3000, 40, 60, 50)]
    holder = Turn(turns, lambda: 0.0)
    with holder:
        for number, run in enumerate(runs, start=1):
            run.start()
            in_line(turns, number)
    for run in runs:
        run.join()
    long, *short = runs
    first = [log.index(run) for run in runs]
    assert max(first) < 4 * 3 * len(runs)  # all have begun after a few turns
    over = [max(i for i, one in enumerate(log) if one is run) for run in short]
    assert over[0] < over[2] < over[1] < 1.5 * sum(run.steps for run in short) + 12  # in the order of their lengths
    assert log[:over[1]].count(long) > 10  # and the long one has gone on meanwhile


@pytest.mark.parametrize("count", [1, 3])
def test_long_steps_are_no_way_to_get_more(clock, count):
    turns, log = Turns(), []
    long = Counting(turns, clock, 1000, log, seconds=0.6)
    short = [Counting(turns, clock, 200, log) for _ in range(count)]
    with Turn(turns, lambda: 0.0):
        for number, run in enumerate([long, *short], start=1):
            run.start()
            in_line(turns, number)
    for run in short:
        run.join()
    over = max(i for i, one in enumerate(log) if one is not long)
    own, others = 10.0 * count, 0.6 * log[:over].count(long)
    assert 0.6 <= others <= 0.5 * own
    long.steps = 0


def test_one_computes_at_a_time_or_as_many_as_there_are_seats(clock):
    for seats in (1, 2):
        turns, inside, most = Turns(seats), [], []

        def compute(turns=turns, inside=inside, most=most):
            turn = Turn(turns, lambda: 1.0)
            with turn:
                for _ in range(50):
                    inside.append(1)
                    most.append(len(inside))
                    time.sleep(0)
                    inside.pop()
                    clock.now += 0.2
                    turn.pause()

        threads = [threading.Thread(target=compute) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert max(most) <= seats
        assert turns.free == seats


def test_a_run_that_shall_stop_waits_for_nobody(clock):
    turns = Turns()
    with Turn(turns, lambda: 1.0):
        waiting = Turn(turns, lambda: 1.0)
        thread = threading.Thread(target=lambda: waiting.__enter__().__exit__(None, None, None))
        thread.start()
        in_line(turns, 1)
        waiting.hurry()
        thread.join(10)
        assert not thread.is_alive()
        assert turns.free == 0
    assert turns.free == 1


@pytest.mark.parametrize(("mine", "others", "seats", "seconds"), [
    (10, [], 1, 10), (10, [], 2, 10), (10, [10], 2, 10), (10, [float("inf")], 2, 10),
    (10, [float("inf")], 1, 12), (float("inf"), [10], 1, float("inf")), (10, [0], 1, 10),
])
def test_expected_seconds(mine, others, seats, seconds):
    assert expected_seconds(mine, others, seats) == pytest.approx(seconds)


def test_expected_seconds_of_all_add_up():
    """Whoever is over last has waited for all of the work."""
    rests = [3.0, 5.0, 8.0, 13.0]
    expected = [expected_seconds(rest, [*rests[:i], *rests[i + 1 :]]) for i, rest in enumerate(rests)]
    assert expected == sorted(expected)
    assert expected[-1] == pytest.approx(sum(rests))
