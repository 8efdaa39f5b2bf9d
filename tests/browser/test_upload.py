"""Pictures brought to the Predict tab as visitors bring them: every format, the clipboard, the camera."""

import base64

from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import open_tab, settled
from tests.browser.test_predict import BAG, answer, draw, opened
from tests.pictures.bad import bad_files, encode
from tests.pictures.common import common_files
from tests.pictures.drawings import SHAPES, filled

GIVE = """async (data) => {
  const picture = await (await fetch('data:image/png;base64,' + data)).blob();
  await navigator.clipboard.write([new ClipboardItem({'image/png': picture})]);
}"""
NO_BROKEN_MARK = """() => {
  const image = document.querySelector('#predict-upload img');
  return image.complete && (image.style.visibility === 'hidden') === (image.naturalWidth === 0);
}"""
PASTE, CAMERA = "Paste from clipboard", "Capture from camera"


def uploading(page, predict="Predict", upload="Upload"):
    opened(page, predict)
    page.locator("#predict-source label", has_text=upload).click()
    page.wait_for_selector("#predict-upload [data-testid=source-select]")
    return page


def bring(page, path):
    """Upload one file in place of the one before; the answer's text."""
    close = page.locator("#predict-upload .icon-button-wrapper button").last
    if close.count():
        close.click()
        page.wait_for_selector("#predict-upload img", state="detached")
        page.wait_for_selector("#predict-answer .answer-none:not([role=alert])")
    page.locator("#predict-upload input[type=file]").set_input_files(path)
    page.wait_for_selector("#predict-answer :is(.bars, [role=alert])")
    return page.locator("#predict-answer").text_content()


def told_what_is_no_picture(page, tmp_path, read, uniform, stop):
    """One sentence, ended by `stop`, for each file that is none, and for a picture with nothing on it."""
    bad = bad_files() | {"1x1.png": encode(Image.new("L", (1, 1), 9), "png")}
    expected = dict.fromkeys(("html.png", "text.jpg"), read) | {
        "drawing.svg": "SVG", "svg.png": "SVG", "1x1.png": uniform}
    for name, words in expected.items():
        (tmp_path / name).write_bytes(bad[name])
        told = bring(page, tmp_path / name)
        assert words in told
        assert told.count(stop) <= 1
        assert str(tmp_path) not in told
        assert not page.locator(".toast-body").count()
        page.wait_for_function(NO_BROKEN_MARK)


def sent_by(page):
    """The uploads of the page from now on."""
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "/upload" in request.url else None)
    return sent


def test_every_common_picture_is_read_and_what_is_none_is_told(open_page, tmp_path):
    page, read = uploading(open_page()), {}
    filled(SHAPES[18]).save(tmp_path / "paper.png")
    bring(page, tmp_path / "paper.png")
    page.wait_for_selector("#predict-why figure img")
    assert answer(page) == "Ankle boot"
    assert "inverted" in page.locator("#predict-why").text_content()
    for name, content in common_files().items():
        (tmp_path / name).write_bytes(content)
        bring(page, tmp_path / name)
        page.wait_for_function("document.querySelectorAll('#predict-why img').length === 5")
        read[name] = answer(page)
    assert read == dict.fromkeys(common_files(), "Ankle boot")
    assert not page.locator(".toast-body").count()
    page.locator("#code-predict button").first.click()
    page.wait_for_selector("#code-predict-text .line")

    told_what_is_no_picture(page, tmp_path, "The file is not a picture", "the same shade all over", ". ")
    bring(page, tmp_path / "html.png")
    told = page.locator("#predict-answer [role=alert]").text_content()
    assert told.startswith("The file is not a picture")
    assert "/" not in told
    page.locator("#code-predict-text .problem", has_text="The file is not a picture").wait_for()


