"""What the introduction calls, prints and notes is found where a reader of that chapter looks, in both languages."""

import contextlib
import errno
import math
import os
import re
import shutil
import zipfile

import pytest
from playwright.sync_api import expect

from fmnist.ui.strings import LANGUAGES, TEXTS
from fmnist.ui.strings.gradio import ENDPOINTS_ZH
from tests.browser.conftest import settled
from tests.chapters.lines import LINES
from tests.hostile.code import os_system_in_a_zip

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
    # The last chapter first: the run of chapter 0 becomes the network in use.
    for lines in (line for chapter in reversed(LINES.values()) for line in chapter):
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
        ("samples/own", "#samples-own-files", tmp_path / "leaves.zip", "zip 里有超出目录的路径"),
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
        if at != "samples/batch":  # leaving the field of a slider puts it right: the sentence would go
            page.locator(field).press("Tab")
        if at == "train":
            page.locator("#train-start").click()
        yield told


def set_up(page, **settings):
    """Fill in the form of Train, and start."""
    for name, value in settings.items():
        page.locator(f"#train-{name} input").fill(value)
    page.locator("#train-start").click()


def lose_connection(page):
    page.context.set_offline(True)
    yield "连不上服务器"
    page.context.set_offline(False)
    page.get_by_text("连不上服务器").wait_for(state="hidden")


def every_state_of_a_run(page, other, served, pace):
    """Waiting for that of the visitor on `other`, running, without a connection, stopping, and every end that a run can
    have, with what is under each of its folds."""
    pace.left = 0
    set_up(other, epochs="30", learning_rate="0.1", batch_size="64")
    other.get_by_text("正在准备数据……").wait_for()
    ahead = served.latest()
    set_up(page, epochs="30", learning_rate="0.1", batch_size="64")
    yield "排队中，第 1 位"
    served.store.runs.stop(ahead.id)
    pace.left = 1
    yield "正在准备数据……"
    pace.left = 3
    yield "训练中：第 1/30 轮"
    yield from lose_connection(page)
    pace.left, pace.tests = 94, False  # batches: an epoch and three more
    yield "第 1/30 轮结束，正在测试"
    pace.tests = True
    yield "训练中：第 2/30 轮"
    page.locator("#train-stop").click()
    yield "正在停止……"
    pace.left = math.inf
    yield "在第 2/30 轮停止"
    for left, breakdown, told in ((3, full_disk, "第 1 轮还没完成就中断了"), (100, full_disk, "在第 1/30 轮后中断"),
                                  (100, deleted_folder, "已中断，无法继续")):
        pace.left = left
        page.locator("#train-start").click()
        yield f"训练中：第 {1 + left // 94}/30 轮"
        with breakdown(served):
            pace.left = math.inf
            yield told
    for rate, epochs, told in (("1000", "9", "训练发散了"), ("0.1", "1", "已完成，共 1 轮")):
        set_up(page, learning_rate=rate, epochs=epochs)
        yield told
    page.locator("table.confusion").wait_for()
    for fold in page.locator("#tab-train :is(details:not([open]) > summary, button.label-wrap:not(.open))").all():
        fold.click() if fold.is_visible() else None
    yield "第 1 轮之后，测试准确率"


@contextlib.contextmanager
def deleted_folder(served):
    shutil.rmtree(served.store.runs.folder / served.latest().id)
    yield


@contextlib.contextmanager
def full_disk(served):
    def fsync(file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(os, "fsync", fsync)
        yield


def open_api(page):
    """Gradio's panel of the endpoints, with what it says for every way to call them."""
    page.locator("footer .show-api").click()
    endpoints = page.locator(".api-docs h3 .post")
    expect(endpoints).to_have_count(len(ENDPOINTS_ZH))
    assert {name[1:] for name in endpoints.all_inner_texts()} == {*ENDPOINTS_ZH}
    for way, told in (("JavaScript", "安装 JavaScript 客户端"), ("CLI", "安装命令行工具"), ("cURL", "需要两个请求"),
                      ("MCP", "MCP 服务器"), ("Python", "安装 Python 客户端")):
        page.locator(".api-docs li", has_text=way).click()
        yield told


def test_no_english_sentence_is_on_the_chinese_page_in_any_state(open_page, served, pace, tmp_path):
    page, other = (open_page(query="?lang=zh#train") for _ in range(2))
    for states in (refuse_files(page, tmp_path), refuse_values(page), every_state_of_a_run(page, other, served, pace),
                   open_api(page)):
        for told in states:
            page.get_by_text(told).locator("visible=true").first.wait_for()
            assert english(page) == set(), told
