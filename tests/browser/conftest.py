"""A real browser on the served app: `page` is a fresh visitor.

A test fails on any error in a page's console, and on any request that leaves this machine.
"""

import math
import re
import time
from weakref import WeakKeyDictionary

import numpy as np
import pytest
from filelock import FileLock
from playwright.sync_api import Locator, expect, sync_playwright

from fmnist.runs.session import Session
from fmnist.training.loop import Step
from tests.browser.chromium import find_chromium
from tests.pictures.common import BOOT
from tests.pictures.drawings import filled

# What Gradio's client says of requests under way when a page is left or reloaded, and the browser of those cut off.
LEAVING = ("signal is aborted", "Connection errored out")
CUT_OFF = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET",
           "net::ERR_INCOMPLETE_CHUNKED_ENCODING", "net::ERR_EMPTY_RESPONSE", "status of 502")
IN_VAIN = r"/monitoring/summary|/mcp/schema"  # what Gradio's panel of the API asks for, and a page without them refuses
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 120  # seconds: nothing here is slow, but the machine may be busy
LOCAL = r"http://(127\.0\.0\.1|fmnist\.test):|data:|blob:"
OPENED = """name => [...document.querySelectorAll('[role=tab][aria-selected=true]')]
  .some(tab => tab.textContent.includes(name))"""
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
SAID = """(selector) => {
  const place = document.querySelector(selector), said = (window.said ??= {})[selector] = [];
  new MutationObserver(() => said.push(place.textContent))
    .observe(place, {childList: true, characterData: true, subtree: true});
}"""
A_MOMENT = """new Promise((done) => setTimeout(() => setTimeout(() => done(window.heldBack)), 100))"""
expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="session", autouse=True)
def fill_once_drawn():
    """Gradio makes the fields of a tab or fold, and a frame later writes the values that it knows into them.

    No visitor types within that frame, and a test does it once in a hundred times.
    """
    fill = Locator.fill

    def wait_and_fill(field, *value, **how):
        field.wait_for()
        field.page.evaluate(DRAWN)
        fill(field, *value, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "fill", wait_and_fill)
        yield


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """A browser whose camera sees an ankle boot, and for which `fmnist.test` is this machine, but not as localhost."""
    with sync_playwright() as playwright:
        with FileLock(tmp_path_factory.getbasetemp().parent / "chromium.lock"):  # one process at a time may fetch it
            chromium = find_chromium(playwright.chromium)
        camera = ["--use-fake-device-for-media-stream",
                  f"--use-file-for-fake-video-capture={_film_of_a_boot(tmp_path_factory.mktemp('camera'))}"]
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*ARGS, *camera, "--host-resolver-rules=MAP fmnist.test 127.0.0.1"])
        yield browser
        browser.close()


def _film_of_a_boot(folder):
    luma, *chroma = filled(BOOT).convert("YCbCr").split()
    planes = [np.asarray(luma), *(np.asarray(plane.reduce(2)) for plane in chroma)]
    frame = b"FRAME\n" + b"".join(plane.tobytes() for plane in planes)
    film = folder / "boot.y4m"
    film.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + 3 * frame)
    return film


class Pace:
    """How the runs train: they pause for `rest` seconds after each batch, and stand still after `left` more of them, or
    at the end of an epoch while `tests` is false.

    What is to be seen while a run goes on can then be looked at however fast or busy the machine is.
    """

    def __init__(self):
        self.rest, self.left, self.tests = 0.0, math.inf, True

    def keep(self, events):
        for event in events:
            is_step = isinstance(event, Step)
            while self.left < 1 if is_step else not self.tests:
                time.sleep(0.01)
            self.left -= is_step
            yield event
            time.sleep(self.rest)


@pytest.fixture
def pace(monkeypatch):
    pace, train = Pace(), Session.train
    monkeypatch.setattr(Session, "train", lambda session, **how: pace.keep(train(session, **how)))
    return pace


