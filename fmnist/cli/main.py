"""The commands of `python -m fmnist`. Exit codes: 0 done, 2 a mistake told in one sentence, 130 interrupted."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn

from fmnist.errors import FmnistError
from fmnist.files import expand_home
from fmnist.model import MODELS
from fmnist.training.config import AUGMENTS, LOSSES, OPTIMIZERS, PRECISIONS, PRESETS, SCHEDULES, SHIPPED, TrainConfig

EXIT_MISTAKE, EXIT_INTERRUPTED = 2, 130
RECIPES = PRESETS | {"shipped": SHIPPED}


class _Parser(argparse.ArgumentParser):
    """argparse, with one sentence where it would print the usage too."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_MISTAKE, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    arguments = vars(_parser().parse_args(argv))
    command = arguments.pop("command")
    try:
        return command(**arguments)
    except FmnistError as error:
        print(f"fmnist: {error}", file=sys.stderr)
        return EXIT_MISTAKE
    except KeyboardInterrupt:
        print("fmnist: interrupted.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return EXIT_MISTAKE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="fmnist", description="The PyTorch introduction on Fashion-MNIST.")
    commands = parser.add_subparsers(required=True, metavar="train | evaluate | predict", parser_class=_Parser)

    train = commands.add_parser("train", help="train a network, as in chapter 6")
    train.add_argument("--preset", choices=RECIPES, default="quickstart", help="settings to start from")
    # What is not given stays at the preset's value.
    for flags, kind, text in (
        (["--model"], MODELS, "the network"),
        (["--epochs"], int, "how many times to go through the training set"),
        (["--batch-size"], int, "images per step"),
        (["--lr", "--learning-rate"], float, "how far a step goes"),
        (["--optimizer"], OPTIMIZERS, "what turns gradients into steps"),
        (["--momentum"], float, "how much of the last step is kept (sgd, rmsprop)"),
        (["--weight-decay"], float, "how fast weights shrink"),
        (["--loss"], LOSSES, "what is minimised"),
        (["--label-smoothing"], float, "how much of the label is spread over all classes"),
        (["--schedule"], SCHEDULES, "how the learning rate changes"),
        (["--seed"], int, "of the first weights and the order"),
        (["--train-size"], int, "how many training images, the same share of every class; default all"),
        (["--validation-share"], float, "part of the training set held out"),
        (["--drawn-share"], float, "part of every batch that is parametrised drawings"),
        (["--augment"], AUGMENTS, "what is done to the training images"),
        (["--precision"], PRECISIONS, "number format of the forward pass"),
    ):
        name = flags[-1].lstrip("-").replace("-", "_")
        how: dict[str, Any] = {"type": kind} if callable(kind) else {"choices": tuple(kind)}
        train.add_argument(*flags, dest=name, default=argparse.SUPPRESS, help=text, **how)
    train.add_argument("--shuffle", action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS,
                       help="a new order in every epoch")
    train.add_argument("--freeze", dest="frozen", action="append", default=argparse.SUPPRESS, metavar="NAME",
                       help="a parameter that keeps its values; may be given several times")
    train.add_argument("--out", type=expand_home, default="model.pth",
                       help="where the weights go (default: %(default)s)")
    train.add_argument("--weights", type=_file, nargs="+", default=(), metavar="FILE",
                       help="saved weights to start from, instead of fresh ones; of several files their mean")
    train.add_argument("--resume", action="store_true", help="go on after the last finished epoch of the run in --out")
    train.add_argument("--log", type=expand_home, help="where the metrics go, as JSON lines")
    train.add_argument("--device", help="cpu, cuda, mps, … (default: the accelerator where there is one)")
    _add_root(train)
    train.set_defaults(command=_train)

    evaluate = commands.add_parser("evaluate", help="accuracy of saved weights on the test set")
    evaluate.add_argument("weights", type=_file, metavar="WEIGHTS",
                          help="a file saved by train, the tutorial or other trainers")
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.add_argument("--plain", action="store_true", help="only the test set as it is, not its variants")
    _add_root(evaluate)
    evaluate.set_defaults(command=_evaluate)

    predict = commands.add_parser("predict", help="what a picture shows")
    predict.add_argument("image", type=_file, metavar="IMAGE", help="a picture of one item of clothing")
    predict.add_argument("--weights", type=_file, help="saved weights (default: the shipped ConvNet)")
    predict.add_argument("--json", action="store_true", help="print JSON")
    predict.set_defaults(command=_predict)
    return parser


def _add_root(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", type=_folder, help="the data folder (default: $FMNIST_DATA, else data/)")


def _file(text: str) -> Path:
    return _existing(text, Path.is_file, "file")


def _folder(text: str) -> Path:
    return _existing(text, Path.is_dir, "folder")


def _existing(text: str, fits: Callable[[Path], bool], kind: str) -> Path:
    path = expand_home(text)
    if not fits(path):
        what = "is none" if path.exists() else "does not exist"
        raise argparse.ArgumentTypeError(f"expected a {kind}, but {path.absolute()} {what}")
    return path


def _train(preset: str, out: Path, log: Path | None, device: str | None, root: Path | None, resume: bool,
           weights: Sequence[Path], **given: Any) -> int:
    from fmnist.cli.train import train

    config = RECIPES[preset]
    values = {field.name: getattr(config, field.name) for field in fields(config)} | given
    return train(TrainConfig(**values), out=out, log=log, device=device, root=root, resume=resume, weights=weights)


def _evaluate(weights: Path, json: bool, plain: bool, root: Path | None) -> int:
    from fmnist.cli.weights import read_weights
    from fmnist.data.fashion_mnist import load_fashion_mnist
    from fmnist.data.loader import TensorLoader
    from fmnist.prediction.robustness import robustness
    from fmnist.training.config import TrainConfig
    from fmnist.training.loop import test_line, test_loop
    from fmnist.training.optimizer import make_loss

    model = read_weights(weights).build()
    test_data = load_fashion_mnist(root, train=False)
    result = test_loop(TensorLoader(test_data, 64), model, make_loss(TrainConfig()), log=None)
    if not json:
        print(test_line(result))
    variants = {}
    for variant in () if plain else robustness(model, test_data.data, test_data.targets):
        variants[variant.name] = variant.accuracy
        if not json:
            print(f"{variant.name:<12}{variant.accuracy:7.2%}", flush=True)
    if json:
        _print_json(weights=str(weights), source=test_data.source.name, images=len(test_data), accuracy=result.accuracy,
                    loss=result.loss, variants=variants)
    return 0


def _predict(image: Path, weights: Path | None, json: bool) -> int:
    from fmnist.cli.weights import read_weights
    from fmnist.files import ASSETS
    from fmnist.pictures.open_image import open_image
    from fmnist.pictures.to_input import to_input
    from fmnist.prediction.predict import predict

    X = to_input(open_image(image))
    confidences = predict(read_weights(weights or ASSETS / "convnet.pth").build(), X)
    ranked = sorted(confidences.items(), key=lambda item: -item[1])
    if json:
        _print_json(label=ranked[0][0], confidences=dict(ranked))
    else:
        for name, probability in ranked:
            print(f"{probability:7.2%}  {name}")
    return 0


def _print_json(**values: Any) -> None:
    print(json.dumps(values, ensure_ascii=False))
