"""One process against two under torchrun, one thread each: an epoch of the preset "fast_convnet", in float32.

    python -m tests.benchmarks.processes [n]

A convolution computes much for each of its gradients, which have to be added up after every step; the tutorial's MLP
has 670,000 of them for little arithmetic.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.timing import compare, machine

SETTINGS = ["--preset", "fast_convnet", "--precision", "float32", "--epochs", "3"]


def seconds(processes: int) -> float:
    """Of the third epoch, as the run itself reports it."""
    folder = Path(tempfile.mkdtemp())
    subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes), "-m", "--",
         "fmnist", "train", *SETTINGS, "--out", folder / "model.pth", "--log", folder / "run.jsonl"],
        env={**os.environ, "OMP_NUM_THREADS": "1"}, check=True, capture_output=True)
    epochs = [json.loads(line) for line in (folder / "run.jsonl").read_text().splitlines()]
    done = [event["elapsed_seconds"] for event in epochs if event["event"] == "epoch"]
    return done[2] - done[1]


def main() -> None:
    print(machine())
    compare("two processes", lambda: seconds(2), "one process", lambda: seconds(1), int((sys.argv[1:] or ["3"])[0]),
            "at least 1.6")


if __name__ == "__main__":
    main()
