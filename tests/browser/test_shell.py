"""The first screen: what a visitor sees before any of Gradio's scripts has come."""

import numpy as np
import pytest
from playwright.sync_api import expect

from fmnist.ui.frame import CHAPTERS
from fmnist.ui.strings import TEXTS, say
from tests.browser.conftest import settled, shift
from tests.browser.test_page import faults

SCRIPTS = "**/assets/*.js"
PLACES = {"#shell .brand": "#brand .brand", "#shell-predict": "#tab-predict-button", "#shell h1": "#lead-predict h1",
          "#shell .try": "#lead-predict .try", "#shell .shell-pad": "#predict-pad .pad-box"}
GROUND = "[document.documentElement, document.body].map((one) => getComputedStyle(one).backgroundColor)"
BEHIND = """([x, y]) => document.elementFromPoint(x, y).closest('#shell') === null"""


def held(page, query=""):
    """The page anew, without its scripts; returns what brings them."""
    routes = []
    page.route(SCRIPTS, lambda route: route.continue_() if routes is None else routes.append(route))
    page.goto(page.url.split("?")[0].split("#")[0] + query, wait_until="commit")
    page.locator("#shell .brand").wait_for()

    def release():
        nonlocal routes
        waiting, routes = routes, None
        for route in waiting:
            route.continue_()
        page.locator("#shell").wait_for(state="detached")

    return release


def boxes(page, places):
    return np.array([list(page.locator(place).bounding_box().values()) for place in places])


@pytest.mark.parametrize(("lang", "locale", "width", "colours"),
                         [("en", "en-US", 1280, "light"), ("zh", "zh-CN", 390, "dark")])
def test_header_rail_and_ghost_come_with_the_page_and_stay_where_they_are(open_page, lang, locale, width, colours):
    page = open_page(locale=locale, width=width, color_scheme=colours, drawn=False)
    release = held(page)
    for name in CHAPTERS:
        expect(page.locator(f"#shell-{name}")).to_have_text(say(lang, f"{name}.tab"), use_inner_text=True)
    expect(page.locator("#shell h1")).to_have_text(say(lang, "frame.predict.title"), use_inner_text=True)
    expect(page.locator("#shell .pad-hint")).to_have_text(say(lang, "predict.pad.hint"), use_inner_text=True)
    expect(page.locator("#shell polyline")).to_be_visible()
    assert faults(page, "first screen") == []
    before = boxes(page, PLACES)
    pad = page.locator("#shell .shell-pad").bounding_box()
    assert page.evaluate(BEHIND, [pad["x"] + 50, pad["y"] + 50])  # the pen finds the real pad as soon as that is there
    release()
    np.testing.assert_allclose(boxes(page, PLACES.values()), before, atol=1)  # pixels
    settled(page)
    assert shift(page) <= 0.05


def test_another_chapter_waits_for_with_the_rail_alone_and_somebody_who_has_drawn_sees_no_ghost(page):
    release = held(page, "?__theme=dark#train")
    expect(page.locator("#shell-train")).to_have_class("selected")
    expect(page.locator("#shell .shell-pad")).to_be_hidden()
    assert "dark" in page.locator("body").get_attribute("class")
    assert page.evaluate(GROUND) == ["rgb(21, 23, 27)", "rgba(0, 0, 0, 0)"]  # although the system is light
    release()
    expect(page.locator("#lead-train h1")).to_be_visible()
    held(page, "?tab=predict")
    expect(page.locator("#shell .pad-hint")).to_be_visible()
    expect(page.locator("#shell polyline")).to_be_hidden()


def test_without_scripts_the_page_says_what_it_needs(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url)
    expect(page.locator("noscript")).to_have_text(" · ".join(TEXTS["page.noscript"]), use_inner_text=True)
    expect(page.locator("#shell")).to_be_hidden()
    context.close()
