"""While a run goes on, the tabs that show its model go along with it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_tab
from tests.browser.test_predict import BAG, draw

EPOCH = "Number((document.querySelector('#inspect-stage-text').textContent.match(/After epoch (\\d+)/) || [])[1])"


def stop(page):
    """Whichever tab is open; does nothing where nothing runs any more."""
    page.evaluate("document.querySelector('#train-stop').click()")
    page.wait_for_function("!document.querySelector('#train-start').disabled", timeout=60_000)


@pytest.fixture
def training(page):
    """A page whose run goes on for long, and is in hand."""
    open_tab(page, "Train")
    page.locator("#train-epochs input").fill("50")
    page.locator("#train-batch_size input").fill("32")
    page.locator("#train-learning_rate input").fill("0.05")
    page.locator("#train-start").click()
    mine = page.get_by_role("radio", name="My run")
    mine.wait_for(timeout=60_000)
    mine.click()
    yield page
    stop(page)


def test_inspect_shows_the_newest_epoch_unless_one_looks_back(training):
    page = training
    open_tab(page, "Inspect")
    page.locator("#inspect-table tr[data-name='linear_relu_stack.4.bias']").click()
    heading = page.locator("#inspect-histogram").inner_text
    page.wait_for_selector("#inspect-histogram svg")
    page.wait_for_function(f"{EPOCH} > 0", timeout=60_000)
    first, before = page.evaluate(EPOCH), heading()
    page.wait_for_function(f"{EPOCH} > {first + 1}", timeout=60_000)
    assert "linear_relu_stack.4.bias" in heading()
    assert heading() != before  # the numbers of the newer weights
    stage = page.locator("#inspect-stage input[type=number]")
    expect(stage).to_have_value(str(page.evaluate(EPOCH)))

    stage.fill("1")
    stage.press("Enter")
    page.wait_for_function(f"{EPOCH} === 1")
    top = page.locator("#inspect-stage input[type=range]").get_attribute("max")
    page.wait_for_function(
        "top => Number(document.querySelector('#inspect-stage input[type=range]').max) > Number(top) + 1", arg=top,
        timeout=60_000,
    )
    page.wait_for_timeout(300)
    assert page.evaluate(EPOCH) == 1
    assert stage.input_value() == "1"
    assert "linear_relu_stack.4.bias" in heading()


def test_inspect_shows_the_last_epoch_of_a_run_that_was_stopped(training):
    page = training
    open_tab(page, "Inspect")
    page.wait_for_function(f"{EPOCH} > 0", timeout=60_000)
    stop(page)
    expect(page.locator("#inspect-stage input[type=number]")).to_have_value(
        page.locator("#inspect-stage input[type=range]").get_attribute("max"), timeout=10_000
    )


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