def test_a_file_that_is_too_big_is_told_before_it_is_sent_and_an_upload_stays(open_page, tmp_path):
    """A refused camera or clipboard says what to do; a picture stays while other tabs are looked at."""
    page = uploading(open_page())
    note = page.locator("#predict-upload-info [role=status]")
    page.get_by_role("button", name=PASTE).click()
    note.get_by_text("press Ctrl+V").wait_for()

    sent = sent_by(page)
    (tmp_path / "big.png").write_bytes(bytes(20_100_000))
    page.locator("#predict-upload input[type=file]").first.set_input_files(tmp_path / "big.png")
    page.get_by_role("alert").filter(has_text="The file is larger than 20 MB").wait_for()
    assert sent == []
    (tmp_path / "boot.png").write_bytes(common_files()["palette.png"])
    bring(page, tmp_path / "boot.png")
    assert answer(page) == "Ankle boot"
    assert page.locator(".too-big").text_content() == ""

    for elsewhere in ("Samples", "Train"):
        open_tab(page, elsewhere)
        open_tab(page, "Predict")
        page.wait_for_selector("#predict-upload img")
        assert answer(page) == "Ankle boot"
    page.locator("#predict-source label", has_text="Draw").click()
    page.wait_for_selector("#predict-answer .answer-none")
    page.locator("#predict-source label", has_text="Upload").click()
    page.wait_for_selector("#predict-why figure img")
    assert answer(page) == "Ankle boot"

    page.get_by_role("button", name="Remove Image").click()
    page.get_by_role("button", name=CAMERA).click()
    page.locator("#predict-upload [title='grant webcam access'] button").click()
    note.get_by_text("Choose a photo").wait_for()


def test_what_a_file_is_its_content_tells_and_not_its_name(open_page, tmp_path):
    page = uploading(open_page())
    for name, content, words in (("notes.txt", b"shoe", "The file is not a picture"),
                                 ("IMG_0001.HEIC", bad_files()["photo.heic"], "export it as JPEG or PNG"),
                                 ("boot", common_files()["palette.png"], "Ankle boot"),
                                 ("boot.txt", common_files()["turned.jpg"], "Ankle boot")):
        (tmp_path / name).write_bytes(content)
        assert words in bring(page, tmp_path / name)
        assert page.locator(".toast-body").count() == 0
        page.wait_for_function(NO_BROKEN_MARK)
    bring(page, tmp_path / "notes.txt")
    with page.expect_file_chooser() as chooser:  # its place takes another file
        page.locator("#predict-upload [data-again]").click()
    chooser.value.set_files(tmp_path / "boot")
    page.wait_for_selector("#predict-answer [data-label='Ankle boot']")


def test_in_chinese(open_page, tmp_path):
    """The pad, what is no picture, what is too big wherever files are taken, and impossible tensors."""
    page = opened(open_page(locale="zh-CN"), "预测")
    assert page.get_by_role("button", name="撤销").is_visible()
    draw(page, BAG)
    page.wait_for_selector("#predict-why figure img")
    assert "它在看哪里" in page.locator("#predict-why").text_content()
    uploading(page, "预测", "上传图片")
    page.wait_for_selector("#predict-answer .answer-none")
    told_what_is_no_picture(page, tmp_path, "这个文件不是可以读取的图片", "整张都是同一种颜色", "。")

    page.locator("#predict-upload .icon-button-wrapper button").last.click()
    page.wait_for_selector("#predict-upload img", state="detached")
    settled(page)
    sent = sent_by(page)
    for chapter, section, upload, name in (
        ("预测", "上传图片", "#predict-upload", "big.png"),
        ("保存与加载", "", "#weights-upload", "big.pth"),
        ("样本", "自己的图片", "#samples-own-files", "big.zip"),
    ):
        open_tab(page, chapter)
        if section:
            page.locator(":is([role=tab], #predict-source label):visible", has_text=section).click()
        (tmp_path / name).write_bytes(bytes(20_100_000))
        page.locator(f"{upload} input[type=file]").first.set_input_files(tmp_path / name)
        page.locator("[role=alert]:visible").filter(has_text="文件超过 20 MB").wait_for()
    settled(page)
    assert sent == []
    assert page.locator(".toast-body").count() == 0

    open_tab(page, "张量")
    page.locator("#tensors-data textarea").fill("[[1, 2], [3]]")
    expect(page.locator("#tensors-made .problem")).to_contain_text("长度不一致")
    page.locator("#tensors-data textarea").fill("")
    expect(page.locator("#tensors-made .problem")).to_contain_text("是空的")


