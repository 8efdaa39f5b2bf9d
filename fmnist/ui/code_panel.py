""" "Show the code": one panel at the foot of every tab, with the lines that the last change touched marked."""

import io
import json
import keyword
import tokenize
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.events import Dependency

from fmnist.errors import FmnistError
from fmnist.files import ASSETS
from fmnist.scripts.notebook import notebook
from fmnist.scripts.script import Script, changed_lines
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import language
from fmnist.ui.common.uploads import large_pictures_in_turn
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import say, say_error, t

COPY = (ASSETS / "code.js").read_text("utf-8")


def code_panel(
    page: Page, name: str, inputs: Sequence[Any], make: Callable[..., Script], triggers: Sequence[Any] = (),
    title: str = "code.show",
) -> gr.Accordion:
    """The panel of one tab or section.

    **Arguments**

    - `name`: of the panel, for its `elem_id`s: `code-<name>` and `code-<name>-text`.
    - `make`: gives the script for the values of `inputs`, which it takes in this order.
    - `triggers`: events that may change the script, or what `live` returned; each of them rebuilds the script while the
      panel is open; so does opening it.
    - `title`: the key of the panel's name, where a tab has two.
    """
    with gr.Accordion(t(title), open=False, elem_id=f"code-{name}", elem_classes="code-accordion") as panel:
        text = gr.HTML(js_on_load=COPY, elem_id=f"code-{name}-text")
        last = gr.State("")

    @large_pictures_in_turn
    @guarded
    def update_code(request: gr.Request, before: str | None, *values: Any) -> tuple[Any, Any]:
        lang = language(request)
        try:
            made = make(*values)
        except FmnistError as error:
            return f'<p class="problem">{escape(say_error(lang, error))}</p>', ""
        if made.text == before:  # the marks of the last change stay until the next change
            return gr.skip(), gr.skip()
        return code_html(lang, made, before or ""), made.text

    live(panel.expand, update_code, [last, *inputs], [text, last])
    events = [trigger for trigger in triggers if not isinstance(trigger, Dependency)]
    for trigger in [*([events] if events else []), *(one for one in triggers if isinstance(one, Dependency))]:
        live(trigger, update_code, [last, *inputs], [text, last], open_only=f"#code-{name} > button.open")
    return panel


def code_html(lang: str, script: Script, before: str = "") -> str:
    """The script, with the lines marked that differ from `before`; an empty `before` marks nothing."""
    changed = changed_lines(before, script.text) if before else frozenset()
    lines = []
    for i, line in enumerate(highlight(script.text)):
        mark = " changed" if i in changed else ""
        lines.append(f'<span class="line{mark}">{line}</span>')
    note = escape(say(lang, "code.changed", count=len(changed))) if changed else ""
    return (
        f'<div class="code-panel" data-file="{escape(script.name)}"><div class="code-head">'
        f'<code>{escape(script.name)}</code><span class="quiet">{note}</span>'
        f'<span class="code-buttons">{_buttons(lang, script)}</span></div>'
        '<pre tabindex="0">'
        + "\n".join(lines)
        + "</pre></div>"
    )


def _buttons(lang: str, script: Script) -> str:
    written = json.dumps(notebook(script, lambda key: say(lang, f"notebook.{key}")), ensure_ascii=False)
    tip = escape(say(lang, "code.notebook.tip"))
    attributes = {
        "copy": f'data-done="{escape(say(lang, "code.copied"))}"',
        "download": "",
        "notebook": f'data-text="{escape(written)}" title="{tip}" aria-label="{tip}"',
    }
    return "".join(f'<button type="button" data-do="{do}" {more}>{escape(say(lang, f"code.{do}"))}</button>'
                   for do, more in attributes.items())


def highlight(text: str) -> list[str]:
    """Python as HTML, line by line: comments, strings, keywords and numbers in spans of their own."""
    lines = text.splitlines()
    spans: dict[int, list[tuple[int, int, str]]] = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = _kind(token)
        for row in range(token.start[0], token.end[0] + 1) if kind else ():
            start = token.start[1] if row == token.start[0] else 0
            stop = token.end[1] if row == token.end[0] else len(lines[row - 1])
            spans.setdefault(row - 1, []).append((start, stop, kind))
    return [_line(line, spans.get(i, [])) for i, line in enumerate(lines)]


def _kind(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return "keyword"
    # Python 3.12 cuts an f-string into tokens of three types.
    kinds = {tokenize.COMMENT: "comment", tokenize.STRING: "string", tokenize.NUMBER: "number"}
    return "string" if tokenize.tok_name[token.type].startswith("FSTRING") else kinds.get(token.type, "")


def _line(line: str, spans: list[tuple[int, int, str]]) -> str:
    html, at = "", 0
    for start, stop, kind in spans:
        html += f'{escape(line[at:start])}<span class="{kind}">{escape(line[start:stop])}</span>'
        at = stop
    return html + escape(line[at:])
