"""What the introduction calls, prints and notes is found where a reader of that chapter looks, in both languages."""

import math
import re
import zipfile
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from fmnist.ui.strings import LANGUAGES, TEXTS
from tests.browser.conftest import settled
from tests.hostile.code import os_system_in_a_zip


class Lines(NamedTuple):
    """In the section `at`, after a click on `click`, the component `shown` has the `code` and the texts of `keys`."""

    at: str
    shown: str
    code: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    click: str = ""


CHAPTERS = {
    1: [
        Lines("tensors/index", "#tensors-made", ("torch.Size([2, 3])", "torch.int64", "cpu"), ("tensors.attributes",)),
        Lines("tensors/index", "#tensors-index-result", ("tensor[:, 1] = 0",),
              click="#tensors-preset label:last-of-type"),
        Lines("tensors/join", "#tensors-join-result", ("torch.cat([tensor, tensor, tensor], dim=1)", "(2, 3, 3)"),
              ("tensors.join.cat", "tensors.join.stack")),
        Lines("tensors/product", "#tensors-product-result",
              ("y1 = tensor @ other", "y2 = tensor.matmul(other)", "torch.matmul(tensor, other, out=y3)"),
              ("tensors.product.same",)),
        Lines("tensors/sum", "#tensors-sum-result", ("agg.item()",), ("tensors.item",)),
        Lines("tensors/inplace", "#tensors-inplace-result", ("tensor.add_(5)",), ("tensors.inplace.why",)),
        Lines("tensors/bridge", "#tensors-bridge-result", ("n = t.numpy()",), ("tensors.bridge.shared",)),
    ],
    2: [
        Lines("samples/batch", "#samples-batch-result", (
            "Shape of X [N, C, H, W]: torch.Size([64, 1, 28, 28])", "Shape of y: torch.Size([64]) torch.int64",
            "Feature batch shape: torch.Size([64, 1, 28, 28])", "Labels batch shape: torch.Size([64])",
            "img = train_features[0].squeeze()", "img.shape: torch.Size([28, 28])", "Label: ",
        ), ("samples.batch.shape",)),
        Lines("samples/batch", "#samples-tab-batch", ("num_workers", "sampler"), ("samples.batch.intro",)),
        Lines("samples/own", "#samples-own-row", (
            "__init__", "__len__", "__getitem__", "image = decode_image(img_path)", "image = self.transform(image)",
            "return image, label",
        ), ("samples.own.init", "samples.own.getitem"), "#samples-own-sample"),
        Lines("samples/own", "#samples-tab-own", ("pandas",), ("samples.own.intro", "samples.own.train.intro")),
    ],
    3: [
        Lines("transforms", "#transforms-result", ("transforms.ToTensor()", "target_transform=Lambda(", "F.one_hot("),
              ("transforms.target", "transforms.target.same")),
    ],
    4: [
        Lines("predict", "#predict-walk-panel", ("model.forward(X)",), ("predict.walk.info",),
              "#predict-walk-panel > button"),
        Lines("inspect", "#inspect-layers-panel", (
            "(3, 28, 28)", "(3, 784)", "nn.Linear(28 * 28, 20)", "(3, 20)", "nn.ReLU()", "nn.Sequential(", "(3, 10)",
            "nn.Softmax(dim=1)",
        ), ("inspect.layers.text",), "#inspect-layers-panel > button"),
        Lines("inspect", "#code-layers-text", ("Before ReLU: ", "After ReLU: "), click="#code-layers > button"),
        Lines("inspect", "#inspect-detail", ("param[:2]", "tensor([")),
        Lines("inspect", "#code-inspect-text", (
            "X = torch.rand(1, 1, 28, 28)", "logits = model(X)  # not model.forward(X)",
            "y_pred = pred_probab.argmax(1)", "Predicted class: ",
        ), click="#code-inspect > button"),
    ],
    5: [
        Lines("autograd/descent", "#autograd-tab-descent", ("w.grad",), ("autograd.intro.descent",)),
        Lines("autograd/example", "#autograd-tab-example", ("requires_grad_(True)", "BinaryCrossEntropyWithLogits"),
              ("autograd.intro.example", "autograd.graph.note", "autograd.leaves", "autograd.tracking")),
        Lines("autograd/accumulate", "#autograd-tab-accumulate", ("retain_graph=True",), ("autograd.accumulate.note",)),
        Lines("autograd/jacobian", "#autograd-tab-jacobian", ("loss.backward(torch.tensor(1.0))", "vᵀ·J"),
              ("autograd.intro.jacobian",)),
    ],
    7: [
        Lines("weights", "#weights-code", ("model.load_state_dict(", "model.eval()"), ("weights.eval",),
              "#weights-code-fold > button"),
        Lines("weights", "#code-vgg16-text", (
            'models.vgg16(weights="IMAGENET1K_V1")', "model = models.vgg16()  # without weights",
            'torch.load("model_weights.pth", weights_only=True)', "model.eval()",
        ), click="#code-vgg16 > button"),
    ],
}  # fmt: skip


# Text that a reader sees, without code, which is English everywhere, and without what torch itself says, in quotes;
# and names that a screen reader says.
VISIBLE = """() => {
  const words = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const isRead = (place) => !place.closest('pre, code, script, style, textarea, dt, dd') && place.checkVisibility();
  while (walker.nextNode())
    if (isRead(walker.currentNode.parentElement)) words.push(walker.currentNode.textContent);
  const names = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].filter(isRead)
    .flatMap((one) => [one.ariaLabel, one.title, one.placeholder]);
  names.push(...[...document.querySelectorAll('.toast-title')].map((title) => title.textContent.trim()));
  return [words.join('\\n').replace(/“[^”]*”/g, ''), names.filter((name) => name)];
}"""
ENGLISH = r"[A-Za-z]+(?: [a-z]+){2,}"
NAME = r"[A-Z][a-z]+|[A-Za-z]+(?: [a-z]+)+"  # such as "Close" and "Upload file", but not "dtype"


