"""Every text of the page, once, English and Chinese side by side: one table a tab.

`t(key)` is for what Gradio translates in the browser (labels, buttons, Markdown), `say(lang, key, …)` for text that
Python writes into a result.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping

import gradio as gr

from fmnist.checkpoint.fitting import Change
from fmnist.errors import FmnistError
from fmnist.ui.strings.errors import ERRORS_ZH

LANGUAGES = ("en", "zh")


def _collect() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name not in ("errors", "gradio"):  # which are by the English words
            texts = importlib.import_module(f"{__name__}.{module.name}").TEXTS
            table |= {f"{module.name}.{key}": value for key, value in texts.items()}
    return table


TEXTS = _collect()
_en, _zh = ({key: texts[i] for key, texts in TEXTS.items()} for i in range(2))
i18n = gr.I18n(en=_en, zh=_zh, **{"zh-CN": _zh})


def t(key: str) -> gr.I18nData:
    """The text `<tab>.<key>`, translated in the browser. Raises `KeyError` for a key that the tables have not got."""
    TEXTS[key]
    return i18n(key)


def say(lang: str, key: str, /, **fields: object) -> str:
    """The text `<tab>.<key>` in `lang` ("en" or "zh"), with its `{fields}` filled in.

    An English text writes "{count} epoch(s)"; it becomes "1 epoch" or "2 epochs".
    """
    text = TEXTS[key][LANGUAGES.index(lang)]
    return _plural(text, fields).format(**fields) if fields else text


def together(lang: str, *sentences: str) -> str:
    """Sentences one after another: English has a space between two, Chinese has none."""
    return (" " if lang == "en" else "").join(sentences)


def _plural(text: str, fields: Mapping[str, object]) -> str:
    return re.sub(r"(\{(\w+)[^}]*\} \w+)\(s\)", lambda found: found[1] + "s" * (fields[found[2]] != 1), text)


def say_error(lang: str, error: FmnistError | Change) -> str:
    """The sentence of an error in `lang`, with a capital letter; English where the table has no translation."""
    english, chinese = error.template, ERRORS_ZH.get(error.template, "")
    if error.fields.get("got") == "None":  # what an empty number field sends
        english = english.replace(", got {got}", ", but it is empty")
        chinese = chinese.replace("，收到的是 {got}", "，现在没有填")
    if lang == "zh" and chinese:
        return chinese.format(**error.fields) if error.fields else chinese
    text = _plural(english, error.fields).format(**error.fields) if error.fields else str(error)
    return text if _starts_with_code(error.template, chinese) else text[0].upper() + text[1:]


def _starts_with_code(english: str, chinese: str) -> bool:
    """Whether a template begins with a field or a name such as `batch_size`, which its translation keeps as it is."""
    word = re.match(r"[a-z_]*", english)[0]
    return not word or re.search(rf"(?<![a-z_]){word}(?![a-z_])", re.sub(r"\{.*?\}", "", chinese)) is not None