def test_the_clipboard_by_button_and_by_key_and_only_where_pictures_are_uploaded(open_page):
    page = uploading(open_page(permissions=["clipboard-read", "clipboard-write"]))
    note = page.locator("#predict-upload-info [role=status]")
    page.evaluate("navigator.clipboard.writeText('a shoe')")
    page.get_by_role("button", name=PASTE).click()
    page.wait_for_function("document.querySelector('#predict-upload-info [role=status]').textContent !== ''")
    assert note.text_content() == "There is no picture on the clipboard."
    page.evaluate(GIVE, base64.b64encode(common_files()["alpha.png"]).decode())
    for paste in (lambda: page.get_by_role("button", name=PASTE).click(), lambda: page.keyboard.press("Control+v")):
        paste()
        page.wait_for_selector("#predict-why figure img")
        assert answer(page) == "Ankle boot"
        assert note.text_content() == ""
        page.get_by_role("button", name="Remove Image").click()
        page.wait_for_selector("#predict-why figure img", state="detached")
    page.locator("#predict-source label", has_text="Draw").click()
    page.keyboard.press("Control+v")
    open_tab(page, "Train")
    page.keyboard.press("Control+v")
    open_tab(page, "Predict")
    page.locator("#predict-source label", has_text="Upload").click()
    settled(page)
    assert not page.locator("#predict-upload img").count()


def photograph(page):
    page.get_by_role("button", name=CAMERA).click()
    page.locator("#predict-upload [title='grant webcam access'] button").click()
    page.wait_for_function("document.querySelector('#predict-upload video')?.videoWidth > 0")
    page.get_by_role("button", name="capture photo").click()
    page.wait_for_selector("#predict-why figure img")


def test_the_camera_by_its_button(open_page):
    page = uploading(open_page(permissions=["camera"]))
    photograph(page)
    assert answer(page) == "Ankle boot"
    assert page.locator("#predict-answer .bars li").count() == 10
    assert page.locator("#predict-why img").count() == 5
    # Not mirrored: the toe points to the left, as in the data set, and the shaft stands on the right.
    lit = page.evaluate("""() => {
      const image = document.querySelector('#predict-why section img');
      const canvas = Object.assign(document.createElement('canvas'), {width: 28, height: 28});
      const pen = canvas.getContext('2d');
      pen.drawImage(image, 0, 0, 28, 28);
      return [0, 14].map((x) => pen.getImageData(x, 0, 14, 14).data.filter((v, i) => i % 4 === 0 && v > 99).length);
    }""")
    assert lit[1] > 2 * lit[0]


def test_a_class_that_opens_the_page_by_http_is_told_too(open_page, served):
    """From another machine without https a page has no `navigator.clipboard` and no `navigator.mediaDevices`."""
    page = open_page(locale="zh-CN", url=served.url.replace("127.0.0.1", "fmnist.test"))
    assert not page.evaluate("isSecureContext")
    uploading(page, "预测", "上传图片")
    note = page.locator("#predict-upload-info [role=status]")
    buttons = page.locator("#predict-upload [data-testid=source-select] button")
    buttons.nth(2).click()
    note.get_by_text("请改按 Ctrl+V").wait_for()
    buttons.nth(1).click()
    note.get_by_text("摄像头不可用").wait_for()
