"""Ratios of timings taken in turn, A B A B …: what slows the machine down for a while slows both."""

import platform
import statistics
from collections.abc import Callable

import torch


def machine() -> str:
    """The hardware and the versions, for the first line of every benchmark."""
    return (f"{platform.processor() or platform.machine()}, {torch.get_num_threads()} threads, "
            f"Python {platform.python_version()}, torch {torch.__version__}")


def compare(name_a: str, a: Callable[[], float], name_b: str, b: Callable[[], float], n: int, goal: str) -> list[float]:
    """Call `a` and `b`, which return seconds, `n` times in turn, after one warm-up each if n > 1, and print B/A."""
    if n > 1:  # of something that takes minutes once is enough
        a(), b()
    pairs = [(a(), b()) for _ in range(n)]
    for name, seconds in ((name_a, [p[0] for p in pairs]), (name_b, [p[1] for p in pairs])):
        print(f"{name:<44} {describe(seconds, ' s')}")
    ratios = [second / first for first, second in pairs]
    print(f"{'ratio':<44} {describe(ratios, '×')}   goal: {goal}   n={n}")
    return ratios


def describe(values: list[float], unit: str) -> str:
    """median (min-max)"""
    return f"{statistics.median(values):8.3f}{unit} ({min(values):.3f}-{max(values):.3f})"
