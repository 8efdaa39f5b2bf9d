"""Match the rows of a CSV with the pictures of a zip.

Where an encoding or a separator is not told, the one counts by which the two fit best.
"""

import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from fmnist.data.csv_columns import Entries, Entry, is_word, read_entries
from fmnist.data.csv_table import MAX_ROWS, Table
from fmnist.data.encodings import strangeness
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.labels import read_label
from fmnist.data.zip_names import Listing, Member, split_path
from fmnist.errors import DataError, RowError

MAX_ROW_ERRORS = 20  # kept to show
MAX_TRIED, MAX_LOOKED_AT = 300, 60  # cells, and characters of each, to find the encoding by
MAX_NAME = 240  # bytes of a file name with its folders


@dataclass(frozen=True)
class Row:
    """A row that came in: its number in the CSV (the first is 1), its file in `images/` and its label, 0 to 9."""

    number: int
    name: str
    label: int


@dataclass(frozen=True)
class Reading:
    """One way to read both files: the rows, the CSV's encoding, and the zip's names in one encoding."""

    entries: Entries
    encoding: str
    listing: Listing

    def count_good(self) -> int:
        return sum(read_label(row.label) in range(len(CLASSES)) and self.listing.holds(row.name)
                   for row in self.entries.rows)


def best_reading(tables: list[Table], listings: Iterable[Listing]) -> Reading:
    """Of the ways to read the two files the one whose text means most, and of its separators that with most good rows.

    Without a table the folders in the zip are the labels. Raises the first separator's `DataError` where none leads to
    rows.
    """
    encoding, listing = _best_encodings(tables, listings)
    best, most, problem = None, -1, None
    for table in [table for table in tables if table.encoding == encoding] or [None]:
        try:
            entries = read_entries(table, listing.holds) if table else _entries_of_folders(listing)
        except DataError as error:
            problem = problem or error
            continue
        reading = Reading(entries, encoding, listing)
        if (count := reading.count_good()) > most:
            best, most = reading, count
    if best is None:
        raise problem
    return best


def _best_encodings(tables: list[Table], listings: Iterable[Listing]) -> tuple[str, Listing]:
    """The CSV's encoding, "" without a table, and the zip with its names in one: by what is not ASCII.

    Counts the cells, or folders, that mean something: a name in the zip, a class, a word of a header. If several
    encodings are equal, the one with the least strange text.
    """
    best, most = None, (-1, 0)
    texts = [(table.encoding, _telling(cell for _, cells in table.rows for cell in cells)) for table in tables]
    for listing in listings:
        names = _telling(part for member in listing.members for part in member.path)
        for encoding, cells in texts or [("", names)]:
            meant = sum(is_word(cell) or read_label(cell) is not None or listing.holds(cell) for cell in cells)
            merit = meant, -sum(strangeness(text[:MAX_LOOKED_AT]) for text in (*cells, *names))
            if merit > most:
                best, most = (encoding, listing), merit
            if merit == (len(cells), 0):
                return best
    return best


def _telling(texts: Iterable[str]) -> list[str]:
    return list(islice((text for text in texts if not text.isascii()), MAX_TRIED))


def _entries_of_folders(listing: Listing) -> Entries:
    """A row for every picture, in the order of the zip; its label is the innermost of its folders that is one."""
    if not listing.pictures:
        raise DataError("the zip holds no images; pack the images into it.")
    if len(listing.pictures) > MAX_ROWS:
        raise DataError("the zip holds {got:,} files, more than {limit:,}; pack fewer.", got=len(listing.pictures),
                        limit=MAX_ROWS)
    entries = []
    for number, member in enumerate(listing.pictures, start=2):  # row 1 is the header of the CSV that we write
        *folders, _ = member.path
        label = next((folder for folder in reversed(folders) if read_label(folder) in range(len(CLASSES) + 1)), "")
        entries.append(Entry(number, "/".join(member.path), label))
    if not any(entry.label for entry in entries):
        folders = sorted({member.path[-2] for member in listing.pictures if len(member.path) > 1})
        found = ", ".join(folders or [listing.pictures[0].name])
        raise DataError("the zip holds neither a CSV nor folders named after classes, found {found}; add a CSV, or "
                        "sort the images into folders such as Bag and Coat.", found=found[:200])
    return Entries(entries, None)


def find_pictures(reading: Reading) -> tuple[list[tuple[Row, zipfile.ZipInfo]], list[RowError]]:
    """The rows with their pictures in the zip, and what is wrong with the others."""
    listing, entries = reading.listing, reading.entries.rows
    if not listing.members:
        raise DataError("the zip holds no images; pack the images into it.")
    _check_start(entries)
    found = [listing.find(entry.name) for entry in entries]
    paths = defaultdict(set)  # that lead to one member
    for entry, members in zip(entries, found, strict=True):
        for member in members:
            paths[member].add(split_path(entry.name))
    rows, errors = [], []
    for entry, members in zip(entries, found, strict=True):
        try:
            label = _label(entry)
            # Where several names lead to one picture, only its own can be trusted.
            if not members or (len(paths[members[0]]) > 1 and not members[0].is_called(split_path(entry.name))):
                near = listing.like(entry.name) if len(errors) < MAX_ROW_ERRORS else listing.members[0].name
                raise RowError("row {row}: image {name!r} not found, the zip holds {near!r}; correct the name or add "
                               "the image.", row=entry.number, name=entry.name[:60], near=near[:60])
            rows.append((Row(entry.number, _file_name(entry, members), label), members[0].info))
        except RowError as error:
            errors.append(error)
    return rows, errors


def _check_start(entries: list[Entry]) -> None:
    """Raises `DataError` for labels that start at 1: most of them would come in, each as its neighbour."""
    labels = {label for entry in entries if (label := read_label(entry.label)) is not None}
    if len(labels) > 1 and min(labels) > 0 and max(labels) == len(CLASSES):
        raise DataError("the labels go from {low} to {high}, expected 0 to 9 with 0 for {first}; subtract 1 from each.",
                        low=min(labels), high=max(labels), first=CLASSES[0])


def _label(entry: Entry) -> int:
    label = read_label(entry.label)
    if label is None:
        raise RowError("row {row}: expected a label from 0 to 9 or a class such as Bag, got {got!r}.", row=entry.number,
                       got=entry.label[:40])
    if label not in range(len(CLASSES)):
        raise RowError("row {row}: label must be from 0 to 9, got {got}.", row=entry.number, got=label)
    return label


def _file_name(entry: Entry, members: list[Member]) -> str:
    """What the picture is called from now on: as in the zip, in the CSV's letter case. Leaves no folder."""
    if len(members) > 1:
        first, second = (member.name[:60] for member in members[:2])
        raise RowError("row {row}: {name!r} can be {first!r} or {second!r}; write the folder and the whole name.",
                       row=entry.number, name=entry.name[:60], first=first, second=second)
    name, asked_for = members[0].name, "/".join(split_path(entry.name))
    name = asked_for if asked_for.casefold() == name.casefold() else name
    size = len(name.encode(errors="replace"))
    if ":" in name or ".." in name.split("/") or not name.isprintable() or size > MAX_NAME:
        raise RowError("row {row}: {name!r} is no file name on every system: it has a colon, a character that cannot "
                       "be shown, or more than {limit} bytes; rename the image.", row=entry.number, name=name[:60],
                       limit=MAX_NAME)
    return name
