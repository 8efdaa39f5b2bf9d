"""Which columns of a CSV hold the file names and the labels: by the header's words, else by what the cells hold."""

from collections.abc import Callable
from dataclasses import dataclass

from fmnist.data.csv_table import Table
from fmnist.data.labels import key, read_label
from fmnist.data.zip_names import has_picture_extension
from fmnist.errors import DataError

# The words of a header as `key` spells them, the most telling first.
NAME_WORDS = (
    "filename", "file", "imagename", "imagefile", "imagefilename", "imagepath", "filepath", "imgname", "imgpath",
    "image", "images", "img", "picture", "photo", "path", "imageid", "imgid", "name", "id",
    "文件名", "文件名称", "文件", "文件路径", "图片名", "图片名称", "图片文件", "图片路径", "图片", "图像",
    "照片", "路径", "名称", "编号",
)  # fmt: skip
LABEL_WORDS = (
    "label", "labels", "labelid", "labelname", "class", "classes", "classid", "classname", "classlabel", "category",
    "categoryid", "categoryname", "target", "targets", "y", "choice",
    "标签", "类别", "分类", "类", "类名", "类别名称", "类别编号", "种类",
)  # fmt: skip
MAX_LINES_BEFORE_HEADER = 20  # a title, comments
ONE_HOT = {"": False, "0": False, "0.0": False, "false": False, "1": True, "1.0": True, "true": True}


@dataclass(frozen=True)
class Entry:
    """A row of the CSV as it stands there: its number in the file (the first is 1), its file name and its label."""

    number: int
    name: str
    label: str


class _UnclearError(Exception):
    """No column, or more than one, can be the one that is looked for."""


@dataclass(frozen=True)
class Entries:
    """The rows below the header, and what the header calls the two columns; `None` where there is no header."""

    rows: list[Entry]
    columns: tuple[str, str] | None


def is_word(cell: str) -> bool:
    """Whether a header can have this title for one of the two columns."""
    return key(cell) in NAME_WORDS or key(cell) in LABEL_WORDS


def read_entries(table: Table, in_zip: Callable[[str], bool]) -> Entries:
    """The file name and the label of every row. `in_zip`: whether the zip holds a picture of this name.

    Raises `DataError` with the columns that were found where it is not clear which of them are meant.
    """
    header, rows = _split(table.rows)
    width = max(len(cells) for cells in (header, *(cells for _, cells in rows)))
    header = header and _padded(header, width)
    columns = list(zip(*(_padded(cells, width) for _, cells in rows), strict=True))
    if not columns:
        raise DataError("the CSV has a header but no rows; it needs a line per image: file name, label.")
    try:
        name = _name_column(header, columns, in_zip)
        title, labels = _labels(header, {i: cells for i, cells in enumerate(columns) if i != name})
    except _UnclearError:
        found = ", ".join(cell[:40] for cell in header or _padded(rows[0][1], width))
        raise DataError("which column of the CSV holds the file names and which the labels is not clear, found "
                        "{found}; begin it with a line such as file_name,label.", found=found[:400]) from None
    entries = [Entry(number, *both) for (number, _), *both in zip(rows, columns[name], labels, strict=True)]
    if not header and _is_unlike(entries[0], columns[name], in_zip):  # a header in other words than ours
        return Entries(entries[1:], (entries[0].name, entries[0].label))
    return Entries(entries, (header[name], title) if header else None)


def _is_unlike(first: Entry, names: tuple[str, ...], in_zip: Callable[[str], bool]) -> bool:
    """Whether the first row cannot be a picture's: no such name, and no label or no extension where others have one."""
    is_name = has_picture_extension(first.name) or in_zip(first.name)
    return not is_name and (not _is_label(first.label) or _mostly(has_picture_extension, names))


def _split(rows: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, empty where no row has its words, and the rows below it."""
    start = next((i for i, (_, cells) in enumerate(rows[:MAX_LINES_BEFORE_HEADER]) if _is_header(cells)), None)
    if start is None:  # the first line, if it has one of the two words
        start = next((i for i, (_, cells) in enumerate(rows) if not cells[0].startswith("#")), len(rows))
        if start == len(rows) or not (_by_words(rows[start][1], NAME_WORDS) or _by_words(rows[start][1], LABEL_WORDS)):
            return [], rows[start:]
    return rows[start][1], rows[start + 1 :]


def _is_header(cells: list[str]) -> bool:
    """Whether there is a word for the file name, and one for the label or two classes (one-hot)."""
    classes = {read_label(cell) for cell in cells} - {None}
    return bool(_by_words(cells, NAME_WORDS)) and (bool(_by_words(cells, LABEL_WORDS)) or len(classes) > 1)


def _padded(cells: list[str], width: int) -> list[str]:
    return [cell.strip() for cell in cells] + [""] * (width - len(cells))


def _by_words(header: list[str], words: tuple[str, ...]) -> list[int]:
    """The columns whose title is one of `words`, in the order of `words`."""
    titles = [key(title) for title in header]
    return sorted((i for i, title in enumerate(titles) if title in words), key=lambda i: words.index(titles[i]))


def _mostly(test: Callable[[str], bool], cells: tuple[str, ...]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and 2 * sum(map(test, filled)) >= len(filled)


def _is_label(cell: str) -> bool:
    return read_label(cell) in range(10)


def _only(columns: list[int]) -> int:
    if len(columns) != 1:
        raise _UnclearError
    return columns[0]


def _name_column(header: list[str], columns: list[tuple[str, ...]], in_zip: Callable[[str], bool]) -> int:
    """By its title: of several the one whose names are in the zip. By what it holds, where that leads to no picture."""
    def count(column: int) -> int:
        return sum(map(in_zip, columns[column]))

    known = _by_words(header, NAME_WORDS)
    named = [i for i, cells in enumerate(columns) if i not in known and _mostly(has_picture_extension, cells)]
    if known:
        best = max(known, key=count) if len(known) > 1 or named else known[0]
        return named[0] if len(named) == 1 and not count(best) else best
    return _only(named or [i for i, cells in enumerate(columns) if _mostly(in_zip, cells)])


def _labels(header: list[str], columns: dict[int, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
    """The title and the cells of the label column; of one-hot columns, the titles of those that are marked."""
    readable = [i for i in columns if _mostly(_is_label, columns[i])]
    known = [i for i in _by_words(header, LABEL_WORDS) if i in columns]
    if known and (not readable or not set(known).isdisjoint(readable)):
        known = [i for i in known if i in readable] or known
        for cells in zip(*(columns[i] for i in known), strict=True):
            if len({read_label(cell) for cell in cells} - {None}) > 1:
                raise DataError("the columns {columns} of the CSV hold different labels; keep one of them.",
                                columns=", ".join(header[i] for i in known))
        return header[known[0]], columns[known[0]]
    hot = [i for i in columns if header and read_label(header[i]) is not None
           and all(cell.casefold() in ONE_HOT for cell in columns[i])]
    if len(hot) > 1:
        rows = zip(*(columns[i] for i in hot), strict=True)
        marked = ([header[i] for i, cell in zip(hot, cells, strict=True) if ONE_HOT[cell.casefold()]] for cells in rows)
        return ", ".join(header[i] for i in hot), tuple(map(", ".join, marked))
    label = _only([] if known else readable)
    return header[label] if header else "", columns[label]
