"""Import a visitor's CSV of labels and zip of pictures, both hostile until checked.

Writes only a checked table and pictures that decoded whole, into one folder, under names that cannot leave it.
"""

import csv
import io
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.import_zip import Row, safe_name, unpack
from fmnist.errors import DataError
from fmnist.files import atomic_write

MAX_CSV_BYTES = 1_000_000
MAX_ROWS = 5_000
MAX_ROW_ERRORS = 20  # kept to show; `Imported.left_out` counts them all
HEADER = ("file_name", "label")


@dataclass(frozen=True)
class Imported:
    """What lies in `folder`: `labels.csv` (UTF-8, with a header) and `images/`, ready for `CustomImageDataset`.

    - `rows`: those that came in.
    - `errors`: what was wrong with the others, `MAX_ROW_ERRORS` at most.
    - `left_out`: how many rows did not come in.
    - `rewritten`: names of the pictures that are 8-bit PNGs now, as `decode_image` would have misread them.
    - `encoding`: the CSV's text encoding.
    - `header_added`: the CSV had no header and got one.
    """

    folder: Path
    rows: tuple[Row, ...]
    errors: tuple[DataError, ...]
    left_out: int
    rewritten: tuple[str, ...]
    encoding: str
    header_added: bool

    @property
    def annotations_file(self) -> Path:
        return self.folder / "labels.csv"

    @property
    def img_dir(self) -> Path:
        return self.folder / "images"


def import_dataset(csv_file: str | os.PathLike[str], zip_file: str | os.PathLike[str], folder: Path) -> Imported:
    """Check both files, empty `folder`, and write the good rows and their pictures into it.

    Leaves out and reports rows that cannot be used: no such image, not a picture, a label out of range. Raises
    `DataError` and removes `folder` for files that are too large, unreadable or built to do harm (paths that leave the
    folder, links, decompression bombs), and where no row is good.
    """
    text, encoding = _read_csv(Path(csv_file))
    rows, errors, header_added = _read_rows(text)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        (folder / "images").mkdir(parents=True)
        good, more, rewritten = unpack(Path(zip_file), rows, folder / "images")
        # In the order of the CSV, whichever check found them.
        wrong = sorted([*errors, *more], key=lambda error: error.fields["row"])
        if not good:
            raise wrong[0]
        with open(folder / "labels.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADER, *((row.name, row.label) for row in good)])
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Imported(folder, tuple(good), tuple(wrong[:MAX_ROW_ERRORS]), len(wrong), tuple(rewritten), encoding,
                    header_added)


def _read_csv(path: Path) -> tuple[str, str]:
    """The CSV's text and its encoding: UTF-8 with or without a byte order mark, UTF-16 with one, or GBK."""
    size = path.stat().st_size
    if size > MAX_CSV_BYTES:
        raise DataError("the CSV has {got:,} bytes, more than {limit:,}; upload fewer rows.", got=size,
                        limit=MAX_CSV_BYTES)
    raw = path.read_bytes()
    if not raw.strip():
        raise DataError("the CSV is empty; it needs a line per image: file name, label.")
    # A Chinese Excel saves GBK. UTF-8 comes first, because GBK decodes almost anything.
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gbk"]
    row = 1
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            row = raw[: error.start].count(b"\n") + 1
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text, encoding.removesuffix("-sig")
    raise DataError("row {row}: the CSV is not text in UTF-8; save it as UTF-8 and upload it again.", row=row)


def _read_rows(text: str) -> tuple[list[Row], list[DataError], bool]:
    """The rows that can be used, what is wrong with the others, and whether the CSV lacks a header.

    The tutorial's own labels.csv has no header, but its code expects one: both are understood.
    """
    rows, errors = [], []
    header_missing = False
    for number, cells in _numbered(text):
        if number == 1:
            if len(cells) < 2:
                raise DataError("row 1: expected two columns, file name and label, got {got}.", got=len(cells))
            header_missing = bool(re.fullmatch(r"\s*-?\d+\s*", cells[1]))
            if not header_missing:
                continue
        try:
            rows.append(_row(number, cells))
        except DataError as error:
            errors.append(error)
    if not rows and not errors:
        raise DataError("the CSV has a header but no rows; it needs a line per image: file name, label.")
    return rows, errors, header_missing


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with its number in the CSV. Raises `DataError` for too many rows or a broken one."""
    reader, number = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True), 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MAX_ROWS + 1:
                raise DataError("the CSV has more than {limit:,} rows; upload fewer.", limit=MAX_ROWS)
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise DataError("row {row}: the CSV is broken here, perhaps by a quotation mark.", row=number + 1) from None


def _row(number: int, cells: list[str]) -> Row:
    if len(cells) < 2:
        raise DataError("row {row}: expected two columns, file name and label, got {got}.", row=number, got=len(cells))
    label = cells[1].strip()
    if not re.fullmatch(r"[+-]?\d{1,9}", label):
        raise DataError("row {row}: expected a whole number as label, got {got!r}.", row=number, got=label[:40])
    if not 0 <= int(label) < len(CLASSES):
        raise DataError("row {row}: label must be from 0 to 9, got {got}.", row=number, got=int(label))
    name = safe_name(cells[0])
    if name is None:
        raise DataError("row {row}: {name!r} leaves the image folder or is no file name; use a name such as x.png.",
                        row=number, name=cells[0][:60])
    return Row(number, name, int(label))


def pack(imported: Imported) -> Path:
    """Zip `labels.csv` and `images/` for download as `dataset.zip`; the scripts of chapter 2.3 read its content."""

    def write(file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            archive.write(imported.annotations_file, "labels.csv")
            for name in dict.fromkeys(row.name for row in imported.rows):
                archive.write(imported.img_dir / name, f"images/{name}")

    path = imported.folder / "dataset.zip"
    if not path.exists():
        atomic_write(path, write)
    return path