class Traffic:
    """What a page asks for: how many requests it has made, and those that wait for an answer."""

    def __init__(self, page):
        self.asked, self.since = 0, {}
        page.on("request", lambda request: self._ask(request))
        page.on("requestfinished", lambda request: self.since.pop(request, None))
        page.on("requestfailed", lambda request: self.since.pop(request, None))

    def _ask(self, request):
        if "/heartbeat/" not in request.url:  # which is never answered to the end
            self.asked += 1
            self.since[request] = time.monotonic()

    @property
    def waiting(self):
        """Without the streams of Gradio's queue that its client, once in a while, leaves open for good."""
        return [request for request, since in self.since.items()
                if "/queue/data" not in request.url or time.monotonic() - since < 10]


traffic = WeakKeyDictionary()  # of each page


@pytest.fixture
def open_page(browser, served, pace):
    """`open_page(locale="en-US", width=1280, query="?…", …)`: the app in a new context, once it answers.

    `beside`: a page of the browser that gets this one as another tab. `url`: of another app than the served one.
    `script`: runs in the page before its own. `drawn`: the visitor has drawn before, so that the page draws no shoe.
    """
    contexts, errors, elsewhere = [], [], []

    def open_one(locale="en-US", width=1280, height=900, query="", beside=None, url=served.url, script="",
                 drawn=True, **how):
        if beside is None:
            contexts.append(browser.new_context(locale=locale, viewport={"width": width, "height": height}, **how))
            contexts[-1].set_default_timeout(1000 * PATIENCE)
        page = (beside.context if beside else contexts[-1]).new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error"
                and not re.search(IN_VAIN, message.location["url"]) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: re.match(LOCAL, request.url) or elsewhere.append(request.url))
        traffic[page] = Traffic(page)
        page.add_init_script(script)
        if drawn:
            page.add_init_script("try { localStorage.setItem('fmnist.drawn', '1') } catch {}")
        page.goto(url + query)
        page.wait_for_selector("#hand-facts p", state="attached")
        page.wait_for_selector("#shell", state="detached")
        return page

    yield open_one
    for context in contexts:
        context.close()
    pace.rest, pace.left, pace.tests = 0, math.inf, True
    served.stop_runs()
    assert [error for error in errors if not any(words in error for words in LEAVING + CUT_OFF)] == []
    assert elsewhere == []


@pytest.fixture
def page(open_page):
    return open_page()


def settled(page, moments=3):
    """Wait until the page has neither asked nor waited for an answer in so many tenths of a second of its own."""
    seen, quiet, deadline = traffic[page], 0, time.monotonic() + PATIENCE
    while quiet < moments:
        before = seen.asked
        held_back = page.evaluate(A_MOMENT)
        quiet = 0 if held_back or seen.waiting or seen.asked > before else quiet + 1
        assert time.monotonic() < deadline, [request.url for request in seen.waiting]


def until(page, what):
    """Wait until `what()` is true, of things that are not on the page."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        page.wait_for_timeout(20)


def open_tab(page, name):
    """Open the chapter of that name on the rail."""
    page.locator("#tabs > .tab-wrapper [role=tab]", has_text=name).click()
    page.wait_for_function(OPENED, arg=name)


def listen(page, selector):
    """Returns a function that tells all texts that a place has shown since, however short a time each stood."""
    page.evaluate(SAID, selector)
    return lambda: [" ".join(text.split()) for text in page.evaluate("selector => said[selector]", selector)]


def use_network(page, name):
    """Choose the network whose label begins with that name, once it is in the list."""
    page.locator("#hand input").click()
    page.get_by_role("option", name=re.compile(f"^{re.escape(name)}")).click()
    expect(page.locator("#hand input")).to_have_value(re.compile(f"^{re.escape(name)}"))


def networks(page):
    """The labels in the list of networks."""
    page.locator("#hand input").click()
    labels = [option.get_attribute("aria-label") for option in page.get_by_role("option").all()]
    page.locator("#hand input").press("Escape")
    return labels


SHIFT = """(since) => new Promise((done) => {
  let sum = 0;
  const counts = (one) => one.startTime >= since && !one.hadRecentInput;
  new PerformanceObserver((list) => list.getEntries().filter(counts).forEach((one) => { sum += one.value; }))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300);
})"""


def now(page):
    """The page's clock, in milliseconds."""
    return page.evaluate("performance.now()")


def shift(page, since=0):
    """How far what stood in view has moved without a visitor's doing, as Chromium's layout-shift counts it."""
    return page.evaluate(SHIFT, since)
