"""What is true of the whole page: languages, accessible, by keyboard too, nothing that sticks out, every tab's code."""

from axe_playwright_python.sync_playwright import Axe

from fmnist.ui.frame import CHAPTERS
from fmnist.ui.strings import TEXTS
from tests.browser.conftest import open_tab, settled
from tests.browser.keyboard import keyboard_faults
from tests.browser.test_chapters import code_of, open_code

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


CODE = {
    "predict": "pred_probab = nn.Softmax(dim=1)(logits)",
    "tensors": "agg = tensor.sum()",
    "samples": "plt.show()",
    "transforms": "transform = transforms.Compose([",
    "inspect": "for name, param in model.named_parameters():",
    "descent": "    loss.backward()",
    "train": 'print("Done!")',
    "weights": 'torch.save(model.state_dict(), "weights.pth")',
}

# Of each field's label on Train, whether it shows through the button that stays in view while one scrolls; `null` where
# the two cannot meet.
SHOWS_THROUGH = """() => [...document.querySelectorAll('#tab-train [data-testid=block-info]')].map((label) => {
  const bar = document.querySelector('#train-go');
  const middle = ({top, bottom} = label.getBoundingClientRect()) => (top + bottom) / 2;
  const off = () => middle() - middle(bar.getBoundingClientRect());
  scrollBy({top: off(), behavior: 'instant'});
  const {x, width} = label.getBoundingClientRect();
  return Math.abs(off()) > 20 ? null : !document.elementFromPoint(x + width / 2, middle()).closest('#train-go');
})"""


def walk(page, language=0):
    """Open one tab after the other; yields the name of each once it has got all it asked for."""
    for name in CHAPTERS:
        open_tab(page, TEXTS[f"{name}.tab"][language])
        settled(page)
        yield name


def faults(page, tab):
    """What sticks out of the tab that is open, what axe finds serious there, and what the Tab key does."""
    found = [(tab, "too wide")] if page.evaluate(TOO_WIDE) > 1 else []
    for fault in Axe().run(page).response["violations"]:
        if fault["impact"] in ("serious", "critical"):
            found.append((tab, fault["id"], [node["target"] for node in fault["nodes"][:3]]))
    return found + [(tab, *fault) for fault in keyboard_faults(page)]


def test_the_language_switch_is_remembered(open_page):
    page = open_page(locale="en-US")
    assert page.get_by_role("tab", name="Samples").count() == 1
    page.locator("#language").click()
    page.get_by_role("tab", name="样本").wait_for()
    page.goto(page.url.split("?")[0])
    page.get_by_role("tab", name="样本").wait_for()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.locator("#source p", has_text="张真实图片").wait_for()
    page.locator("#language").click()
    page.get_by_role("tab", name="Samples").wait_for()


def test_no_tab_has_faults_for_axe_or_the_keyboard_or_scrolls_sideways_and_every_one_shows_its_code(page):
    panels = {"autograd": "descent"}  # a panel for each section
    found, shown = [], set()
    for tab in walk(page):
        found += faults(page, tab)
        name = panels.get(tab, tab)
        open_code(page, name)
        text = code_of(page, name)
        assert CODE[name] in text.splitlines()
        assert "fmnist." not in text.replace("fmnist.py", "")
        compile(text, name, "exec")
        shown.add(name)
    assert found == []
    assert shown == set(CODE)


def test_no_tab_has_faults_for_axe_or_the_keyboard_or_scrolls_sideways_on_a_dark_phone_in_chinese(open_page):
    page = open_page(locale="zh-CN", width=390, color_scheme="dark", query="?__theme=dark")
    assert [fault for tab in walk(page, language=1) for fault in faults(page, tab)] == []
    open_tab(page, TEXTS["train.tab"][1])
    page.set_viewport_size({"width": 390, "height": 700})
    shows = page.evaluate(SHOWS_THROUGH)
    assert False in shows
    assert True not in shows
