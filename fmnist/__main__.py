"""The command line: `python -m fmnist train | evaluate | predict`."""

from __future__ import annotations

import sys

from fmnist.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
