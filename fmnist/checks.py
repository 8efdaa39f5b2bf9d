"""One validator for what a visitor chooses or types: a choice, a whole number, a number, a seed.

Each function returns the value it was given if it is in range, and raises `ConfigError` otherwise.
"""

import math
from collections.abc import Iterable
from typing import Any

from fmnist.errors import ConfigError

MAX_SEED = 2**63 - 1  # the largest int64
MAX_SHOWN = 60  # characters of a refused value in the sentence


def choice(field: str, got: Any, choices: Iterable[str]) -> str:
    """`got`, if it is one of `choices`."""
    choices = tuple(choices)
    if not isinstance(got, str) or got not in choices:
        raise ConfigError("{field} must be one of {choices}, got {got}.", field=field, choices=", ".join(choices),
                          got=_shown(got))
    return got


def whole_number(field: str, got: Any, low: int, high: int) -> int:
    """`got` as an int, if it is a whole number from `low` to `high`; a browser may send 5.0 for 5."""
    if not _within(got, low, high) or got != int(got):
        raise ConfigError("{field} must be a whole number from {low} to {high}, got {got}.", field=field, low=low,
                          high=high, got=_shown(got))
    return int(got)


def number(field: str, got: Any, low: float, high: float, *, low_open: bool = False, high_open: bool = False) -> float:
    """`got` as a float, if it is a number from `low` to `high`; `low_open` and `high_open` exclude the ends."""
    if not _within(got, low, high) or (low_open and got == low) or (high_open and got == high):
        if high == math.inf:
            raise ConfigError("{field} must be a number {above} {low:g}, got {got}.", field=field,
                              above=">" if low_open else "≥", low=low, got=_shown(got))
        raise ConfigError("{field} must be a number {above} {low:g} and {below} {high:g}, got {got}.", field=field,
                          above=">" if low_open else "≥", low=low, below="<" if high_open else "≤", high=high,
                          got=_shown(got))
    return float(got)


def valid_seed(got: Any) -> int:
    """`got` as an int, if it is a whole number from 0 to `MAX_SEED`."""
    return whole_number("seed", got, 0, MAX_SEED)


def is_seed(got: Any) -> bool:
    """Whether `got` is a seed as a card holds it: an int from 0 to `MAX_SEED`, not a float or a bool."""
    return type(got) is int and 0 <= got <= MAX_SEED


def _within(got: Any, low: float, high: float) -> bool:
    # True and False are ints to Python. NaN fails both comparisons.
    return isinstance(got, int | float) and not isinstance(got, bool) and low <= got <= high


def _shown(got: Any) -> str:
    text = repr(got[:MAX_SHOWN] if isinstance(got, str) else got)
    return text if len(text) <= MAX_SHOWN + 2 else text[:MAX_SHOWN] + "…"
