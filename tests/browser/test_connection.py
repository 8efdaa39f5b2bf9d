"""What a page makes of a connection that is lost, and of being reloaded."""

import re

from tests.browser.conftest import open_tab, traffic, until, use_network
from tests.browser.test_train import start

TRAINING = re.compile("Training: epoch [0-9]+ of 500")


def epochs(run):
    """How many the run itself has finished, whatever a page knows of it."""
    return len(run._progress.metrics)


def cut_by_browser(page):
    page.context.set_offline(True)
    return lambda: page.context.set_offline(False)


def cut_by_proxy(page):
    page.route("**/gradio_api/**", lambda route: route.fulfill(status=502))
    return lambda: page.unroute("**/gradio_api/**")


def test_a_lost_connection_is_told_and_the_run_found_again_without_a_reload(page, served, pace):
    """However it is cut; what was clicked meanwhile acts when it is back."""
    pace.rest = 0.003
    start(page, 500)
    points = page.locator('[data-part="accuracy"] circle')
    points.first.wait_for()
    page.evaluate("window.notReloaded = true")
    notice = page.get_by_role("status").filter(has_text="No connection to the server")
    for cut in (cut_by_browser, cut_by_proxy):
        back = cut(page)
        notice.wait_for()
        until(page, lambda: not traffic[page].waiting)  # an answer that was under way still comes
        known = page.locator('[data-part="state"]').inner_text()
        during = epochs(served.latest())
        until(page, lambda during=during: epochs(served.latest()) >= during + 2)
        assert page.locator('[data-part="state"]').inner_text() == known  # nothing is made up meanwhile
        assert page.locator(".toast-body").count() == 0
        back()
        notice.wait_for(state="hidden")
        # every epoch that the page missed is there, training and test
        page.wait_for_function(
            "n => document.querySelectorAll('[data-part=accuracy] circle').length >= n", arg=2 * (during + 2)
        )
        missed = points.count()
        page.wait_for_function("n => document.querySelectorAll('[data-part=accuracy] circle').length > n", arg=missed)
        assert page.evaluate("window.notReloaded")
        assert page.locator(".toast-body").count() == 0

    page.context.set_offline(True)
    page.locator("#train-stop").click()
    notice.wait_for()
    assert served.latest().state == "running"
    page.context.set_offline(False)
    page.get_by_text("Stopped in epoch").wait_for()


def test_in_chinese(open_page):
    page = open_page(locale="zh-CN")
    page.context.set_offline(True)
    use_network(page, "MLP")
    page.get_by_text("连不上服务器").wait_for()
    page.context.set_offline(False)
    page.get_by_text("669,706 个参数").wait_for()
    page.get_by_text("连不上服务器").wait_for(state="hidden")


def test_a_reload_comes_back_to_the_open_tab(page):
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        open_tab(page, "Train")
        page.wait_for_function("location.hash === '#train'")
        page.reload()
        page.locator("#train-start").wait_for()
        page.wait_for_function("location.hash === '#train'")
        page.goto(page.url.replace("#train", f"?{width}#no-such-tab"))
        page.wait_for_function("location.hash === '#train'")  # which is where one was
