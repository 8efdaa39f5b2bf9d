"""While a run goes on, the tabs that show its model go along with it."""

import contextlib
import math
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, open_tab, settled, traffic, until, use_network
from tests.browser.test_predict import BAG, draw, opened

BATCHES = 375  # an epoch, in batches of 16
BIAS = "linear_relu_stack.4.bias"
EPOCH = "Number((document.querySelector('#inspect-stage-text').textContent.match(/After epoch (\\d+)/) || [])[1])"
STOP = "Number(document.querySelector('#inspect-stage input[type=number]').value)"
LAST = "Number(document.querySelector('#inspect-stage input[type=range]').max)"


def wait_for_end(page, served):
    served.latest().join(PATIENCE)
    page.wait_for_function("!document.querySelector('#train-start').disabled")


def chances(page):
    """The probabilities in the order of the classes, in percent."""
    return [float(one) for one in re.findall(r"([\d.]+)%", page.locator("#predict-answer .bars").inner_text())]


def start(page, epochs, batch_size=16, rate="0.001", number=1):
    open_tab(page, "Train")
    page.locator("#train-epochs input").fill(str(epochs))
    page.locator("#train-batch_size input").fill(str(batch_size))
    page.locator("#train-learning_rate input").fill(rate)
    page.locator("#train-start").click()
    use_network(page, f"Run {number}")


def test_predict_weights_and_inspect_show_the_newest_epoch_unless_one_looks_back(page, served, open_page, pace):
    """Of a run that stands still after so many batches, and at last is stopped in another tab of the browser."""
    pace.left = 2 * BATCHES
    start(page, epochs=50)
    open_tab(page, "Predict")
    page.wait_for_selector("#predict-pad canvas")
    draw(page, BAG)
    page.wait_for_selector("#predict-answer .bars .top")
    settled(page)
    seen = {page.locator("#predict-answer").inner_text()}
    for _ in range(2):
        pace.left += BATCHES
        page.wait_for_function(
            "seen => !seen.includes(document.querySelector('#predict-answer').innerText)", arg=list(seen)
        )
        seen.add(page.locator("#predict-answer").inner_text())

    open_tab(page, "Save & load")
    page.locator("#weights-card-fold button").first.click()
    page.locator("#weights-card dl").wait_for()
    card = "document.querySelector('#weights-card').textContent"
    epochs = f"Number(({card}.match(/epochs of its last run\\s*(\\d+)/) || [])[1])"
    page.wait_for_function(f"{epochs} === 4")
    pace.left += BATCHES
    page.wait_for_function(f"{epochs} === 5")

    open_tab(page, "Inspect")
    page.wait_for_function(f"{EPOCH} === 5")
    page.locator(f"#inspect-table tr[data-name='{BIAS}']").click()
    page.locator("#inspect-title", has_text=BIAS).wait_for()
    before = page.locator("#inspect-histogram").inner_text()
    pace.left += BATCHES
    page.wait_for_function(f"String([{EPOCH}, {STOP}, {LAST}]) === '6,6,6'")
    expect(page.locator("#inspect-histogram")).not_to_have_text(before, use_inner_text=True)  # of the newer weights
    expect(page.locator("#inspect-title")).to_contain_text(BIAS)

    stage = page.locator("#inspect-stage input[type=number]")
    stage.fill("1")
    stage.press("Enter")
    page.wait_for_function(f"{EPOCH} === 1")
    for tab in ("Samples", "Inspect"):  # nor does a look at another tab bring one back to the present
        open_tab(page, tab)
    pace.left += BATCHES
    page.wait_for_function(f"{LAST} === 7")
    settled(page)
    assert page.evaluate(f"[{EPOCH}, {STOP}]") == [1, 1]
    expect(page.locator("#inspect-title")).to_contain_text(BIAS)

    stage.fill("7")
    stage.press("Enter")
    page.wait_for_function(f"{EPOCH} === 7")
    other = open_page(beside=page)
    open_tab(other, "Train")
    with held_back(page, served, "move_on") as held:  # the run is over before the page hears that it is stopping
        other.locator("#train-stop:not([disabled])").click()
        until(page, lambda: held and len(traffic[page].waiting) == len(held))
        pace.left = 1
        until(page, lambda: served.latest().state == "stopped")
    expect(page.locator("#inspect-stage-text")).to_contain_text("The weights now")
    page.wait_for_function(f"String([{STOP}, {LAST}]) === '8,8'")


@contextlib.contextmanager
def held_back(page, served, handler):
    """The server gets the page's questions to that handler only afterwards. Yields those that wait."""
    number, held = next(number for number, event in served.demo.fns.items()
                        if event.fn and event.fn.__name__ == handler), []
    page.route("**/run/**", lambda route: held.append(route) if route.request.post_data_json["fn_index"] == number
               else route.continue_())
    yield held
    for route in held:
        route.continue_()
    page.unroute("**/run/**")


def test_inspect_goes_over_to_the_run_that_is_started_there(page, served):
    """The slider of the new run is as long as that run, though the one before had gone further."""
    use_network(page, "MLP")  # whose epoch is short
    open_tab(page, "Inspect")
    page.locator("#inspect-freeze-panel").get_by_role("button").first.click()
    page.locator("#inspect-train-on").click()
    expect(page.locator("#hand input")).to_have_value(re.compile("^Run 1"))  # is told of, though Train was never opened

    open_tab(page, "Train")
    page.get_by_text("Finished: 1 epoch").wait_for()
    start(page, epochs=3, batch_size=256, rate="0.05", number=2)
    open_tab(page, "Inspect")
    page.wait_for_function("document.querySelector('[data-part=state]').textContent.includes('Finished: 3 epochs')")
    page.wait_for_function(f"{EPOCH} === 3")
    page.locator("#inspect-train-on").click()
    expect(page.locator("#inspect-stage-text")).to_contain_text("went on from")
    page.wait_for_function(f"String([{EPOCH}, {STOP}, {LAST}]) === '1,1,1'")
    wait_for_end(page, served)
    settled(page)
    assert page.evaluate(f"[{EPOCH}, {STOP}, {LAST}]") == [1, 1, 1]
    page.locator(f"#inspect-table tr[data-name='{BIAS}']").click()
    page.wait_for_selector("#inspect-histogram svg")
    assert page.locator(".toast-body.error").all_inner_texts() == []


def test_the_answer_at_the_end_of_a_run_is_that_of_its_last_weights(page, served, open_page, pace):
    """As another tab of the browser tells it, in which about the same is drawn only then."""
    pace.left = BATCHES + 30
    start(page, epochs=3, rate="0.02")
    draw(opened(page), BAG)
    page.wait_for_selector("#predict-answer .bars .top")
    settled(page)
    early = chances(page)
    pace.left = math.inf
    wait_for_end(page, served)
    other = opened(open_page(beside=page))
    draw(other, BAG)
    other.wait_for_selector("#predict-why figure img")
    settled(other)
    told = pytest.approx(chances(other), abs=2)  # a mouse on a busy machine leaves out a pixel here and there
    assert early != told
    until(page, lambda: chances(page) == told)
