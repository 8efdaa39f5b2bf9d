import pytest

from fmnist.data import load_fashion_mnist


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
