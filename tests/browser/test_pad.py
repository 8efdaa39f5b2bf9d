"""The drawing pad under a finger, a stylus and the keyboard."""

import pytest

from tests.browser.conftest import open_tab, until
from tests.browser.test_predict import BAG, answer, draw, opened, pixels

# A stylus turned round, as the Pointer Events standard describes its eraser; no browser protocol can send one.
ERASE = """([from, to]) => {
  const canvas = document.querySelector('#predict-pad canvas'), box = canvas.getBoundingClientRect();
  canvas.setPointerCapture = () => {};  // only real pointers can be captured
  const send = (type, [x, y], more) => canvas.dispatchEvent(new PointerEvent(type, {
    pointerType: 'pen', pointerId: 7, bubbles: true, clientX: box.x + x * box.width / 280,
    clientY: box.y + y * box.height / 280, ...more}));
  send('pointerdown', from, {button: 5, buttons: 32});
  for (let i = 1; i <= 20; i++)
    send('pointermove', [0, 1].map((k) => from[k] + (to[k] - from[k]) * i / 20), {button: -1, buttons: 32});
  send('pointerup', to, {button: 5, buttons: 0});
}"""


class Finger:
    """Fingers on the glass, through the browser's own input queue: what they do to the page they do here."""

    def __init__(self, page):
        self.page, self.protocol = page, page.context.new_cdp_session(page)

    def _send(self, kind, *points):
        places = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.protocol.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
        self.page.wait_for_timeout(8)

    def swipe(self, *points):
        self._send("touchStart", points[0])
        for point in points[1:]:
            self._send("touchMove", point)
        self._send("touchEnd")

    def two(self, first, second):
        self._send("touchStart", first)
        self._send("touchStart", first, second)
        self._send("touchEnd", first)
        self._send("touchEnd")


def on_pad(page, points):
    """Places on the pad, 0 to 280, as places in the window."""
    box = page.locator("#predict-pad canvas").first.bounding_box()
    return [(box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280) for x, y in points]


def tap(page, name, lit):
    """Tap a button of the pad, and wait for as many lit pixels: the click comes a moment after the finger."""
    page.get_by_role("button", name=name).tap()
    until(page, lambda: pixels(page) == lit)


@pytest.fixture
def phone(open_page):
    page = opened(open_page(width=390, height=844, has_touch=True, is_mobile=True))
    page.locator("#predict-pad canvas").first.scroll_into_view_if_needed()
    return page


def test_fingers_on_a_phone(phone):
    """They draw while the page keeps still, a second one does nothing, and the pad's buttons answer them."""
    box = phone.locator("#predict-pad canvas").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    phone.touchscreen.tap(box["x"] + 100, box["y"] + 100)
    phone.wait_for_selector("#predict-answer .bars .top")
    assert pixels(phone) > 50
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    tap(phone, "Clear", 0)

    finger = Finger(phone)
    finger.swipe(*on_pad(phone, [(60, 60)]))
    dot = pixels(phone)
    tap(phone, "Clear", 0)
    finger.two(*on_pad(phone, [(60, 60), (200, 200)]))
    assert pixels(phone) == dot
    finger.swipe(*on_pad(phone, [(60, 200), (200, 200)]))  # and the pad is not stuck
    assert pixels(phone) > dot
    tap(phone, "Clear", 0)

    finger.swipe(*on_pad(phone, [(40 + 20 * step, 140) for step in range(10)]))
    one = pixels(phone)
    phone.get_by_role("button", name="Eraser").tap()
    phone.wait_for_selector("#predict-pad [data-do=eraser][aria-pressed=true]")
    finger.swipe(*on_pad(phone, [(140, 40 + 20 * step) for step in range(10)]))
    assert 0 < pixels(phone) < one
    tap(phone, "Undo", one)
    tap(phone, "Clear", 0)
    phone.wait_for_selector("#predict-answer .answer-none")
    for button in phone.locator("#predict-pad button").all():
        assert min(button.bounding_box()[side] for side in ("width", "height")) >= 24  # WCAG 2.2, target size
    tap(phone, "Undo", one)
    open_tab(phone, "Samples")
    open_tab(phone, "Predict")
    phone.wait_for_selector("#predict-pad canvas")
    assert pixels(phone) == one
    tap(phone, "Clear", 0)

    phone.get_by_role("button", name="Pen").tap()
    phone.wait_for_selector("#predict-pad [data-do=pen][aria-pressed=true]")
    phone.locator("#predict-pad canvas").first.scroll_into_view_if_needed()
    before = phone.evaluate("scrollY")
    for line in BAG:
        finger.swipe(*on_pad(phone, line[::2]), *on_pad(phone, line[-1:]))
    assert answer(phone) == "Bag"
    assert phone.evaluate("scrollY") == before
    finger.swipe(*((6, 800 - 10 * step) for step in range(40)))  # beside the pad it scrolls
    phone.wait_for_function("y => scrollY > y", arg=before + 100)


