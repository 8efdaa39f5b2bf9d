"""Controls that answer while they move: what is asked of the server, in which order, and what an error looks like."""

import json

from playwright.sync_api import expect

from tests.browser.conftest import A_MOMENT, open_tab, settled, until

BATCH = "#samples-batch-size input[type=number]"
SHAPE = "Feature batch shape: torch.Size([{}, 1, 28, 28])"


def asked(page):
    """The requests of events that the page makes from now on: the values each brings."""
    requests = []
    page.on("request", lambda request: "/run/predict" in request.url and requests.append(json.loads(request.post_data)))
    return requests


def open_batch(page):
    open_tab(page, "Samples")
    page.locator("button[role=tab][data-tab-id=batch]").click()
    expect(page.locator("#samples-batch-result")).to_contain_text(SHAPE.format(64))
    settled(page)


def held_back(page):
    """The server's answers wait from now on, until each is let through."""
    routes = []
    page.route("**/run/predict*", lambda route: routes.append(route))
    return routes


def descent_held_back(page):
    open_tab(page, "Autograd")
    page.locator("button[role=tab][data-tab-id=descent]").click()
    expect(page.locator("#autograd-descent-result")).to_contain_text("the loss is 16")
    settled(page)
    return held_back(page)


def tell(page, do):
    """`do()`, and wait until the page has had the time to act on it."""
    do()
    page.evaluate(A_MOMENT)


def test_a_change_is_one_question_and_during_an_answer_only_the_last_is_asked(page):
    """A second question is for code that somebody reads; an error is told where the result would stand."""
    open_batch(page)
    requests, routes = asked(page), held_back(page)
    page.locator(BATCH).fill("8")
    until(page, lambda: len(routes) == 1)
    for size in (9, 10):
        tell(page, lambda size=size: page.locator(BATCH).fill(str(size)))
    assert len(routes) == 1
    routes[0].continue_()
    until(page, lambda: len(routes) == 2)
    routes[1].continue_()
    expect(page.locator("#samples-batch-result")).to_contain_text(SHAPE.format(10))
    settled(page)
    assert [request["data"][1] for request in requests] == [8, 10]
    page.unroute("**/run/predict*")

    requests = asked(page)
    page.locator(BATCH).fill("8")
    expect(page.locator("#samples-batch-result")).to_contain_text(SHAPE.format(8))
    settled(page)
    assert sum(8 in request["data"] for request in requests) == 1
    page.locator("#code-batch button").first.click()
    expect(page.locator("#code-batch-text")).to_contain_text("batch_size=8")
    page.locator(BATCH).fill("9")
    expect(page.locator("#code-batch-text .changed")).to_contain_text("batch_size=9")
    assert sum(9 in request["data"] for request in requests) == 2

    page.evaluate("""() => {
      const ask = window.fetch;
      const failed = () => new Response(JSON.stringify({error: 'a <b>mistake</b>'}), {status: 500});
      window.fetch = async (url, ...options) => String(url).includes('/run/predict') ? failed() : ask(url, ...options);
    }""")
    page.locator(BATCH).fill("7")
    expect(page.locator("#samples-batch-result .problem")).to_have_text("a <b>mistake</b>")


def test_a_late_answer_does_not_overwrite_another_and_a_second_click_counts_on_from_the_first(page):
    routes = descent_held_back(page)
    drawn = page.locator("#autograd-descent-result")
    page.locator("#autograd-rate input[type=number]").fill("0.2")
    until(page, lambda: len(routes) == 1)
    page.locator("#autograd-loss label").nth(1).click()
    until(page, lambda: len(routes) == 2)
    routes[1].continue_()
    expect(drawn).not_to_contain_text("the loss is 16")
    later = drawn.inner_text()
    routes[0].continue_()
    settled(page)
    assert drawn.inner_text() == later
    routes.clear()

    steps = page.locator("#autograd-steps input[type=number]")
    expect(steps).to_have_value("0")
    for _ in range(2):
        tell(page, page.locator("#autograd-take").click)
    for number in (1, 2):
        until(page, lambda number=number: len(routes) == number)
        routes[-1].continue_()
    expect(steps).to_have_value("2")


def test_an_address_that_names_a_tab_answers_from_the_first_control_on(open_page):
    page = open_page(query="#autograd")
    page.locator("button[role=tab][data-tab-id=onebatch]").click()
    result = page.locator("#autograd-batch-result")
    expect(result).to_contain_text("(16, 1, 28, 28)")
    page.locator("#autograd-batch-size input[type=number]").fill("8")
    expect(result).to_contain_text("(8, 1, 28, 28)")


def test_answers_come_in_the_language_of_the_address_where_cookies_are_refused(open_page):
    page = open_page(query="?lang=zh")
    page.context.clear_cookies()
    open_tab(page, "张量")
    page.locator("#tensors-data textarea").fill("[[1, 2], [3]]")
    expect(page.locator("#tensors-made .problem")).to_contain_text("长度不一致")
