"""CONTRIBUTING.md's table of chapters: every section of the tutorial, and what it names exists."""

import ast
import re
from pathlib import Path

import pytest

from fmnist.ui import TABS
from fmnist.ui.strings import TEXTS

ROOT = Path(__file__).parents[2]
SECTIONS = {
    "0": "Quickstart",
    "1.1": "Initializing a tensor", "1.2": "Attributes of a tensor", "1.3": "Operations on tensors",
    "1.4": "Bridge with NumPy",
    "2.1": "Loading a dataset", "2.2": "Iterating and visualizing the dataset",
    "2.3": "Creating a custom dataset for your files", "2.4": "Preparing your data for training with DataLoaders",
    "2.5": "Iterate through the DataLoader",
    "3.1": "ToTensor()", "3.2": "Lambda transforms",
    "4.1": "Get device for training", "4.2": "Define the class", "4.3": "Calling the model", "4.4": "Model layers",
    "4.5": "Model parameters",
    "5.1": "Tensors, functions and computational graph", "5.2": "Computing gradients",
    "5.3": "Disabling gradient tracking", "5.4": "More on computational graphs",
    "5.5": "Tensor gradients and Jacobian products",
    "6.1": "Prerequisite code", "6.2": "Hyperparameters", "6.3": "Optimization loop", "6.4": "Loss function",
    "6.5": "Optimizer", "6.6": "Full implementation",
    "7.1": "Saving and loading model weights", "7.2": "Saving and loading models with shapes",
}  # fmt: skip


def rows():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Chapters")[1].split("\n## ")[0]
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and re.match(r"\d", cells[0]):
            yield cells


ROWS = list(rows())


def test_no_section_is_missing():
    assert {number: title for number, title, *_ in ROWS} == SECTIONS


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_names_things_that_exist(row):
    number, _, tabs, modules, test = row
    titles = {TEXTS[f"{name}.tab"][0] for name in TABS}
    assert {tab.strip() for tab in tabs.split(",")} <= titles
    for module in re.findall(r"`([\w./]+\.py)`", modules):
        assert (ROOT / "fmnist" / module).exists()
    file, function = re.fullmatch(r"`([\w./]+)::(\w+)`", test).groups()
    assert function.startswith(f"test_{number.replace('.', '_')}_")
    tree = ast.parse((ROOT / "tests" / "chapters" / file).read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
