"""Import a visitor's CSV of labels and zip of pictures, both hostile until checked.

Reads the table, names its columns, reads the labels, finds each picture in the zip. Writes only a checked table and
pictures that decoded whole, into one folder, under names that cannot leave it.
"""

import csv
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fmnist.data.csv_table import MAX_CSV_BYTES, read_tables
from fmnist.data.import_zip import open_zip, read_member, unpack
from fmnist.data.match_rows import MAX_ROW_ERRORS, Row, best_reading, find_pictures
from fmnist.data.zip_names import list_members, read_names
from fmnist.errors import DataError
from fmnist.files import atomic_write

HEADER = ("file_name", "label")


@dataclass(frozen=True)
class Imported:
    """What lies in `folder`: `labels.csv` (UTF-8, with a header) and `images/`, ready for `CustomImageDataset`.

    - `rows`: those that came in.
    - `errors`: what was wrong with the others, `MAX_ROW_ERRORS` at most.
    - `left_out`: how many rows did not come in.
    - `rewritten`: names of the pictures that are 8-bit PNGs now, as `decode_image` would have misread them.
    - `encoding`: the CSV's text encoding; "" where the labels are the zip's folders.
    - `columns`: what the CSV's header calls the file names and the labels; `None` where there is no header.
    """

    folder: Path
    rows: tuple[Row, ...]
    errors: tuple[DataError, ...]
    left_out: int
    rewritten: tuple[str, ...]
    encoding: str
    columns: tuple[str, str] | None

    @property
    def annotations_file(self) -> Path:
        return self.folder / "labels.csv"

    @property
    def img_dir(self) -> Path:
        return self.folder / "images"


def import_dataset(csv_file: str | os.PathLike[str] | None, zip_file: str | os.PathLike[str],
                   folder: str | os.PathLike[str]) -> Imported:
    """Check both files, empty `folder`, and write the good rows and their pictures into it.

    Without a CSV the one in the zip counts, or else the folders named after classes. Leaves out and reports rows that
    cannot be used: no such image, not a picture, a label out of range. Raises `DataError` and removes `folder` for
    files that are too large, unreadable or built to do harm (paths that leave the folder, links, decompression bombs),
    for columns that are not clear, and where no row is good.
    """
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with open_zip(Path(zip_file)) as archive:
            members = list_members(archive)
            raw = _read_csv_inside(archive, members) if csv_file is None else _read_csv(Path(csv_file))
            reading = best_reading([] if raw is None else read_tables(raw), read_names(members))
            found, errors = find_pictures(reading)
            (folder / "images").mkdir(parents=True)
            good, more, rewritten = unpack(archive, found, folder / "images")
        # In the order of the CSV, whichever check found them.
        wrong = sorted([*errors, *more], key=lambda error: error.fields["row"])
        if not good:
            raise wrong[0]
        with open(folder / "labels.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADER, *((row.name, row.label) for row in good)])
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Imported(folder, tuple(good), tuple(wrong[:MAX_ROW_ERRORS]), len(wrong), tuple(rewritten),
                    reading.encoding, reading.entries.columns)


def _read_csv(path: Path) -> bytes:
    _check_size(path.stat().st_size)
    return path.read_bytes()


def _read_csv_inside(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bytes | None:
    """The only CSV in the zip, such as the `labels.csv` of our own download; `None` where there is none."""
    tables = [member for member in members if member.filename.lower().endswith((".csv", ".tsv"))]
    if not tables:
        return None
    if len(tables) > 1:
        raise DataError("the zip holds {count} CSVs, such as {first!r} and {second!r}; upload the right one beside it.",
                        count=len(tables), first=tables[0].filename[:60], second=tables[1].filename[:60])
    _check_size(tables[0].file_size)
    return read_member(archive, tables[0], MAX_CSV_BYTES) or b""


def _check_size(size: int) -> None:
    if size > MAX_CSV_BYTES:
        raise DataError("the CSV has {got:,} bytes, more than {limit:,}; upload fewer rows.", got=size,
                        limit=MAX_CSV_BYTES)


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
