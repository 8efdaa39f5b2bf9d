"""The ten classes on screen: a small picture, and the Chinese name beside the data set's own."""

from fmnist.data.fashion_mnist import CLASSES
from fmnist.ui.common.html import escape
from fmnist.ui.strings import say


def class_picture(index: int) -> str:
    """A test picture of the class `index`, 26 pixels wide unless `--side` says otherwise (`assets/classes.css`)."""
    return f'<i class="class-picture" style="background-position:{100 * index / 9:.2f}% 0" aria-hidden="true"></i>'


def class_html(lang: str, name: str) -> str:
    """The class's name; in Chinese with its translation, `Sneaker <small>运动鞋</small>`."""
    chinese = f" <small>{escape(say(lang, f'classes.{CLASSES.index(name)}'))}</small>" if lang == "zh" else ""
    return f"{escape(name)}{chinese}"


def class_text(lang: str, name: str) -> str:
    """The class's name as plain text; in Chinese with its translation, `Sneaker（运动鞋）`."""
    return f"{name}（{say(lang, f'classes.{CLASSES.index(name)}')}）" if lang == "zh" else name
