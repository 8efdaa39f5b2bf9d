"""The lines shown beside the download load the file in a process that has never heard of this package."""

import json
from dataclasses import replace

import pytest
import torch

from fmnist.checkpoint.save_load import KINDS, save_checkpoint
from fmnist.errors import ConfigError
from fmnist.model import MODELS, build_model
from fmnist.scripts.loading import FILE_NAMES, loading_script
from fmnist.scripts.notebook import notebook


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize("kind", KINDS)
def test_the_shown_lines_load_it_elsewhere(name, kind, tmp_path, warm):
    model = build_model(name, seed=5).eval()
    X = torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    save_checkpoint(model, tmp_path / FILE_NAMES[kind], kind=kind)
    torch.save(X, tmp_path / "X.pt")
    script = loading_script(model, kind)
    script = replace(script, sections={**script.sections, "then": (
        "import sys\nimport torch\n"
        'with torch.no_grad():\n    torch.save(model(torch.load("X.pt", weights_only=True)), "logits.pt")\n'
        'print(model.training, any(m.split(".")[0] == "fmnist" for m in sys.modules))\n'
    )})
    (tmp_path / "load.py").write_text(script.text)
    (tmp_path / "load.ipynb").write_text(json.dumps(notebook(script, str)))
    for file in ("load.py", "load.ipynb"):
        done = warm.run(file, cwd=tmp_path)  # where `import fmnist` would fail
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == ["False", "False"]
        with torch.no_grad():
            assert torch.equal(torch.load(tmp_path / "logits.pt", weights_only=True), model(X))
        (tmp_path / "logits.pt").unlink()


def test_an_unknown_kind_is_refused():
    with pytest.raises(ConfigError, match="kind must be one of state_dict, model, safetensors, got 'onnx'"):
        loading_script(build_model("mlp"), "onnx")
