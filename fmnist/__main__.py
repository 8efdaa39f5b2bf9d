"""The command line: `python -m fmnist train | evaluate | predict`."""

import sys

from fmnist.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
