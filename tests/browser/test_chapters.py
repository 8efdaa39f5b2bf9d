"""Tensors, Data and Autograd as a visitor uses them."""

import csv
import io
import math
import re
import zipfile
from pathlib import Path

import nbformat
import pytest
import torch
from PIL import Image
from playwright.sync_api import expect

from fmnist.data.custom import SAMPLE
from tests.browser.conftest import PATIENCE, open_tab, settled


def numbers(page, selector):
    """The cells of the grids below `selector`, as text."""
    return page.locator(f"{selector} figure.tensor td").all_inner_texts()


def set_slider(page, name, value):
    page.locator(f"#{name} input[type=number]").fill(str(value))


def section(page, name):
    page.locator(f"button[role=tab][data-tab-id={name}]").click()


def open_code(page, name):
    page.locator(f"#code-{name} button").first.click()
    page.wait_for_selector(f"#code-{name}-text .line")


def code_of(page, name):
    return "\n".join(page.locator(f"#code-{name}-text .line").all_text_contents()) + "\n"


def test_tensors(page):
    open_tab(page, "Tensors")
    made = page.locator("#tensors-made")
    expect(made).to_contain_text("torch.int64")
    assert numbers(page, "#tensors-made") == ["1", "2", "3", "4", "5", "6"]
    page.locator("#tensors-data textarea").fill("[[1.5, 2], [3, 4]]")
    expect(made).to_contain_text("torch.float32")
    assert page.locator("#tensors-index-result .marked").all_inner_texts() == ["1.5", "3"]
    page.locator("#tensors-index textarea").fill("..., -1")
    expect(page.locator("#tensors-index-result figcaption code").nth(1)).to_have_text("tensor[..., -1]")
    page.locator("#tensors-assign textarea").fill("0")
    expect(page.locator("#tensors-index-result")).to_contain_text("tensor[..., -1] = 0")
    page.locator("#tensors-index textarea").fill("__import__('os').getcwd()")
    expect(page.locator("#tensors-index-result .problem")).to_contain_text("An index may hold whole numbers")
    page.locator("#tensors-preset label").last.click()
    expect(page.locator("#tensors-index-result")).to_contain_text("tensor[:, 1] = 0")
    page.locator("#tensors-index-go-on").click()
    expect(page.locator("#tensors-data textarea")).to_have_value("[[1.5, 0.0], [3.0, 0.0]]")
    section(page, "join")
    expect(page.locator("#tensors-join-result")).to_contain_text("(2, 6)")
    expect(page.locator("#tensors-join-result .marked, #tensors-join-result td").nth(1)).to_have_text("0")
    section(page, "product")
    page.locator("#tensors-other label", has_text="typed").click()
    expect(page.locator("#tensors-product-result .problem")).to_contain_text("columns")
    section(page, "inplace")
    expect(page.locator("#tensors-inplace-result .warning")).to_contain_text("modified by an inplace operation")
    section(page, "bridge")
    expect(page.locator("#tensors-bridge-result .result")).to_contain_text("share one piece of memory")
    page.locator("#tensors-link label", has_text="torch.tensor(n)").click()
    expect(page.locator("#tensors-bridge-result .result")).to_contain_text("copies")


