"""What frames the chapters: the rail's order and texts, a chapter's title, sentence and task, and the foot of the page.

`assets/frame.js` is the other half: the address, Back and Forward, arrow keys, and which tasks are done.
"""

import json
import re
from itertools import pairwise

import gradio as gr

from fmnist.ui.common.html import both_languages, escape
from fmnist.ui.strings import LANGUAGES, TEXTS, say

# In the order of the tutorial. What the page shows once a chapter's task is done, as a CSS selector.
CHAPTERS = {
    "predict": '#tab-predict:has(#predict-source [value="draw"]:checked) '
               '.answer[data-label="Ankle boot"]:not([data-ghost])',
    "tensors": "#tensors-product-result .problem",
    "samples": '#samples-detail [data-opened="Shirt"]',
    "transforms": '#transforms-result [data-flipped="1"]',
    "inspect": '#tab-inspect:not(:has(.net-block ~ .net-block.chosen, .net-block ~ * .net-block.chosen)) '
               '#inspect-stage-text [data-stop="0"]',
    "autograd": "#autograd-descent-result [data-diverged]",
    "train": '#train-live [data-reached]',
    "weights": "#weights-result .loaded",
}


def both(key: str, **fields: object) -> str:
    """A text in both languages, of which the style sheet shows the page's.

    `**bold**` and `` `code` `` are marked up; a word in brackets, `[loss]`, explains itself on hover and focus.
    """
    return "".join(f'<span lang="{lang}">{_marked(lang, say(lang, f"frame.{key}", **fields))}</span>'
                   for lang in LANGUAGES)


def _marked(lang: str, text: str) -> str:
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    text = re.sub(r"`(.+?)`", r"<code>\1</code>", text)
    return re.sub(r"\[([\w ]+)\]", lambda found: _term(lang, found[1]), text)


def _term(lang: str, word: str) -> str:
    meaning = escape(say(lang, f"terms.{word}"))
    return f'<span class="term" tabindex="0">{word}<span role="tooltip">{meaning}</span></span>'


def lead(name: str) -> None:
    gr.HTML(lead_html(name), elem_id=f"lead-{name}")


def lead_html(name: str) -> str:
    """The head of a chapter: its title, what is to be understood, and one thing to try."""
    return (
        f'<div class="lead"><h1>{both(f"{name}.title")}</h1><p>{both(f"{name}.lead")}</p>'
        f'<aside class="try" data-chapter="{name}"><strong>{both("try")}</strong><p>{_task(name)}</p>'
        f'<details><summary>{both("hint")}</summary><p>{both(f"{name}.hint")}</p></details>'
        f'<p class="try-done" role="status">{both("done")}</p></aside></div>'
    )


def _task(name: str) -> str:
    """What to try; where the mini set allows less, that too. The style sheet shows what fits the data set in use."""
    task, mini = both(f"{name}.task"), f"{name}.task.mini"
    return by_data(task, both(mini)) if f"frame.{mini}" in TEXTS else task


def by_data(full: str, mini: str) -> str:
    """HTML of which the style sheet shows one: `full` on the full data set, `mini` on the mini set."""
    return f'<span class="of-full">{full}</span><span class="of-mini">{mini}</span>'


def brand_html() -> str:
    """The page's name and what it is for."""
    squares = "".join(
        f'<rect x="{8 * (i % 3)}" y="{8 * (i // 3)}" width="6" height="6" rx="1" opacity="{1 if i % 2 else 0.3}"/>'
        for i in range(9) if i != 4
    )
    return (f'<a class="brand" href="#predict"><svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" '
            f'fill="currentColor">{squares}<rect class="flame" x="8" y="8" width="6" height="6" rx="1"/></svg>'
            f'<strong>fmnist</strong> <span id="tagline">{both("purpose")}</span></a>')


def next_links() -> str:
    """A link from each chapter to the one after it; the style sheet shows that of the open one."""
    return "".join(
        f'<a class="next" data-from="{name}" href="#{after}">{both("next")} '
        f'<b>{number} {both_languages(f"{after}.tab")} →</b></a>'
        for number, (name, after) in enumerate(pairwise(CHAPTERS), 1)
    )


def rail_css() -> str:
    """The style sheet of what differs from chapter to chapter: number and five words on the rail, done, here, next.

    The empty text after each slash keeps number and words out of the tab's name for screen readers.
    """
    rules = ["html:lang(en) span[lang=zh], html:lang(zh) span[lang=en] { display: none; }"]
    for number, name in enumerate(CHAPTERS):
        button = f":is(#tab-{name}-button, #shell-{name})"
        rules += [f'{button}::before {{ content: "{number}" / ""; }}',
                  f'html[data-done~="{name}"] {button}:not(.selected) {{ border-top-color: var(--right); }}',
                  f'html[data-done~="{name}"] .try[data-chapter="{name}"] .try-done {{ display: block; }}',
                  f'html[data-done~="{name}"] .try[data-chapter="{name}"] details {{ display: none; }}',
                  f'html[data-open="{name}"] .next[data-from="{name}"] {{ display: inline; }}']
        for lang in LANGUAGES:
            about = json.dumps(say(lang, f"frame.{name}.about"), ensure_ascii=False)
            rules.append(f'html:lang({lang}) {button}::after {{ content: {about} / ""; }}')
    return "\n".join(rules)
