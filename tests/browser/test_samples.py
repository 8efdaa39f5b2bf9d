"""The Samples tab as a visitor uses it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import settled, until


def grid_indices(page):
    return [button.get_attribute("data-index") for button in page.locator("#samples-grid button").all()]


def test_nine_samples_and_the_tensor_behind_each(page, served):
    page.locator("#samples-grid button").nth(8).wait_for()
    assert len(grid_indices(page)) == 9
    index = int(grid_indices(page)[4])
    page.locator("#samples-grid button").nth(4).click()
    page.locator("#samples-detail", has_text=f"train[{index}]").wait_for()
    X, y = served.store.data(True)[index]
    text = page.locator("#samples-detail").inner_text()
    assert f"{y} · " in text
    assert "torch.Size([1, 28, 28])" in text
    assert f"{X.min():.4f} · {X.mean():.4f} · {X.max():.4f}" in text


def test_the_code_is_about_the_sample_shown(page):
    """The first of the nine until one is chosen; leaving a field that was not changed changes nothing."""
    page.locator("#samples-grid button").nth(8).wait_for()
    page.locator("#code-samples > button").click()
    code = page.locator("#code-samples-text")
    expect(code).to_contain_text("X, y = training_data[chosen[0]]")
    index = grid_indices(page)[5]
    page.locator("#samples-grid button").nth(5).click()
    expect(code).to_contain_text(f"X, y = training_data[{index}]")
    page.locator("#samples-seed input").click()
    page.locator("#tagline").click()
    settled(page)
    expect(page.locator("#samples-detail")).to_contain_text(f"train[{index}]")
    expect(code).to_contain_text(f"X, y = training_data[{index}]")


def test_a_class_filter_shows_that_class_only(page):
    page.locator("#samples-grid button").nth(8).wait_for()
    page.locator("#samples-class input").click()
    page.get_by_role("option", name="Bag").click()
    page.wait_for_function(
        "[...document.querySelectorAll('#samples-grid button span')].every((span) => span.textContent === 'Bag')")
    expect(page.locator("#samples-grid button")).to_have_count(9)


def test_shuffle_shows_its_seed_and_the_seed_shows_the_same_nine(page):
    page.locator("#samples-grid button").nth(8).wait_for()
    first = grid_indices(page)
    page.locator("#samples-shuffle").click()
    until(page, lambda: grid_indices(page) != first)
    settled(page)
    second, seed = grid_indices(page), page.locator("#samples-seed input").input_value()
    assert re.fullmatch(r"\d+", seed)
    for value, expected in (("0", first), (seed, second)):
        page.locator("#samples-seed input").fill(value)
        page.locator("#samples-seed input").press("Enter")
        until(page, lambda expected=expected: grid_indices(page) == expected)


def test_the_chosen_sample_stands_beside_or_below_the_nine(page):
    page.wait_for_selector("#samples-detail img")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        grid, detail = (page.locator(f"#samples-{name}").bounding_box() for name in ("grid", "detail"))
        assert min(grid["width"], detail["width"]) >= 300
        assert grid["x"] + grid["width"] <= detail["x"] or grid["y"] + grid["height"] <= detail["y"]
        pictures = [picture.bounding_box() for picture in page.locator("#samples-grid img").all()]
        assert len(pictures) == 9
        assert min(picture["width"] for picture in pictures) >= 70
