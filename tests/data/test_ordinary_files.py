"""A CSV and a zip as people have them: every pair comes in, each picture with its own label.

The picture of label `k` has the shade `20 * k + 5`, so that a wrong picture shows as well as a wrong label.
"""

import csv
import io
import shutil
import struct
import subprocess
import unicodedata
import zipfile

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fmnist.data.custom import SAMPLE, CustomImageDataset
from fmnist.data.fashion_mnist import CLASSES, CLASSES_ZH
from fmnist.data.import_csv import import_dataset, pack
from fmnist.errors import DataError

PLAIN = {"boot.png": 9, "bag.png": 8, "tee.png": 0}
GERMAN = {"grün.png": 9, "Öl.png": 8, "für mich.png": 0}
FRENCH = {"À côté.png": 9, "Ægir.png": 8}  # À is in cp850, not in cp437
CHINESE = {"运动鞋.png": 7, "短靴.png": 9, "包.png": 8}
RUSSIAN = {"сапог.png": 9, "сумка.png": 8}
JAPANESE = {"靴の表.png": 9, "バッグ.png": 8, "ソックス.png": 1}  # 表 and ソ hold the byte of a backslash
APPLE_DOUBLE = struct.pack(">II16sHIII", 0x00051607, 0x00020000, b"Mac OS X", 1, 9, 38, 0)  # RFC 1740


def picture(label, kind="png"):
    file = io.BytesIO()
    Image.new("L", (8, 8), 20 * label + 5).save(file, kind)
    return file.getvalue()


def zipped(files, encoding=None, more=()):
    """A zip of `files`, label by name, and `more`. With `encoding` the names are in it, and no flag tells so."""
    file, names = io.BytesIO(), {}
    with zipfile.ZipFile(file, "w") as archive:
        for number, (name, content) in enumerate([*((name, picture(label)) for name, label in files.items()), *more]):
            raw = name.encode(encoding or "utf-8")
            stand_in = f"~{number}".ljust(len(raw), "~") if encoding else name
            names[stand_in.encode()] = raw
            archive.writestr(stand_in, content)
    packed = file.getvalue()
    for stand_in, raw in names.items():
        packed = packed.replace(stand_in, raw)
    return packed


def finder(files):
    """As macOS compresses a folder: decomposed names in UTF-8 without the flag, a `._` file beside each picture."""
    names = {unicodedata.normalize("NFD", f"photos/{name}"): label for name, label in files.items()}
    beside = [(f"__MACOSX/{name.replace('/', '/._')}", APPLE_DOUBLE) for name in names]
    return zipped(names, "utf-8", [("photos/.DS_Store", b"\0\0\0\1Bud1"), ("photos/._boot.png", APPLE_DOUBLE), *beside])


def table(files=PLAIN, header="file_name,label", line="{name},{label}", end="\n"):
    def fields(name, label):
        return {"name": name, "stem": name.partition(".")[0], "label": label, "class": CLASSES[label],
                "chinese": CLASSES_ZH[label].replace(" ", "").partition("/")[0]}

    lines = [line.format(number=number, **fields(*item)) for number, item in enumerate(files.items())]
    return end.join([*([header] if header else []), *lines, ""])


def pandas_csv(change, **options):
    frame = pd.DataFrame({"image": list(PLAIN), "label": list(PLAIN.values())})
    return change(frame).to_csv(**options)


def one_hot(frame):
    return pd.get_dummies(frame.assign(label=[CLASSES[label] for label in frame["label"]]), columns=["label"])


def with_an_empty_label_elsewhere(frame):
    return pd.concat([frame, pd.DataFrame({"image": ["x"]})]).iloc[:-1]  # one NaN makes the whole column float


def savetxt():
    file = io.StringIO()
    np.savetxt(file, np.array([[name, str(label)] for name, label in PLAIN.items()]), fmt="%s", delimiter=",",
               header="file_name,label")
    return file.getvalue()


def excel(separator, encoding, files=PLAIN, end="\r\n"):
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=end).writerows([("file_name", "label"), *files.items()])
    return file.getvalue().encode(encoding)


ROBOFLOW = "filename, Ankle boot, Bag, T-shirt/top\nboot.png, 1, 0, 0\nbag.png, 0, 1, 0\ntee.png, 0, 0, 1\n"
LABEL_STUDIO = table(
    header="image,id,choice,annotator,annotation_id,created_at,updated_at,lead_time",
    line="/data/upload/1/3f2a1b4{number}-{name},{number},{class},1,{number},2024-05-01T10:00:00Z,2024-05-01,4.2")
