"""The Inspect and the Save & load tab, used as a visitor uses them."""

import re

import pytest
import torch
from playwright.sync_api import expect

from fmnist.model import build_model
from tests.browser.conftest import listen, open_tab, settled, until, use_network

WEIGHT, BIAS = "linear_relu_stack.0.weight", "linear_relu_stack.4.bias"
MLP, RUN = "MLP", "Run 1"


def number_shown(text):
    return float(re.search(r"= (\S+)$", text).group(1))


def test_the_first_layer_is_open_and_what_one_chooses_appears_beside_the_network(page, served):
    """The exact number under the cursor is the float32 that the model holds, wherever one goes."""
    use_network(page, MLP)
    open_tab(page, "Inspect")
    page.wait_for_selector(f"#inspect-table tr[data-name='{WEIGHT}']")
    assert page.locator("#inspect-table tr[data-name]:visible").count() == 6
    expect(page.locator("#inspect-title")).to_contain_text(WEIGHT)
    expect(page.locator("#inspect-detail").get_by_text("Error", exact=True)).to_have_count(0)  # of two looks at once
    expect(page.locator("#inspect-units img")).to_have_count(36)
    norms = [float(img.get_attribute("alt").split()[-1]) for img in page.locator("#inspect-units img").all()]
    assert norms == sorted(norms, reverse=True)
    settled(page)  # a later look draws the pictures anew and closes the large one
    page.locator("#inspect-units button").nth(1).press("Enter")
    expect(page.locator("#inspect-units .unit-large")).to_contain_text(f"norm {norms[1]:.4g}")
    page.keyboard.press("Escape")
    expect(page.locator("#inspect-units .unit-large")).to_be_hidden()
    expect(page.locator("#inspect-units button").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#inspect-units").get_by_role("button", name="Close").click()
    expect(page.locator("#inspect-units .unit-large")).to_be_hidden()

    row = page.locator(f"#inspect-table tr[data-name='{BIAS}'] button")
    row.focus()
    row.press("Enter")
    title = page.locator("#inspect-title", has_text=BIAS)
    expect(title).to_be_in_viewport()
    expect(page.locator("#inspect-units img")).to_have_count(0)
    expect(page.locator(".net-block.chosen")).to_contain_text("linear_relu_stack.4")
    page.evaluate("window.scrollTo(0, 0)")
    page.locator(".net-block", has_text="linear_relu_stack.2").click()
    expect(page.locator("#inspect-table tr.chosen")).to_contain_text("linear_relu_stack.2.weight")
    expect(page.locator("#inspect-detail .values")).to_be_in_viewport(ratio=0.9)  # `param[:2]`, without scrolling
    assert page.evaluate("scrollY") == 0
    weight = served.store.shipped("mlp").model.linear_relu_stack[2].weight.detach()
    follow_the_cursor(page, "linear_relu_stack.2.weight", weight)
    drag_the_heat_map(page)
    page.locator(f"#inspect-table tr[data-name='{WEIGHT}']").click()
    ask_for_the_rest_of_the_table(page)
    name_a_seed(page, served.store.shipped("mlp").model)
    play_the_first_layer(page)


def follow_the_cursor(page, name, weight):
    heat, readout = page.locator("#inspect-heat .heat-map"), page.locator("#inspect-heat .heat-value")
    heat.scroll_into_view_if_needed()
    heat.focus()
    path = [
        ([], (0, 0)),
        (["ArrowDown"] * 3, (3, 0)),
        (["ArrowRight"] * 5, (3, 5)),
        (["End"], (3, 511)),
        (["Control+End"], (511, 511)),
        (["Control+Home"], (0, 0)),
    ]
    for keys, (row, column) in path:
        for key in keys:
            heat.press(key)
        page.wait_for_function(
            "text => document.querySelector('.heat-value').textContent.startsWith(text)",
            arg=f"{name}[{row}, {column}] =",  # "…" until the patch around it has come
        )
        assert torch.tensor(number_shown(readout.text_content())) == weight[row, column]


def drag_the_heat_map(page):
    heat = page.locator("#inspect-heat .heat-map")
    frame = page.locator("#inspect-heat .heat-frame")
    before = frame.evaluate("frame => parseFloat(frame.style.left)")
    box = heat.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 100, steps=6)
    page.mouse.up()
    assert frame.evaluate("frame => parseFloat(frame.style.left)") > before
    whole = page.locator("#inspect-heat .heat-whole").bounding_box()
    page.mouse.click(whole["x"] + whole["width"] / 2, whole["y"] + whole["height"] / 2)
    page.wait_for_function("!document.querySelector('.heat-value').textContent.endsWith('…')")
    assert 40 < frame.evaluate("frame => parseFloat(frame.style.left)") < 60


