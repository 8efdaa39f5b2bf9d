"""A script as a Jupyter notebook: a cell for each section, with a sentence before it."""

from collections.abc import Callable
from typing import Any

from fmnist.scripts.script import Script


def notebook(script: Script, sentence: Callable[[str], str]) -> dict[str, Any]:
    """What an .ipynb file of nbformat 4.5 holds, as JSON: its code cells are the script's sections, none was run.

    `sentence`: the Markdown for a section's key, for the script's name (the title) and for "top" (below the title).
    """
    cells = [_markdown("top", f"# {sentence(script.name)}\n\n{sentence('top')}")]
    for key, code in script.sections.items():
        cells.append(_markdown(f"{key}-text", sentence(key)))
        cells.append({"cell_type": "code", "id": key, "metadata": {}, "source": code, "outputs": [],
                      "execution_count": None})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
            "cells": cells}


def _markdown(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}
