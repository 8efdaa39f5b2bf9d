"""Controls that answer while they move: what is asked of the server, in which order, and what an error looks like."""

import json

from playwright.sync_api import expect

from tests.browser.conftest import open_tab

BATCH = "#data-batch-size input[type=number]"
SHAPE = "Feature batch shape: torch.Size([{}, 1, 28, 28])"


def asked(page):
    """The requests of events that the page makes from now on: the values each brings."""
    requests = []
    page.on("request", lambda request: "/run/predict" in request.url and requests.append(json.loads(request.post_data)))
    return requests


def open_batch(page):
    open_tab(page, "Data")
    expect(page.locator("#data-batch-result")).to_contain_text(SHAPE.format(64))


def test_of_many_changes_in_a_row_the_last_one_stands(page):
    open_batch(page)
    requests = asked(page)
    page.evaluate("""(field) => {
      const input = document.querySelector(field);
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
      for (let size = 1; size <= 50; size++) {
        set.call(input, size);
        input.dispatchEvent(new Event('input', {bubbles: true}));
      }
    }""", BATCH)
    expect(page.locator("#data-batch-result")).to_contain_text(SHAPE.format(50))
    page.wait_for_timeout(500)
    expect(page.locator("#data-batch-result")).to_contain_text(SHAPE.format(50))
    assert len(requests) < 10  # what was out of date before it was asked is not asked


def test_a_change_is_one_question_and_a_second_one_for_code_that_somebody_reads(page):
    open_batch(page)
    requests = asked(page)
    page.locator(BATCH).fill("8")
    expect(page.locator("#data-batch-result")).to_contain_text(SHAPE.format(8))
    page.wait_for_timeout(500)
    assert sum(8 in request["data"] for request in requests) == 1
    page.locator("#code-batch button").first.click()
    expect(page.locator("#code-batch-text")).to_contain_text("batch_size=8")
    page.locator(BATCH).fill("9")
    expect(page.locator("#code-batch-text .changed")).to_contain_text("batch_size=9")
    assert sum(9 in request["data"] for request in requests) == 2


def test_an_error_is_told_where_the_result_would_stand(page):
    open_batch(page)
    page.evaluate("""() => {
      const ask = window.fetch;
      const failed = () => new Response(JSON.stringify({error: 'a <b>mistake</b>'}), {status: 500});
      window.fetch = async (url, ...options) => String(url).includes('/run/predict') ? failed() : ask(url, ...options);
    }""")
    page.locator(BATCH).fill("7")
    expect(page.locator("#data-batch-result .problem")).to_have_text("a <b>mistake</b>")
