"""Labels as people write them: 0 to 9, 1.0, a class's name in English or Chinese, `class_3`, `0_tshirt`."""

import re
import unicodedata

from fmnist.data.fashion_mnist import CLASSES, CLASSES_ZH

MAX_LABEL = 100  # characters; a longer text is none


def key(text: str) -> str:
    """The letters and digits of `text` without case: "Ankle_Boot" and "ankle boot" have the same key."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _names() -> dict[str, int]:
    """The label of every key: of a whole name, of what is before its slash, and of their plurals."""
    return {
        key(name) + plural: label
        for label, both in enumerate(zip(CLASSES, CLASSES_ZH, strict=True))
        for whole in both
        for name in (whole, whole.partition("/")[0])  # not of what is behind it: a pullover is a top as well
        for plural in ("", "s", "es")
    }


_LABEL_OF = _names()


def read_label(text: str) -> int | None:
    """The label that `text` means, or `None`. A number may lie outside of 0 to 9: the caller says so."""
    text = unicodedata.normalize("NFKC", text[:MAX_LABEL]).strip()
    if number := re.fullmatch(r"(?:(?:label|class|category|target)[ _-]?)?([+-]?\d{1,9})(?:[.,]0*)?", text.casefold()):
        return int(number[1])
    name = re.sub(r"^(label|class|category|target)|^[0-9]+", "", key(text))
    return _LABEL_OF.get(name)
