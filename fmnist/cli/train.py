"""`python -m fmnist train`: the tutorial's log on the screen, JSON lines in a file, weights after every epoch."""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from torch import nn
from torch.optim.swa_utils import AveragedModel

from fmnist.checkpoint.archive import atomic_save, safe_load
from fmnist.checkpoint.save_load import read_checkpoint, save_checkpoint
from fmnist.cli.weights import read_weights
from fmnist.data.fashion_mnist import load_fashion_mnist
from fmnist.data.sources import Source
from fmnist.errors import CheckpointError, ConfigError, FileError
from fmnist.model import build_model, get_device
from fmnist.runs.progress import epoch_lines
from fmnist.runs.session import Session
from fmnist.training.config import TrainConfig
from fmnist.training.distributed import Group, process_group
from fmnist.training.loop import EpochMetrics, Step, loss_line

BAR = 30  # characters


def train(config: TrainConfig, out: Path, log: Path | None, device: str | None = None, root: Path | None = None,
          resume: bool = False, weights: Sequence[Path] = ()) -> int:
    """Train with `config` and keep the weights of the last finished epoch in `out`; returns the exit code.

    `weights`: files of first weights; of several, their mean (Wortsman et al., "Model soups", arXiv 2203.05482).
    Empty: the seed draws them. `resume` ignores it.

    Writes the whole state to `<out>.checkpoint` after every epoch; `resume` reads it and goes on. Under torchrun all
    processes train together and the first one prints and writes.
    """
    _check_writable(out)
    device = _checked_device(device)
    with process_group(device) as group:
        run = _Run(config, out, device, group, root, resume, () if resume else weights)
        with _open_log(log if group.writes else None, resume) as stream:
            _write(stream, event="start", config=run.session.config.to_dict(), device=device, processes=group.size,
                   source=run.session.source, epoch=run.session.state.epoch,
                   weights=[str(path) for path in run.weights])
            run.train(stream)
        if group.writes:
            print(f"Done! Weights saved to {out}")
    return 0


class _Run:
    """One call of `train`: what it prints, and what it writes beside `out`."""

    def __init__(self, config: TrainConfig, out: Path, device: str, group: Group, root: Path | None, resume: bool,
                 weights: Sequence[Path]) -> None:
        self.out, self.group, self.weights = out, group, list(weights)
        self.checkpoint = out.with_name(f"{out.name}.checkpoint")
        training_data, test_data = load_fashion_mnist(root, train=True), load_fashion_mnist(root, train=False)
        if group.writes:
            print(describe_source(training_data.source, len(training_data), len(test_data)))
        saved = self._saved() if resume else None
        self.seed = self._first_seed(config, saved)
        self.session = Session(config, training_data, test_data, device, start_from=self._first_model(config.model),
                               saved=saved, group=group)

    def _saved(self) -> dict[str, Any]:
        if not self.checkpoint.exists():
            raise CheckpointError("there is nothing to resume: {path} was not found; run without --resume.",
                                  path=self.checkpoint.absolute())
        return safe_load(self.checkpoint)

    def _first_model(self, name: str) -> nn.Module | None:
        """A model with the mean of `self.weights`, parameters and buffers; `None` if there are none."""
        if not self.weights:
            return None
        mean = AveragedModel(build_model(name), use_buffers=True)
        read = read_weights if self.group.writes else read_checkpoint  # the changes are told once
        for path in self.weights:
            model = build_model(name)
            model.load_state_dict(read(path, model).state_dict)
            mean.update_parameters(model)
        return mean.module

    def _first_seed(self, config: TrainConfig, saved: dict[str, Any] | None) -> int | None:
        """The seed of the first weights, from the cards of the files to start from; `None` if none or several."""
        before = [self.out] if saved is not None and self.out.exists() else self.weights
        if not before:
            return config.seed
        model = config.model if saved is None else saved["config"]["model"]
        cards = [read_checkpoint(path, build_model(model)).card for path in before]
        seeds = {card and card.seed for card in cards}
        return seeds.pop() if len(seeds) == 1 else None

    def train(self, stream: IO[str] | None) -> None:
        on_terminal, started, first = sys.stdout.isatty(), time.monotonic(), self.session.state.epoch
        try:
            for event in self.session.train(report_every=1 if self.group.size == 1 else 100):
                if not self.group.writes:
                    continue
                if isinstance(event, EpochMetrics):
                    self._end_epoch(event, stream)
                    continue
                if event.batch == 1:
                    print(f"Epoch {event.epoch}\n-------------------------------")
                if event.batch == 1 or (event.batch - (self.group.size == 1)) % 100 == 0:
                    _clear_bar()
                    print(loss_line(event.loss, event.seen, event.size), flush=True)
                    _write(stream, event="step", **asdict(event))
                if on_terminal:
                    _draw_bar(event, first, self.session.config.epochs, time.monotonic() - started)
        except KeyboardInterrupt:
            _clear_bar()
            if self.group.writes:
                print(f"Interrupted; {self._kept()}.", file=sys.stderr)
            raise

    def _end_epoch(self, metrics: EpochMetrics, stream: IO[str] | None) -> None:
        _clear_bar()
        print(*epoch_lines(metrics), sep="\n", flush=True)
        note = f", starting from {' + '.join(path.name for path in self.weights)}" if self.weights else ""
        state = self.session.state
        save_checkpoint(state.model, self.out, card=self.session.card(metrics, seed=self.seed, note=note))
        atomic_save(state.state_dict(), self.checkpoint)
        _write(stream, event="epoch", **asdict(metrics))

    def _kept(self) -> str:
        epoch = self.session.state.epoch
        if not epoch:
            return "no epoch was finished"
        return (f"{self.out} holds the weights after epoch {epoch}, and --resume with the same settings goes on from "
                "there")


def describe_source(source: Source, train: int, test: int) -> str:
    """Where the images come from, in a sentence or two."""
    text = f"Fashion-MNIST: {train:,} + {test:,} images ({source.name}, {source.root})"
    if source.damaged:
        text += f"; not used, as damaged or of another data set: {', '.join(source.damaged)}"
    if source.moved:
        text += "; the data folder asked for cannot be written"
    if not source.full:
        text += ("\nThis is the mini set, a tenth of Fashion-MNIST. For the full set connect to the Internet, or "
                 "install the Debian package dataset-fashion-mnist.")
    return text


def _check_writable(path: Path) -> None:
    if path.is_dir() or not path.parent.is_dir():
        raise FileError("{path} cannot be written: it must be a file in an existing folder.", path=path.absolute())


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


def _open_log(path: Path | None, append: bool) -> Any:
    if path is None:
        return nullcontext()
    try:
        return path.open("a" if append else "w", encoding="utf-8")
    except OSError as error:
        raise ConfigError("the log {path} cannot be written: {reason}.", path=path.absolute(),
                          reason=error.strerror) from None


def _write(stream: IO[str] | None, **values: Any) -> None:
    if stream is not None:
        stream.write(json.dumps(values) + "\n")
        stream.flush()


def _draw_bar(step: Step, first_epoch: int, epochs: int, elapsed_seconds: float) -> None:
    done = step.seen / step.size
    share = (step.epoch - 1 - first_epoch + done) / (epochs - first_epoch)
    rest = elapsed_seconds / max(share, 1e-9) - elapsed_seconds
    filled = int(BAR * done)
    print(f"\repoch {step.epoch}/{epochs} [{'█' * filled}{'·' * (BAR - filled)}] {done:4.0%}  {rest:4.0f} s left ",
          end="", flush=True)


def _clear_bar() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="")
