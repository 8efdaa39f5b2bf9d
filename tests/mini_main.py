"""`python -m fmnist` on the mini set, whatever else the machine has: what tests run in a process of its own."""

import sys

from fmnist import sources
from fmnist.cli import main

sources.prepare.__kwdefaults__["names"] = ("mini",)

if __name__ == "__main__":
    sys.exit(main())
