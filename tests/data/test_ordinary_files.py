"""A CSV and a zip as people have them: every pair comes in, each picture with its own label."""

import shutil
import subprocess
import zipfile

import pytest

from fmnist.data.custom import SAMPLE, CustomImageDataset
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.import_csv import import_dataset, pack
from fmnist.errors import DataError
from tests.data.ordinary import CHINESE, FRENCH, GERMAN, JAPANESE, PAIRS, PLAIN, RUSSIAN, picture, table, zipped


def bring(folder, text, packed):
    csv_file, zip_file = folder / "a.csv", folder / "a.zip"
    if text is not None:
        csv_file.write_bytes(text if isinstance(text, bytes) else text.encode())
    zip_file.write_bytes(packed)
    return import_dataset(None if text is None else csv_file, zip_file, folder / "set")


def shades(imported):
    """The label of each picture as its shade tells it, and as the data set does."""
    dataset = CustomImageDataset(imported.annotations_file, imported.img_dir)
    return [round((image.float().mean().item() - 5) / 20) for image, _ in dataset], [label for _, label in dataset]


@pytest.mark.parametrize("pair", PAIRS)
def test_every_picture_comes_in_with_its_label(tmp_path, pair):
    text, packed = PAIRS[pair]
    got = bring(tmp_path, text, packed)
    assert got.errors == ()
    by_shade, by_label = shades(got)
    assert by_shade == by_label
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        pictures = sum(archive.read(name).startswith(b"\x89PNG") for name in archive.namelist())
    asked_for = pictures - (pair in ("a copy in a folder", "zeros that Excel took"))
    assert len(by_label) == asked_for


def test_what_the_page_offers_for_download_loads_again_as_it_is(tmp_path):
    first = import_dataset(SAMPLE / "labels.csv", SAMPLE / "images.zip", str(tmp_path / "first"))
    again = import_dataset(None, pack(first), tmp_path / "again")
    assert [(row.name, row.label) for row in again.rows] == [(row.name, row.label) for row in first.rows]
    both = import_dataset(first.annotations_file, pack(first), tmp_path / "both")
    assert both.rows == again.rows


@pytest.mark.parametrize(("encoding", "files"), [
    ("gbk", CHINESE), ("gbk", {"bag包.png": 8, "瑄瑄的靴子.png": 9}), ("cp932", JAPANESE), ("cp866", RUSSIAN),
    ("cp1251", RUSSIAN), ("cp437", GERMAN), ("cp850", GERMAN), ("cp850", FRENCH), ("cp1252", GERMAN),
    ("cp1252", {"Frühling.png": 9}),
])  # fmt: skip
def test_both_in_one_encoding_that_neither_tells(tmp_path, encoding, files):
    got = bring(tmp_path, table(files).encode(encoding), zipped(files, encoding))
    assert [(row.name, row.label) for row in got.rows] == list(files.items())


@pytest.mark.skipif(shutil.which("zip") is None, reason="Info-ZIP is not installed")
@pytest.mark.parametrize("files", [CHINESE, GERMAN], ids=["Chinese", "German"])
def test_a_zip_by_info_zip(tmp_path, files):
    (tmp_path / "images").mkdir()
    for name, label in files.items():
        (tmp_path / "images" / name).write_bytes(picture(label))
    subprocess.run(["zip", "-qr", "b.zip", "images"], cwd=tmp_path, check=True)
    got = bring(tmp_path, table(files), (tmp_path / "b.zip").read_bytes())
    assert [(row.name, row.label) for row in got.rows] == list(files.items())


@pytest.mark.parametrize(("label", "expected"), [
    *((name, label) for label, name in enumerate(CLASSES)),
    *zip(("T恤", "裤子", "套头衫", "连衣裙", "外套", "凉鞋", "衬衫", "运动鞋", "包", "短靴"), range(10), strict=True),
    ("T-Shirt", 0), ("tshirt", 0), ("T 恤/上衣", 0), ("trousers", 1), ("dresses", 3), ("ankle_boot", 9), ("1.0", 1),
    ("２", 2), ("class 3", 3), ("4 - Coat", 4),
])  # fmt: skip
def test_labels(tmp_path, label, expected):
    got = bring(tmp_path, f"file_name,label\nx.png,{label}\n", zipped({"x.png": expected}))
    assert [row.label for row in got.rows] == [expected]


