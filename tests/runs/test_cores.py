"""The cores that threads compute on, as torch tells each of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from fmnist.runs import cores


@pytest.fixture
def three_cores(monkeypatch):
    monkeypatch.setattr(cores, "_cores", None)
    torch.set_num_threads(3)
    cores.leave_to_runs()
    yield
    torch.set_num_threads(1)


def test_a_run_computes_on_all_cores_and_whoever_serves_pages_meanwhile_on_one(three_cores):
    with ThreadPoolExecutor(1) as before, ThreadPoolExecutor(1) as run, ThreadPoolExecutor(1) as after:
        before.submit(cores.settle).result()
        run.submit(cores.take).result()
        assert run.submit(torch.get_num_threads).result() == 3
        for page in (before, after):
            page.submit(cores.settle).result()
            assert page.submit(torch.get_num_threads).result() == 1
        run.submit(lambda: torch.ones(10, requires_grad=True).sum().backward()).result()
        assert run.submit(torch.get_num_threads).result() == 3
