"""The rule for which network answers a visitor: the one they chose last, or the run they have trained since."""

from collections.abc import Iterable
from dataclasses import dataclass

from fmnist.runs import record as states
from fmnist.runs.record import Snapshot

RUN = "run:"  # before a run's id


def run_kind(run_id: str) -> str:
    """The kind of the network that a run trains."""
    return RUN + run_id


def run_of(kind: object) -> str | None:
    """The id of the run that trains the network of that kind; `None` for other networks, and for what is no kind."""
    return kind.removeprefix(RUN) if isinstance(kind, str) and kind.startswith(RUN) else None


@dataclass(frozen=True)
class Choice:
    """A network in use, and when the visitor chose it, or when the run was begun that became it."""

    kind: str
    at: float


def network_in_use(choice: Choice | None, runs: Iterable[Snapshot]) -> Choice | None:
    """The network in use now: the `choice` so far, or one of the visitor's `runs` that has ended meanwhile.

    A run becomes it that has ended without a failure, has learned something and has its weights, unless the visitor has
    chosen a network since the run was begun; of several runs, the one that was begun last. `choice` is `None` where
    nobody remembers one, as after a restart of the server: then that run is the last that the visitor has trained.
    """
    trained = [run for run in runs if not run.active and run.state != states.FAILED and run.has_learned
               and run.has_weights]
    newest = max(trained, key=lambda run: run.begun, default=None)
    if newest is None or (choice is not None and choice.at >= newest.begun):
        return choice
    return Choice(run_kind(newest.id), newest.begun)