def test_the_columns_are_told(tmp_path):
    assert bring(tmp_path, table(header="fold,Image,Class", line="3,{name},{label}"), zipped(PLAIN)).columns == (
        "Image", "Class")
    assert bring(tmp_path, table(header=""), zipped(PLAIN)).columns is None


UNCLEAR = [
    (table(header="", line="{name},{number},{label}"), {}, "is not clear, found boot.png, 0, 9; begin it with a line"),
    (table(header="file_name,fold,digit", line="{name},{number},{label}"), {}, "found file_name, fold, digit;"),
    (table(header="label,pixel1,pixel2", line="{label},0,128"), {}, "found label, pixel1, pixel2;"),
    (table(header="No,照,款", line="{number},{name},{chinese}").encode("gbk"), {}, "is not clear, found No, 照, 款;"),
    (table(header="file_name,category,no", line="{name},tops,{label}"), {}, "found file_name, category, no;"),
    (table(header="file_name,a,b", line="{name},x,y"), {}, "found file_name, a, b;"),
    ("file_name,Bag,Coat\nboot.png,1,1\n", {}, "expected a label from 0 to 9 or a class such as Bag, got 'Bag, Coat'"),
    ("file_name,Bag,Coat\nboot.png,0,0\n", {}, "expected a label from 0 to 9 or a class such as Bag, got ''"),
    (table(header="file_name,label,class", line="{name},{label},{number}"), {}, "columns label, class of the CSV hold"),
    ("file_name,label\nboot.png,10\nbag.png,1\n", {}, "the labels go from 1 to 10, expected 0 to 9 with 0 for T-shirt"),
    ("file_name,label\nbot.png,9\n", {}, "row 2: image 'bot.png' not found, the zip holds 'boot.png'"),
    ("file_name,label\nx.png,9\n", {"a/x.png": 9, "b/x.png": 8}, "row 2: 'x.png' can be 'a/x.png' or 'b/x.png'"),
    ("file_name,label\nx,9\n", {"x.png": 9, "x.jpg": 8}, "row 2: 'x' can be 'x.png' or 'x.jpg'"),
    ("file_name,label\nx.jpg,9\n", {"x.png": 9}, "row 2: image 'x.jpg' not found, the zip holds 'x.png'"),
    ("file_name,label\na/x.png,9\nb/x.png,8\n", {"x.png": 9}, "row 2: image 'a/x.png' not found"),
    ("file_name,label\nx.png,0.5\n", {"x.png": 9}, "expected a label from 0 to 9 or a class such as Bag, got '0.5'"),
    ("file_name,label\n1.png,9\n01.png,8\n", {"001.png": 9}, "row 2: image '1.png' not found"),
    ("file_name,label\n20240501-x.png,9\n", {"20240502-x.png": 9}, "row 2: image '20240501-x.png' not found"),
    (None, {"cats/x.png": 1, "dogs/x.png": 2}, "neither a CSV nor folders named after classes, found cats, dogs"),
    (None, {"1/x.png": 0, "10/x.png": 9}, "the labels go from 1 to 10"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files", "words"), UNCLEAR)
def test_what_is_not_clear_is_asked_for_and_never_guessed(tmp_path, text, files, words):
    with pytest.raises(DataError) as caught:
        bring(tmp_path, text, zipped(files or PLAIN))
    assert words in str(caught.value)


def test_of_two_csvs_in_the_zip_none_is_taken(tmp_path):
    with pytest.raises(DataError, match=r"2 CSVs, such as 'train.csv' and 'test.csv'"):
        bring(tmp_path, None, zipped(PLAIN, more=[("train.csv", b""), ("test.csv", b"")]))
