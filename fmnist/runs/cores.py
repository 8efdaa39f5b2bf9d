"""Who computes on which cores: the threads that train on all of them, those that serve pages on one each.

Under torch, OpenMP counts the threads that all callers together keep ready. Where they are more than the cores, none of
them waits awake for the next step any more: after the first visitor who asks for a prediction, a run of small steps
would go on at 60% of its speed for as long as the app runs.
"""

import contextlib
import os
import sys
import threading

import torch

_cores: int | None = None  # for a run's threads; `None`: each thread computes on as many as torch gives it


def leave_to_runs() -> None:
    """From now on a thread computes on one core unless it takes all. For the main thread, before it starts others."""
    global _cores
    _cores = torch.get_num_threads()
    torch.set_num_threads(1)


def settle() -> None:
    """Give this thread the number of cores that was set last: torch does so late, and not for every operation."""
    torch.get_num_threads()


def take() -> None:
    """Have this thread, and those that torch starts from it, compute on all cores, but give way to the pages."""
    if _cores is not None:
        torch.set_num_threads(_cores)  # for this thread, and for all that have not settled yet
        settle()
        others = threading.Thread(target=torch.set_num_threads, args=(1,))
        others.start()
        others.join()
    if sys.platform == "linux":  # where threads have a priority of their own
        with contextlib.suppress(OSError):  # forbidden here and there
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
