"""Pairs of a CSV and a zip as people have them, from the tools that they use.

The picture of label `k` has the shade `20 * k + 5`, so that a wrong picture shows as well as a wrong label.
"""

import csv
import io
import struct
import unicodedata
import zipfile

import numpy as np
import pandas as pd
from PIL import Image

from fmnist.data.fashion_mnist import CLASSES, CLASSES_ZH

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