def ask_for_the_rest_of_the_table(page):
    norm = page.locator("#inspect-table th", has_text="norm").first
    expect(norm).to_be_hidden()
    page.get_by_role("checkbox", name="More columns").check()
    expect(norm).to_be_visible()


def name_a_seed(page, model):
    """What "moved" says is ‖w - w₀‖ as torch computes it."""
    page.locator("#inspect-seed-panel button").first.click()
    page.locator("#inspect-seed input").fill("3")
    page.locator("#inspect-seed input").press("Enter")
    page.locator("#inspect-stage-text", has_text="initial weights of seed 3").wait_for()
    settled(page)
    now = model.linear_relu_stack[0].weight
    distance = (now - build_model("mlp", 3).linear_relu_stack[0].weight).norm().item()
    row = page.locator(f"#inspect-table tr[data-name='{WEIGHT}']").inner_text().split("\t")
    heads = page.locator("#inspect-table thead").inner_text().split("\t")
    assert float(row[heads.index("‖w − w₀‖")]) == pytest.approx(distance, rel=1e-3)  # four digits


def play_the_first_layer(page):
    """From the first weights to those now, which is the chapter's task; then another network's."""
    first = page.locator("#inspect-units img").first
    trained = first.get_attribute("src")
    told = listen(page, "#inspect-stage-text")
    page.locator("#inspect-play").click()
    until(page, lambda: any("Initial weights (seed 3)" in text for text in told()))
    page.locator(".try[data-chapter=inspect] .try-done").wait_for()
    page.locator("#inspect-stage-text", has_text="The weights now").wait_for()
    expect(first).to_have_attribute("src", trained)
    use_network(page, "ConvNet")
    page.locator("#inspect-title", has_text="features.0.0.weight").wait_for()
    expect(first).not_to_have_attribute("src", trained)


def test_a_link_opens_a_parameter_at_its_first_weights(open_page):
    page = open_page(query="?tab=inspect&parameter=classifier.bias&stage=0&units-count=12#inspect")
    page.locator("#inspect-stage-text", has_text="Initial weights").wait_for()
    expect(page.locator("#inspect-title")).to_contain_text("classifier.bias")
    expect(page.locator("#inspect-stage")).to_contain_text("before training")  # of a shipped network, no epoch is kept
    expect(page.locator("#inspect-table tr.chosen")).to_contain_text("classifier.bias")
    assert page.locator("#link-notice").count() == 0


def test_every_difference_of_a_misfit_stands_on_the_page_and_what_save_downloads_loads_again(page, served, tmp_path):
    state = build_model("mlp").state_dict()
    state[WEIGHT] = torch.zeros(256, 784)
    del state["linear_relu_stack.4.bias"]
    torch.save(state, tmp_path / "misfit.pth")
    open_tab(page, "Save & load")
    page.locator("#weights-upload input[type=file]").set_input_files(tmp_path / "misfit.pth")
    page.wait_for_selector("#weights-result .refused")
    text = page.locator("#weights-result").inner_text()
    assert "expected `linear_relu_stack.0.weight` (512, 784), got (256, 784)" in text
    assert "missing in the file" in text
    expect(page.locator("#hand input")).not_to_have_value(re.compile("Your file"))
    page.locator("#weights-upload .icon-button-wrapper button").last.click()
    page.wait_for_selector("#weights-result .refused", state="detached")

    use_network(page, MLP)
    page.locator("#weights-card-fold button").first.click()
    page.wait_for_selector("#weights-card dl, #weights-card p")
    settled(page)
    with page.expect_download() as download:
        page.locator("#weights-save").click()  # with the first click
    assert download.value.suggested_filename == "model.pth"
    download.value.save_as(tmp_path / "model.pth")
    state = torch.load(tmp_path / "model.pth", weights_only=True)
    build_model("mlp").load_state_dict(state)  # strict, as in the tutorial
    assert torch.equal(state[WEIGHT], served.store.shipped("mlp").model.linear_relu_stack[0].weight)

    checkpoint = {"state_dict": {f"module.{name}": tensor for name, tensor in state.items()}, "epoch": 5}
    torch.save(checkpoint, tmp_path / "model_best.pth.tar")
    page.locator("#weights-upload input[type=file]").set_input_files(tmp_path / "model_best.pth.tar")
    page.wait_for_selector("#weights-result .loaded")
    expect(page.locator("#weights-result")).to_contain_text("`module.` was taken off the names")
    expect(page.locator("#hand input")).to_have_value(re.compile("Your file"))
    assert "1,000 test images" in page.locator("#weights-result").inner_text()


