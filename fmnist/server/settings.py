"""What somebody who runs the app for others may set, each by an environment variable `FMNIST_…`."""

import math
import os
from dataclasses import dataclass, fields

from fmnist.checks import number, whole_number


@dataclass(frozen=True)
class Settings:
    """A field a variable: `max_running` is `FMNIST_MAX_RUNNING`. README's table says what each is for."""

    max_running: int = 1
    max_per_address: int = 32
    keep_runs: int = 8
    grace_seconds: float = 600.0

    @classmethod
    def from_environment(cls) -> "Settings":
        """Raises `ConfigError` for a variable that holds no number, or one out of range."""
        values = {}
        for field in fields(cls):
            name = variable(field.name)
            got = _typed(os.environ.get(name) or str(field.default))
            whole = isinstance(field.default, int)
            values[field.name] = whole_number(name, got, 1, 10**9) if whole else number(name, got, 0, math.inf,
                                                                                         low_open=True)
        return cls(**values)


def variable(field: str) -> str:
    """The environment variable of a field of `Settings`."""
    return f"FMNIST_{field.upper()}"


def _typed(text: str) -> float | str:
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value  # a sentence that refuses "0" says 0, not 0.0
