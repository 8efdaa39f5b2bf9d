"""Pictures in a visitor's zip: kept, rewritten where they would be misread, and counted."""

import io
import struct
import zlib

import numpy as np
import pytest
import torch
from PIL import Image

from fmnist.data import import_zip as zips
from fmnist.data.custom import CustomImageDataset, to_model_input
from fmnist.errors import DataError
from tests.data.test_import_csv import files_below, png
from tests.pictures.bad import encode
from tests.pictures.common import common_files


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("RGB", "PNG"),
        ("RGBA", "PNG"),
        ("L", "JPEG"),
        ("RGB", "JPEG"),
        ("RGB", "WEBP"),
        ("RGBA", "WEBP"),
        ("L", "GIF"),
    ],
)
def test_every_picture_that_comes_in_is_one_the_model_takes(upload, mode, kind):
    got = upload("file_name,label\nx,3\n", {"x": png((40, 30), mode, kind)})
    X, _ = CustomImageDataset(got.annotations_file, got.img_dir, to_model_input)[0]
    assert (X.shape, X.dtype) == ((1, 28, 28), torch.float32)
    assert 0 <= X.min() <= X.max() <= 1


def test_common_pictures_that_decode_image_reads_wrongly_are_rewritten(upload):
    """All show the same dark boot on white; what was plain already stays as it came, byte for byte."""
    files = common_files()
    del files["phone.jpg"]  # too many pixels for a data set
    files["plain.png"] = encode(Image.open(io.BytesIO(files["colour.bmp"])), "png")
    got = upload("file_name,label\n" + "".join(f"{name},9\n" for name in files), files)
    assert got.errors == ()
    assert set(files) - set(got.rewritten) == {"plain.png", "alpha.png", "colour.webp"}
    for name in set(files) - set(got.rewritten):
        assert (got.img_dir / name).read_bytes() == files[name]
    dataset = dict(zip(files, CustomImageDataset(got.annotations_file, got.img_dir, to_model_input), strict=True))
    expected, label = dataset["plain.png"]
    assert label == 9
    for name in got.rewritten:
        assert (dataset[name][0] - expected).abs().mean() < 0.03, name


def test_a_jpeg_without_its_last_bytes_comes_in(upload):
    noise = np.random.default_rng(0).integers(0, 256, (300, 300), np.uint8)
    whole = encode(Image.fromarray(noise), "jpg")
    got = upload("file_name,label\na.jpg,1\n", {"a.jpg": whole[:-20]})
    assert got.rewritten == ("a.jpg",)
    assert CustomImageDataset(got.annotations_file, got.img_dir)[0][0].shape == (1, 300, 300)


def deep_png(pixels):
    """A PNG with 16 bits a channel, which Pillow reads but cannot write. `pixels`: uint8 `(H, W, 3 or 4)`."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width, channels = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 16, {3: 2, 4: 6}[channels], 0, 0, 0)
    rows = b"".join(b"\0" + (row.astype(">u2") * 257).tobytes() for row in pixels)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))  # fmt: skip


@pytest.mark.parametrize("channels", [3, 4])
def test_sixteen_bits_of_colour_are_read_as_eight(upload, channels):
    pixels = np.full((40, 30, channels), 255, np.uint8)
    pixels[10:30, 5:25, :3] = (10, 120, 200)
    got = upload("file_name,label\ndeep.png,3\nplain.png,3\n",
                 {"deep.png": deep_png(pixels), "plain.png": encode(Image.fromarray(pixels), "png")})
    assert got.rewritten == ("deep.png",)
    (deep, _), (plain, _) = CustomImageDataset(got.annotations_file, got.img_dir, to_model_input)
    torch.testing.assert_close(deep, plain, atol=0.005, rtol=0)


def test_a_phones_photos_do_not_fill_the_limit(upload, monkeypatch):
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = encode(Image.effect_noise((3000, 2000), 30).convert("RGB"), "jpg", quality=60, exif=exif)
    monkeypatch.setattr(zips, "MAX_TOTAL_BYTES", len(photo) + 4_000_000)
    got = upload("file_name,label\na.jpg,1\n", {"a.jpg": photo})
    assert got.rewritten == ("a.jpg",)
    assert Image.open(got.img_dir / "a.jpg").size == (683, 1024)


def test_a_rewritten_picture_counts_with_the_bytes_it_takes(upload, monkeypatch):
    noise = Image.effect_noise((400, 400), 90)
    content = encode(noise.convert("CMYK"), "jpg", quality=10)
    monkeypatch.setattr(zips, "MAX_TOTAL_BYTES", 3 * len(content))
    with pytest.raises(DataError, match=r"more than [\d,]+ bytes in all"):
        upload("file_name,label\na.jpg,1\n", {"a.jpg": content})
    assert files_below(upload.folder) == set()


def test_small_files_with_many_pixels_stop_at_the_total(upload):
    names = [f"{i}.png" for i in range(9)]
    content = png((4000, 3500))
    with pytest.raises(DataError, match="row 9: up to here the images have more than 100,000,000 pixels in all"):
        upload("file_name,label\n" + "".join(f"{name},1\n" for name in names), dict.fromkeys(names, content))