def longest_part(text):
    """The longest part of a text without fields and plurals: what is on the page whatever the numbers are."""
    plain = re.sub(r"\[(\w+)\]\(#\w+\)", r"\1", re.sub(r"[`*]", "", text))  # links are their words
    return max(re.split(r"\{.*?\}|\w+\(s\)", plain), key=len).strip()


def english(page):
    text, names = page.evaluate(VISIBLE)
    return {*re.findall(ENGLISH, text), *(name for name in names if re.fullmatch(NAME, name))}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_is_where_a_reader_looks_and_no_english_sentence_is_on_the_chinese_page(open_page, lang):
    page, found = open_page(query=f"?lang={lang}#tensors"), set()
    for lines in (line for chapter in CHAPTERS.values() for line in chapter):
        page.evaluate("at => location.hash = at", lines.at)
        if lines.click:
            page.locator(lines.click).click()
        shown = page.locator(lines.shown)
        for text in (*lines.code, *(longest_part(TEXTS[key][LANGUAGES.index(lang)]) for key in lines.keys)):
            expect(shown).to_contain_text(text)
        found |= english(page)
    for at in ("predict", "samples/grid", "inspect", "autograd", "train", "weights"):
        page.evaluate("at => location.hash = at", at)
        settled(page)
        found |= english(page)
    assert bool(found) == (lang == "en"), found


def refuse_files(page, tmp_path):
    """A picture that is none, one that is too large, files of the wrong type, and hostile ones."""
    none, large, paper = (tmp_path / name for name in ("none.png", "large.png", "paper.pdf"))
    none.write_bytes(b"no picture")
    paper.write_bytes(b"%PDF-1.4 no weights")
    with large.open("wb") as file:
        file.truncate(20_000_001)
    with zipfile.ZipFile(tmp_path / "leaves.zip", "w") as archive:
        archive.writestr("../../evil.png", b"")
    os_system_in_a_zip(tmp_path / "evil.pth", tmp_path / "marker")
    for at, field, file, told in (
        ("predict", "#predict-upload", large, "文件超过 20 MB"),
        ("predict", "#predict-upload", none, "不是可以读取的图片"),
        ("samples/own", "#samples-own-files", paper, "这里不接受"),
        ("samples/own", "#samples-own-files", tmp_path / "leaves.zip", "zip 里有跑出目录的路径"),
        ("weights", "#weights-upload", paper, "不是权重文件"),
        ("weights", "#weights-upload", tmp_path / "evil.pth", "权重从不需要"),
    ):
        page.evaluate("at => location.hash = at", at)
        if at == "predict":
            page.locator("#predict-source label", has_text="上传图片").click()
        if at == "weights" and page.locator(f"{field} a").count():  # in place of the one before
            page.locator(f"{field} button").last.click()
        page.locator(f"{field} input[type=file]").set_input_files(file)
        if "zip" in told:
            page.locator("#samples-own-bring").click()
        yield told


def refuse_values(page):
    """Numbers beyond a slider, below 0 and none at all; a tensor that torch refuses, and one that is none."""
    for at, field, value, told in (
        ("samples/batch", "#samples-batch-size input[type=number]", "-1", "有一个数是 -1，不能小于 1"),
        ("samples/grid", "#samples-seed input", "-1", "seed 应为 0 到"),
        ("tensors", "#tensors-data textarea", "[[1, 2], [3]]", "各行长度不一致"),
        ("tensors", "#tensors-data textarea", "[1, 2", "不是合法的 Python 写法"),
        ("train", "#train-learning_rate input", "-1", "learning_rate 应为"),
    ):
        page.evaluate("at => location.hash = at", at)
        page.locator(field).fill(value)
        page.locator(field).press("Tab")
        if at == "train":
            page.locator("#train-start").click()
        yield told


def every_state_of_a_run(page, pace):
    """Running, stopping, stopped, failed and finished, with what is under each of its folds."""
    pace.left = 3
    for name, value in (("epochs", "30"), ("learning_rate", "0.1"), ("batch_size", "64")):
        page.locator(f"#train-{name} input").fill(value)
    page.locator("#train-start").click()
    yield "训练中：第 1/30 轮"
    page.locator("#train-stop").click()
    yield "正在停止…"
    pace.left = math.inf
    yield "在第 1/30 轮停止"
    for rate, epochs, told in (("1000", "9", "训练发散了"), ("0.1", "1", "已完成，共 1 轮")):
        page.locator("#train-learning_rate input").fill(rate)
        page.locator("#train-epochs input").fill(epochs)
        page.locator("#train-start").click()
        yield told
    page.locator("table.confusion").wait_for()
    for fold in page.locator("#tab-train :is(details:not([open]) > summary, button.label-wrap:not(.open))").all():
        fold.click() if fold.is_visible() else None
    yield "第 1 轮之后，测试准确率"


def test_no_english_sentence_is_on_the_chinese_page_in_any_state(open_page, pace, tmp_path):
    page = open_page(query="?lang=zh#train")
    for states in (refuse_files(page, tmp_path), refuse_values(page), every_state_of_a_run(page, pace)):
        for told in states:
            page.get_by_text(told).locator("visible=true").first.wait_for()
            assert english(page) == set(), told
