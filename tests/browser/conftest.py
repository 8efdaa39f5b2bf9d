"""A real browser on the served app: `page` is a fresh visitor; the test fails on any error in its console."""

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import find_chromium

# What Gradio's client says of requests under way when a page is left or reloaded, and the browser of those cut off.
LEAVING = ("signal is aborted", "Connection errored out")
CUT_OFF = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET",
           "net::ERR_INCOMPLETE_CHUNKED_ENCODING", "net::ERR_EMPTY_RESPONSE", "status of 502")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
expect.set_options(timeout=30_000)  # as long as a page waits for a selector; five seconds are few on a busy machine
OPENED = """name => [...document.querySelectorAll('[role=tab][aria-selected=true]')]
  .some(tab => tab.textContent.includes(name))"""


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright.chromium), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, served):
    """`open_page(locale="en-US", width=1280, query="?…", …)`: the app in a new context, once it answers.

    `beside`: a page of the browser that gets this one as another tab. `url`: of another app than the served one.
    """
    contexts, errors = [], []

    def open_one(locale="en-US", width=1280, height=900, query="", beside=None, url=served.url, **how):
        if beside is None:
            contexts.append(browser.new_context(locale=locale, viewport={"width": width, "height": height}, **how))
        page = (beside.context if beside else contexts[-1]).new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url + query)
        page.wait_for_selector("#hand-facts p")
        return page

    yield open_one
    for context in contexts:
        context.close()
    served.stop_runs()
    assert [error for error in errors if not any(words in error for words in LEAVING + CUT_OFF)] == []


@pytest.fixture
def page(open_page):
    return open_page()


def open_tab(page, name):
    """Click the tab of that name, wherever a narrow page has put it; it may be putting it elsewhere just now."""
    page.wait_for_selector("[role=tab]:visible")  # after a reload they come a moment later
    for patience in (1000, 3000, 30_000):
        tab = page.locator("[role=tab]:visible", has_text=name)
        try:
            if not tab.count():
                page.locator(".overflow-menu > button:visible").first.click(timeout=patience)
                tab = page.locator(".overflow-dropdown *:visible", has_text=name)
            tab.first.click(timeout=patience)
            page.wait_for_function(OPENED, arg=name, timeout=patience)
            return
        except PlaywrightTimeout:
            if patience == 30_000:
                raise