def test_tensor_code_marks_what_the_last_change_touched_and_is_downloaded_and_copied(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    open_tab(page, "Tensors")
    open_code(page, "tensors")
    assert page.locator("#code-tensors-text .changed").count() == 0
    page.locator("#tensors-data textarea").fill("[[7, 8, 9], [4, 5, 6]]")
    expect(page.locator("#code-tensors-text .changed")).to_have_text("data = [[7, 8, 9], [4, 5, 6]]")
    with page.expect_download() as download:
        page.locator("#code-tensors-text button[data-do=download]").click()
    assert download.value.suggested_filename == "tensors.py"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text == code_of(page, "tensors")
    compile(text, "tensors.py", "exec")
    page.locator("#code-tensors-text button[data-do=copy]").click()
    expect(page.locator("#code-tensors-text button[data-do=copy]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_the_code_is_downloaded_as_a_notebook_by_keyboard_in_chinese(open_page):
    page = open_page(width=390, height=844, query="?lang=zh#tensors")
    open_code(page, "tensors")
    name = "下载为 Jupyter Notebook（.ipynb）"
    button = page.locator("#code-tensors-text").get_by_role("button", name=name, exact=True)
    page.locator("#code-tensors-text button[data-do=download]").focus()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "tensors.ipynb"
    made = nbformat.read(download.value.path(), as_version=nbformat.NO_CONVERT)
    nbformat.validate(made)
    cells = {kind: [cell.source for cell in made.cells if cell.cell_type == kind] for kind in ("markdown", "code")}
    assert "\n\n".join(cells["code"]) + "\n" == code_of(page, "tensors")
    assert cells["markdown"][0].startswith("# 张量\n")
    assert [text for text in cells["markdown"] if not re.search("[\u4e00-\u9fff]", text)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_batch_and_transforms(page, served):
    open_tab(page, "Samples")
    section(page, "batch")
    shown = page.locator("#samples-batch-result")
    expect(shown).to_contain_text("Feature batch shape: torch.Size([64, 1, 28, 28])")
    assert page.locator("#samples-batch-result .cell").count() == 64
    first = shown.locator("pre").inner_text()
    page.locator("#samples-batch-again").click()
    expect(shown).to_contain_text("Draw 2:")
    assert shown.locator("pre").inner_text() != first
    open_tab(page, "Predict")
    open_tab(page, "Samples")
    settled(page)
    expect(shown).to_contain_text("Draw 2:")
    open_code(page, "batch")
    assert "for _ in range(2):" in code_of(page, "batch")
    set_slider(page, "samples-batch-size", 8)
    expect(shown).to_contain_text("torch.Size([8, 1, 28, 28])")
    loader = torch.utils.data.DataLoader(
        served.store.data(True), 8, shuffle=True, generator=torch.Generator().manual_seed(0)
    )
    expect(shown).to_contain_text(f"train_labels: {next(iter(loader))[1].tolist()}")

    open_tab(page, "Transforms")
    shown = page.locator("#transforms-result")
    expect(shown).to_contain_text("transforms.ToTensor()")
    expect(shown).to_contain_text("v2.ToDtype(torch.float32, scale=True)")
    page.locator("#transforms-normalize input").click()
    expect(shown).to_contain_text("Normalize((0.2860,), (0.3530,))")
    set_slider(page, "transforms-padding", 4)
    expect(shown.locator(".stages figure")).to_have_count(4)
    page.locator("#transforms-index input").fill("99999999")
    expect(shown.locator(".problem")).to_contain_text("index must be a whole number from 0 to 5999, got 99999999")


def test_own_images(page, tmp_path):
    open_tab(page, "Samples")
    section(page, "own")
    page.locator("#samples-own-sample").click()
    expect(page.locator("#samples-own-report")).to_contain_text("30 rows of the sample loaded")
    expect(page.locator("#samples-own-browse .cell")).to_have_count(9)
    page.locator("#samples-own-evaluate").click()
    judged = page.locator("#samples-own-judged .result")
    expect(judged).to_contain_text(re.compile(r"\d+ of 30 right, \d+\.\d%"))
    right = int(re.search(r"(\d+) of 30", judged.inner_text())[1])
    expect(page.locator("#samples-own-judged .judged .right", has_text="✓")).to_have_count(right)
    expect(page.locator("#samples-own-judged .judged .wrong", has_text="✗")).to_have_count(30 - right)
    page.locator("#samples-own-idx input").fill("3")
    expect(page.locator("#samples-own-row")).to_contain_text("self.img_labels[3]")
    open_tab(page, "Predict")
    open_tab(page, "Samples")
    settled(page)
    expect(judged).to_contain_text(re.compile(r"\d+ of 30 right"))  # looking elsewhere loses nothing
    expect(page.locator("#samples-own-idx input")).to_have_value("3")

    with open(SAMPLE / "labels.csv") as file:
        rows = list(csv.reader(file))
    own, packed = tmp_path / "own.csv", tmp_path / "own.zip"
    own.write_text("\n".join(",".join(row) for row in [*rows[:4], ["gone.png", "1"], ["x.png", "77"]]), encoding="gbk")
    packed.write_bytes((SAMPLE / "images.zip").read_bytes())
    page.locator("#samples-own-files input[type=file]").set_input_files([packed, own])
    expect(page.locator("#samples-own-files tr")).to_have_count(2)
    page.locator("#samples-own-bring").click()
    report = page.locator("#samples-own-report")
    expect(report).to_contain_text("3 rows loaded.")
    expect(report).to_contain_text("Row 5: image 'gone.png' not found, the zip holds 'train_")
    expect(report).to_contain_text("Row 6: label must be from 0 to 9, got 77.")
    with page.expect_download() as download:
        page.locator("#samples-own-download").click()
    assert sorted(zipfile.ZipFile(download.value.path()).namelist())[-1] == "labels.csv"

    page.reload()
    page.wait_for_selector("#hand-facts p", state="attached")
    open_tab(page, "Samples")
    section(page, "own")
    expect(page.locator("#samples-own-report")).to_contain_text("2 rows were left out")
    download.value.save_as(tmp_path / "dataset.zip")  # what the page gave away it takes again, without a CSV
    page.locator("#samples-own-files input[type=file]").set_input_files(tmp_path / "dataset.zip")
    expect(page.locator("#samples-own-files")).to_contain_text("dataset")
    page.locator("#samples-own-bring").click()
    expect(report).not_to_contain_text("left out")
    expect(report).to_contain_text("3 rows loaded.")


def train_on_the_sample(page):
    """Two epochs."""
    open_tab(page, "Samples")
    section(page, "own")
    page.locator("#samples-own-sample").click()
    page.locator("#samples-own-epochs input").fill("2")
    page.locator("#samples-own-train").click()
    expect(page.locator("#samples-own-started")).to_contain_text("The run has started")


def test_a_hostile_zip_is_refused_in_a_sentence_and_the_sample_trained_on(page, served, tmp_path):
    open_tab(page, "Samples")
    section(page, "own")
    file = io.BytesIO()
    Image.new("L", (28, 28)).save(file, "PNG")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../evil.png", file.getvalue())
    (tmp_path / "evil.csv").write_text("file_name,label\nevil.png,1\n")
    page.locator("#samples-own-files input[type=file]").set_input_files([tmp_path / "evil.csv", tmp_path / "evil.zip"])
    expect(page.locator("#samples-own-files tr")).to_have_count(2)
    page.locator("#samples-own-bring").click()
    expect(page.locator("#samples-own-report .problem")).to_contain_text("a path that leaves its folder")
    assert not (tmp_path.parent / "evil.png").exists()

    train_on_the_sample(page)
    run = served.latest()
    run.join(PATIENCE)
    metrics = served.store.runs.snapshot(run.id).metrics
    assert [m.epoch for m in metrics] == [1, 2]
    assert metrics[-1].train_accuracy > 0.9


def test_a_run_on_own_images_that_waits_keeps_them(open_page, pace):
    """Others train first, and meanwhile its visitor loads other files; then a fresh run is about Fashion-MNIST."""
    pace.left = 1
    other, page = open_page(), open_page()
    open_tab(other, "Train")
    other.locator("#train-epochs input").fill("500")
    other.locator("#train-start").click()
    other.get_by_text("Training: epoch").wait_for()
    train_on_the_sample(page)
    page.locator("#samples-own-sample").click()
    expect(page.locator("#samples-own-started")).to_have_text("")
    pace.left = math.inf
    other.locator("#train-stop").click()
    open_tab(page, "Train")
    page.get_by_text("Finished: 2 epochs").wait_for()
    with page.expect_download() as download:
        page.locator("#train-first").click()
    torch.load(download.value.path(), weights_only=True)
    assert download.value.suggested_filename == "start.pth"
    page.reload()
    open_tab(page, "Train")
    expect(page.locator("#train-epochs input")).to_have_value("2")
    open_code(page, "train-run")
    assert "labels.csv" in code_of(page, "train-run")
    page.locator("#train-start").click()
    expect(page.locator("#code-train-run-text")).not_to_contain_text("labels.csv")
    assert "datasets.FashionMNIST" in code_of(page, "train-run")


def test_autograd(page):
    open_tab(page, "Autograd")
    ball = page.locator("#autograd-descent-result circle.start")  # the first section: one parameter
    box = ball.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"], steps=5)
    page.mouse.up()
    w = float(page.locator("#autograd-start input[type=number]").input_value())
    assert w > 0
    expect(page.locator("#autograd-descent-result .result")).to_contain_text(f"At w = {w:.4g} the loss")
    set_slider(page, "autograd-start", -1)
    section(page, "example")
    shown = page.locator("#autograd-example-result")
    expect(shown.locator("svg.graph")).to_contain_text("BinaryCrossEntropyWithLogits")
    gradient, difference = re.search(r"= (\S+)\. By .* = (\S+)\.", shown.locator(".result").inner_text()).groups()
    assert float(gradient) == pytest.approx(float(difference), abs=1e-6)
    page.locator("#autograd-source label", has_text="my own").click()
    page.locator("#autograd-y textarea").fill("[0, 5]")
    expect(shown.locator(".problem")).to_contain_text("between 0 and 1")
    section(page, "accumulate")
    expect(page.locator("#autograd-accumulate-result .warning")).to_contain_text("a second time")
    section(page, "jacobian")
    page.locator("#autograd-v textarea").fill("[1]")
    expect(page.locator("#autograd-jacobian-result .problem")).to_contain_text("out's shape (3, 2), got (1,)")
    section(page, "descent")
    for steps in ("After 1 step", "After 2 steps", "After 3 steps: w = 0.952"):
        page.locator("#autograd-take").click()
        expect(page.locator("#autograd-descent-result .result")).to_contain_text(steps)
    set_slider(page, "autograd-rate", 1.5)
    set_slider(page, "autograd-steps", 40)
    expect(page.locator("#autograd-descent-result .result")).to_contain_text("has left the bowl")
    open_code(page, "descent")
    set_slider(page, "autograd-steps", 0)
    set_slider(page, "autograd-start", 5)
    page.locator("#autograd-loss label").nth(1).click()  # its w goes to 2.4 only: the script is that of what is drawn
    expect(page.locator("#code-descent-text")).to_contain_text("w ** 4")
    section(page, "onebatch")
    now, note = page.locator("#autograd-batch-result tr.now"), page.locator("#autograd-batch-result .line-note:visible")
    expect(now).to_contain_text("pred = model(X)")
    for line in ("loss = loss_fn(pred, y)", "loss.backward()", "optimizer.step()"):
        page.get_by_role("button", name="Run the next line").click()
        expect(now).to_contain_text(line)
    by_hand = re.search(r"= (\S+) in float32: that is what SGD wrote", note.inner_text())[1]
    assert float(by_hand) == pytest.approx(float(now.locator(".lit").inner_text()), rel=1e-6)
    page.get_by_role("button", name="Run the next line").click()
    expect(now.locator(".lit")).to_have_text("None")
