"""What frames the chapters: the rail, the address, links, tasks, and a browser that keeps nothing."""

import pytest
from playwright.sync_api import expect

from fmnist.ui.frame import CHAPTERS
from fmnist.ui.strings import TEXTS
from tests.browser.conftest import open_tab, settled, shift

RAIL = "#tabs > .tab-wrapper [role=tab]"
OPEN = f"{RAIL}[aria-selected=true]"
IN_VIEW = """tab => { const {left, right} = tab.getBoundingClientRect(); return left >= 0 && right <= innerWidth; }"""
DENIED = """
const get = () => { throw new DOMException('denied', 'SecurityError'); };
for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {configurable: true, get});
"""
NOTICE_STAYS = """{
  const wait = window.setTimeout;
  window.setTimeout = (what, ms, ...more) => wait(what, ms === 10_000 ? 1e9 : ms, ...more);
}"""
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def names(language=0):
    return [TEXTS[f"{name}.tab"][language] for name in CHAPTERS]


def expect_open(page, name):
    expect(page.locator(OPEN)).to_have_text(TEXTS[f"{name}.tab"][0])
    expect(page.locator(f"#lead-{name} h1")).to_be_visible()
    assert page.evaluate("location.hash").split("/")[0] in ("", f"#{name}")


def test_the_rail_and_the_address_agree(open_page):
    """Chapters in order; click, arrow keys, Next, Back, Forward, a typed address and a return visit."""
    page = open_page()
    assert page.locator("[role=tab]:visible").all_inner_texts() == names()
    expect_open(page, "predict")
    assert page.locator("#header").bounding_box()["height"] <= 56
    open_tab(page, "Samples")
    page.keyboard.press("ArrowRight")
    expect_open(page, "transforms")
    page.locator("a.next:visible", has_text="4 Inspect").click()
    expect_open(page, "inspect")
    page.go_back()
    expect_open(page, "transforms")
    page.go_back()
    page.go_back()
    expect_open(page, "predict")
    page.go_forward()
    expect_open(page, "samples")
    page.evaluate("location.hash = '#samples/own'")
    page.locator("#samples-own-bring").wait_for()
    page.locator("[role=tab]", has_text="DataLoader").click()
    assert page.evaluate("location.hash") == "#samples/batch"
    page.reload()
    page.locator("#samples-batch-result pre").wait_for()
    expect_open(page, "samples")
    page.locator("[role=tab]", has_text="Nine samples").click()
    choice = page.locator("#samples-class input")
    for _ in range(2):  # a list that Escape has closed opens again
        choice.click()
        page.get_by_role("option", name="Bag", exact=True).wait_for()
        choice.press("Escape")
    later = open_page(beside=page)
    expect_open(later, "samples")
    open_tab(later, "Predict")
    later.go_back()
    expect_open(later, "samples")


def test_a_phone_shows_the_open_chapter_on_the_rail(open_page):
    page = open_page(width=390, height=844, locale="zh-CN", query="#weights")
    assert page.locator(RAIL).all_inner_texts() == names(1)
    page.wait_for_function(f"({IN_VIEW})(document.querySelector('{OPEN}'))")
    open_tab(page, TEXTS["tensors.tab"][1])
    page.wait_for_function(f"({IN_VIEW})(document.querySelector('{OPEN}'))")


def test_a_link_carries_every_setting(open_page):
    query = "?tab=train&model=convnet&learning_rate=0.1&epochs=7&colour=red&optimizer=best"
    page = open_page(query=query, permissions=CLIPBOARD, script=NOTICE_STAYS)
    expect_open(page, "train")
    expect(page.locator("#train-epochs input")).to_have_value("7")
    expect(page.locator("#train-learning_rate input")).to_have_value("0.1")
    page.get_by_role("button", name="More settings").click()
    expect(page.locator("#train-model input")).to_have_value("ConvNet")
    expect(page.locator("#train-optimizer input")).to_have_value("SGD")
    expect(page.locator("#link-notice")).to_contain_text("optimizer, colour")
    page.locator("#train-batch_size input").fill("128")
    link = copied_link(page)
    assert link.endswith("/?tab=train&epochs=7&batch_size=128&learning_rate=0.1&model=convnet#train")
    page.goto(link.replace("?", "?lang=zh&"))
    page.get_by_role("tab", name="训练", exact=True).wait_for()
    expect(page.locator("#train-batch_size input")).to_have_value("128")
    page.goto(link.split("/?")[0] + "/?tab=autograd&rate=1.25&steps=3#autograd/descent")
    expect(page.locator("#autograd-descent-result")).to_contain_text("After 3 step")
    expect(page.locator("#autograd-rate input[type=number]")).to_have_value("1.25")


def copied_link(page):
    page.locator("#copy-link").click()
    expect(page.locator("#copy-link")).to_have_text("Copied")
    return page.evaluate("navigator.clipboard.readText()")


