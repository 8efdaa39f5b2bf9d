"""`python -m fmnist train`: the tutorial's log on the screen, JSON lines in a file, weights after every epoch."""

from __future__ import annotations

import json
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from fmnist.card import make_card
from fmnist.checkpoint import save_checkpoint
from fmnist.data import load_fashion_mnist
from fmnist.errors import CheckpointError, ConfigError
from fmnist.model import get_device
from fmnist.sources import Source
from fmnist.training import EpochMetrics, Loaders, Step, TestResult, TrainConfig, TrainState, fit, loss_line, test_line

BAR = 30


def train(config: TrainConfig, out: Path, log: Path | None, device: str | None = None, root: str | None = None) -> int:
    """Train with `config` and keep the weights of the last finished epoch in `out`; returns the exit code."""
    _check_writable(out)
    device = _checked_device(device)
    training_data, test_data = load_fashion_mnist(root, train=True), load_fashion_mnist(root, train=False)
    print(describe_source(training_data.source, len(training_data), len(test_data)))
    loaders = Loaders(config, training_data, test_data, device)
    state = TrainState.create(config, len(loaders.train), device)
    with _open_log(log) as stream:
        _write(stream, event="start", config=config.to_dict(), device=device, source=training_data.source.name)
        _run(config, training_data, test_data, state, loaders, device, out, stream)
    print(f"Done! Weights saved to {out}")
    return 0


def _run(config: TrainConfig, training_data: Any, test_data: Any, state: TrainState, loaders: Loaders, device: str,
         out: Path, stream: IO[str] | None) -> None:
    on_terminal, started = sys.stdout.isatty(), time.monotonic()
    data = f"{len(training_data):,} + {len(test_data):,} images ({training_data.source.name})"
    try:
        for event in fit(config, training_data, test_data, device=device, state=state, loaders=loaders):
            if isinstance(event, EpochMetrics):
                _clear_bar(on_terminal)
                print(test_line(TestResult(event.test_accuracy, event.test_loss)))
                save_checkpoint(state.model, out, card=make_card(config, event, data))
                _write(stream, event="epoch", **asdict(event))
                continue
            if event.batch == 1:
                print(f"Epoch {event.epoch}\n-------------------------------")
            if (event.batch - 1) % 100 == 0:
                _clear_bar(on_terminal)
                print(loss_line(event.loss, event.seen, event.size), flush=True)
                _write(stream, event="step", **asdict(event))
            if on_terminal:
                _draw_bar(event, config.epochs, time.monotonic() - started)
    except KeyboardInterrupt:
        _clear_bar(on_terminal)
        kept = f"{out} holds the weights after epoch {state.epoch}" if state.epoch else "no epoch was finished"
        print(f"Interrupted; {kept}.", file=sys.stderr)
        raise


def describe_source(source: Source, train: int, test: int) -> str:
    """Where the images come from, in a sentence or two."""
    text = f"Fashion-MNIST: {train:,} + {test:,} images ({source.name}, {source.root})"
    if source.damaged:
        text += f"; damaged and not used: {', '.join(source.damaged)}"
    if source.moved:
        text += "; the data folder asked for cannot be written"
    if not source.full:
        text += ("\nThis is the mini set, a tenth of Fashion-MNIST. For the full set connect to the Internet, or "
                 "install the Debian package dataset-fashion-mnist.")
    return text


def _check_writable(path: Path) -> None:
    if path.is_dir() or not path.parent.is_dir():
        raise CheckpointError("{path} cannot be written: it must be a file in an existing folder.", path=path)


def _checked_device(device: str | None) -> str:
    import torch

    if device is None:
        return get_device()
    try:
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError):
        raise ConfigError("device {device!r} is not available on this machine; it has {has}.", device=device,
                          has=", ".join({"cpu", get_device()})) from None
    return device


def _open_log(path: Path | None) -> Any:
    if path is None:
        return nullcontext()
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise ConfigError("the log {path} cannot be written: {reason}.", path=path, reason=error.strerror) from None


def _write(stream: IO[str] | None, **values: Any) -> None:
    if stream is not None:
        stream.write(json.dumps(values) + "\n")
        stream.flush()


def _draw_bar(step: Step, epochs: int, elapsed_seconds: float) -> None:
    done = step.seen / step.size
    rest = elapsed_seconds / max((step.epoch - 1 + done) / epochs, 1e-9) - elapsed_seconds
    filled = int(BAR * done)
    print(f"\repoch {step.epoch}/{epochs} [{'█' * filled}{'·' * (BAR - filled)}] {done:4.0%}  {rest:4.0f} s left ",
          end="", flush=True)


def _clear_bar(on_terminal: bool) -> None:
    if on_terminal:
        print("\r\033[K", end="")