def test_a_stylus_draws_and_its_other_end_erases(page):
    opened(page)
    page.locator("#predict-pad canvas").first.click(button="right")  # the other buttons of a mouse draw nothing
    page.locator("#predict-pad canvas").first.click(button="middle")
    assert pixels(page) == 0
    protocol = page.context.new_cdp_session(page)
    points = on_pad(page, [(40 + 10 * step, 140) for step in range(21)])
    for (x, y), kind in zip(points, ["mousePressed", *["mouseMoved"] * 19, "mouseReleased"], strict=True):
        protocol.send("Input.dispatchMouseEvent", {
            "type": kind, "x": x, "y": y, "button": "left", "buttons": int(kind != "mouseReleased"),
            "clickCount": 1, "pointerType": "pen", "force": 0.4, "tiltX": 20,
        })  # fmt: skip
    page.wait_for_selector("#predict-answer .bars .top")
    one = pixels(page)
    assert one > 200 * 10
    page.evaluate(ERASE, [[140, 40], [140, 240]])
    assert one - 500 < pixels(page) < one - 100
    assert page.get_by_role("button", name="Pen").get_attribute("aria-pressed") == "true"
    draw(page, [[(40, 220), (240, 220)]])  # the tip still draws
    assert pixels(page) > 1.7 * one


# by keyboard alone

FOCUSED = """() => {
  const at = document.activeElement;
  return [at.closest('[id^=predict-]')?.id ?? '', at.ariaLabel || at.textContent.trim() || at.labels?.[0]?.textContent
    || at.querySelector('img')?.alt || ''];
}"""


def tab_through(page, until, most=40):
    """Press Tab until the focus is in `until`, an `elem_id`; everything passed: (elem_id, name)."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        passed.append(tuple(text.strip() for text in page.evaluate(FOCUSED)))
        if passed[-1][0] == until:
            return passed
    raise AssertionError(f"{until} is not reached: {passed}")


def choose_source(page, name):
    page.locator("#predict-source label", has_text=name).locator("input").focus()
    page.keyboard.press("Space")


def test_an_outline_chosen_by_keyboard_is_drawn_and_answered(page):
    opened(page)
    boot, trouser = page.get_by_role("button", name="Ankle boot"), page.get_by_role("button", name="Trouser")
    boot.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#predict-answer [data-label='Ankle boot']")
    lit = pixels(page)
    trouser.focus()
    page.keyboard.press("Space")
    page.wait_for_selector("#predict-answer [data-label=Trouser]")
    assert pixels(page) != lit
    page.reload()
    page.wait_for_selector("#predict-answer [data-label=Trouser]")
    pad = page.get_by_role("img", name="Drawing pad")
    pad.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Space")
    page.keyboard.press("Control+z")  # the trousers
    page.keyboard.press("Control+z")  # and that they took the boot's place
    page.wait_for_selector("#predict-answer [data-label='Ankle boot']")
    assert pixels(page) == lit
    assert page.evaluate("scrollY") == before
    page.keyboard.press("Delete")
    page.wait_for_selector("#predict-answer .answer-none")


def test_the_pad_an_upload_and_an_example_by_keyboard(page):
    opened(page)
    draw(page, BAG)
    page.wait_for_selector("#predict-why figure img")
    choose_source(page, "Draw")
    names = [name for where, name in tab_through(page, "predict-options") if where == "predict-pad"]
    assert names[0].startswith("Drawing pad. Without a mouse or touch: choose an outline")
    assert names[1:] == ["Pen", "Eraser", "Thin", "Medium", "Thick", "Undo", "Clear"]
    lit = pixels(page)
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Enter")
    assert pixels(page) == 0
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert pixels(page) == lit
    page.get_by_role("button", name="Eraser").focus()
    page.keyboard.press("Space")
    assert page.get_by_role("button", name="Eraser").get_attribute("aria-pressed") == "true"

    choose_source(page, "Upload")
    page.wait_for_selector("#predict-upload [data-testid=source-select]")
    choosers = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))  # known to Chromium before the button is reached
    tab_through(page, "predict-upload")
    page.keyboard.press("Enter")
    until(page, lambda: choosers)
    names = [name for where, name in tab_through(page, "predict-options") if where == "predict-upload"]
    assert names[-2:] == ["Capture from camera", "Paste from clipboard"]

    choose_source(page, "Test picture")
    page.wait_for_selector("#predict-examples button")
    passed = tab_through(page, "predict-examples")
    assert all(name for _, name in passed)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#predict-answer .versus")
    pressed = page.locator("#predict-examples button[aria-pressed=true]")
    assert pressed.count() == 1
    assert pressed.evaluate("button => button === document.activeElement")
    names = [name for where, name in tab_through(page, "predict-options") if where]
    assert names[-2] == "Other examples"
    assert names[-1].startswith("Options")