def test_a_link_carries_what_shows_beside_a_choice(open_page):
    page = open_page(query="?tab=tensors&how=rand&shape=2,+5&seed=7#tensors", permissions=CLIPBOARD)
    expect(page.locator("#tensors-shape").get_by_role("textbox")).to_have_value("2, 5")
    expect(page.locator("#tensors-data")).to_be_hidden()
    assert copied_link(page).endswith("/?tab=tensors&how=rand&shape=2%2C+5&seed=7#tensors")
    page.evaluate("location.hash = 'autograd/example'")
    page.locator("#autograd-source label", has_text="my own").click()
    page.locator("#autograd-x").get_by_role("textbox").fill("[1, 2, 3]")
    page.goto(copied_link(page))
    expect(page.locator("#autograd-x").get_by_role("textbox")).to_have_value("[1, 2, 3]")
    expect(page.locator("#autograd-n")).to_be_hidden()


def test_a_link_carries_nothing_that_the_page_it_opens_would_refuse(open_page):
    """The parameters in a list are those of the network in use, which a new visitor need not have."""
    page = open_page(query="#autograd/onebatch", permissions=CLIPBOARD)
    expect(page.locator("#autograd-parameter input")).to_have_value("classifier.weight")
    page.goto(copied_link(page))
    expect(page.locator("#autograd-parameter input")).to_have_value("classifier.weight")
    assert page.locator("#link-notice").count() == 0
    button = page.locator("#copy-link")
    button.click()
    button.click()
    expect(button).to_have_text("Copied")
    expect(button).to_have_text("Copy link")


def test_a_task_is_noticed_when_it_is_done_and_remembered(page):
    open_tab(page, "Samples")
    settled(page)
    done = page.locator(".try[data-chapter=samples] .try-done")
    expect(done).to_be_hidden()
    page.locator("#samples-class input").click()
    page.get_by_role("option", name="Shirt", exact=True).click()
    expect(page.locator("#samples-grid button").first).to_contain_text("Shirt")
    settled(page)
    expect(done).to_be_hidden()  # it is in sight, and nobody opened it, as on arrival with the full set
    page.locator("#samples-grid button").nth(1).click()
    expect(done).to_be_visible()
    page.reload()
    expect(done).to_be_visible()
    green = "getComputedStyle(document.getElementById('tab-samples-button')).borderTopColor"
    open_tab(page, "Predict")
    page.wait_for_function(f"{green} === 'rgb(46, 125, 79)'")


def test_on_a_wide_screen_the_code_stands_beside_what_it_does(open_page):
    page = open_page(width=1600)
    open_tab(page, "Transforms")
    code, result = page.locator("#code-transforms-text"), page.locator("#transforms-result")
    expect(code).to_contain_text("transforms.Compose")  # nobody opened it
    assert code.bounding_box()["x"] > result.bounding_box()["x"] + result.bounding_box()["width"]
    page.get_by_label("Normalize").check()
    expect(code.locator(".changed").first).to_contain_text("Normalize")
    page.locator("#code-transforms > button").click()
    open_tab(page, "Samples")
    open_tab(page, "Transforms")
    settled(page)
    expect(code).to_be_hidden()  # folded by the visitor
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    open_tab(page, "Save & load")
    expect(page.locator("#code-weights-text")).to_contain_text("weights.pth")
    one, other = (page.locator(f"#code-{name}").bounding_box() for name in ("weights", "vgg16"))
    assert one["y"] + one["height"] <= other["y"]  # a tab's second panel stands below its first


def test_a_browser_that_denies_storage_only_forgets(open_page):
    page = open_page(script=DENIED)
    page.get_by_role("tab", name="Train", exact=True).click()
    page.locator("#train-epochs input").fill("1")
    page.locator("#train-start").click()
    expect(page.locator("#train-live")).to_contain_text("Finished")


def test_the_page_is_answered_in_its_own_language(open_page):
    """A link to the English page, in a browser that chose Chinese before."""
    page = open_page(locale="zh-CN")
    page.locator("#language").click()
    page.get_by_role("tab", name="Samples", exact=True).wait_for()
    page.locator("#language").click()
    page.get_by_role("tab", name="样本", exact=True).wait_for()
    page.goto(page.url.split("?")[0] + "?lang=en")
    expect(page.locator("#source p")).to_contain_text("images")
    open_tab(page, "Transforms")
    expect(page.locator("#transforms-result")).to_contain_text("Largest difference")


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_nothing_jumps_while_the_page_arrives(open_page, width):
    page = open_page(width=width)
    settled(page)
    assert shift(page) <= 0.05


def test_a_radio_button_shows_the_keyboards_focus(page):
    open_tab(page, "Samples")
    page.locator("#samples-split input").first.focus()
    page.keyboard.press("ArrowRight")
    ring = "getComputedStyle(document.activeElement.closest('label')).outlineStyle"
    assert page.evaluate(ring) == "solid"