def test_through_the_epochs_of_a_run_then_on_with_a_frozen_layer(page):
    """The slider reaches the first weights; a frozen parameter has not moved when the run that went on is over."""
    open_tab(page, "Train")
    page.locator("#train-epochs input").fill("2")
    page.locator("#train-batch_size input").fill("500")
    page.locator("#train-learning_rate input").fill("0.1")
    page.locator("#train-start").click()
    page.get_by_text("Finished: 2 epochs").wait_for()
    use_network(page, RUN)
    open_tab(page, "Inspect")
    stage = page.locator("#inspect-stage input[type=number]")
    page.wait_for_function("document.querySelector('#inspect-stage-text').textContent.includes('After epoch 2')")
    expect(page.locator("#inspect-stage")).to_contain_text("Weights after epoch")
    expect(stage).to_have_value("2")
    stage.fill("0")
    stage.press("Enter")
    page.wait_for_function("document.querySelector('#inspect-stage-text').textContent.includes('Initial weights')")
    row = page.locator(f"#inspect-table tr[data-name='{WEIGHT}']")
    expect(row).to_contain_text("0%")

    stage.fill("1")
    stage.press("Enter")
    page.wait_for_function("document.querySelector('#inspect-stage-text').textContent.includes('After epoch 1')")
    page.locator("#inspect-freeze-panel").get_by_role("button").first.click()
    page.get_by_role("checkbox", name=WEIGHT).check()
    page.wait_for_function(f"document.querySelector('tr[data-name=\"{WEIGHT}\"]').textContent.includes('False')")
    page.locator("#inspect-epochs input").fill("3")
    page.locator("#inspect-train-on").click()
    page.wait_for_selector(".toast-body")
    open_tab(page, "Train")
    page.get_by_text("Finished: 3 epochs").wait_for()
    open_tab(page, "Inspect")
    expect(page.locator("#inspect-stage-text")).to_contain_text("went on from")
    expect(page.locator("#inspect-stage-text")).to_contain_text("After epoch 3")
    settled(page)
    assert "False" in row.inner_text()
    assert "\t0%\t" in row.inner_text()
    moved = page.locator("#inspect-table tr[data-name='linear_relu_stack.2.weight']").inner_text()
    assert "\t0%\t" not in moved


def test_inspect_follows_a_run_of_a_large_seed(page):
    """Train and Inspect take the same seeds."""
    open_tab(page, "Train")
    page.locator("#train-more button").first.click()
    page.locator("#train-epochs input").fill("1")
    page.locator("#train-seed input").fill("9007199254740993")  # a browser makes …992 of it
    page.locator("#train-start").click()
    page.locator(".toast-body", has_text="seed must be a whole number from 0 to 9007199254740991").wait_for()
    page.locator(".toast-close").first.click()
    page.locator("#train-seed input").fill("3000000000")
    page.locator("#train-start").click()
    page.get_by_text("Finished: 1 epoch").wait_for()
    use_network(page, RUN)
    open_tab(page, "Inspect")
    page.locator("#inspect-stage-text", has_text="initial weights of seed 3000000000").wait_for()
    page.locator("#inspect-seed-panel button").first.click()
    assert page.locator("#inspect-seed input").input_value() == "3000000000"
    assert page.locator(".toast-body").count() == 0
