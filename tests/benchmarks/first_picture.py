"""From opening the page to its first picture, against the first field of a bare `gr.Interface`, in Chromium.

The first picture is the pad with its ghost on the first screen, in the page as it is served; the pad that one can draw
on comes with Gradio's scripts.

    python -m tests.benchmarks.first_picture [n]

Every visit is a new one, with nothing in the browser's cache.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from tests.benchmarks.start import BARE
from tests.benchmarks.timing import compare, machine
from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGS

PAINTED = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
# The first paint with anything in it: the first screen, where there is one.
SHOWN = """new Promise((done) => new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint')
  .forEach((paint) => done(paint.startTime))).observe({type: 'paint', buffered: true}))"""


@contextmanager
def serving(*command):
    """The address of a server of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "GRADIO_SERVER_PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "False"}
    server = subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        while True:
            try:
                urllib.request.urlopen(address, timeout=60).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.kill()
        server.wait()


def visit(browser, address, selector, when=PAINTED):
    """Seconds until what `selector` names is painted, or until `when`."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(selector)
    seconds = page.evaluate(when) / 1000
    context.close()
    return seconds


def main():
    print(machine())
    n = int((sys.argv[1:] or ["10"])[0])
    with serving("-c", BARE) as bare, serving("-m", "tests.mini_app") as ours, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright.chromium), args=ARGS)
        def field():
            return visit(browser, bare, "textarea")

        compare("a bare gr.Interface: its first field", field,
                "the page: its first picture", lambda: visit(browser, ours, "#shell polyline", SHOWN), n, "at most 1.5")
        compare("a bare gr.Interface: its first field", field,
                "the page: the pad", lambda: visit(browser, ours, "#predict-pad canvas"), n, "none")
        browser.close()


if __name__ == "__main__":
    main()
