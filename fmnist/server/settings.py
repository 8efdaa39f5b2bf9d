"""What somebody who runs the app for others may set, each by an environment variable `FMNIST_…`."""

import math
import os
from dataclasses import dataclass, field, fields

from fmnist.checks import number, whole_number


@dataclass(frozen=True)
class Settings:
    """A field a variable: `max_running` is `FMNIST_MAX_RUNNING`. README's table says what each is for."""

    max_running: int = 1
    max_per_address: int = 32
    keep_runs: int = 8
    grace_seconds: float = 600.0
    max_run_minutes: float = math.inf
    max_upload_mb: int = field(default=20, metadata={"high": 20})  # `open_image` takes no larger file
    password: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls) -> "Settings":
        """Raises `ConfigError` for a variable that should hold a number and does not, or one out of range."""
        values = {}
        for one in fields(cls):
            name = variable(one.name)
            text = os.environ.get(name) or str(one.default)
            if isinstance(one.default, int):
                values[one.name] = whole_number(name, _typed(text), 1, one.metadata.get("high", 10**9))
            elif isinstance(one.default, float):
                values[one.name] = number(name, _typed(text), 0, math.inf, low_open=True)
            else:
                values[one.name] = text
        return cls(**values)


def variable(name: str) -> str:
    """The environment variable of a field of `Settings`."""
    return f"FMNIST_{name.upper()}"


def _typed(text: str) -> float | str:
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value  # a sentence that refuses "0" says 0, not 0.0
