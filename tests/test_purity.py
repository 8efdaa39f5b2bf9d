"""The core stays pure: no Gradio in it, and nothing heavy or noisy when it is imported."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import fmnist

PACKAGE = Path(fmnist.__file__).parent
CORE = [path for path in PACKAGE.rglob("*.py") if "ui" not in path.relative_to(PACKAGE).parts]


def test_no_core_module_mentions_gradio():
    for path in CORE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "gradio" or name.startswith("fmnist.ui") for name in names), path


def test_importing_the_core_imports_neither_gradio_nor_torchvision(tmp_path):
    modules = [f"fmnist.{path.stem}" for path in CORE if path.stem not in ("__init__", "__main__")]
    script = (
        "import importlib, json, sys, torch\n"
        "before = torch.get_rng_state()\n"
        f"[importlib.import_module(name) for name in {modules}]\n"
        "print(json.dumps([name for name in ('gradio', 'torchvision', 'matplotlib.pyplot') if name in sys.modules]))\n"
        "assert torch.equal(before, torch.get_rng_state())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env={"PYTHONPATH": str(PACKAGE.parent)},
                          capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
    assert list(tmp_path.iterdir()) == []  # nothing downloaded, nothing written


def test_no_lambda_handles_an_event():
    for path in (PACKAGE / "ui").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not any(isinstance(node, ast.Lambda) for node in ast.walk(tree)), path
