"""A CSV as people have it: bytes in an encoding that nobody names, cells between separators that nobody names."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fmnist.data.encodings import LEGACY_ENCODINGS
from fmnist.errors import DataError

MAX_CSV_BYTES = 1_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200  # further ones are passed over
SEPARATORS = (",", ";", "\t", "，", " ")


@dataclass(frozen=True)
class Table:
    """One way to read a CSV: its encoding, and the rows that are not blank, each with its number in the file."""

    encoding: str
    rows: list[tuple[int, list[str]]]


def read_tables(raw: bytes) -> list[Table]:
    """Every way to read the CSV by which some row has two cells; most CSVs have one.

    Raises `DataError` for what is empty, no text, or has one column however it is read.
    """
    if not raw.strip():
        raise DataError("the CSV is empty; it needs a line per image: file name, label.")
    if raw.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        raise DataError("the CSV is an Excel workbook or a zip; in Excel choose “Save As” and “CSV UTF-8”.")
    tables, problem = [], None
    for encoding, text in _texts(raw):
        declared = re.match(r'\s*"?sep=([^\w\s"]|\t)', text, re.IGNORECASE)  # a line for Excel, which does not show it
        for separator in declared[1] if declared else SEPARATORS:
            try:
                rows = list(_rows(text, separator))[1 if declared else 0 :]
            except DataError as error:
                problem = problem or error
                continue
            enough = all if separator == " " else any  # a title or comment has one cell, but spaces are in any text
            if rows and enough(len(cells) > 1 for _, cells in rows):
                tables.append(Table(encoding, rows))
    if not tables:
        raise problem or DataError("row 1: expected two columns, file name and label, got {got}.", got=1)
    return tables


def _texts(raw: bytes) -> Iterator[tuple[str, str]]:
    """Each encoding that can be meant, with the text. Only UTF-8 and UTF-16 are certain where they fit."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in raw:
        encodings = ("utf-16-le", "utf-16-be")
    else:
        encodings = ("utf-8-sig", *LEGACY_ENCODINGS)
    is_text = False
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search(r"[\x00-\x08\x0e-\x1f]", text):
            continue
        is_text = True
        yield encoding.removesuffix("-sig"), text
        if encoding == "utf-8-sig":
            return
    if not is_text:
        raise DataError("the CSV is not text; save it as “CSV UTF-8” and upload it again.")


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank. Raises `DataError` for too many rows or a broken one."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    number = count = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MAX_ROWS + 1:
                raise DataError("the CSV has more than {limit:,} rows; upload fewer.", limit=MAX_ROWS)
            yield number, cells[:MAX_COLUMNS]
    except csv.Error:
        raise DataError("row {row}: the CSV is broken here, perhaps by a quotation mark.", row=number + 1) from None
