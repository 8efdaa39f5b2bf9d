"""The answer as HTML: the top class large, how sure it is, and ten bars in the order of the classes."""

import math
from collections.abc import Mapping

from fmnist.data.fashion_mnist import CLASSES
from fmnist.prediction.predict import Certainty, certainty
from fmnist.ui.common.classes import class_html, class_picture, class_text
from fmnist.ui.common.html import both_languages, escape
from fmnist.ui.strings import say

MOST_BITS = math.log2(len(CLASSES))
STEPS = {"lost": 1, "perhaps": 2, "unsure": 2, "rather": 3, "sure": 4}  # of the gauge that are filled


def both_spans(key: str) -> str:
    """A text of this tab in both languages: for what stands there before any request."""
    return both_languages(f"predict.{key}")


def message_html(text: str, is_error: bool = False, lang: str = "en") -> str:
    """A sentence in place of an answer, above bars that wait for one."""
    return _message(escape(text), is_error, lang)


def first_html() -> str:
    """What stands in the answer's place until the page has asked for one."""
    return _message(both_spans("empty.draw"), False, "en")


def _message(text: str, is_error: bool, lang: str) -> str:
    role = ' role="alert"' if is_error else ""
    bars = "".join(f"<li>{_class(lang, index, name)}<b></b><span></span></li>" for index, name in enumerate(CLASSES))
    return (f'<div class="answer"><div class="answer-head"><p class="answer-none"{role}>{text}</p></div>'
            f'<ol class="bars-none" aria-hidden="true">{bars}</ol></div>')


def answer_html(lang: str, confidences: Mapping[str, float], title: str = "", actual: str | None = None,
                is_ghost: bool = False, is_new_to_it: bool = False) -> str:
    """The answer; predicted against actual where that is known. `is_ghost`: the page drew it, not the visitor.

    `is_new_to_it`: it is a drawing, and the network is one that has been trained on photos only.
    """
    ranked = sorted(confidences, key=lambda name: -confidences[name])
    first, ghost = ranked[0], " data-ghost" * is_ghost
    versus = ""
    if actual is not None:
        key = "right" if actual == first else "wrong"
        text = say(lang, f"predict.{key}", predicted=class_text(lang, first), actual=class_text(lang, actual))
        versus = f'<p class="versus {key}">{escape(text)}</p>'
    bars = "".join(_bar(lang, index, name, confidences[name], ranked.index(name)) for index, name in enumerate(CLASSES))
    head = f"<h3>{escape(title)}</h3>" if title else ""
    new = (f'<p class="quiet">{escape(say(lang, "predict.photos_only"))} '
           f'<a href="#train">{escape(say(lang, "train.preset.drawings"))}</a></p>') if is_new_to_it else ""
    return (
        f'<div class="answer" data-label="{escape(first)}"{ghost}>{head}<div class="answer-head">'
        f'<p class="answer-top"><strong>{class_html(lang, first)}</strong> <span>{confidences[first]:.1%}</span></p>'
        f'{_gauge(lang, certainty(confidences), ranked)}{versus}</div><ol class="bars">{bars}</ol>{new}</div>'
    )


def _gauge(lang: str, sure: Certainty, ranked: list[str]) -> str:
    """Four steps and a few words; the bits stand in the tooltip."""
    names = [_with_article(lang, name) for name in sure.contenders]
    words = say(lang, f"predict.{sure.level}", second=_with_article(lang, ranked[1]), names=names_text(lang, names))
    bits = say(lang, "predict.entropy", bits=sure.entropy_bits, most=MOST_BITS)
    steps = "".join(f"<i{' class=on' * (step < STEPS[sure.level])}></i>" for step in range(4))
    return f'<p class="sure" title="{escape(bits)}"><span aria-hidden="true">{steps}</span> {escape(words)}</p>'


def _bar(lang: str, index: int, name: str, share: float, rank: int) -> str:
    kind = "top best" if rank == 0 else "best" if rank < 3 else "rest"  # a phone shows the three best
    return (f'<li class="{kind}">{_class(lang, index, name)}<b><i style="width:{share:.2%}"></i></b>'
            f"<span>{share:.1%}</span></li>")


def _class(lang: str, index: int, name: str) -> str:
    return f"<span>{class_picture(index)}</span><span>{class_html(lang, name)}</span>"


def _with_article(lang: str, name: str) -> str:
    if lang == "zh":
        return say(lang, f"classes.{CLASSES.index(name)}")
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def names_text(lang: str, names: list[str]) -> str:
    """ "a Shirt and a Coat", "a Shirt, a Coat and a Dress"."""
    comma = ", " if lang == "en" else "、"
    return say(lang, "predict.and").join([comma.join(names[:-1]), names[-1]] if len(names) > 1 else names)


def side_by_side(answers: list[str]) -> str:
    """Several models' answers next to each other."""
    return f'<div class="answers">{"".join(answers)}</div>'
