"""What every tab shares: the visitor, and the header with the network in use."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from fmnist.server.store import Store
from fmnist.ui.common.fields import QUIET, TELLING
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import COOKIE, language
from fmnist.ui.frame import CHAPTERS, brand_html, next_links
from fmnist.ui.gradio_internals import live
from fmnist.ui.network import Network, network_in_use
from fmnist.ui.run.pulse import pulse
from fmnist.ui.strings import say, t, together

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
    - `network`: the network in use, at the top of the page; see `fmnist.ui.network`.
    - `arrival`: the event in which a new visitor gets an id; see `attached`.
    - `pulse`: tells of the visitor's run, whichever tab is open; see `fmnist.ui.run.pulse`.
    - `tab`: the tab being built; its `.select` tells when somebody opens it.
    """

    demo: gr.Blocks
    store: Store
    visitor: gr.BrowserState
    network: Network
    arrival: Any
    pulse: gr.HTML
    tab: gr.Tab | None = None

    @property
    def hand(self) -> gr.Dropdown:
        """The kind of the network in use; its `.change` tells Predict and Inspect to show another one."""
        return self.network.choice

    @property
    def while_open(self) -> str:
        """A CSS selector that finds something while the tab being built is open."""
        return f'#{self.tab.elem_id}:not([style*="none"])'

    def attached(self, handler: Callable[..., Any], inputs: list[Any], outputs: list[Any]) -> None:
        """Call `handler` when a page is opened or reloaded, once the visitor's id is known."""
        self.arrival.then(handler, inputs, outputs, **QUIET)

    def linked(self, handler: Callable[..., Any], inputs: Any, outputs: list[Any]) -> None:
        """Call `handler` when a page is opened at the tab being built: a link may have made the choice it goes by.

        Before the page's `load`, as in a `select`, Gradio must not be told to show or hide anything: it may never load.
        """
        live(self.arrival, handler, inputs, outputs, self.while_open)


def source_line(lang: str, store: Store) -> str:
    """Which Fashion-MNIST is in use, and how to get the full one."""
    train, test = store.data(True), store.data(False)
    source, counts = train.source, {"train": len(train), "test": len(test)}
    if source.full:
        text = say(lang, "page.data.full", name=say(lang, f"page.data.{source.name}"), **counts)
    else:
        text = say(lang, "page.data.mini", **counts)
    notes = [say(lang, "page.data.damaged", names=", ".join(source.damaged))] if source.damaged else []
    notes += [say(lang, "page.data.moved")] if source.moved else []
    return f'<p class="quiet" data-source="{source.name}">{escape(together(lang, text, *notes))}</p>'


def header(demo: gr.Blocks, store: Store) -> Page:
    """Name, network in use, language, dark or light."""
    with gr.Row(elem_id="header"):
        gr.HTML(brand_html(), elem_id="brand")
        network = network_in_use(store)
        switch = gr.Button(t("page.language"), elem_id="language")
        theme = gr.Button(t("frame.theme"), elem_id="theme")
    # `secret` protects nothing and need not: the id cannot be guessed.
    visitor, beat = gr.BrowserState(None, storage_key="fmnist.visitor", secret="fmnist"), pulse(store)

    @guarded
    def attach(visitor_id: str | None, request: gr.Request) -> dict[Any, Any]:
        visitor_id = visitor_id if _is_id(visitor_id) else secrets.token_urlsafe(16)
        return {visitor: visitor_id, **network.updates(visitor_id, language(request))}

    arrival = demo.load(attach, [visitor], [visitor, *network.outputs], **TELLING)
    network.listen(visitor, beat)
    switch.click(None, js=SWITCH_LANGUAGE, api_visibility="private")
    theme.click(None, js="() => fmnistFrame.switchTheme()", api_visibility="private")
    return Page(demo, store, visitor, network, arrival, beat)


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
    """Whether a link carries the value of a component: the fields whose id begins with a chapter's name.

    Some of them show only beside a choice; what is "hidden" never shows.
    """
    kinds = (gr.Number, gr.Slider, gr.Dropdown, gr.Radio, gr.Checkbox, gr.Textbox, gr.CheckboxGroup)
    return isinstance(item, kinds) and item.visible != "hidden" and (item.elem_id or "").split("-")[0] in CHAPTERS


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 16 <= len(value) <= 64
