"""Inspect, save and load: how long, and how much memory for 200 visitors. Run from the project's folder:

    python tests/benchmarks/weights.py
"""

import functools
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from torch import nn

from fmnist.checkpoint.save_load import KINDS, load_checkpoint, save_checkpoint
from fmnist.inspection.parameters import parameter_table
from fmnist.model import MODELS, build_model
from fmnist.server.store import Store
from fmnist.server.timeline import Timeline
from fmnist.server.weights_files import load_weights
from fmnist.ui.inspect.draw import draw_detail, draw_table, draw_units


def milliseconds(do, times=7):
    """Median of `times` calls after a first one that does not count."""
    do()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def resident_megabytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main():
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads; medians of 7, in ms")
    with tempfile.TemporaryDirectory() as folder:
        store, path = Store(runs=Path(folder) / "runs"), Path(folder) / "model"
        store.datasets()
        for name in MODELS:
            print_model(store, path, name)
        print_big()
        print_visitors(store, path)
        store.close()


def print_model(store, path, name):
    save_checkpoint(build_model(name, 1), path)
    load_weights(store, "somebody", path)
    line = Timeline.of(store, "somebody", "loaded", seed=0)
    first = next(name for name, _ in line.hand.model.named_parameters())
    print(f"{name}: Inspect opens {milliseconds(lambda: draw_table('en', store, line, 1, [], '')):.1f}")
    print(f"{name}: a parameter {milliseconds(lambda: draw_detail('en', line, 1, first)):.1f}")
    print(f"{name}: 48 units {milliseconds(lambda: draw_units('en', line, 1, first, 'weights', 48)):.1f}")
    for kind in KINDS:
        saved = milliseconds(functools.partial(save_checkpoint, line.hand.model, path, kind=kind))
        print(f"{name}: save {kind} {saved:.1f}, load {milliseconds(lambda: load_checkpoint(path)):.1f}")
    measured = milliseconds(lambda: load_weights(store, "somebody", path), 3)
    print(f"{name}: load and measure on the test set {measured:.0f}")


def print_big():
    model = nn.Sequential(nn.Linear(784, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1300))
    print(f"{parameter_table(model).numel:,} parameters: table {milliseconds(lambda: parameter_table(model)):.1f}")


def print_visitors(store, path):
    save_checkpoint(build_model("mlp", 1), path)
    hand = load_weights(store, "visitor", path)[0]
    before = resident_megabytes()
    for i in range(200):
        store.put_loaded(f"visitor-{i}", replace(hand, model=build_model("mlp", i)))
    more = resident_megabytes() - before
    print(f"200 visitors each load an MLP, 536 MB of weights: {more:.0f} MB more in memory")


if __name__ == "__main__":
    main()