COPY_AS_PATH = table(line='"""C:\\Users\\me\\Pictures\\{name}""",{label}')

TABLES = {
    "plain": table(),
    "excel": excel(",", "utf-8-sig"),
    "excel in German": excel(";", "cp1252"),
    "excel, Unicode text": excel("\t", "utf-16"),
    "excel for Mac": excel(";", "mac_roman", end="\r"),
    "UTF-16 without a mark": table().encode("utf-16-le"),
    "sep=;": "sep=;\r\n" + table(header="file_name;label", line="{name};{label}", end="\r\n"),
    "sep=|": '"sep=|"\n' + table(header="label|file_name", line="{label}|{name}"),
    "tsv": table(header="file_name\tlabel", line="{name}\t{label}"),
    "a list for Caffe": table(header="", line="images/{name} {label}"),
    "numpy.savetxt": savetxt(),
    "PowerShell": "#TYPE Selected.System.IO.FileInfo\n" + table(header='"Name","Label"', line='"{name}","{label}"'),
    "a comment and a blank line": "# made by me\n\n" + table(),
    "comments without a header": "# made by me, by hand\n" + table(header=""),
    "a title above the table": "Our data set, 2024\n\n;;\n" + table(header=";Image;Label", line=";{name};{label}"),
    "empty rows below the table": table(header="file_name,label,,", line="{name},{label},,") + ",,,\n" * 6000,
    "quotes": table(line='"{name}", "{label}"'),
    "no header": table(header="", line="{name}, {label}"),
    "pandas with its index": pandas_csv(lambda frame: frame),
    "pandas, twice": pandas_csv(lambda frame: frame.reset_index()),
    "pandas, floats": pandas_csv(with_an_empty_label_elsewhere, index=False),
    "pandas, one-hot": pandas_csv(one_hot, index=False),
    "pandas, its own header": pandas_csv(lambda frame: frame.set_axis([0, 1], axis=1), index=False),
    "Roboflow": ROBOFLOW,
    "Label Studio": LABEL_STUDIO,
    "Label Studio, local files": table(header="id,image,choice", line="{number},/data/local-files/?d=a/{name},{class}"),
    "Vertex AI": table(header="", line="TRAIN,gs://bucket/pictures/{name},{class}"),
    "the label first": table(header="Class,Image", line="{class},{name}"),
    "a fold between": table(header="File Name,fold,Label", line="{name},{number},{label}"),
    "an id, and words nobody knows": table(header="id,Datei,label", line="{number},{name},{label}"),
    "Chinese commas": table(header="图片，类别", line="{name}，{chinese}"),
    "an id before": table(header="id,file_name,label", line="{number},{name},{label}"),
    "name is the class's name": table(header="name,label,file", line="{class},{label},{name}"),
    "label and class agree": table(header="file_name,label,class", line="{name},{label},{class}"),
    "words nobody knows": table(header="Datei;Nummer", line="{name};{label}"),
    "Chinese words": table(header="图片名称,类别", line="{name},{chinese}"),
    "Chinese words in GBK": table(header="序号,图片,标签", line="{number},{name},{chinese}").encode("gbk"),
    "capitals and underscores": table(line="{name},{class}").replace("Ankle boot", "ANKLE_BOOT").replace("Bag", "bags"),
    "class_9": table(line="{name},class_{label}"),
    "Windows paths": table(line="C:\\Users\\me\\images\\{name},{label}"),
    "copied as path": COPY_AS_PATH,
    "paths from elsewhere": table(line="../data/images/{name},{label}"),
    "no extensions": table(header="id,label", line="{stem},{label}"),
}

