"""A script, its changed lines, and the source code of ours that scripts hold."""

import ast
import base64
import difflib
import inspect
import itertools
import sys
from dataclasses import dataclass
from types import ModuleType

import torch


@dataclass(frozen=True)
class Script:
    """`name`: the file to save it as. `sections`: the code of each by its key, under which a notebook explains it."""

    name: str
    sections: dict[str, str]

    @property
    def text(self) -> str:
        """The sections with one blank line between them, two around definitions, ending in a newline."""
        parts = list(self.sections.values())
        text = parts[0]
        for before, part in itertools.pairwise(parts):
            text += ("\n\n\n" if _ends_in_definition(before) or _defines(part) else "\n\n") + part
        return text + "\n"


def script(name: str, /, **sections: str) -> Script:
    """The script of the `sections` that are not empty, in this order."""
    return Script(name, {key: part.strip("\n") for key, part in sections.items() if part.strip()})


def _defines(part: str) -> bool:
    return part.lstrip("# \n").startswith(("class ", "def ", "@"))


def _ends_in_definition(part: str) -> bool:
    return part.splitlines()[-1].startswith(" ") and _defines(part)


def changed_lines(before: str, after: str) -> frozenset[int]:
    """The lines of `after`, counted from 0, that `before` does not have at that place."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    changed: set[int] = set()
    for kind, _, _, start, stop in matcher.get_opcodes():
        if kind != "equal":
            changed.update(range(start, stop))
    return frozenset(changed)


def dataset_line(train: bool, root: str = "data", transform: str = "ToTensor()") -> str:
    """The tutorial's line that loads one split; `root` as the app found it ("data", or "data/mini")."""
    name = "training_data" if train else "test_data"
    return f'{name} = datasets.FashionMNIST(root="{root}", train={train}, download=True, transform={transform})'


def name_of_split(train: bool) -> str:
    return "training_data" if train else "test_data"


def pixels_line(X: torch.Tensor) -> str:
    """A picture written into a script, exactly: `X` float32 `(1, 1, 28, 28)` in [0, 1], in base64.

    Takes one byte a pixel if every value is k/255, else four.
    """
    levels = (X * 255).round()
    if torch.equal(levels / 255, X):
        raw, dtype, scale = levels.to(torch.uint8), "torch.uint8", " / 255"
    else:
        raw, dtype, scale = X.float(), "torch.float32", ""
    packed = base64.b64encode(raw.contiguous().numpy().tobytes()).decode()
    return (
        f'pixels = base64.b64decode("{packed}")\n'
        f"X = torch.frombuffer(bytearray(pixels), dtype={dtype}).reshape(1, 1, 28, 28){scale}"
    )


@dataclass(frozen=True)
class Source:
    """Definitions to paste into a script, and the imports they need."""

    imports: tuple[str, ...]
    text: str


def source_of(*definitions: type | object) -> Source:
    """The source of classes or functions of one module, without docstrings, and of everything in it that they use.

    What they use may be other functions, classes and constants of the same module, and imports of torch and the
    standard library. Raises `ValueError` if they use another module of this package: scripts stand alone.
    """
    module = sys.modules[definitions[0].__module__]
    text = inspect.getsource(module)
    tree = ast.parse(text)
    places = {name: node for node in tree.body for name in _names_bound(node)}
    wanted, waiting = set(), [definition.__name__ for definition in definitions]
    while waiting:
        name = waiting.pop()
        if name in places and name not in wanted:
            wanted.add(name)
            waiting += [node.id for node in ast.walk(places[name]) if isinstance(node, ast.Name)]
    imports, parts = [], []
    for node in tree.body:
        if not wanted & set(_names_bound(node)):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports += _imports(node, wanted, module)
        else:
            parts.append(_without_docstrings(node, text))
    return Source(tuple(imports), "\n\n\n".join(parts))


def _names_bound(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]


def _imports(node: ast.Import | ast.ImportFrom, wanted: set[str], module: ModuleType) -> list[str]:
    lines = []
    for alias in node.names:
        if (alias.asname or alias.name).split(".")[0] not in wanted:
            continue
        renamed = f" as {alias.asname}" if alias.asname else ""
        source = node.module if isinstance(node, ast.ImportFrom) else alias.name
        if source.split(".")[0] == "fmnist":
            raise ValueError(f"{module.__name__} uses {source}, which a script cannot")
        start = f"from {source} import" if isinstance(node, ast.ImportFrom) else "import"
        lines.append(f"{start} {alias.name}{renamed}")
    return lines


def _without_docstrings(node: ast.stmt, text: str) -> str:
    lines = text.splitlines()
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    drop: set[int] = set()
    for inner in ast.walk(node):
        documented = isinstance(inner, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(inner) is not None
        if documented and len(inner.body) > 1:
            drop.update(range(inner.body[0].lineno, inner.body[0].end_lineno + 1))
            if isinstance(inner, ast.ClassDef) and not lines[inner.body[0].end_lineno].strip():
                drop.add(inner.body[0].end_lineno + 1)
    return "\n".join(lines[i - 1] for i in range(first, node.end_lineno + 1) if i not in drop)


def import_block(*lines: str) -> str:
    """Import lines once each, one line a module, standard library first, in isort's order."""
    plain = {line for line in lines if line.startswith("import ")}
    named: dict[str, set[str]] = {}
    for line in set(lines) - plain:
        module, names = line.removeprefix("from ").split(" import ")
        named.setdefault(module, set()).update(name.strip() for name in names.split(","))
    joined = {f"from {module} import {', '.join(sorted(names, key=_case))}" for module, names in named.items()}

    def block(standard: bool) -> str:
        chosen = (line for line in plain | joined
                  if (line.split()[1].split(".")[0] in sys.stdlib_module_names) == standard)
        return "\n".join(sorted(chosen, key=lambda line: (line.startswith("from "), line.split()[1])))

    return "\n\n".join(part for part in (block(True), block(False)) if part)


def _case(name: str) -> tuple[bool, str]:
    """Classes before functions, as isort sorts."""
    return not name[:1].isupper(), name
