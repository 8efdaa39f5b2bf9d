"""What a run and the classes are called on the page."""

from fmnist.data.fashion_mnist import CLASSES
from fmnist.training.config import QUICKSTART, TrainConfig
from fmnist.ui.strings import say

OPTIMIZER_NAMES = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}


def settings_line(lang: str, config: TrainConfig) -> str:
    """The settings of a run that one wants to know: the first ones, and others that are not the Quickstart's."""
    parts = [say(lang, f"train.model.{config.model}"), OPTIMIZER_NAMES[config.optimizer],
             say(lang, "train.settings.rate", rate=config.learning_rate),
             say(lang, "train.settings.batch", size=config.batch_size)]
    plain, known = QUICKSTART.to_dict(), ("model", "optimizer", "learning_rate", "batch_size", "epochs", "seed")
    for name, value in config.to_dict().items():
        if name not in known and value != plain[name]:
            parts.append(name if value is True else f"{name} {value}" if not isinstance(value, list) else name)
    return " · ".join(parts)


def class_names(lang: str) -> list[list[str]]:
    """Of every class the English name, and for a Chinese page the Chinese one to go beside it."""
    return [[name, say(lang, f"classes.{index}") if lang == "zh" else ""] for index, name in enumerate(CLASSES)]
