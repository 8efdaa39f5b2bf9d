"""Number fields: a comma is a decimal point, or refused where it may be none; nothing becomes another number."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import A_MOMENT, open_tab

PASTE = "(text) => navigator.clipboard.writeText(text)"
STATE = """(field) => [field.value === '' ? null : field.valueAsNumber,
                      field.validity.customError ? field.validationMessage : '']"""


@pytest.mark.parametrize(("locale", "train", "start", "told", "refusal"), [
    ("en-US", "Train", "Start training", "without a comma", "epochs must be a whole number"),
    ("zh-CN", "训练", "开始训练", "去掉逗号", "epochs 应为"),
])
def test_a_comma_is_a_point_or_refused(open_page, locale, train, start, told, refusal):
    page = open_page(locale=locale, permissions=["clipboard-read", "clipboard-write"])
    open_tab(page, train)
    rate = page.locator("#train-learning_rate input")

    def state_after(text, pasted):
        rate.fill("")
        if pasted:
            page.evaluate(PASTE, text)
            rate.press("Control+v")
        else:
            for one in text:  # Gradio writes the number back after each key
                rate.press_sequentially(one)
                page.evaluate(A_MOMENT)
        rate.blur()
        return rate.evaluate(STATE)

    typed, pasted = {"0,001": 0.001, "0，5": 0.5, "1,0005": 1.0005}, {}
    if locale == "en-US":
        typed |= {"1,5": 1.5, "0.25": 0.25, "10,": 10}
        pasted = {**typed, "1.000,5": 1000.5, "1,000.5": 1000.5, "1,000,000": 1e6, "1 000": 1000, " 3 ": 3}
    for is_pasted, texts in ((False, typed), (True, pasted)):
        assert {text: state_after(text, is_pasted) for text in texts} == {text: [texts[text], ""] for text in texts}
    for text, is_pasted in (("1,000", False), ("12,345", True)):
        value, message = state_after(text, is_pasted)
        assert value is None
        assert told in message

    page.locator("#train-epochs input").fill("1.5")
    rate.fill("0.001")
    page.get_by_role("button", name=start, exact=True).click()
    expect(page.locator("body")).to_contain_text(refusal)


def test_a_refusal_leaves_with_the_refused_number(page):
    """The field of a slider is put right as one leaves it."""
    page.evaluate("location.hash = 'samples/batch'")
    size, shown = page.locator("#samples-batch-size input[type=number]"), page.locator("#samples-batch-result")
    for typed, told, kept in (("-1", "must be at least 1", 1), ("500", "must be at most 256", 256)):
        size.fill(typed)
        expect(shown).to_contain_text(told)
        size.blur()
        expect(size).to_have_value(str(kept))
        expect(shown).to_contain_text(f"Shape of y: torch.Size([{kept}])")
        expect(shown).not_to_contain_text(told)
