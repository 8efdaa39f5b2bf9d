"""What is true of the whole page: languages, no requests elsewhere, accessible, no sideways scrolling on a phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from fmnist.ui import TABS
from fmnist.ui.strings import TEXTS
from tests.browser.conftest import open_tab


def test_the_language_switch_is_remembered(open_page):
    page = open_page(locale="en-US")
    assert page.get_by_role("tab", name="Samples").count() == 1
    page.locator("#language").click()
    page.get_by_role("tab", name="样本").wait_for()
    page.goto(page.url.split("?")[0])
    page.get_by_role("tab", name="样本").wait_for()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.locator("#source p", has_text="张真实图片").wait_for()
    page.locator("#language").click()
    page.get_by_role("tab", name="Samples").wait_for()


def test_no_request_leaves_the_machine(open_page, served):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    for name in TABS:
        open_tab(page, TEXTS[f"{name}.tab"][0])
        page.wait_for_timeout(300)
    assert asked
    assert [url for url in asked if not re.match(rf"{served.url}|data:|blob:", url)] == []


@pytest.mark.parametrize("name", TABS)
@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)])
def test_axe_finds_nothing_serious(open_page, name, dark, width):
    page = open_page(width=width, color_scheme="dark" if dark else "light", query="?__theme=dark" if dark else "")
    open_tab(page, TEXTS[f"{name}.tab"][0])
    page.wait_for_timeout(800)
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [node["target"] for node in v["nodes"][:3]]) for v in found] == []


@pytest.mark.parametrize("language", [0, 1])
@pytest.mark.parametrize("name", TABS)
def test_a_phone_does_not_scroll_sideways(open_page, name, language):
    page = open_page(locale=("en-US", "zh-CN")[language], width=390)
    open_tab(page, TEXTS[f"{name}.tab"][language])
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
