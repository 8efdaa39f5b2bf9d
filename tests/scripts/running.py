"""Write a script and its notebook as a reader gets them, and run them."""

import os
import re
import subprocess
import sys

import nbformat
import torch
from nbclient import NotebookClient

from fmnist.scripts.notebook import notebook


def written(script, folder):
    assert not re.search(r"^\s*(import|from) fmnist", script.text, re.MULTILINE)
    (folder / script.name).write_text(script.text)
    made = notebook(script, str)
    nbformat.validate(made)
    cells = [cell["source"] for cell in made["cells"] if cell["cell_type"] == "code"]
    assert re.sub(r"\n\n\n+", "\n\n", "\n\n".join(cells)) + "\n" == re.sub(r"\n\n\n+", "\n\n", script.text)


def run_by_itself(script, folder):
    """What it prints under a Python of its own. `-I`: neither the working folder nor PYTHONPATH is searched."""
    written(script, folder)
    done = subprocess.run(
        [sys.executable, "-I", script.name], cwd=folder, capture_output=True, text=True, timeout=300,
        env={**os.environ, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": str(torch.get_num_threads()), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_in_a_kernel(script, folder):
    """What the notebook's cells print in a fresh kernel, and the kinds of what they show."""
    made = nbformat.from_dict(notebook(script, str))
    NotebookClient(made, timeout=300, resources={"metadata": {"path": folder}}).execute()
    outputs = [output for cell in made.cells for output in cell.get("outputs", ())]
    printed = "".join(output.text for output in outputs if output.get("name") == "stdout")
    return printed, [kind for output in outputs for kind in output.get("data", ())]
