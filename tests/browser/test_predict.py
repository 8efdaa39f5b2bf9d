"""The Predict tab, used as a visitor uses it: drawn with the mouse, chosen among the test images."""

import json

import pytest
from playwright.sync_api import expect

from fmnist.data.fashion_mnist import CLASSES
from tests.browser.conftest import open_tab, settled, until
from tests.pictures.drawings import SHAPES, strokes


@pytest.fixture
def tab(page):
    return opened(page)


def opened(page, name="Predict"):
    open_tab(page, name)
    page.wait_for_selector("#predict-pad canvas")
    page.wait_for_selector("#predict-answer .answer")
    return page


def draw(page, lines, size=280, steps=2):
    """`lines`: of points in the pad's own units, 0 to `size`."""
    canvas = page.locator("#predict-pad canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for line in lines:
        points = [(box["x"] + x * box["width"] / size, box["y"] + y * box["height"] / size) for x, y in line]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=steps)
        page.mouse.up()


def answer(page, moments=3):
    """The class that the bars name once everything asked is answered."""
    page.wait_for_selector("#predict-answer .bars .top")
    settled(page, moments)
    return page.locator("#predict-answer .answer").first.get_attribute("data-label")


def expect_answer(page, label):
    """The bars name it sooner or later; for pages of which some questions are never answered."""
    expect(page.locator("#predict-answer .answer").first).to_have_attribute("data-label", label)


def pixels(page):
    """How many pixels of the pad are lit."""
    return page.evaluate(
        "() => { const c = document.querySelector('#predict-pad canvas');"
        "return c.getContext('2d').getImageData(0, 0, 280, 280).data.filter((v, i) => i % 4 === 0 && v > 128).length; }"
    )


def light(page):
    """How much of the picture that the network gets is lit."""
    return page.evaluate("""() => {
      const pen = Object.assign(document.createElement('canvas'), {width: 28, height: 28}).getContext('2d');
      pen.drawImage(document.querySelector('#predict-why section img'), 0, 0, 28, 28);
      return pen.getImageData(0, 0, 28, 28).data.filter((v, i) => i % 4 === 0 && v > 128).length / 784;
    }""")


def options(page):
    """Open the fold with the switches; that which inverts."""
    page.locator("#predict-options > button").click()
    return page.get_by_role("checkbox", name="Invert")


BAG = strokes(SHAPES[16], 220, (30, 30))


def test_a_drawing_from_the_first_line_to_the_walk_through_the_network(tab):
    canvas = tab.locator("#predict-pad canvas").first.bounding_box()
    tab.mouse.move(canvas["x"] + 40, canvas["y"] + 40)
    tab.mouse.down()
    tab.mouse.move(canvas["x"] + 200, canvas["y"] + 220, steps=15)
    tab.wait_for_selector("#predict-answer .bars .top")  # before the pen is lifted
    tab.mouse.up()
    tab.get_by_role("button", name="Clear").click()
    tab.wait_for_selector("#predict-answer .answer-none")

    draw(tab, BAG)
    assert answer(tab) == "Bag"
    assert tab.locator("#predict-answer .bars li").count() == 10
    tab.wait_for_selector("#predict-why figure img")
    assert tab.locator("#predict-why img").count() == 5
    assert tab.locator("#predict-flow .flow-maps > button").count() == 6 * 4

    inverted = options(tab)
    inverted.check()
    tab.wait_for_function("document.querySelector('#predict-why').textContent.includes('inverted, as you asked')")
    assert light(tab) > 0.5
    inverted.uncheck()
    tab.wait_for_function("!document.querySelector('#predict-why').textContent.includes('inverted')")
    assert light(tab) < 0.5

    inverted.check()
    tab.wait_for_function("document.querySelector('#predict-why').textContent.includes('inverted, as you asked')")
    tab.get_by_role("button", name="Clear").click()
    expect(inverted).not_to_be_checked()  # the inversion was about that drawing
    draw(tab, BAG)
    tab.wait_for_function("document.querySelector('#predict-why figure img')")
    assert answer(tab) == "Bag"

    tab.get_by_role("checkbox", name="Compare").check()
    tab.wait_for_selector("#predict-answer .answers")
    tab.locator("#predict-walk-panel button").first.click()
    tab.wait_for_selector("#predict-walk .arithmetic")
    assert "Softmax(dim=1)" in tab.locator("#predict-walk").text_content()
    assert "lighter than its background: kept" in tab.locator("#predict-strip").text_content()


def test_a_lifted_pen_does_not_wait_for_the_answer_to_the_line_before(tab):
    """That answer is held back on its way, and the explanation too; when it comes at last, it is out of date."""
    held, lifted, holding = [], [], True

    def hold(route):
        question = route.request.post_data_json
        drawing = next((json.loads(value) for value in question["data"] if '"done"' in str(value)), None)
        if drawing and drawing["done"] and not lifted:
            lifted.append(question["fn_index"])  # the explanation comes later
        if holding and drawing and question["fn_index"] not in lifted:
            held.append(route)
        else:
            route.continue_()

    tab.route("**/run/predict**", hold)
    draw(tab, BAG)
    expect_answer(tab, "Bag")
    tab.locator('#predict-pad [data-do="clear"]').click()
    tab.wait_for_selector("#predict-answer .bars", state="detached")
    holding = False  # what is asked from now on goes through
    while held:
        held.pop(0).continue_()
    settled(tab)
    assert tab.locator("#predict-answer .bars").count() == 0


