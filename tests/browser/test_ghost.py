"""The shoe that the page draws for somebody who has not drawn yet."""

from tests.browser.conftest import settled
from tests.browser.test_predict import BAG, answer, draw, opened, pixels


def test_the_page_draws_a_shoe_for_somebody_who_has_not_drawn_yet(open_page):
    """The bars answer it; it is no drawing of the visitor's, and their first touch takes it away for good."""
    page = opened(open_page(drawn=False))
    page.wait_for_selector('#predict-answer [data-label="Sneaker"][data-ghost]')
    page.wait_for_selector("#predict-why figure img")
    assert pixels(page) > 3000
    assert not page.evaluate("sessionStorage.getItem('fmnist.pad')")
    page.evaluate("document.querySelector('#predict-answer .answer').dataset.label = 'Ankle boot'")
    page.wait_for_timeout(500)
    assert not page.evaluate("document.documentElement.dataset.done")
    above = "document.querySelector('#predict-flow').getBoundingClientRect().top"
    before = page.evaluate(above)
    page.get_by_role("button", name="Clear").click()
    page.wait_for_selector("#predict-answer .answer-none")
    settled(page)
    assert pixels(page) == 0
    assert page.evaluate(above) == before  # the page does not move under the pen
    draw(page, BAG)
    assert answer(page) == "Bag"
    page.reload()
    opened(page)
    assert answer(page) == "Bag"
    assert not page.locator("[data-ghost]").count()


def test_without_motion_the_shoe_is_there_at_once(open_page):
    page = opened(open_page(drawn=False, reduced_motion="reduce"))
    page.wait_for_function("document.querySelector('.pad-box').classList.contains('ghost')")
    assert pixels(page) > 3000
    canvas = page.locator("#predict-pad canvas").first.bounding_box()
    page.mouse.move(canvas["x"] + 100, canvas["y"] + 100)
    page.mouse.down()
    assert 0 < pixels(page) < 1000
    page.mouse.up()
