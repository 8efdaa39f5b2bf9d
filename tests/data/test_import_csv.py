import io
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from fmnist.data import import_csv as uploads
from fmnist.data import import_zip as zips
from fmnist.data.custom import CustomImageDataset
from fmnist.errors import DataError


def png(size=(28, 28), mode="L", kind="PNG"):
    file = io.BytesIO()
    Image.new(mode, size, 128).save(file, kind)
    return file.getvalue()


def files_below(folder: Path):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_good_upload_is_a_custom_image_dataset(upload):
    got = upload(
        "file_name,label\na.png,3\nsub/b.jpg,9\na.png,3\n", {"a.png": png(), "sub/b.jpg": png(mode="RGB", kind="JPEG")}
    )
    assert [(row.number, row.name, row.label) for row in got.rows] == [
        (2, "a.png", 3),
        (3, "sub/b.jpg", 9),
        (4, "a.png", 3),
    ]
    assert got.errors == ()
    dataset = CustomImageDataset(got.annotations_file, got.img_dir)
    assert len(dataset) == 3
    assert dataset[1][0].shape == (3, 28, 28)
    assert dataset[1][1] == 9
    assert files_below(got.folder) == {"labels.csv", "images/a.png", "images/sub/b.jpg"}


@pytest.mark.parametrize(
    ("table", "encoding"),
    [
        ("\ufefffile_name,label\n运动鞋.png,3\n".encode(), "utf-8"),
        ("file_name,label\n运动鞋.png,3\n".encode("gbk"), "gb2312"),
        ("file_name,label\r\n运动鞋.png,3\r\n".encode("utf-16"), "utf-16"),
        ("文件名,标签\n运动鞋.png,3\n".encode("gbk"), "gb2312"),
        ('file_name,label\n"运动鞋.png", 3 ,extra\n\n'.encode(), "utf-8"),
    ],
)
def test_encodings(upload, table, encoding):
    got = upload(table, {"运动鞋.png": png()})
    assert got.encoding == encoding
    assert got.rows[0].name == "运动鞋.png"
    assert len(CustomImageDataset(got.annotations_file, got.img_dir)) == 1


def test_names_that_windows_packed_in_gbk(upload):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("AABBCC.png", png())
    got = upload(
        "file_name,label\n运动鞋.png,3\n", packed.getvalue().replace(b"AABBCC.png", "运动鞋".encode("gbk") + b".png")
    )
    assert got.rows[0].name == "运动鞋.png"


def test_the_tutorials_csv_without_a_header_and_a_zip_with_one_folder(upload):
    got = upload(
        "tshirt1.png, 0\nankleboot999.png, 9\n",
        {"images/tshirt1.png": png(), "images/ankleboot999.png": png(), "__MACOSX/._x": b"x"},
    )
    assert got.columns is None
    assert [row.label for row in got.rows] == [0, 9]
    assert len(CustomImageDataset(got.annotations_file, got.img_dir)) == 2


ROW_ERRORS = [
    ("gone.png,1", "row 3: image 'gone.png' not found, the zip holds "),
    ("a.png", "row 3: expected a label from 0 to 9 or a class such as Bag, got ''"),
    ("a.png,12", "row 3: label must be from 0 to 9, got 12"),
    ("a.png,-1", "row 3: label must be from 0 to 9, got -1"),
    ("a.png,Boat", "row 3: expected a label from 0 to 9 or a class such as Bag, got 'Boat'"),
    ("a.png,1.5", "row 3: expected a label"),
    ("a.png,", "row 3: expected a label"),
    ("../../secret.png,1", "row 3: image '../../secret.png' not found"),
    ("/etc/passwd,1", "row 3: image '/etc/passwd' not found"),
    ("C:\\secret.png,1", "row 3: image 'C:\\\\secret.png' not found"),
    (",1", "row 3: image '' not found"),
    ("..,1", "row 3: image '..' not found"),
    ("x" * 200 + ".png,1", "row 3: image 'xxx"),
    ("10:30.png,1", "row 3: '10:30.png' is no file name on every system"),
    ("long.png,1", "row 3: 'longlong"),
    ("text.png,1", "row 3: 'text.png' is not a picture"),
    ("html.png,1", "row 3: 'html.png' is not a picture"),
    ("svg.svg,1", "row 3: 'svg.svg' is a SVG file, which cannot be read here; export it as JPEG or PNG"),
    ("phone.heic,1", "row 3: 'phone.heic' is a HEIC file"),
    ("cut.png,1", "row 3: 'cut.png' is not a picture"),
    ("empty.png,1", "row 3: 'empty.png' is not a picture"),
    ("wide.png,1", "row 3: image 'wide.png' has more than 16,000,000 pixels"),
    ("huge.png,1", "row 3: image 'huge.png' has more than 16,000,000 pixels"),
    ("bomb.png,1", "row 3: image 'bomb.png' has more than 5,000,000 bytes"),
    ("a.png/b.png,1", "row 3: "),
]


