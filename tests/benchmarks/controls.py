"""From the change of a control to its result on the page, in Chromium: Tensors, Samples, Transforms, Autograd.

    python -m tests.benchmarks.controls [n]

Each slider, number, text, box, radio, dropdown and button of the four tabs is changed n times, at a visitor's pace;
what counts is when a result has changed: the text, table or drawing of an HTML component, not Gradio's own signs of
work, nor the code panels. Controls that change no result (those of a button that was not pressed) are listed at the
end.
"""

import statistics
import sys

from playwright.sync_api import sync_playwright

from tests.benchmarks.timing import machine
from tests.benchmarks.watched import serve
from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGS

GOAL, PACE = 100, 300  # milliseconds
TABS = {"tensors": 5, "samples": 4, "transforms": 4, "autograd": 5}  # and at least so many controls to be found in each

# The visible controls of the open tab, marked; the code panels and what starts a run or a download are not measured.
FIND = """(tab) => {
  const panel = document.querySelector(`#tab-${tab}`);
  document.querySelectorAll('[data-control]').forEach((e) => delete e.dataset.control);
  const inputs = 'input:is([type=number], [type=checkbox], [type=radio], [role=combobox])';
  const all = panel.querySelectorAll(`${inputs}, textarea, button:is(.lg, .sm)`);
  const other = '[id^=code-], [id^=samples-own-sample-], [data-testid=file-upload], .upload-container';
  return [...all].filter((e) => e.offsetParent && !e.disabled && !e.readOnly && !e.closest(other)).map((e, i) => {
    e.dataset.control = i;
    return [i, (e.closest('[id]')?.id || e.tagName) + (e.type === 'radio' ? `=${e.value}` : '')];
  });
}"""

# A radio's next choice, a dropdown's other one, a click, or another number or text and back.
CHANGE = """(() => {
  if (option) return option.dispatchEvent(new MouseEvent('mousedown', {bubbles: true}));
  const others = element.type === 'radio' ? [...own.querySelectorAll('input[type=radio]:not(:checked)')] : [];
  if (element.checked && others.length) return others[0].click();
  if (['checkbox', 'radio', 'submit'].includes(element.type) || element.tagName === 'BUTTON') return element.click();
  const kind = element.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
  element.dataset.first ??= element.value;
  const first = element.dataset.first, digit = /\\d/.exec(first)?.[0];
  const changed = digit ? first.replace(digit, (Number(digit) + 1) % 10) : first + '1';
  const other = element.type === 'number' ? String(Number(first) + 1) : changed;
  const value = element.value === element.dataset.first ? other : element.dataset.first;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(element, value);
  element.dispatchEvent(new Event('input', {bubbles: true}));
})();"""

MEASURE = """async ([tab, i]) => {
  const panel = document.querySelector(`#tab-${tab}`), element = panel.querySelector(`[data-control="${i}"]`);
  const own = element.closest('.block') || element, dropdown = element.getAttribute('role') === 'combobox';
  if (dropdown) {
    element.focus();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const option = dropdown && [...document.querySelectorAll('[role=option][aria-selected=false]')].at(-1);
  let answered;
  const answer = new Promise((resolve) => { answered = resolve; });
  const start = performance.now();
  const observer = new MutationObserver((changes) => {
    const at = (c) => c.target.nodeType === 1 ? c.target : c.target.parentElement;
    const isResult = (e) => e?.closest('.prose') && !own.contains(e) && !e.closest('[id^=code-]');
    if (!changes.some((c) => isResult(at(c)))) return;
    observer.disconnect();
    answered(performance.now() - start);
  });
  observer.observe(panel, {childList: true, subtree: true, characterData: true});
  setTimeout(() => { observer.disconnect(); answered(null); }, 1500);
  CHANGE
  return answer;
}""".replace("CHANGE", CHANGE)


def sections(page, tab):
    """Open the sections of a tab one after the other; yields after each."""
    page.locator(f"button[role=tab][data-tab-id={tab}]").first.click()
    page.wait_for_timeout(1000)
    inner = page.locator(f"#tab-{tab} button[role=tab]:visible")
    names = [inner.nth(i).get_attribute("data-tab-id") for i in range(inner.count())]
    for name in names or [None]:
        if name:
            page.locator(f"#tab-{tab} button[role=tab][data-tab-id={name}]:visible").first.click()
            page.wait_for_timeout(1000)
        if name == "own":
            page.locator("#samples-own-sample").click()
            page.wait_for_selector("#samples-own-row table")
        yield name or ""


def main():
    print(machine())
    n = int((sys.argv[1:] or ["3"])[0]) | 1  # odd: after n + 1 clicks a radio is where it was
    server, _ = serve(7987)
    measured, silent = {}, []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(playwright.chromium), args=ARGS)
            page = browser.new_page()
            page.goto("http://127.0.0.1:7987")
            page.wait_for_selector("#hand-facts p", state="attached")
            for tab, least in TABS.items():
                found = 0
                for section in sections(page, tab):
                    controls = page.evaluate(FIND, tab)
                    found += len(controls)
                    for i, name in controls:
                        times = []
                        for _ in range(n + 1):  # the first of a kind imports what it needs
                            page.evaluate(FIND, tab)  # what was hidden and shown again is a new element
                            if page.locator(f'#tab-{tab} [data-control="{i}"]:visible').count():
                                times.append(page.evaluate(MEASURE, [tab, i]))
                                page.wait_for_timeout(PACE)
                        times = [time for time in times[1:] if time is not None]
                        if times:
                            measured[f"{tab} {section} {name}"] = times
                        else:
                            silent.append(f"{tab} {section} {name}")
                assert found >= least, f"{found} controls on {tab}"
            browser.close()
    finally:
        server.terminate()
    medians = sorted(((statistics.median(times), max(times), name) for name, times in measured.items()), reverse=True)
    for median, most, name in medians[:12]:
        print(f"{median:6.0f} ms  (at most {most:.0f})  {name}")
    print(f"{len(medians)} controls, median {statistics.median(m for m, _, _ in medians):.0f} ms, "
          f"{sum(m > GOAL for m, _, _ in medians)} above {GOAL} ms; no result: {', '.join(silent) or 'none'}")


if __name__ == "__main__":
    main()
