"""The command line: `python -m fmnist train | evaluate | predict`."""

from fmnist.cli.main import main

__all__ = ["main"]