def test_switching_tabs_and_reloading_keep_the_drawing_and_a_damaged_memory_does_not_break_the_pad(tab):
    draw(tab, BAG)
    assert answer(tab) == "Bag"
    before = pixels(tab)
    for elsewhere in ("Samples", "Train"):
        open_tab(tab, elsewhere)
        open_tab(tab, "Predict")
        tab.wait_for_selector("#predict-pad canvas")
        assert pixels(tab) == before
    for source in ("Upload", "Draw"):
        tab.locator("#predict-source label", has_text=source).click()
    settled(tab)
    assert pixels(tab) == before
    assert answer(tab) == "Bag"
    tab.reload()
    tab.wait_for_selector("#hand-facts p", state="attached")
    open_tab(tab, "Predict")
    assert answer(tab) == "Bag"
    assert pixels(tab) == before

    kept = '[{"points": [null], "width": 14}, {"points": [[30, 30], [200, 200]], "width": 14}, 7]'
    tab.evaluate("kept => sessionStorage.setItem('fmnist.pad', kept)", kept)
    tab.reload()
    tab.wait_for_selector("#hand-facts p", state="attached")
    opened(tab)
    until(tab, lambda: pixels(tab) != before)
    assert pixels(tab) > 500
    tab.get_by_role("button", name="Clear").click()
    assert pixels(tab) == 0
    draw(tab, BAG)
    assert answer(tab) == "Bag"


def test_eraser_undo_and_clear(tab):
    draw(tab, [[(40, 140), (240, 140)]])
    one = pixels(tab)
    tab.get_by_role("button", name="Thick").click()
    draw(tab, [[(140, 40), (140, 240)]])
    assert pixels(tab) > 2 * one
    tab.get_by_role("button", name="Undo").click()
    assert pixels(tab) == one
    tab.get_by_role("button", name="Eraser").click()
    draw(tab, [[(140, 40), (140, 240)]])
    assert pixels(tab) < one
    tab.get_by_role("button", name="Clear").click()
    assert pixels(tab) == 0
    tab.wait_for_selector("#predict-answer .answer-none")
    tab.get_by_role("button", name="Undo").click()
    assert 0 < pixels(tab) < one
    tab.locator("#predict-pad canvas").first.focus()
    tab.keyboard.press("Control+z")
    assert pixels(tab) == one


def test_a_test_image_shows_predicted_and_actual_and_invert_is_about_one_of_them(tab, served):
    tab.locator("#predict-source label", has_text="Test picture").click()
    first = tab.locator("#predict-examples button").first
    first.wait_for()
    label = CLASSES[served.store.data(False).targets[int(first.get_attribute("data-index"))]]
    first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#predict-answer .versus")
    assert f"Actual: {label}" in tab.locator("#predict-answer .versus").text_content()
    tab.wait_for_function("!document.querySelector('#predict-why').textContent.includes('inverted')")
    inverted = options(tab)
    inverted.check()
    tab.wait_for_function("document.querySelector('#predict-why').textContent.includes('inverted')")
    tab.locator("#predict-examples button").nth(1).click()
    tab.wait_for_function("!document.querySelector('#predict-why').textContent.includes('inverted')")
    assert not inverted.is_checked()


def test_an_answer_that_never_comes_is_asked_for_again(open_page):
    """As where a laptop slept while it was under way: the reply is lost, the connection is not closed."""
    page = open_page()
    page.evaluate("""{
      const wait = setTimeout;
      setTimeout = (what, ms, ...more) => wait(what, ms === 20000 ? 1500 : ms, ...more);
    }""")
    opened(page)
    lost = {}

    def lose_the_first(route):
        """Of every event that is about the drawing: while drawing, at its end, and the explanation."""
        event = route.request.post_data_json["fn_index"]
        if event in lost or "done" not in str(route.request.post_data):
            route.continue_()
        else:
            lost[event] = route

    page.route("**/run/predict**", lose_the_first)
    draw(page, BAG)
    expect_answer(page, "Bag")
    page.wait_for_selector("#predict-why figure img")
    assert len(lost) == 3


def test_an_outline_to_trace_is_no_part_of_the_drawing(tab):
    lit = "document.querySelector('.pad-trace').getContext('2d').getImageData(0, 0, 280, 280).data.some((v) => v)"
    boot = tab.get_by_role("button", name="Ankle boot")
    boot.click()
    tab.wait_for_function(lit)
    assert pixels(tab) == 0
    assert tab.locator("#predict-answer .answer-none").count()
    boot.click()
    tab.wait_for_function(f"!{lit}")


def test_a_map_of_the_flow_opens_with_its_kernel(tab):
    draw(tab, BAG)
    tab.wait_for_selector("#predict-flow .flow-maps button")
    settled(tab)
    tab.locator("#predict-flow .flow-maps button").first.focus()
    tab.keyboard.press("Enter")
    opened_map = tab.get_by_role("dialog")
    expect(opened_map).to_contain_text("5×5 patch of the picture")
    assert opened_map.locator("img").count() == 2
    tab.keyboard.press("Escape")
    expect(opened_map).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_columns_of_a_desk_and_a_phone(open_page, width):
    page = opened(open_page(width=width, height=844 if width == 390 else 900))
    draw(page, BAG)
    answer(page)
    pad, bars, why = (page.locator(f"#{name}").bounding_box() for name in
                      ("predict-pad", "predict-answer", "predict-why"))
    if width == 1280:
        assert pad["x"] + 400 <= bars["x"]
        assert bars["x"] + bars["width"] <= why["x"]
        assert abs(why["width"] - 300) < 2
        assert page.locator("#predict-answer .bars li:visible").count() == 10
    else:
        canvas = page.locator("#predict-pad canvas").first.bounding_box()
        assert canvas["height"] <= 0.45 * 844
        assert pad["y"] + pad["height"] <= bars["y"] <= pad["y"] + pad["height"] + 30
        assert page.locator("#predict-answer .bars li:visible").count() == 3
        assert not page.get_by_role("checkbox", name="Invert").is_visible()
