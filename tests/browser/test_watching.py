"""What watching a run costs: little, and nothing once there is nothing to see."""

import re

from tests.browser.conftest import open_tab, settled
from tests.browser.test_train import curve

COUNT_FRAMES = """(() => {
  const frame = window.requestAnimationFrame.bind(window);
  window.frames_asked = 0;
  window.requestAnimationFrame = (callback) => { window.frames_asked++; return frame(callback); };
})()"""
# Asked once a second: whether it was not much in the second before.
AT_REST = """(() => {
  const before = window.frames_before ?? -99;
  window.frames_before = window.frames_asked;
  return window.frames_asked - before < 7;
})()"""


def test_the_curve_grows_within_an_epoch_by_small_answers_only(page, pace):
    pace.rest = 0.02
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_tab(page, "Train")
    page.locator("#train-epochs input").fill("1")
    page.locator("#train-batch_size input").fill("1")
    page.locator("#train-start").click()
    page.get_by_text(re.compile("Training: epoch 1 of 1")).wait_for()
    page.get_by_text("The tutorial's log").click()
    page.wait_for_function("document.querySelector('[data-part=\"log\"]').textContent.includes('loss: ')")
    settled(page)
    log, asked[:] = page.locator('[data-part="log"]').inner_text(), []
    for _ in range(2):
        page.wait_for_function("path => [...document.querySelectorAll('[data-part=\"loss\"] svg path')]"
                               ".at(-1).getAttribute('d') !== path", arg=curve(page))
    page.wait_for_function("log => document.querySelector('[data-part=\"log\"]').textContent.length > log.length",
                           arg=log)
    assert asked
    assert [url for url in asked if "component_server" not in url] == []
    assert page.locator('[data-part="log"]').inner_text().count("Epoch 1") == 1
    page.locator("#train-stop").click()
    page.get_by_text("Stopped in epoch").wait_for()


def test_a_page_without_a_run_neither_asks_nor_draws(page):
    page.add_init_script(COUNT_FRAMES)
    page.reload()
    open_tab(page, "Train")
    page.get_by_text("No run yet").wait_for()
    settled(page)
    page.wait_for_function(AT_REST, polling=1000)  # what opening a page and a tab moves
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    before = page.evaluate("window.frames_asked")
    page.wait_for_timeout(3000)
    assert page.evaluate("window.frames_asked") - before < 20  # of 180
    assert asked == []
