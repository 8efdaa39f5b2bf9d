"""A store of runs on the mini set."""

import pytest

from fmnist.runs.store import RunStore


@pytest.fixture
def runs(mini_data, tmp_path):
    store = RunStore(tmp_path / "runs", lambda: mini_data, device="cpu")
    yield store
    store.close()
