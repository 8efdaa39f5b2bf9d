"""Weights files on the command line: read, and what was changed to make them fit is told on stderr."""

import sys
from pathlib import Path

from torch import nn

from fmnist.checkpoint.save_load import Checkpoint, read_checkpoint


def read_weights(path: str | Path, model: nn.Module | None = None) -> Checkpoint:
    """`read_checkpoint(path, model)`, with a line on stderr for every change. Raises as it does."""
    checkpoint = read_checkpoint(path, model)
    for change in checkpoint.changes:
        print(f"{Path(path).name}: {change}", file=sys.stderr)
    return checkpoint
