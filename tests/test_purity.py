"""The core stays pure: no Gradio in it, and nothing heavy or noisy when it is imported."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import gradio as gr
import pytest

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


EVENTS = {str(event) for component in vars(gr).values() for event in getattr(component, "EVENTS", ())}
WIRING = {*EVENTS, "load", "on", "then", "success", "failure", "live", "attached", "guarded", "api"}


def lambdas_wired(source):
    """The lines that give a lambda to an event, or to what wires one, by a name or as a method."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", None)) in WIRING:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield from (node.lineno for argument in given if isinstance(argument, ast.Lambda))


def test_no_lambda_handles_an_event():
    files = [*(PACKAGE / "ui").rglob("*.py"), PACKAGE.parent / "app.py"]
    assert {path.parent.name for path in files} >= {"ui", "common", "predict", "api"}
    for path in files:
        assert not list(lambdas_wired(path.read_text(encoding="utf-8"))), path


@pytest.mark.parametrize("call", [
    "live(a.click, lambda: 1, None, b)", "internals.live(a.click, handler=lambda: 1)", "panel.expand(lambda: 1)",
    "panel.collapse(lambda: 1)", "a.click(f).success(lambda: 1)", "a.click(f).failure(lambda: 1)",
    "page.attached(lambda: 1, [], [])", "gr.on([a.click], lambda: 1)", "demo.load(fn=lambda: 1)", "a.like(lambda: 1)",
])
def test_a_lambda_is_found_wherever_an_event_is_wired(call):
    assert list(lambdas_wired(call)) == [1]
