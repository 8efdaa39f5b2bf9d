"""From the lifted pen to the bars that show its answer, in Chromium.

    python -m tests.benchmarks.pen_up [n]

What counts is the answer to what the lifted pen asked, a moment later than those to the pictures sent while drawing.
"""

import statistics
import sys

from playwright.sync_api import sync_playwright

from tests.benchmarks.timing import machine
from tests.benchmarks.watched import serve
from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGS
from tests.browser.test_predict import draw, opened

GOAL = 50  # milliseconds
# Milliseconds from each pointerup until the bars show the answer to what the lifted pen asked: the first question sent
# after it with the finished drawing. Later ones are the explanation's, earlier ones may be answered after it.
WATCH = """() => {
  const send = window.fetch, shown = document.querySelector('#predict-answer');
  let lifted = null;
  window.waited = [];
  document.addEventListener('pointerup', () => { lifted = performance.now(); }, true);
  window.fetch = async (url, options) => {
    const since = lifted, asks = since !== null && String(options?.body).includes('\\\\"done\\\\":true');
    if (asks) lifted = null;
    const reply = await send(url, options);
    if (asks) reply.clone().json().then(({data}) => {
      const wanted = Object.assign(document.createElement('div'), {innerHTML: data[0]}).firstChild.outerHTML;
      const look = () => {
        if (shown.querySelector('.answer')?.outerHTML !== wanted) return;
        window.waited.push(performance.now() - since);
        watcher.disconnect();
      };
      const watcher = new MutationObserver(look);
      watcher.observe(shown, {childList: true, subtree: true, characterData: true, attributes: true});
      look();
    });
    return reply;
  };
}"""


def main():
    print(machine())
    n = int((sys.argv[1:] or ["12"])[0])
    server, _ = serve(7986)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(playwright.chromium), args=ARGS)
            page = browser.new_page()
            page.goto("http://127.0.0.1:7986")
            page.wait_for_selector("#hand-facts p", state="attached")
            opened(page).evaluate(WATCH)
            for number in range(n):
                x = 40 + 30 * (number % 6)
                draw(page, [[(x, 40), (x + 20, 240)]])
                page.wait_for_function("count => window.waited.length === count", arg=number + 1, polling=200)
                page.wait_for_timeout(700)  # the explanation
            waited = page.evaluate("window.waited")
            browser.close()
    finally:
        server.terminate()
    print(f"pen-up to bars: {statistics.median(waited):.0f} ms ({min(waited):.0f}-{max(waited):.0f})   "
          f"goal: {GOAL} ms   n={n}")


if __name__ == "__main__":
    main()
