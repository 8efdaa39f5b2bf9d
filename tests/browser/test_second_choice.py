"""A choice made while the one before is still being answered counts, and what was typed meanwhile stays."""

import json

import pytest
from playwright.sync_api import expect

from fmnist.data.fashion_mnist import CLASSES
from fmnist.files import ASSETS
from fmnist.training.config import PRESETS
from tests.browser.conftest import open_tab, settled, use_network

# From now on, what the page asks of the server comes to it a while later, as over a slow line.
SLOW = """() => {
  const fetch = window.fetch;
  window.heldBack = 0;
  window.fetch = async (...request) => {
    window.heldBack++;
    await new Promise((resolve) => setTimeout(resolve, 400));
    window.heldBack--;
    return fetch(...request);
  };
}"""
CONVNET, MLP = "ConvNet", "MLP"
SEED = json.loads((ASSETS / "convnet.json").read_text("utf-8"))["seed"]


@pytest.fixture
def on(page):
    """`on(tab)`: the page with that tab open and answered, on a line that is slow from now on."""

    def opened(name, sign):
        open_tab(page, name)
        page.locator(sign).first.wait_for()
        settled(page)
        page.evaluate(SLOW)
        return page

    return opened


def choose_both(page):
    for name in (MLP, CONVNET):
        use_network(page, name)
        page.wait_for_timeout(50)
    settled(page)


def test_the_network_in_use(on):
    page = on("Predict", "#hand-facts p")
    for tab, shown in (("Predict", "#hand-facts"), ("Inspect", "#inspect-structure"),
                       ("Save & load", "#weights-code pre")):  # fmt: skip
        open_tab(page, tab)
        if tab == "Save & load":
            page.locator("#weights-code-fold button").first.click()
        page.locator(shown).wait_for()
        use_network(page, CONVNET)
        settled(page)
        expected = page.locator(shown).inner_text()
        choose_both(page)
        expect(page.locator(shown)).to_have_text(expected, use_inner_text=True)
        use_network(page, MLP)
        expect(page.locator(shown)).not_to_have_text(expected, use_inner_text=True)  # it does tell one from the other


def test_samples(on):
    page = on("Samples", "#samples-detail img")
    training = page.locator("#samples-grid button").first.get_attribute("data-index")
    for name in ("Test", "Training"):
        page.locator("#samples-split label", has_text=name).click()
        page.wait_for_timeout(50)
    settled(page)
    expect(page.locator("#samples-grid button").first).to_have_attribute("data-index", training)
    for nth in (3, 7):
        page.locator("#samples-grid button").nth(nth).click()
        page.wait_for_timeout(50)
    index = page.locator("#samples-grid button").nth(7).get_attribute("data-index")
    expect(page.locator("#samples-detail")).to_contain_text(f"train[{index}]")


def test_examples_to_predict(on, served):
    page = on("Predict", "#predict-answer .answer")
    page.locator("#predict-source label", has_text="Test picture").click()
    settled(page)
    labels = [CLASSES[served.store.data(False).targets[int(button.get_attribute("data-index"))]]
              for button in page.locator("#predict-examples button").all()]  # fmt: skip
    second = next(nth for nth, label in enumerate(labels) if label != labels[0])
    for nth in (0, second):
        page.locator("#predict-examples button").nth(nth).click()
        page.wait_for_timeout(50)
    expect(page.locator("#predict-answer .versus")).to_contain_text(f"Actual: {labels[second]}")


def test_inspect(on):
    """The slider of epochs, the rows of the table, and coming back from another tab."""
    page = on("Inspect", "#inspect-table tr[data-name]")
    stage, text = page.locator("#inspect-stage input[type=range]"), page.locator("#inspect-stage-text")
    expect(stage).to_have_value("1")
    for key, value in (("ArrowLeft", "0"), ("ArrowRight", "1")):
        stage.press(key)
        expect(stage).to_have_value(value)
    settled(page)
    expect(stage).to_have_value("1")
    expect(text).to_contain_text("The weights now")
    stage.press("ArrowLeft")
    expect(text).to_contain_text(f"Initial weights (seed {SEED})")
    expect(stage).to_have_value("0")
    stage.press("ArrowRight")
    expect(text).to_contain_text("The weights now")
    settled(page)

    for nth in (1, 3):
        page.locator("#inspect-table tr[data-name]").nth(nth).click()
        page.wait_for_timeout(50)
    name = page.locator("#inspect-table tr[data-name]").nth(3).get_attribute("data-name")
    expect(page.locator("#inspect-title")).to_contain_text(name)
    settled(page)
    expect(page.locator("#inspect-title")).to_contain_text(name)

    page.locator("#inspect-seed-panel button").first.click()
    open_tab(page, "Samples")
    open_tab(page, "Inspect")
    page.locator("#inspect-seed input").fill("3")  # while the tab asks whether its model is still the one in hand
    settled(page)
    page.locator("#inspect-seed input").press("Enter")
    expect(text).to_contain_text("initial weights of seed 3")
    expect(page.locator("#inspect-title")).to_contain_text(name)


def test_start_right_after_a_preset_starts_that_preset(on, served, pace):
    pace.left = 1
    page = on("Train", "#train-start")
    page.get_by_role("radio", name="Better MLP").click()
    page.locator("#train-start").click()
    page.get_by_text("Training: epoch").wait_for()
    assert served.latest().config == PRESETS["better_mlp"]
