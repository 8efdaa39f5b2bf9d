"""While a run goes on, the tabs that show its model go along with it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_tab
from tests.browser.test_predict import BAG, draw

BIAS = "linear_relu_stack.4.bias"
EPOCH = "Number((document.querySelector('#inspect-stage-text').textContent.match(/After epoch (\\d+)/) || [])[1])"
STOP = "Number(document.querySelector('#inspect-stage input[type=number]').value)"
LAST = "Number(document.querySelector('#inspect-stage input[type=range]').max)"


def wait_for(page, condition):
    page.wait_for_function(condition, timeout=60_000)


def wait_for_end(page):
    wait_for(page, "!document.querySelector('#train-start').disabled")


def stop(page):
    """Whichever tab is open; does nothing where nothing runs any more."""
    page.evaluate("document.querySelector('#train-stop').click()")
    wait_for_end(page)


def start(page, epochs, batch_size):
    open_tab(page, "Train")
    page.locator("#train-epochs input").fill(str(epochs))
    page.locator("#train-batch_size input").fill(str(batch_size))
    page.locator("#train-start").click()
    mine = page.get_by_role("radio", name="My run")
    mine.wait_for(timeout=60_000)
    mine.click()


@pytest.fixture
def training(page):
    """A page whose run goes on for long, and is in hand."""
    start(page, epochs=50, batch_size=16)
    yield page
    stop(page)


def test_inspect_shows_the_newest_epoch_unless_one_looks_back(training):
    page = training
    open_tab(page, "Inspect")
    wait_for(page, f"{EPOCH} > 0")
    page.locator(f"#inspect-table tr[data-name='{BIAS}']").click()
    page.wait_for_selector("#inspect-histogram svg")
    first, before = page.evaluate(EPOCH), page.locator("#inspect-histogram").inner_text()
    wait_for(page, f"{EPOCH} > {first + 1} && {EPOCH} === {STOP} && {STOP} === {LAST}")
    expect(page.locator("#inspect-histogram")).to_contain_text(BIAS)
    assert page.locator("#inspect-histogram").inner_text() != before  # the numbers of the newer weights

    stage = page.locator("#inspect-stage input[type=number]")
    stage.fill("1")
    stage.press("Enter")
    wait_for(page, f"{EPOCH} === 1")
    for tab in ("Samples", "Inspect"):  # nor does a look at another tab bring one back to the present
        open_tab(page, tab)
    last = page.evaluate(LAST)
    wait_for(page, f"{LAST} > {last + 1}")
    page.wait_for_timeout(300)
    assert page.evaluate(f"[{EPOCH}, {STOP}]") == [1, 1]
    expect(page.locator("#inspect-histogram")).to_contain_text(BIAS)


def test_inspect_shows_what_a_run_had_learned_when_it_was_stopped_in_another_tab_of_the_browser(training, served):
    page = training
    open_tab(page, "Inspect")
    wait_for(page, f"{EPOCH} > 0")
    other = page.context.new_page()
    other.goto(served.url)
    other.wait_for_selector("#hand-facts p")
    open_tab(other, "Train")
    other.locator("#train-stop:not([disabled])").click()
    wait_for_end(other)
    [run] = [served.store.runs.snapshot(run_id) for run_id in served.store.runs._runs][-1:]
    done = len(run.metrics)  # and it may have been stopped at the very end of an epoch
    now = "The weights now" if run.epoch > done else f"After epoch {done}"
    expect(page.locator("#inspect-stage-text")).to_contain_text(now)
    wait_for(page, f"{STOP} === {LAST}")


def test_inspect_goes_over_to_the_run_that_is_started_there(page):
    """The slider of the new run is as long as that run, though the one before had gone further."""
    start(page, epochs=3, batch_size=256)
    open_tab(page, "Inspect")
    wait_for_end(page)
    wait_for(page, f"{EPOCH} === 3")
    page.locator("#inspect-freeze-panel").get_by_role("button").first.click()
    page.locator("#inspect-train-on").click()
    expect(page.locator("#inspect-stage-text")).to_contain_text("went on from", timeout=60_000)
    wait_for_end(page)
    page.wait_for_timeout(1000)
    assert page.evaluate(f"[{EPOCH}, {STOP}, {LAST}]") == [1, 1, 1]
    page.locator(f"#inspect-table tr[data-name='{BIAS}']").click()
    page.wait_for_selector("#inspect-histogram svg")
    assert page.locator(".toast-body.error").count() == 0


def test_a_run_started_on_inspect_is_followed_though_train_was_never_opened(page):
    page.get_by_role("radio", name="MLP (shipped)").click()  # whose epoch is short
    open_tab(page, "Inspect")
    page.locator("#inspect-freeze-panel").get_by_role("button").first.click()
    page.locator("#inspect-train-on").click()
    page.get_by_role("radio", name="My run").wait_for(timeout=60_000)


def test_the_answer_to_a_drawing_follows_what_the_run_learns(training):
    page = training
    open_tab(page, "Predict")
    page.wait_for_selector("#predict-pad canvas")
    draw(page, BAG)
    page.wait_for_selector("#predict-answer .bars li")
    page.wait_for_timeout(1000)
    seen = {page.locator("#predict-answer").inner_text()}
    for _ in range(2):
        page.wait_for_function(
            "seen => !seen.includes(document.querySelector('#predict-answer').innerText)", arg=list(seen),
            timeout=60_000,
        )
        seen.add(page.locator("#predict-answer").inner_text())


def test_the_answer_at_the_end_of_a_run_is_that_of_its_last_weights(page):
    start(page, epochs=3, batch_size=64)
    open_tab(page, "Predict")
    page.wait_for_selector("#predict-pad canvas")
    draw(page, BAG)
    wait_for_end(page)
    page.wait_for_timeout(1500)
    told = page.locator("#predict-answer").inner_text()
    assert re.search(r"\d%", told)
    page.locator("#predict-pad [data-do=undo]").click()
    expect(page.locator("#predict-answer")).not_to_have_text(told, use_inner_text=True)
    draw(page, BAG[-1:])
    expect(page.locator("#predict-answer")).to_have_text(told, use_inner_text=True)


def test_the_card_of_the_weights_follows_the_run(training):
    page = training
    open_tab(page, "Save & load")
    epochs = "Number((document.querySelector('#weights-card').textContent.match(/epochs\\s*(\\d+)/) || [])[1])"
    wait_for(page, f"{epochs} > 0")
    wait_for(page, f"{epochs} > {page.evaluate(epochs) + 1}")
