"""Opening pictures: every common kind, and more than sixty files that are refused in one clear sentence."""

import base64
import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image

from fmnist.errors import ImageError
from fmnist.pictures.decode import MAX_SIDE
from fmnist.pictures.open_image import open_data_url, open_image
from fmnist.pictures.to_input import to_input
from tests.pictures.bad import bad_files, encode, item
from tests.pictures.ordinary import COLOUR, WIDE, ordinary_files

BAD = bad_files()


def test_there_are_enough_of_them():
    assert len(BAD) >= 60
    assert len(ORDINARY) >= 40


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_sentence(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(BAD[name])
    with pytest.raises(ImageError) as caught:
        to_input(open_image(path))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert 20 < len(sentence) < 200
    assert str(tmp_path) not in sentence


@pytest.mark.parametrize(("start", "kind"), [
    (b"\0\0\0\x24ftypheic", "HEIC"), (b"\0\0\0\x18ftypmif1", "HEIC"), (b"\0\0\0\x18ftypmp42", "MP4"),
    (b"%PDF-1.7", "PDF"), (b"8BPS\0\1", "PSD"), (b"\xff\x0a\x7f", "JPEG XL"), (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"%!PS-Adobe", "PostScript"), (b'<?xml version="1.0"?><svg ', "SVG"), (b"PK\x03\x04", "ZIP"), (b"II*\0", "TIFF"),
])
def test_a_format_that_is_not_read_is_told_by_its_name(start, kind):
    with pytest.raises(ImageError, match=f"^this {kind} file cannot be read here; export it as JPEG or PNG[.]$"):
        open_image(start + bytes(200))


@pytest.mark.parametrize("name", ["20000x20000.png", "bomb.png", "20000x20000.bmp", "gif_of_65535.gif"])
def test_pixels_are_counted_before_they_are_decoded(name):
    tracemalloc.start()
    try:
        with pytest.raises(ImageError, match="pixels"):
            open_image(BAD[name])
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_bytes_are_counted_before_they_are_read(tmp_path):
    path = tmp_path / "sparse.png"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(ImageError, match=r"3000\.0 MB, more than 20;"):
        open_image(path)


def test_a_missing_file_is_told_without_its_folder(tmp_path):
    with pytest.raises(ImageError, match=r"^the file 'no\.png' is not here; .* choose it again") as caught:
        open_image(tmp_path / "no.png")
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("name", [name for name in BAD if name.endswith(".ico") or name == "next_page_is_huge.tiff"])
def test_what_opening_decodes_is_measured_before(name):
    tracemalloc.start()
    try:
        with pytest.raises(ImageError):
            to_input(open_image(BAD[name]))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


ORDINARY = ordinary_files()


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_file_gives_the_same_item(name):
    found = to_input(open_image(ORDINARY[name]))
    assert (found - to_input(WIDE if name.startswith("turned") and "0" not in name else COLOUR)).abs().mean() < 0.04


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("optimize", [False, True])
@pytest.mark.parametrize("subsampling", [0, 2])
def test_a_jpeg_may_lack_its_last_bytes_and_no_more(progressive, optimize, subsampling):
    """It ends where its rows do; one that comes blurred first shows all of them early."""
    whole = encode(COLOUR.resize((1200, 900)), "jpg", quality=90, progressive=progressive, optimize=optimize,
                   subsampling=subsampling)
    expected = np.asarray(open_image(whole), int)
    for lacking in (1, 2, 3, 20, 99):
        found = np.asarray(open_image(whole[:-lacking]), int)
        assert len(found) == 900 if progressive else 810 <= len(found) <= 900
        assert np.abs(found - expected[: len(found)]).mean() < 0.1
    for share in (0.02, 0.05) if progressive else (0.1, 0.3, 0.6, 0.8):
        with pytest.raises(ImageError, match="damaged or incomplete"):
            open_image(whole[: int(share * len(whole))])


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "webp", "bmp", "tiff"])
def test_every_common_format_gives_the_same_item(kind):
    expected = to_input(item())
    found = to_input(open_image(encode(item(), kind)))
    assert (found - expected).abs().mean() < 0.03