ZIPS = {  # a CSV, or none, and a zip
    "Finder": (table(), finder(PLAIN)),
    "Finder, Chinese": (table(CHINESE), finder(CHINESE)),
    "Finder, Excel in German": (excel(";", "cp1252", GERMAN), finder(GERMAN)),
    "Finder, Excel for Mac": (excel(";", "mac_roman", GERMAN), finder(GERMAN)),
    "Windows, Chinese": (table(CHINESE), zipped(CHINESE, "gbk")),
    "Windows and Excel, Chinese": (excel(",", "gbk", CHINESE), zipped(CHINESE, "gbk")),
    "Windows, American": (table(GERMAN), zipped(GERMAN, "cp437")),
    "Windows and Excel, American": (excel(",", "cp1252", GERMAN), zipped(GERMAN, "cp437")),
    "Windows and Excel, French": (excel(";", "cp1252", FRENCH), zipped(FRENCH, "cp850")),
    "Windows, Russian": (table(RUSSIAN), zipped(RUSSIAN, "cp866")),
    "Windows and Excel, Russian": (excel(";", "cp1251", RUSSIAN), zipped(RUSSIAN, "cp866")),
    "Windows, Japanese": (table(JAPANESE), zipped(JAPANESE, "cp932")),
    "Windows and Excel, Japanese": (excel(",", "cp932", JAPANESE), zipped(JAPANESE, "cp932")),
    "7-Zip": (table(CHINESE), zipped(CHINESE)),
    "decomposed names in the CSV": (unicodedata.normalize("NFD", table(GERMAN)), zipped(GERMAN)),
    ".NET": (table(), zipped({f"images\\{name}": label for name, label in PLAIN.items()})),
    "what is no picture": (table(), zipped(
        {f"images/{name}": label for name, label in PLAIN.items()},
        more=[("labels.csv", b"x"), ("Thumbs.db", b"x"), ("images/desktop.ini", b"x"), ("README.md", b"x")])),
    "odd names that nobody asked for": (table(), zipped(PLAIN, more=[
        (name, b"x") for name in ("Shot 10:30.png", "x" * 130, "1/2/3/4/5/6/7/8.png", "\t.png", "x" * 600)])),
    "wrapping folders": (table(), zipped({f"data/set/images/{name}": label for name, label in PLAIN.items()})),
    "the CSV's path is longer": (table(line="set/images/{name},{label}"), zipped(PLAIN)),
    "the same names in two folders": (
        "file_name,label\ntrain/1.png,9\ntest/1.png,8\n", zipped({"d/train/1.png": 9, "d/test/1.png": 8})),
    "the same names and other roots": (
        "path,label\nC:\\x\\Train\\1.png,9\nC:\\x\\Test\\1.png,8\n", zipped({"train/1.png": 9, "test/1.png": 8})),
    "a copy in a folder": (table(), zipped(PLAIN | {"old/boot.png": 3})),
    "capitals": (table(), zipped({name.upper(): label for name, label in PLAIN.items()})),
    "jpeg and jpg": ("file_name,label\na.jpg,9\nb.JPEG,8\n", zipped({"a.jpeg": 9, "b.jpg": 8})),
    "extensions hidden by Windows": (table(), zipped({f"{name}.png": label for name, label in PLAIN.items()})),
    "dates without extensions": ("id,label\n20240501-x,9\n20240502-x,8\n",
                                 zipped({"20240501-x.png": 9, "20240502-x.png": 8})),
    "images of a Label Studio server": (LABEL_STUDIO, zipped(
        {f"media/upload/1/3f2a1b4{number}-{name}": PLAIN[name] for number, name in enumerate(PLAIN)})),
    "zeros that Excel took": ("id,label\n1,9\n12,8\n", zipped({"0001.png": 9, "0012.png": 8, "0112.png": 1})),
    "spaces that Label Studio replaced": (
        "image,choice\n/data/upload/1/0a1b2c3d-my_boot.png,Ankle boot\n", zipped({"my boot.png": 9})),
    "class folders": (None, zipped({"ankle boot/1.png": 9, "Bag/1.png": 8, "t-shirt/1.png": 0})),
    "class folders, Finder": (None, finder({"Ankle_boot/1.png": 9, "dresses/1.png": 3})),
    "class folders, Chinese Windows": (None, zipped({"短靴/1.png": 9, "包/1.png": 8, "T恤/1.png": 0}, "gbk")),
    "class folders, train and test": (None, zipped({"train/9/a.png": 9, "test/9/a.png": 9, "test/0/a.png": 0})),
    "one class folder": (None, zipped({"data/trouser/1.png": 1, "data/trouser/2.png": 1})),
    "numbered class folders": (None, zipped({"0_tshirt/1.png": 0, "1_trouser/1.png": 1})),
    "metadata.csv in the zip": (None, zipped(PLAIN, more=[("metadata.csv", table().encode())])),
    "our own download": (None, zipped({f"images/{name}": label for name, label in PLAIN.items()},
                                      more=[("labels.csv", table().encode())])),
}  # fmt: skip
PAIRS = {name: (text, zipped(PLAIN)) for name, text in TABLES.items()} | ZIPS


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
    first = import_dataset(SAMPLE / "labels.csv", SAMPLE / "images.zip", tmp_path / "first")
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
