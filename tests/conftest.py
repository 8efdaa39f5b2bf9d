"""What the tests share: the data, a store on the mini set, and a real server."""

import copy
import os
import socket
from pathlib import Path

import pytest
import torch

from fmnist.checkpoint.save_load import load_checkpoint
from fmnist.data import sources
from fmnist.data.fashion_mnist import load_fashion_mnist
from fmnist.server.store import Store

# One thread a worker of pytest-xdist, and in the processes that tests start: two would wait for each other.
torch.set_num_threads(1)
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def data_root(tmp_path_factory):
    """A data folder as the app fills it: the full set where there is one, else the mini set."""
    root = tmp_path_factory.mktemp("data")
    return load_fashion_mnist(root).source.root


@pytest.fixture(scope="session")
def training_data(data_root):
    return load_fashion_mnist(data_root, train=True)


@pytest.fixture(scope="session")
def test_data(data_root):
    return load_fashion_mnist(data_root, train=False)


@pytest.fixture
def full_data(training_data, test_data):
    """The 60,000 + 10,000 images; the test is skipped where neither the system nor the network has them."""
    if len(training_data) != 60_000:
        pytest.skip("needs the full Fashion-MNIST: connect to the Internet or install dataset-fashion-mnist")
    return training_data, test_data


@pytest.fixture(scope="session")
def mini_data(tmp_path_factory):
    """The shipped 6,000 + 1,000 images, whatever else the machine has."""
    from torchvision.datasets import FashionMNIST

    from fmnist.data.loader import to_tensor

    source = sources.prepare(tmp_path_factory.mktemp("mini"), names=("mini",))
    pair = tuple(FashionMNIST(source.root, train=train, transform=to_tensor) for train in (True, False))
    for dataset in pair:
        dataset.source = source
    return pair


@pytest.fixture(scope="session")
def few_data(mini_data):
    """Every fifth image of the mini set, 1,200 + 200: enough where two ways must give the same to the bit."""
    pair = tuple(copy.copy(dataset) for dataset in mini_data)
    for dataset in pair:
        dataset.data, dataset.targets = dataset.data[::5], dataset.targets[::5]
    return pair


@pytest.fixture(scope="session")
def convnet():
    """The shipped ConvNet."""
    return load_checkpoint(sources.ASSETS / "convnet.pth")


class MiniStore(Store):
    """A store on the mini set, so that a run takes a second."""

    def __init__(self, mini, runs: Path, **settings) -> None:
        super().__init__(runs=runs, **settings)
        self.mini = mini

    def data(self, train):
        return self.mini[0 if train else 1]


@pytest.fixture
def store(mini_data, tmp_path):
    store = MiniStore(mini_data, tmp_path / "runs")
    yield store
    store.close()


@pytest.fixture(scope="module")
def served(mini_data, tmp_path_factory):
    """The whole app on a real port: `served.url`, `served.store`, `served.demo`."""
    from types import SimpleNamespace

    from fmnist.ui import build_demo
    from fmnist.ui.launch import launch_options

    store = MiniStore(mini_data, tmp_path_factory.mktemp("served") / "runs")
    demo = build_demo(store)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demo.launch(prevent_thread_lock=True, quiet=True, server_port=port, **launch_options())

    def stop_runs():
        for run_id in list(store.runs._runs):
            store.runs.stop(run_id)

    yield SimpleNamespace(url=f"http://127.0.0.1:{port}", store=store, demo=demo, stop_runs=stop_runs)
    demo.close()
    store.close()
