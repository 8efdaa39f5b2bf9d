"""`python -m fmnist` on the mini set, whatever else the machine has: what tests run in a process of its own."""

import sys

from fmnist.cli.main import main
from fmnist.data import sources

sources.prepare.__kwdefaults__["names"] = ("mini",)

if __name__ == "__main__":
    sys.exit(main())
