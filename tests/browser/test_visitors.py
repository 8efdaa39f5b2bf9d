"""Several tabs of one visitor, several visitors, and a visitor who leaves."""

import re

from playwright.sync_api import expect

from fmnist.training.config import TrainConfig
from tests.browser.conftest import open_tab, until
from tests.browser.test_connection import TRAINING, epochs
from tests.browser.test_train import start


def expect_buttons(page, start, stop):
    for name, enabled in (("start", start), ("stop", stop)):
        expect(page.locator(f"#train-{name}")).to_be_enabled(enabled=enabled)


def test_two_tabs_of_a_browser_see_and_stop_the_same_run(page, open_page, pace):
    pace.rest = 0.003
    other = open_page(beside=page)
    open_tab(other, "Train")
    expect_nothing_yet(other, "Start training", "No run yet", "example: Quickstart")
    start(page, 500)
    for tab in (page, other):  # the other one sits there without asking; it is told
        tab.get_by_text(TRAINING).wait_for()
        expect_buttons(tab, start=False, stop=True)
    other.locator("#train-stop").click()
    for tab in (other, page):
        tab.get_by_text("Stopped in epoch").wait_for()
        tab.locator("#train-resume").wait_for()
        expect_buttons(tab, start=True, stop=False)
    page.locator("#train-resume").click()
    for tab in (page, other):
        tab.get_by_text(TRAINING).wait_for()


def test_a_second_start_is_refused_and_a_reload_shows_the_run_and_the_results_before_it(page, served, pace):
    start(page, 1)
    page.get_by_text("Finished: 1 epoch").wait_for()
    page.locator("#results-found table.confusion").wait_for()
    pace.rest = 0.003
    served.store.runs.start(served.latest().owner, TrainConfig(epochs=500))  # from where this page hears nothing
    start(page, 3)
    page.locator(".toast-body", has_text="You have a run under way already; stop it or wait until it ends").wait_for()
    page.get_by_text(TRAINING).wait_for()
    assert len(served.store.runs.of(served.latest().owner)) == 2
    page.reload()
    page.get_by_text(TRAINING).wait_for()
    page.locator("table.confusion").wait_for()


def test_a_second_visitors_short_run_is_over_while_the_first_one_goes_on(open_page, served, pace):
    pace.rest = 0.003
    first, second = open_page(), open_page()
    start(first, 500)
    first.get_by_text(TRAINING).wait_for()
    running = served.latest()
    open_tab(second, "Train")
    second.get_by_text("No run yet").wait_for()
    expect(second.locator("#train-stop")).to_be_disabled()
    start(second, 2)
    second.get_by_text("Finished: 2 epoch").wait_for()
    assert running.id not in second.content()
    assert running.state == "running"
    first.locator("#train-stop").click()
    first.get_by_text("Stopped in epoch").wait_for()


def test_a_closed_browser_ends_the_run_after_the_grace_period_and_finds_it_again(page, open_page, served, pace):
    pace.rest = 0.003
    start(page, 500)
    page.get_by_text(TRAINING).wait_for()
    run = served.latest()
    for _ in range(2):  # an open page keeps it going: it asks for it by itself
        asked = run._seen_at
        until(page, lambda asked=asked: run._seen_at > asked)
    until(page, lambda: epochs(run) > 0)
    kept = page.context.storage_state()
    page.context.close()
    stranger = open_page()  # another visitor's page keeps nothing going
    assert run.state == "running"
    run.grace_seconds = 0.5
    until(stranger, lambda: run.state == "stopped")
    again = open_page(storage_state=kept)
    open_tab(again, "Train")
    again.get_by_text(re.compile("Stopped in epoch [0-9]+ of 500; what was learned is kept")).wait_for()
    dots = 2 * epochs(run) + 1  # the curve of the test set begins with chance
    expect(again.locator('[data-part="accuracy"] circle')).to_have_count(dots)
    run.grace_seconds = 600
    again.locator("#train-resume").click()
    again.get_by_text(TRAINING).wait_for()


def expect_nothing_yet(page, start, run, text):
    """Nothing but an example of what will come."""
    page.get_by_text(run).wait_for()
    page.locator('[data-part="loss"]').get_by_text(text).wait_for()
    expect(page.locator("#train-start")).to_have_text(start)
    assert page.locator("#results-run, #results-epoch, #results-found, #results-compared").count() == 0


def test_without_a_run_an_example_shows_what_will_come(open_page):
    page = open_page(locale="zh-CN")
    open_tab(page, "训练")
    expect_nothing_yet(page, "开始训练", "还没有训练", "示例：快速入门")
