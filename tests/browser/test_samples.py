"""The Samples tab as a visitor uses it."""

import re

import torch
from playwright.sync_api import expect

from tests.browser.conftest import open_tab, settled, until


def grid_indices(page):
    return [button.get_attribute("data-index") for button in page.locator("#samples-grid button").all()]


def choose(page, nth):
    """The index of the sample, once it is shown."""
    index = grid_indices(page)[nth]
    page.locator("#samples-grid button").nth(nth).click()
    expect(page.locator("#samples-detail")).to_contain_text(f"train[{index}]")
    return int(index)


def test_nine_samples_the_tensor_behind_each_and_the_code_about_it(page, served):
    open_tab(page, "Samples")
    page.locator("#samples-grid button").nth(8).wait_for()
    assert len(grid_indices(page)) == 9
    page.locator("#code-samples > button").click()
    code = page.locator("#code-samples-text")
    expect(code).to_contain_text("X, y = training_data[chosen[0]]")  # the first of the nine until one is chosen
    index = choose(page, 4)
    X, y = served.store.data(True)[index]
    text = page.locator("#samples-detail").inner_text()
    assert f"{y} · " in text
    assert "torch.Size([1, 28, 28])" in text
    assert f"{X.min():.4f} · {X.mean():.4f} · {X.max():.4f}" in text

    says = page.locator("#samples-detail .pixel-value")
    page.locator("#samples-detail summary").click()
    settled(page)  # the code and the numbers come, and the page is as long as they make it
    reading = page.locator("#samples-detail .reading")
    box = reading.bounding_box()
    reading.hover(position={"x": 9.5 * box["width"] / 28, "y": 12.5 * box["height"] / 28})
    expect(says).to_have_text(f"X[0, 12, 9] = {X[0, 12, 9]:.4f}")
    page.locator("#samples-detail .reading").press("ArrowDown")
    expect(says).to_have_text(f"X[0, 13, 9] = {X[0, 13, 9]:.4f}")

    index = choose(page, 5)
    X, _ = served.store.data(True)[index]
    numbers = page.locator("#samples-detail .numbers td")
    expect(numbers).to_have_count(28 * 28)  # still open
    shown = [float(text) for text in numbers.all_text_contents()]
    assert torch.allclose(torch.tensor(shown), X.flatten(), atol=0.006)
    expect(code).to_contain_text(f"X, y = training_data[{index}]")
    page.locator("#samples-seed input").click()  # leaving a field that was not changed changes nothing
    page.locator("#tagline").click()
    settled(page)
    expect(page.locator("#samples-detail")).to_contain_text(f"train[{index}]")
    expect(code).to_contain_text(f"X, y = training_data[{index}]")


def test_shuffle_shows_its_seed_a_class_is_chosen_and_the_sample_stands_beside_or_below_the_nine(page):
    open_tab(page, "Samples")
    page.locator("#samples-grid button").nth(8).wait_for()
    page.wait_for_selector("#samples-detail img")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        grid, detail = (page.locator(f"#samples-{name}").bounding_box() for name in ("grid", "detail"))
        assert min(grid["width"], detail["width"]) >= 300
        assert grid["x"] + grid["width"] <= detail["x"] or grid["y"] + grid["height"] <= detail["y"]
        pictures = [picture.bounding_box() for picture in page.locator("#samples-grid img").all()]
        assert len(pictures) == 9
        assert min(picture["width"] for picture in pictures) >= 70

    first = grid_indices(page)
    page.locator("#samples-shuffle").click()
    until(page, lambda: grid_indices(page) != first)
    settled(page)
    second, seed = grid_indices(page), page.locator("#samples-seed input").input_value()
    assert re.fullmatch(r"\d+", seed)
    for value, expected in (("0", first), (seed, second)):  # the same seed, the same nine
        page.locator("#samples-seed input").fill(value)
        page.locator("#samples-seed input").press("Enter")
        until(page, lambda expected=expected: grid_indices(page) == expected)

    page.locator("#samples-class input").click()
    page.get_by_role("option", name="Bag").click()
    page.wait_for_function(
        "[...document.querySelectorAll('#samples-grid button span')].every((span) => span.textContent === 'Bag')")
    expect(page.locator("#samples-grid button")).to_have_count(9)
