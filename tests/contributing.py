"""What CONTRIBUTING.md says of the code by itself: `python -m tests.contributing` writes it anew.

Two parts, each below its mark: the tree of files, from the modules' docstrings, and the table of the introduction's
lines, from `tests/chapters/lines.py`.
"""

import ast
import re
from pathlib import Path
from textwrap import shorten

from fmnist.ui.strings import TEXTS
from tests.chapters.lines import LINES

ROOT = Path(__file__).parents[1]
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
TREE_WIDTH, TEXT_WIDTH = 90, 80
# The names of what a reader opens or presses first, by their components.
NAMES = {
    "tensors-how": "tensors.how", "tensors-preset": "tensor[:, 1] = 0", "tensors-other": "tensor",
    "tensors-product": "tensors.product.elements",
    "tensors-link": "torch.from_numpy(n)", "tensors-change": "np.add(n, 1, out=n)", "code-tensors": "tensors.code",
    "samples-own-sample": "samples.own.use", "predict-walk-panel": "predict.walk",
    "inspect-layers-panel": "inspect.layers", "code-layers": "inspect.layers.code",
    "train-start": "train.start", "code-train": "train.code.form", "train-more": "train.more",
    "weights-code-fold": "weights.code", "code-vgg16": "weights.vgg16", "weights-kind": "weights.kind.model",
}  # fmt: skip


def main() -> None:
    CONTRIBUTING.write_text(written_anew(CONTRIBUTING.read_text("utf-8")), "utf-8", newline="\n")


def written_anew(text: str) -> str:
    """`text` with what stands between `<!-- tree -->` and `<!-- end -->`, and so on, as the code has it now."""
    for mark, make in (("tree", tree), ("lines", lines)):
        before, _, rest = text.partition(f"<!-- {mark} -->\n")
        text = f"{before}<!-- {mark} -->\n{make()}<!-- end -->{rest.partition('<!-- end -->')[2]}"
    return text


def tree() -> str:
    top = [("app.py", "builds the page and launches it"), ("fmnist/", "the core; imports no Gradio outside ui/")]
    foot = [("assets/", "shipped weights with their recipes, the mini set, a sample CSV data set, css and js"),
            ("tests/", "mirrors fmnist/; chapters/, browser/, hostile/, pictures/, benchmarks/"),
            ("requirements.txt", "what runs the app")]
    rows = [f"{name:29}{about}".rstrip() for name, about in (*top, *_files(ROOT / "fmnist", 1), *foot)]
    return "\n".join(("```text", *rows, "```", ""))


def _files(folder: Path, depth: int):
    for path in sorted(folder.glob("*.py")):
        first = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0].replace("\n", " ")
        sentence = re.split(r"(?<=[^.0-9])\.\s", f"{first} ")[0].rstrip(". ")
        yield "  " * depth + path.name, _short(sentence, TREE_WIDTH)
    for inner in sorted(path.parent for path in folder.glob("*/__init__.py")):
        yield f"{'  ' * depth}{inner.name}/", ""
        yield from _files(inner, depth + 1)


def _short(text: str, width: int) -> str:
    """At most `width` characters, cut where a part ends, else between two words."""
    if len(text) <= width:
        return text
    cut = text[: width + 1]
    best = max(cut.rfind(mark) for mark in (": ", "; ", ", ", " ("))
    return cut[:best] if best > 20 else cut.rsplit(" ", 1)[0]


def lines() -> str:
    rows = ["| chapter | on the page | component | code and prints | notes |", "| --- | --- | --- | --- | --- |"]
    for chapter, wanted in LINES.items():
        for one in wanted:
            code, notes = ", ".join(f"`{text.strip()}`" for text in one.code), " / ".join(map(_note, one.keys))
            rows.append(f"| {chapter} | {_place(one)} | `{one.shown}` | {code} | {notes} |".replace("|  |", "| |"))
    return "\n".join((*rows, ""))


def _place(line) -> str:
    """Tab › section › what to open or press there."""
    tab, _, section = line.at.partition("/")
    clicked = re.match(r"#([\w-]+)|$", line.click).group(1)
    opened = clicked and NAMES.get(clicked, "code.show")
    names = (f"{tab}.tab", f"{tab}.{section}" if section else None, opened)
    return " › ".join(TEXTS[name][0].lstrip("# ") if name in TEXTS else name.removeprefix(f"{tab}.")
                      for name in names if name)


def _note(key: str) -> str:
    text = re.sub(r"\{.*?\}", "…", re.sub(r"[`*|]", "", TEXTS[key][0]))
    return shorten(text, TEXT_WIDTH, placeholder=" …")


if __name__ == "__main__":
    main()
