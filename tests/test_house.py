"""The house: a room imports only from rooms below it, nothing goes round in a circle, and rooms stay small."""

import ast
from pathlib import Path

import fmnist

PACKAGE = Path(fmnist.__file__).parent

# From the ground up. A module imports from its own room and from the rooms named before it.
FLOORS = (
    "errors", "checks", "seeding", "files", "lru_dict",
    "tensors", "pictures", "inspection", "model", "data", "transforms", "autograd", "training", "prediction",
    "checkpoint", "scripts", "runs", "server", "cli", "ui",
)  # fmt: skip
UI_FLOORS = (
    "environment", "strings", "common", "frame", "shell", "gradio_internals", "run", "network", "page", "code_panel",
    ("predict", "tensors", "samples", "transforms", "inspect", "autograd", "train", "weights"),  # none knows another
    "api", "launch",
)  # fmt: skip
DOORS = ("fmnist", "fmnist.__main__", "fmnist.ui")  # They open every room.
MOST_ROOMS = 24
MOST_LINES = 60


def named(path):
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


FILES = {named(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in FILES.items()}
PACKAGES = {module for module, path in FILES.items() if path.name == "__init__.py"}


def imports(module):
    """`(line, module, name)` of every import from this package, those in functions and under TYPE_CHECKING included."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names if alias.name.split(".")[0] == "fmnist")
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}:{node.lineno}: a relative import"
            if node.module.split(".")[0] == "fmnist":
                yield from ((node.lineno, node.module, alias.name) for alias in node.names)


def needs(module):
    """The modules that `module` imports: `{module: line}`."""
    found = {}
    for line, source, name in imports(module):
        inner = f"{source}.{name}"
        found[inner if inner in FILES else source] = line
    return found


def floor_of(module, floors, depth):
    """The height of the room, the `depth`-th part of the module's name, and the room."""
    room = module.split(".")[depth]
    for height, rooms in enumerate(floors):
        if room == rooms or (isinstance(rooms, tuple) and room in rooms):
            return height, room
    raise AssertionError(f"{module} is in no room: give {room!r} its floor in this file")


def upward(modules, floors, depth):
    for module in modules:
        height, room = floor_of(module, floors, depth)
        for other, line in needs(module).items():
            if other in DOORS:
                yield f"{module}:{line} imports {other}"
            elif other in modules:
                there, its_room = floor_of(other, floors, depth)
                if there > height or (there == height and its_room != room):
                    yield f"{module}:{line} imports {other}"


def test_a_room_imports_only_from_rooms_below_it():
    assert list(upward([module for module in FILES if module not in DOORS], FLOORS, 1)) == []


def test_a_room_of_the_page_imports_only_from_rooms_below_it():
    assert list(upward([module for module in FILES if module.startswith("fmnist.ui.")], UI_FLOORS, 2)) == []


def test_no_imports_go_round_in_a_circle():
    graph = {module: set(needs(module)) - {module} for module in FILES}
    while free := [module for module, others in graph.items() if not others & set(graph)]:
        for module in free:
            del graph[module]
    assert graph == {}  # these import each other, or are imported by those that do


def test_inside_a_name_comes_from_the_module_that_defines_it():
    """A package's `__init__` is for callers; `from fmnist.training import fit` gives a function, not the module fit."""
    offered = {package: {name for _, _, name in imports(package)} for package in PACKAGES}
    assert [f"{module}:{line}: from {source} import {name}" for module in FILES if module not in PACKAGES
            for line, source, name in imports(module) if name in offered.get(source, ())] == []


def test_there_are_few_rooms():
    rooms = {path.name for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert len(rooms) <= MOST_ROOMS, sorted(rooms)


def test_every_function_of_the_page_fits_on_a_screen():
    lines = {f"{module}.{node.name}": node.end_lineno - node.lineno + 1
             for module, tree in TREES.items() if module.startswith("fmnist.ui")
             for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
