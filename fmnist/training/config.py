"""Chapter 6.2 to 6.5: every hyperparameter of a run, checked once, and the presets."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from fmnist.checks import MAX_SEED, choice, number, whole_number
from fmnist.errors import ConfigError
from fmnist.model import MODELS

OPTIMIZERS = ("sgd", "adam", "adamw", "rmsprop")
LOSSES = ("cross_entropy", "nll", "mse")
SCHEDULES = ("constant", "onecycle", "cosine")
PRECISIONS = ("float32", "bfloat16", "auto")
AUGMENTS = ("none", "sketch")
MAX_FROZEN = 100  # names, and letters of a name; the largest of our models has a third of it


@dataclass(frozen=True)
class TrainConfig:
    """The hyperparameters of one run. The defaults are the tutorial's (chapter 6: SGD, 1e-3, 64, five epochs).

    **Arguments**

    - `model`: "mlp" (the tutorial's `NeuralNetwork`), "convnet" or "fast_convnet".
    - `epochs`: 1 to 1,000. `batch_size`: 1 to 60,000. `learning_rate`: over 0, at most 1,000.
    - `optimizer`: "sgd", "adam", "adamw" or "rmsprop". `momentum`: [0, 1), for SGD and RMSprop.
    - `weight_decay`: 0 to 10. `label_smoothing`: [0, 1), for cross-entropy.
    - `loss`: "cross_entropy", "nll" (log-softmax, then `NLLLoss`) or "mse" (logits against one-hot labels).
    - `schedule`: of the learning rate, per step: "constant", "onecycle" (Smith & Topin 2017) or "cosine"
      (Loshchilov & Hutter 2016).
    - `shuffle`: a new order in every epoch; the tutorial's quickstart keeps the order.
    - `seed`: of the first weights and of the order; 0 to `checks.MAX_SEED`.
    - `train_size`: how many training images, 100 to 60,000, the same share of every class, drawn by the seed; where
      there are not so many, all.
    - `validation_share`: the share of these held out, 0 to 0.5.
    - `drawn_share`: the share of every batch that are parametrised drawings (`fmnist.pictures.drawings`), beside
      `batch_size` pictures of the data set; 0 to 0.9.
    - `augment`: "none", or "sketch" (see `fmnist.pictures.augment`).
    - `precision`: "float32", "bfloat16" (autocast), or "auto": whichever a short measurement finds faster.
    - `frozen`: names of parameters that keep their values (`requires_grad = False`, chapter 5.3).

    Raises `ConfigError` for a field out of its range.
    """

    model: str = "mlp"
    epochs: int = 5
    batch_size: int = 64
    learning_rate: float = 1e-3
    optimizer: str = "sgd"
    momentum: float = 0.0
    weight_decay: float = 0.0
    loss: str = "cross_entropy"
    label_smoothing: float = 0.0
    schedule: str = "constant"
    shuffle: bool = False
    seed: int = 0
    train_size: int = 60_000
    validation_share: float = 0.0
    drawn_share: float = 0.0
    augment: str = "none"
    precision: str = "float32"
    frozen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        for name, choices in _CHOICES.items():
            choice(name, getattr(self, name), choices)
        for name, (low, high) in _INTEGERS.items():
            set_(self, name, whole_number(name, getattr(self, name), low, high))
        for name, (low, high, ends) in _NUMBERS.items():
            set_(self, name, number(name, getattr(self, name), low, high, **ends))
        if not isinstance(self.shuffle, bool):
            raise ConfigError("shuffle must be true or false, got {got!r}.", got=self.shuffle)
        if not isinstance(self.frozen, list | tuple) or not all(isinstance(name, str) for name in self.frozen):
            raise ConfigError("frozen must be a list of parameter names, got {got}.", got=repr(self.frozen)[:60])
        if len(self.frozen) > MAX_FROZEN or max(map(len, self.frozen), default=0) > MAX_FROZEN:
            raise ConfigError("frozen may have at most {limit} parameter names of at most {limit} letters; leave out "
                              "those that the model does not have.", limit=MAX_FROZEN)
        set_(self, "frozen", tuple(self.frozen))
        if self.label_smoothing and self.loss != "cross_entropy":
            raise ConfigError("label_smoothing needs loss cross_entropy, got {got!r}.", got=self.loss)

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values, for JSON and checkpoints."""
        return {**asdict(self), "frozen": list(self.frozen)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "TrainConfig":
        """The inverse of `to_dict`; fields that are missing take their defaults.

        Raises `ConfigError` for a field that does not exist.
        """
        unknown = sorted(set(values) - {field.name for field in fields(cls)})
        if unknown:
            raise ConfigError("{got} is not a setting; the settings are {choices}.", got=unknown[0],
                              choices=", ".join(field.name for field in fields(cls)))
        return cls(**values)


_CHOICES = {
    "model": MODELS, "optimizer": OPTIMIZERS, "loss": LOSSES, "schedule": SCHEDULES, "augment": AUGMENTS,
    "precision": PRECISIONS,
}
_INTEGERS = {"epochs": (1, 1000), "batch_size": (1, 60_000), "seed": (0, MAX_SEED),
             "train_size": (100, 60_000)}
_NUMBERS = {
    "learning_rate": (0, 1000, {"low_open": True}),
    "momentum": (0, 1, {"high_open": True}),
    "weight_decay": (0, 10, {}),
    "label_smoothing": (0, 1, {"high_open": True}),
    "validation_share": (0, 0.5, {}),
    "drawn_share": (0, 0.9, {}),
}


QUICKSTART = TrainConfig()
PRESETS: dict[str, TrainConfig] = {
    "quickstart": QUICKSTART,
    "optimization": replace(QUICKSTART, epochs=10),
    "better_mlp": TrainConfig(epochs=8, batch_size=128, learning_rate=2e-3, optimizer="adamw", weight_decay=0.01,
                              schedule="onecycle", shuffle=True),
    "fast_convnet": TrainConfig(model="fast_convnet", epochs=2, batch_size=256, learning_rate=1e-2, optimizer="adamw",
                                weight_decay=0.05, schedule="onecycle", shuffle=True, precision="auto"),
    "drawings": TrainConfig(model="convnet", epochs=20, batch_size=128, learning_rate=3e-3, optimizer="adamw",
                            weight_decay=0.05, label_smoothing=0.05, schedule="onecycle", shuffle=True,
                            augment="sketch", precision="bfloat16"),
}
# How the shipped ConvNet is made, from fresh weights. The page does not offer it: an hour and a half on one core.
SHIPPED = replace(PRESETS["drawings"], epochs=50, drawn_share=0.25, validation_share=0.05)
