"""What every tab shares: the visitor, and the header with the model in hand."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.store import Store
from fmnist.ui.common.fields import LATEST, QUIET
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import COOKIE, language
from fmnist.ui.frame import CHAPTERS, brand, next_links
from fmnist.ui.run.pulse import pulse
from fmnist.ui.strings import say, t

# The cookie for later visits; the address for browsers that refuse a cookie inside another site's frame.
SWITCH_LANGUAGE = f"""() => {{
  const lang = navigator.language.startsWith('zh') ? 'en' : 'zh';
  const secure = location.protocol === 'https:' ? '; SameSite=None; Secure; Partitioned' : '; SameSite=Lax';
  document.cookie = `{COOKIE}=${{lang}}; path=/; max-age=31536000${{secure}}`;
  const url = new URL(location.href);
  url.searchParams.set('lang', lang);
  location.assign(url);
}}"""

# Tells the other tabs of this browser, which stopped asking for news when no run was on; pulse.js listens.
RUN_STARTED = "() => new BroadcastChannel('fmnist.run').postMessage('started')"


@dataclass(frozen=True)
class Page:
    """What a tab is given to build itself with.

    - `visitor`: an id that nobody can guess, kept in the browser; an input of every handler that acts for a visitor.
    - `hand`: the choice of the model in hand; its `.change` tells Predict and Inspect to show another one.
    - `hand_facts`: the line below it; an output of whatever changes the model.
    - `arrival`: the event in which a new visitor gets an id; see `attached`.
    - `pulse`: tells of the visitor's run, whichever tab is open; see `fmnist.ui.run.pulse`.
    - `tab`: the tab being built; its `.select` tells when somebody opens it.
    """

    demo: gr.Blocks
    store: Store
    visitor: gr.BrowserState
    hand: gr.Radio
    hand_facts: gr.HTML
    arrival: Any
    pulse: gr.HTML
    tab: gr.Tab | None = None

    @property
    def while_open(self) -> str:
        """A CSS selector that finds something while the tab being built is open."""
        return f'#{self.tab.elem_id}:not([style*="none"])'

    def attached(self, handler: Callable[..., Any], inputs: list[Any], outputs: list[Any]) -> None:
        """Call `handler` when a page is opened or reloaded, once the visitor's id is known."""
        self.arrival.then(handler, inputs, outputs, **QUIET)


def hand_line(lang: str, hand: ModelInHand) -> str:
    """The model in hand in one line: parameters, accuracy, epoch."""
    parts = [say(lang, "page.hand.parameters", count=hand.parameters)]
    if hand.accuracy is not None:
        parts.append(say(lang, "page.hand.accuracy", accuracy=hand.accuracy))
    if hand.epoch is not None:
        parts.append(say(lang, "page.hand.epoch", epoch=hand.epoch))
    return f'<p class="quiet">{escape(" · ".join(parts))}</p>'


def source_line(lang: str, store: Store) -> str:
    """Which Fashion-MNIST is in use, and how to get the full one."""
    train, test = store.data(True), store.data(False)
    source, counts = train.source, {"train": len(train), "test": len(test)}
    if source.full:
        text = say(lang, "page.data.full", name=say(lang, f"page.data.{source.name}"), **counts)
    else:
        text = say(lang, "page.data.mini", **counts)
    notes = [say(lang, "page.data.damaged", count=len(source.damaged))] if source.damaged else []
    notes += [say(lang, "page.data.moved")] if source.moved else []
    return f'<p class="quiet" data-source="{source.name}">{escape(" ".join([text, *notes]))}</p>'


def header(demo: gr.Blocks, store: Store) -> Page:
    """Name, network in use, language, dark or light."""
    with gr.Row(elem_id="header"):
        brand()
        hand_facts = gr.HTML(elem_id="hand-facts")
        hand = gr.Dropdown(choices=[(t(f"page.hand.{kind}"), kind) for kind in store.choices(None)],
                           value=store.choices(None)[0], label=t("page.hand"), elem_id="hand", interactive=True)
        switch = gr.Button(t("page.language"), elem_id="language")
        theme = gr.Button("☾", elem_id="theme")
    # `secret` protects nothing and need not: the id cannot be guessed.
    visitor, beat = gr.BrowserState(None, storage_key="fmnist.visitor", secret="fmnist"), pulse(store)

    @guarded
    def attach(visitor_id: str | None, request: gr.Request) -> dict[Any, Any]:
        visitor_id = visitor_id if _is_id(visitor_id) else secrets.token_urlsafe(16)
        choices, facts = hand_updates(store, visitor_id, language(request))
        return {visitor: visitor_id, hand: choices, hand_facts: facts}

    @guarded
    def choose(visitor_id: str, kind: str, request: gr.Request) -> str:
        return hand_line(language(request), store.choose(visitor_id, kind))

    arrival = demo.load(attach, [visitor], [visitor, hand, hand_facts], **QUIET)
    hand.input(choose, [visitor, hand], hand_facts, **LATEST)
    switch.click(None, js=SWITCH_LANGUAGE, api_visibility="private")
    theme.click(None, js="() => fmnistFrame.switchTheme()", api_visibility="private")
    return Page(demo, store, visitor, hand, hand_facts, arrival, beat)


def footer(page: Page) -> None:
    """The next chapter, where the data comes from, and a link to what is on screen."""
    with gr.Row(elem_id="foot"):
        gr.HTML(next_links(), elem_id="next")
        source = gr.HTML(elem_id="source")
        copy = gr.Button(t("frame.copy"), elem_id="copy-link", size="sm")

    @guarded
    def show_source(request: gr.Request) -> str:
        return source_line(language(request), page.store)

    page.demo.load(show_source, None, source, **QUIET)
    settings = [item for item in page.demo.blocks.values() if is_setting(item)]
    ids = json.dumps([item.elem_id for item in settings])
    copy.click(None, settings, js=f"(...values) => void fmnistLink.copy({ids}, values)", api_visibility="private")


def is_setting(item: Any) -> bool:
    """Whether a link carries the value of a component: the visible fields whose id begins with a chapter's name."""
    kinds = (gr.Number, gr.Slider, gr.Dropdown, gr.Radio, gr.Checkbox, gr.Textbox, gr.CheckboxGroup)
    return isinstance(item, kinds) and item.visible is True and (item.elem_id or "").split("-")[0] in CHAPTERS


def hand_updates(store: Store, visitor_id: str | None, lang: str) -> tuple[Any, str]:
    """For `Page.hand` and `Page.hand_facts`: what the visitor can choose from now, and what they hold."""
    if store.settle(visitor_id):
        gr.Warning(say(lang, "page.hand.lost"))
    current = store.in_hand(visitor_id)
    choices = [(t(f"page.hand.{kind}"), kind) for kind in store.choices(visitor_id)]
    return gr.update(choices=choices, value=current.kind), hand_line(lang, current)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 16 <= len(value) <= 64

