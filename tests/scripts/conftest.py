"""Where scripts run, and what they run on."""

import json
import re
import struct
import zipfile

import pytest
import torch
from torchvision.datasets import FashionMNIST

from fmnist.data.custom import SAMPLE, CustomImageDataset, to_model_input
from fmnist.data.loader import to_tensor
from fmnist.data.sources import prepare
from fmnist.model import build_model
from fmnist.scripts.notebook import notebook
from tests.scripts.running import written


@pytest.fixture(scope="module")
def folder(tmp_path_factory, data_root):
    """Where a reader would run a script: `data` is what the app filled, `data/mini` the mini set, `data/few` less."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "data").mkdir()
    (folder / "data" / "FashionMNIST").symlink_to(data_root / "FashionMNIST")
    mini = prepare(tmp_path_factory.mktemp("mini"), names=("mini",))
    (folder / "data" / "mini").symlink_to(mini.root)
    few = folder / "data" / "few" / "FashionMNIST" / "raw"
    few.mkdir(parents=True)
    for name, train in (("train", True), ("t10k", False)):
        part = FashionMNIST(mini.root, train=train)
        images, labels = part.data[::5].contiguous(), part.targets[::5].to(torch.uint8)
        sizes = struct.pack(">4i", 0x803, len(images), 28, 28), struct.pack(">2i", 0x801, len(labels))
        (few / f"{name}-images-idx3-ubyte").write_bytes(sizes[0] + images.numpy().tobytes())
        (few / f"{name}-labels-idx1-ubyte").write_bytes(sizes[1] + labels.numpy().tobytes())
    return folder


@pytest.fixture(scope="module")
def model(folder):
    model = build_model("mlp", seed=4).eval()
    torch.save(model.state_dict(), folder / "model.pth")
    return model


@pytest.fixture
def run(warm):
    """`run(script, folder)` is what the script prints, and its notebook too, where no fmnist is found."""

    def run(script, folder):
        written(script, folder)
        (folder / "code.ipynb").write_text(json.dumps(notebook(script, str)))
        first, second = (warm.run(file, cwd=folder) for file in (script.name, "code.ipynb"))
        assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
        one, other = (re.sub("0x[0-9a-f]+", "", done.stdout) for done in (first, second))  # without addresses
        assert one == other
        return first.stdout

    return run


@pytest.fixture(scope="module")
def split(folder):
    return FashionMNIST(folder / "data" / "mini", train=False, transform=to_tensor)


@pytest.fixture(scope="module")
def own_images(folder):
    """The sample, unpacked beside the script as a reader would."""
    (folder / "images").mkdir()
    with zipfile.ZipFile(SAMPLE / "images.zip") as archive:
        archive.extractall(folder / "images")
    (folder / "labels.csv").write_bytes((SAMPLE / "labels.csv").read_bytes())
    return CustomImageDataset(folder / "labels.csv", folder / "images", to_model_input)
