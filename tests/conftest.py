"""What the tests share: the data, a store on the mini set, and a real server."""

import copy
import json
import os
import socket
import time
from pathlib import Path

import pytest
import torch

from fmnist.checkpoint.save_load import load_checkpoint
from fmnist.data import sources
from fmnist.data.fashion_mnist import load_fashion_mnist
from fmnist.runs.record import ACTIVE
from fmnist.server.store import Store
from tests import patience  # noqa: F401
from tests.warm import Warm

# One thread a worker of pytest-xdist, and in the processes that tests start: two would wait for each other.
torch.set_num_threads(1)
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_xdist_auto_num_workers():
    """One worker more than processors, as browser tests wait for much of their time; each holds torch and a browser."""
    return min((os.cpu_count() or 1) + 1, 4)


def shipped_label(name):
    """A shipped network as the page's list names it: "ConvNet · …%"."""
    card = json.loads((sources.ASSETS / f"{name.lower()}.json").read_text("utf-8"))
    return f"{name} · {card['accuracy']:.1%}"


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
def warm(tmp_path_factory):
    """Where scripts run without the package, each in a process of its own."""
    warm = Warm(tmp_path_factory.mktemp("printed"))
    yield warm
    warm.close()


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


class Served:
    """The whole app on a real port: `url`, `store`, `demo`."""

    def __init__(self, mini, folder: Path) -> None:
        from fmnist.ui import build_demo
        from fmnist.ui.launch import launch_options

        self.store = MiniStore(mini, folder / "runs")
        self.demo = build_demo(self.store)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.demo.launch(prevent_thread_lock=True, quiet=True, server_port=port, **launch_options())
        self.url = f"http://127.0.0.1:{port}"

    def latest(self):
        """The run that was started last, whoever started it."""
        return max(self.store.runs._runs.values(), key=lambda run: run.record.created)

    def stop_runs(self) -> None:
        """Stop every run and wait for its end: only one trains at a time, and the next test's shall not queue."""
        deadline = time.monotonic() + 180
        while active := [run for run in list(self.store.runs._runs.values()) if run.state in ACTIVE]:
            assert time.monotonic() < deadline, f"{active[0].id} does not stop"
            for run in active:
                self.store.runs.stop(run.id)
            time.sleep(0.01)

    def close(self) -> None:
        self.demo.close()
        self.store.close()


@pytest.fixture(scope="session")
def served(mini_data, tmp_path_factory):
    """One app for all tests of a process; each test comes to it as other visitors."""
    served = Served(mini_data, tmp_path_factory.mktemp("served"))
    yield served
    served.close()
