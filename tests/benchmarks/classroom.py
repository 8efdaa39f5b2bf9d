"""Thirty visitors who each start an epoch of the Quickstart within ten seconds, while a ConvNet trains for an hour.

    python -m tests.benchmarks.classroom [visitors]

The time until all are over is compared with the seconds that their runs computed: on a machine with other work, alone
is not what it was a minute ago.
"""

import sys
import tempfile
import threading
import time

from fmnist.data.fashion_mnist import load_fashion_mnist
from fmnist.runs.store import RunStore
from fmnist.training.config import TrainConfig
from tests.benchmarks.timing import machine

VISITORS, WITHIN = 30, 10.0  # seconds


def visit(runs, number, visitors, found):
    time.sleep(WITHIN * number / visitors)
    started = time.monotonic()
    run_id = runs.start(f"visitor {number}", TrainConfig(epochs=1, seed=number))
    while not (run := runs.snapshot(run_id)).batch and run.active:
        time.sleep(0.05)
    moved = time.monotonic() - started
    while (run := runs.snapshot(run_id)).active:
        time.sleep(0.2)
    found.append((moved, time.monotonic() - started, runs._runs[run_id]._turn.seconds(), run.state))


def main(visitors=VISITORS):
    data = load_fashion_mnist(train=True), load_fashion_mnist(train=False)
    runs, found = RunStore(tempfile.mkdtemp(), lambda: data), []
    long = runs.start("long", TrainConfig(model="convnet", epochs=1000, batch_size=128, optimizer="adamw"))
    while not runs.snapshot(long).batch:
        time.sleep(0.05)
    started = time.monotonic()
    threads = [threading.Thread(target=visit, args=(runs, number, visitors, found)) for number in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, run = time.monotonic() - started, runs.snapshot(long)
    runs.close()
    moved, over, computed, states = zip(*found, strict=True)
    print(machine())
    print(f"{states.count('finished')} finished in {took:.0f} s: {took / sum(computed):.2f} times what they computed")
    print(f"first movement after {sum(moved) / len(moved):.2f} s, at most {max(moved):.2f} s")
    print(f"over after {min(over):.0f} to {max(over):.0f} s, {sum(over) / len(over):.0f} s on average")
    print(f"the ConvNet is {run.state}, at batch {run.batch} of epoch {run.epoch}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
