"""Environment variables that are wrong end the app in one sentence. Imported before Gradio, which reads one at once."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from fmnist.checks import whole_number
from fmnist.errors import FmnistError


@contextmanager
def mistakes_told() -> Iterator[None]:
    """End the process with the sentence of an `FmnistError`, a wrong variable for one, and exit code 2."""
    try:
        yield
    except FmnistError as error:
        print(f"fmnist: {error}", file=sys.stderr)
        raise SystemExit(2) from None


def is_address_of_this_machine(name: str) -> bool:
    """Whether a server can listen there."""
    try:
        with socket.socket() as probe:
            probe.bind((name, 0))
        return True
    except OSError:
        return False


def check_port() -> None:
    """Gradio takes the port for a number as it is imported, with a traceback where it is none."""
    if port := os.environ.get("GRADIO_SERVER_PORT"):
        with mistakes_told():
            whole_number("GRADIO_SERVER_PORT", int(port) if port.isdecimal() else port, 0, 65535)


check_port()
