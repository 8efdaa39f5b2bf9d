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
    paths = [path.relative_to(PACKAGE.parent).with_suffix("") for path in CORE if path.stem != "__main__"]
    modules = [".".join(path.parts).removesuffix(".__init__") for path in paths]
    script = (
        "import importlib, json, sys, torch\n"
        "before = torch.get_rng_state()\n"
        f"[importlib.import_module(name) for name in {modules}]\n"
        "print(json.dumps([name for name in ('gradio', 'torchvision', 'matplotlib.pyplot') if name in sys.modules]))\n"
        "assert torch.equal(before, torch.get_rng_state())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env={"PYTHONPATH": str(PACKAGE.parent)},
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
    assert list(tmp_path.iterdir()) == []  # nothing downloaded, nothing written


EVENTS = {"click", "input", "change", "select", "load", "tick", "then", "submit", "release", "upload", "blur", "on"}


def test_no_lambda_handles_an_event():
    for path in (PACKAGE / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in EVENTS:
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                assert not any(isinstance(argument, ast.Lambda) for argument in given), f"{path}:{node.lineno}"
