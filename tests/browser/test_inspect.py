"""The Inspect and the Save & load tab, used as a visitor uses them."""

import re

import pytest
import torch
from playwright.sync_api import expect

from fmnist.model import build_model
from tests.browser.conftest import networks, open_tab, settled, use_network

WEIGHT = "linear_relu_stack.0.weight"


def number_shown(text):
    return float(re.search(r"= (\S+)$", text).group(1))


def test_the_table_comes_first_then_numbers_the_heat_map_the_units_and_a_seed(page, served):
    """The exact number under the cursor is the float32 that the model holds, wherever one goes."""
    use_network(page, "MLP")
    open_tab(page, "Inspect")
    page.wait_for_selector(f"#inspect-table tr[data-name='{WEIGHT}']")
    weight = served.store.shipped("mlp").model.linear_relu_stack[0].weight.detach()
    assert page.locator("#inspect-table tr[data-name]").count() == 6
    assert page.locator("#inspect-histogram svg").count() == 0  # pictures on demand
    page.locator(f"#inspect-table tr[data-name='{WEIGHT}']").click()
    page.wait_for_selector("#inspect-histogram svg")
    heat = page.locator("#inspect-heat .heat-map")
    heat.scroll_into_view_if_needed()
    readout = page.locator("#inspect-heat .heat-value")
    heat.focus()
    path = [
        ([], (0, 0)),
        (["ArrowDown"] * 3, (3, 0)),
        (["ArrowRight"] * 5, (3, 5)),
        (["End"], (3, 783)),
        (["Control+End"], (511, 783)),
        (["Control+Home"], (0, 0)),
    ]
    for keys, (row, column) in path:
        for key in keys:
            heat.press(key)
        page.wait_for_function(
            "text => document.querySelector('.heat-value').textContent.startsWith(text)",
            arg=f"{WEIGHT}[{row}, {column}] =",  # "…" until the patch around it has come
        )
        assert torch.tensor(number_shown(readout.text_content())) == weight[row, column]

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

    page.locator("#inspect-units-panel").get_by_role("button").first.click()
    page.wait_for_selector("#inspect-units img")
    assert page.locator("#inspect-units img").count() == 48
    norms = [float(text.split()[1]) for text in page.locator("#inspect-units figcaption").all_inner_texts()]
    assert norms == sorted(norms, reverse=True)

    # What "moved" says is ‖w - w₀‖ as torch computes it.
    page.locator("#inspect-seed input").fill("3")
    page.locator("#inspect-seed input").press("Enter")
    page.locator("#inspect-stage-text", has_text="initial weights of seed 3").wait_for()
    settled(page)
    now = served.store.shipped("mlp").model.linear_relu_stack[0].weight
    distance = (now - build_model("mlp", 3).linear_relu_stack[0].weight).norm().item()
    row = page.locator(f"#inspect-table tr[data-name='{WEIGHT}']").inner_text()
    assert float(re.search(r"([\d.]+) \(", row).group(1)) == pytest.approx(distance, rel=1e-3)  # four digits

    first = page.locator("#inspect-units img").first  # the pictures are of the network in use
    before = first.get_attribute("src")
    use_network(page, "ConvNet")
    page.wait_for_function("src => ![src, undefined].includes(document.querySelector('#inspect-units img')?.src)",
                           arg=before)


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
    assert networks(page) == ["ConvNet · 94.1%", "MLP · 89.3%"]
    page.locator("#weights-upload .icon-button-wrapper button").last.click()
    page.wait_for_selector("#weights-result .refused", state="detached")

    use_network(page, "MLP")
    page.wait_for_selector("#weights-card dl, #weights-card p")
    settled(page)
    with page.expect_download() as download:
        page.locator("#weights-save").click()  # with the first click
    assert download.value.suggested_filename == "model.pth"
    download.value.save_as(tmp_path / "model.pth")
    state = torch.load(tmp_path / "model.pth", weights_only=True)
    build_model("mlp").load_state_dict(state)  # strict, as in the tutorial
    assert torch.equal(state[WEIGHT], served.store.shipped("mlp").model.linear_relu_stack[0].weight)

    page.locator("#weights-upload input[type=file]").set_input_files(tmp_path / "model.pth")
    page.wait_for_selector("#weights-result .loaded")
    expect(page.locator("#hand input")).to_have_value(re.compile("^Your file · "))
    assert "1,000 test images" in page.locator("#weights-result").inner_text()


def test_through_the_epochs_of_a_run_then_on_with_a_frozen_layer(page):
    """The slider reaches the first weights; a frozen parameter has not moved when the run that went on is over."""
    open_tab(page, "Train")
    page.locator("#train-epochs input").fill("2")
    page.locator("#train-batch_size input").fill("500")
    page.locator("#train-learning_rate input").fill("0.1")
    page.locator("#train-start").click()
    page.wait_for_selector("#train-start:not([disabled])")
    use_network(page, "Run 1")
    open_tab(page, "Inspect")
    stage = page.locator("#inspect-stage input[type=number]")
    page.wait_for_function("document.querySelector('#inspect-stage-text').textContent.includes('After epoch 2')")
    expect(stage).to_have_value("2")
    stage.fill("0")
    stage.press("Enter")
    page.wait_for_function("document.querySelector('#inspect-stage-text').textContent.includes('Initial weights')")
    row = page.locator(f"#inspect-table tr[data-name='{WEIGHT}']")
    expect(row).to_contain_text("0 (0 %)")

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
    page.get_by_text("Finished: 3 epoch(s)").wait_for()
    open_tab(page, "Inspect")
    expect(page.locator("#inspect-stage-text")).to_contain_text("went on from")
    expect(page.locator("#inspect-stage-text")).to_contain_text("After epoch 3")
    settled(page)
    assert "False" in row.inner_text()
    assert "0 (0 %)" in row.inner_text()
    moved = page.locator("#inspect-table tr[data-name='linear_relu_stack.2.weight']").inner_text()
    assert "(0 %)" not in moved


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
    page.get_by_text("Finished: 1 epoch(s)").wait_for(timeout=60_000)
    use_network(page, "Run 1")
    open_tab(page, "Inspect")
    page.locator("#inspect-stage-text", has_text="initial weights of seed 3000000000").wait_for()
    page.locator(f"#inspect-table tr[data-name='{WEIGHT}']").click()
    page.wait_for_selector("#inspect-histogram svg")
    assert page.locator("#inspect-seed input").input_value() == "3000000000"
    assert page.locator(".toast-body").count() == 0
