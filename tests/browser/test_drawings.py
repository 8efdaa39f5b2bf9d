"""Twenty items drawn with the mouse, mirrored and smaller than in `tests/pictures/test_drawings_read.py`.

The shipped network reads 17 of them; the floor here leaves room for two more misses, as the pointer events of a busy
browser are not the same every time.
"""

from tests.browser.conftest import use_network
from tests.browser.test_predict import answer, draw, opened
from tests.pictures.drawings import SHAPES, name_of, strokes

DRAWN = [*range(1, 20, 2), *range(20, 40, 2)]  # two of each class


def test_items_drawn_with_the_mouse_are_recognised(page):
    use_network(page, "ConvNet")
    opened(page)
    missed = []
    for number in DRAWN:
        shape = SHAPES[number]
        page.get_by_role("button", name="Clear").click() if number != DRAWN[0] else None
        page.wait_for_selector("#predict-answer .answer-none")
        lines = [[(280 - x, y) for x, y in line[::3] + line[-1:]] for line in strokes(shape, 170, (60, 50), number)]
        draw(page, lines, steps=1)
        if (read := answer(page, moments=1)) != shape.label:
            missed.append(f"{name_of(number)}: {read}")
    print(f"{len(DRAWN) - len(missed)} of {len(DRAWN)} right; missed: {missed}")
    assert len(missed) <= 5, missed
