"""The network in use: the run just trained answers by itself, a useless one does not, and any can be chosen again."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import networks, open_tab, use_network
from tests.browser.test_predict import BAG, draw
from tests.conftest import shipped_label

CONVNET, MLP = shipped_label("ConvNet"), shipped_label("MLP")


def train(page, rate, ended):
    open_tab(page, "Train")
    page.locator("#train-epochs input").fill("1")
    page.locator("#train-learning_rate input").fill(rate)
    page.locator("#train-start").click()
    page.get_by_text(ended).wait_for()
    page.wait_for_selector("#train-start:not([disabled])")


def expect_in_use(page, name):
    expect(page.locator("#hand input")).to_have_value(re.compile(f"^{name}"))
    open_tab(page, "Predict")
    expect(page.get_by_role("img", name=f"What the network looked at ({name})")).to_be_visible()


def test_the_run_just_trained_answers_and_a_useless_one_does_not(page, served):
    train(page, "0.1", "Finished: 1 epoch")
    run = served.store.runs.snapshot(served.latest().id)
    label = f"Run 1 · {run.accuracy:.1%}"
    assert run.accuracy > 0.3
    expect(page.locator("#hand input")).to_have_value(label)
    expect(page.locator("#hand-facts")).to_contain_text(f"{run.accuracy:.1%} on the test set")
    open_tab(page, "Predict")
    draw(page, BAG)
    expect_in_use(page, "Run 1")

    train(page, "1000", "Ended with a problem")
    assert networks(page) == [CONVNET, MLP, label]
    expect_in_use(page, "Run 1")

    train(page, "0.01", "Finished: 1 epoch")
    expect_in_use(page, "Run 3")
    use_network(page, "Run 1")
    expect_in_use(page, "Run 1")
    page.reload()
    expect(page.locator("#hand input")).to_have_value(label)


def test_a_choice_made_while_the_run_goes_on_stays(page, pace):
    pace.left = 1
    open_tab(page, "Train")
    page.locator("#train-epochs input").fill("1")
    page.locator("#train-learning_rate input").fill("0.1")
    page.locator("#train-start").click()
    page.get_by_text("Training: epoch 1 of 1").wait_for()
    use_network(page, "MLP")
    pace.left = 1000
    page.get_by_text("Finished: 1 epoch").wait_for()
    page.wait_for_selector("#train-start:not([disabled])")
    expect(page.locator("#hand input")).to_have_value(MLP)
    assert len(networks(page)) == 3
