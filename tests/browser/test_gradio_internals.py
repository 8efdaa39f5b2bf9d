"""The browser's half of tests/ui/test_gradio_internals.py: what Gradio's client does not promise, one test each."""

import json

from tests.browser.conftest import open_tab, settled, until
from tests.browser.test_samples import grid_indices

FRAMES = """() => new Promise((resolve) => {
  const ours = window.requestAnimationFrame;
  let asked = 0;
  window.requestAnimationFrame = (callback) => { asked += 1; return ours(callback); };
  setTimeout(() => { window.requestAnimationFrame = ours; resolve(asked); }, 2000);
})"""


OVERTAKEN = """async () => {
  const {fetch} = window, waiting = [];
  window.fetch = () => new Promise((answer) => waiting.push((data) => answer({json: () => ({data})})));
  const asked = [-1, -2].map((number) => window.fmnistLive.turn(number, '').then(
    () => window.fmnistLive.ask(number, {outputs: [-10, -11], problem: null}, [])));
  while (waiting.length < 2) await new Promise((done) => setTimeout(done));
  waiting[1]([{__type__: 'update', props: {__type__: 'update'}}, 'of the second']);  // `gr.skip()` of HTML
  await asked[1];
  waiting[0](['of the first', 'of the first']);
  window.fetch = fetch;
  return (await asked[0]).map((value) => value ?? 'left out');
}"""


def test_an_idle_page_draws_no_sixty_frames_a_second_and_what_live_looks_for_is_where_it_looks(page):
    open_tab(page, "Samples")
    page.wait_for_selector(".grid9")
    settled(page)
    until(page, lambda: page.evaluate(FRAMES) < 30)  # in two seconds; without the patch of gradio_internals.js 120

    root, prefix, session = page.evaluate(
        "[gradio_config.root, gradio_config.api_prefix, window.__gradio_session_hash__]")
    assert root.startswith("http")
    assert prefix == "/gradio_api"
    assert session
    page.get_by_role("tab", name="Tensors").first.click()
    with page.expect_request(lambda request: request.url.endswith("/run/predict")) as asked:
        page.get_by_role("tab", name="Autograd").first.click()
    body = json.loads(asked.value.post_data)
    assert body["session_hash"] == session
    assert isinstance(body["fn_index"], int)

    # Two questions about the same outputs: the answer to the second comes first, and leaves an output as it is.
    assert page.evaluate(OVERTAKEN) == ["of the first", "left out"]


def test_a_field_left_by_pressing_a_button_does_not_put_the_old_back_after_the_new(page):
    open_tab(page, "Samples")
    page.locator("#samples-grid button").nth(8).wait_for()
    settled(page)
    first, late = grid_indices(page), []
    page.route("**/run/**", lambda route: late.append(route) if '"train","all",55,' in route.request.post_data
               else route.continue_())
    page.locator("#samples-seed input").fill("55")
    page.locator("#samples-shuffle").click()
    until(page, lambda: late and grid_indices(page) != first)
    of_the_button = grid_indices(page)
    late[0].continue_()
    settled(page)
    assert grid_indices(page) == of_the_button
