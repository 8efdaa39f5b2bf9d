"""What somebody does who sees the page for the first time, on a desk and on a phone: by words, not by ids."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, now, settled, shift


def draw_trousers(page):
    pad = page.get_by_role("img", name=re.compile("^Drawing pad|^Draw"))
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for x in (0.38, 0.5, 0.62):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + 0.15 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + x * box["width"], box["y"] + 0.85 * box["height"], steps=4)
        page.mouse.up()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_a_newcomer_draws_trains_and_is_answered_by_the_own_network(open_page, served, width, height):
    begun = time.monotonic()
    page = open_page(width=width, height=height)
    draw_trousers(page)
    answer = page.locator(".answer strong").first
    expect(answer).to_be_visible()
    assert time.monotonic() - begun < PATIENCE  # ten seconds on an idle machine

    page.get_by_role("tab", name="Train", exact=True).click()
    page.get_by_text("Better MLP", exact=True).click()
    settled(page)
    begun = now(page)
    page.get_by_role("button", name="Start training").click()
    page.locator("figure.ok").first.wait_for()  # a test picture has turned green
    run = served.latest()
    run.join(5 * PATIENCE)  # on a busy machine
    go = page.get_by_role("link", name=re.compile("Draw for this network"))
    go.wait_for()
    accuracy = served.store.runs.snapshot(run.id).metrics[-1].test_accuracy

    settled(page)
    assert shift(page, begun) <= 0.05

    page.get_by_role("button", name="What does it confuse?").click()
    heading = page.get_by_text(re.compile(r" called "))
    expect(heading.first).to_be_in_viewport(ratio=1)

    go.click()
    expect(page.get_by_role("combobox", name="Network in use")).to_have_value(re.compile(f"{accuracy:.1%}"))
    draw_trousers(page)
    expect(answer).to_be_visible()
    expect(page.get_by_text("This run has seen photos only")).to_be_visible()

    page.get_by_role("tab", name="Inspect", exact=True).click()
    expect(page.get_by_text("linear_relu_stack.0.weight").first).to_be_visible()
    kernel = page.get_by_role("img", name=re.compile("unit|kernel", re.I)).first
    kernel.scroll_into_view_if_needed()
    expect(kernel).to_be_in_viewport()
    page.get_by_role("link", name=re.compile("Next: 5 Autograd")).click()
    expect(page.get_by_role("heading", level=1, name="Who is to blame for the loss?")).to_be_in_viewport()