def header_only_png(width, height):
    """A PNG whose header claims a size that its few bytes do not hold."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def hostile():
    return {
        "ok.png": png(),
        "a.png": png(),
        "text.png": b"hello",
        "html.png": b"<html><script>alert(1)</script>",
        "svg.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "phone.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "cut.png": png((200, 200))[:100],
        "empty.png": b"",
        "wide.png": header_only_png(20_000, 20_000),
        "huge.png": header_only_png(2**31 - 1, 2**31 - 1),
        "bomb.png": bytes(6_000_000),
        "a.png/b.png": png(),
        "10:30.png": png(),
        "long" * 70 + "/long.png": png(),
    }


@pytest.mark.parametrize(("line", "words"), ROW_ERRORS)
def test_a_bad_row_is_named_and_left_out(upload, hostile, line, words):
    got = upload(f"file_name,label\na.png,1\n{line}\nok.png,2\n", hostile)
    assert [row.name for row in got.rows] == ["a.png", "ok.png"]
    assert got.left_out == 1
    assert str(got.errors[0]).startswith(words)
    assert "\n" not in str(got.errors[0])
    assert str(upload.root) not in str(got.errors[0])
    assert files_below(upload.folder) == {"set/labels.csv", "set/images/a.png", "set/images/ok.png"}
    assert len(CustomImageDataset(got.annotations_file, got.img_dir)) == 2


def test_when_no_row_is_good_the_first_error_is_told_and_nothing_stays(upload):
    with pytest.raises(DataError, match=r"row 2: image 'x\.png' not found"):
        upload("file_name,label\nx.png,1\ny.png,77\n", {"a.png": png()})
    assert files_below(upload.folder) == set()


@pytest.mark.parametrize("name", ["../ok.png", "x/../../ok.png", "/etc/ok.png", "C:\\ok.png", "..\\ok.png"])
def test_a_path_to_elsewhere_finds_the_zips_own_picture_and_nothing_else(upload, name):
    got = upload(f"file_name,label\n{name},1\n", {"ok.png": png()})
    assert [row.name for row in got.rows] == ["ok.png"]
    assert files_below(upload.folder) == {"set/labels.csv", "set/images/ok.png"}


def link():
    info = zipfile.ZipInfo("a.png")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("table", "files", "words"),
    [
        (b"", {}, "CSV is empty"),
        (b"  \n\n", {}, "CSV is empty"),
        ("file_name,label\n", {}, "no rows"),
        ("just one column\nx\n", {}, "row 1: expected two columns"),
        (png(), {}, "the CSV is not text"),
        (b"PK\3\4 and so on", {}, "the CSV is an Excel workbook or a zip"),
        ("file_name,label\na.png,1\n", {"readme/": b""}, "the zip holds no images"),
        ('file_name,label\n"a.png,1\n', {"a.png": png()}, "row 2: the CSV is broken"),
        ("file_name,label\n" + "a.png,1\n" * 5_002, {"a.png": png()}, "more than 5,000 rows"),
        ("file_name,label\n" + "a.png,1\n" * 126_000, {"a.png": png()}, "1,008,016 bytes, more than 1,000,000"),
        ("file_name,label\na.png,1\n", b"not a zip", "not a zip"),
        ("file_name,label\na.png,1\n", b"", "not a zip"),
        ("file_name,label\na.png,1\n", {link(): b"/etc/passwd"}, "holds a link"),
        ("file_name,label\na.png,1\n", {"../a.png": png()}, "leaves its folder"),
        ("file_name,label\na.png,1\n", {"/a.png": png()}, "leaves its folder"),
        ("file_name,label\na.png,1\n", {"x/../../../a.png": png()}, "leaves its folder"),
        ("file_name,label\na.png,1\n", {f"{i}": b"" for i in range(10_001)}, "10,001 files, more than 10,000"),
    ],
)  # fmt: skip
def test_what_is_refused_whole(upload, table, files, words):
    with pytest.raises(DataError, match=re.escape(words)) as caught:
        upload(table, files)
    assert "\n" not in str(caught.value)
    assert str(upload.root) not in str(caught.value)
    assert files_below(upload.folder) == set()
    assert files_below(upload.root) <= {"a.csv", "a.zip"}


def test_an_encrypted_and_a_damaged_zip(upload):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.png", png())
    whole = packed.getvalue()
    central = whole.index(b"PK\x01\x02")
    encrypted = whole[:6] + b"\x01" + whole[7 : central + 8] + b"\x01" + whole[central + 9 :]
    with pytest.raises(DataError, match="encrypted"):
        upload("file_name,label\na.png,1\n", encrypted)
    damaged = whole.replace(b"IDAT", b"XXXX")  # the checksum in the zip no longer fits
    with pytest.raises(DataError, match="cannot be unpacked, it is damaged"):
        upload("file_name,label\na.png,1\n", damaged)
    with pytest.raises(DataError, match="not a zip"):
        upload("file_name,label\na.png,1\n", whole[:-30])


def test_many_bombs_stop_at_the_total(upload, monkeypatch):
    monkeypatch.setattr(zips, "MAX_TOTAL_BYTES", 20_000_000)
    names = [f"{i}.png" for i in range(20)]
    with pytest.raises(DataError, match=r"row 5: up to here the images have more than 20,000,000 bytes in all"):
        upload(
            "file_name,label\n" + "".join(f"{name},1\n" for name in names), {name: bytes(9_000_000) for name in names}
        )
    assert files_below(upload.folder) == set()


def test_only_the_first_row_errors_are_kept(upload):
    got = upload("file_name,label\na.png,1\n" + "gone.png,1\n" * 50, {"a.png": png()})
    assert (len(got.errors), got.left_out) == (uploads.MAX_ROW_ERRORS, 50)