def modes():
    grey, colour = item(), item().convert("RGB")
    clear = Image.merge("LA", (Image.new("L", (60, 60), 0), Image.eval(grey, lambda value: 255 - value)))
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    return {
        "1": (grey.point(lambda value: 255 * (value > 127)).convert("1"), "png"),
        "P": (colour.convert("P", palette=Image.Palette.ADAPTIVE, colors=64), "png"),
        "RGB": (colour, "png"),
        "RGBA": (colour.convert("RGBA"), "png"),
        "LA, black on transparent": (clear, "png"),
        "RGBA, black on transparent": (clear.convert("RGBA"), "png"),
        "RGBA, black on transparent, webp": (clear.convert("RGBA"), "webp"),
        "I;16": (deep, "png"),
        "I;16 tiff": (deep, "tiff"),
        "F tiff": (Image.fromarray(np.asarray(grey, dtype=np.float32) / 255), "tiff"),
        "CMYK jpg": (colour.convert("CMYK"), "jpg"),
        "CMYK tiff": (colour.convert("CMYK"), "tiff"),
        "YCbCr jpg": (colour.convert("YCbCr"), "jpg"),
    }


@pytest.mark.parametrize("name", modes())
def test_every_mode_gives_the_same_item(name):
    image, kind = modes()[name]
    found = to_input(open_image(encode(image, kind)))
    assert (found - to_input(item())).abs().mean() < (0.2 if name == "1" else 0.05)


def test_exif_rotation_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    turned = open_image(encode(item().transpose(Image.Transpose.ROTATE_90), "jpg", exif=exif))
    assert (to_input(turned) - to_input(item())).abs().mean() < 0.03


@pytest.mark.parametrize("kind", ["gif", "webp", "tiff"])
def test_of_an_animation_the_first_frame(kind):
    frames = [Image.new("L", (60, 60), 255 * (index % 2)) for index in range(3)]
    found = open_image(encode(item(), kind, save_all=True, append_images=frames))
    assert (to_input(found) - to_input(item())).abs().mean() < 0.03


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_a_large_photo_is_reduced(kind):
    large = item().convert("RGB").resize((4200, 4200), Image.Resampling.NEAREST)
    found = open_image(encode(large, kind))
    assert max(found.size) < 2 * MAX_SIDE
    assert (to_input(found) - to_input(item())).abs().mean() < 0.03


@pytest.mark.parametrize("name", modes())
def test_a_large_picture_of_any_mode_is_reduced_before_it_is_converted(name):
    image, kind = modes()[name]
    large = image.resize((3000, 3000), Image.Resampling.NEAREST)
    data = encode(large, kind, **({"compression": "tiff_deflate"} if kind == "tiff" else {}))
    tracemalloc.start()
    try:
        found = open_image(data)
        assert tracemalloc.get_traced_memory()[1] < 45_000_000  # the WebP decoder's bytes alone are 36 million
    finally:
        tracemalloc.stop()
    assert max(found.size) < 2 * MAX_SIDE
    assert (to_input(found) - to_input(open_image(encode(image, kind)))).abs().mean() < 0.02


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_one_bad_value_of_a_large_picture_is_told(bad):
    values = np.asarray(item().resize((2100, 2100)), dtype=np.float32) / 255
    values[1000, 1000] = bad
    with pytest.raises(ImageError, match="NaN or infinite"):
        open_image(encode(Image.fromarray(values), "tiff"))


def test_a_tiny_picture_is_enlarged():
    dot = Image.new("L", (3, 3), 0)
    dot.putpixel((1, 1), 255)
    assert to_input(open_image(encode(dot, "png"))).shape == (1, 1, 28, 28)


def test_data_url_of_a_canvas():
    url = "data:image/png;base64," + base64.b64encode(encode(item(), "png")).decode()
    assert np.array_equal(np.asarray(open_data_url(url)), np.asarray(item()))


@pytest.mark.parametrize("value", [
    None, 7, "", [], {}, "hello", "data:text/html;base64,PGI+", "data:image/png,rawbytes", "data:image/png;base64,",
    "data:image/png;base64,@@@@",
    "data:image/png;base64,AAAA", "data:image/png;base64,AAA",
    "data:image/svg+xml;base64,PHN2Zy8+",
    "data:image/png;base64,é", "data:image/png;base64," + "A" * 30_000_000,
])
def test_a_broken_data_url_is_one_sentence(value):
    with pytest.raises(ImageError) as caught:
        open_data_url(value)
    assert str(caught.value).endswith(".")
    assert len(str(caught.value)) < 200


def test_nothing_is_left_open(tmp_path):
    path = tmp_path / "item.png"
    path.write_bytes(encode(item(), "png"))
    image = open_image(path)
    path.unlink()
    assert isinstance(image.getpixel((0, 0)), int)
    assert not isinstance(getattr(image, "fp", None), io.BufferedReader)
