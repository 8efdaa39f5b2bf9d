"""One process against two under torchrun, one thread each: an epoch on the mini set, in float32.

    python -m tests.benchmarks.processes [n]

After every step the gradients of all processes are added up. It pays where a step computes much for each gradient, as
the shipped ConvNet's does (preset "drawings"), and less for "fast_convnet" and the MLP, whose steps take milliseconds.
"""

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.timing import compare, machine

ROOT = Path(__file__).parents[2]
GOALS = {"drawings": "at least 1.6", "fast_convnet": "none", "better_mlp": "none"}


def seconds(preset: str, processes: int) -> float:
    """Of the third epoch, as the run itself reports it."""
    folder = Path(tempfile.mkdtemp())
    subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes), "--",
         ROOT / "tests" / "mini_main.py", "train", "--preset", preset, "--precision", "float32", "--epochs", "3",
         "--root", folder, "--out", folder / "model.pth", "--log", folder / "run.jsonl"],
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}, check=True, stdout=subprocess.DEVNULL)
    epochs = [json.loads(line) for line in (folder / "run.jsonl").read_text().splitlines()]
    done = [event["elapsed_seconds"] for event in epochs if event["event"] == "epoch"]
    return done[2] - done[1]


def main() -> None:
    print(machine())
    n = int((sys.argv[1:] or ["3"])[0])
    for preset, goal in GOALS.items():
        compare(f"{preset}, two processes", partial(seconds, preset, 2), "one process", partial(seconds, preset, 1), n,
                goal)


if __name__ == "__main__":
    main()
