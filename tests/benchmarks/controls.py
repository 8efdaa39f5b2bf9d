"""From the change of a control to its result on the page, in Chromium: every section of Tensors, Data and Autograd.

    python -m tests.benchmarks.controls
"""

import statistics

from playwright.sync_api import sync_playwright

from tests.benchmarks.timing import machine
from tests.benchmarks.watched import serve
from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGS

N = 9
# Resolves with the milliseconds until the text below `selector` is another one.
MEASURE = """([selector, control, value]) => new Promise((resolve, reject) => {
  const content = () => document.querySelector(selector).textContent;
  const before = content(), start = performance.now();
  const observer = new MutationObserver(() => {
    if (content() === before) return;
    observer.disconnect();
    resolve(performance.now() - start);
  });
  observer.observe(document.querySelector(selector), {childList: true, subtree: true, characterData: true});
  setTimeout(() => reject(new Error(`${control} changed nothing`)), 5000);
  const element = document.querySelector(control);
  if (value === null) return element.click();
  const kind = element.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(element, value);
  element.dispatchEvent(new Event('input', {bubbles: true}));
})"""

# tab, section, what, result, control, values in turn (None: click it)
NUMBER = " input[type=number]"
CONTROLS = [
    ("tensors", None, "data", "#tensors-made", "#tensors-data textarea", ["[[1, 2], [3, 4]]", "[[5, 6, 7]]"]),
    ("tensors", "index", "index", "#tensors-index-result", "#tensors-index textarea", ["0", "..., -1"]),
    ("tensors", "join", "dim", "#tensors-join-result", "#tensors-dim" + NUMBER, ["0", "1"]),
    ("tensors", "inplace", "value", "#tensors-inplace-result", "#tensors-inplace-value textarea", ["2", "3"]),
    ("data", "batch", "batch_size", "#data-batch-result", "#data-batch-size" + NUMBER, ["64", "256"]),
    ("data", "batch", "draw again", "#data-batch-result", "#data-batch-again", [None]),
    ("data", "custom", "row", "#data-custom-row", "#data-custom-idx input", ["1", "2"]),
    ("data", "transforms", "degrees", "#data-transforms-result", "#data-transforms-degrees" + NUMBER, ["5", "90"]),
    ("autograd", "example", "n", "#autograd-example-result", "#autograd-n" + NUMBER, ["3", "6"]),
    ("autograd", "accumulate", "rows", "#autograd-accumulate-result", "#autograd-rows" + NUMBER, ["3", "6"]),
    ("autograd", "jacobian", "inp", "#autograd-jacobian-result", "#autograd-inp textarea", ["[1, 2]", "[3, 4]"]),
    ("autograd", "descent", "steps", "#autograd-descent-result", "#autograd-steps" + NUMBER, ["5", "50"]),
    ("autograd", "onebatch", "batch_size", "#autograd-batch-result", "#autograd-batch-size" + NUMBER, ["8", "32"]),
]  # fmt: skip


def main():
    print(machine())
    server, _ = serve(7987)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(playwright.chromium), args=ARGS)
            page = browser.new_page()
            page.goto("http://127.0.0.1:7987")
            page.wait_for_selector("#hand-facts p")
            for tab, section, what, result, control, values in CONTROLS:
                for name in (tab, section):
                    if name:
                        page.locator(f"button[role=tab][data-tab-id={name}]").first.click()
                        page.wait_for_timeout(400)
                if section == "custom":
                    page.locator("#data-custom-sample").click()
                    page.wait_for_selector("#data-custom-row table")
                times = []
                for i in range(N + 2):
                    milliseconds = page.evaluate(MEASURE, [result, control, values[i % len(values)]])
                    page.wait_for_timeout(60)
                    times += [milliseconds] if i >= 2 else []  # the first of a kind imports what it needs
                shown = f"{min(times):.0f}-{max(times):.0f}"
                print(f"{tab:9} {section or '':11} {what:11} {statistics.median(times):5.0f} ms  ({shown}, n={N})")
            browser.close()
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
