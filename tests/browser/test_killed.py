"""The app is killed under a run (`kill -9`), and started again on the same port."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import torch
from playwright.sync_api import expect

from fmnist.training.config import TrainConfig
from fmnist.training.fit import fit
from fmnist.training.loop import EpochMetrics
from tests.browser.conftest import open_tab, use_network
from tests.browser.test_train import start

ROOT = Path(__file__).parents[2]
EPOCHS, HELD_AFTER = 5, 230  # steps and epochs, 95 an epoch: in the third one


@pytest.fixture
def one_thread():
    """As many threads as the app has: sums are then the same to the last bit."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def app(tmp_path):
    """`app("module", …)` starts it, with one port and one folder of runs; returns the process and the address.

    Whatever is left running is killed in the end.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    processes, url = [], f"http://127.0.0.1:{port}"
    env = {**os.environ, "GRADIO_SERVER_PORT": str(port), "FMNIST_RUNS": str(tmp_path / "runs"),
           "FMNIST_DATA": str(tmp_path / "data"), "OMP_NUM_THREADS": "1"}

    def begin(*module):
        process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=env)
        processes.append(process)
        deadline = time.monotonic() + 240
        while True:
            assert process.poll() is None
            try:
                urllib.request.urlopen(url, timeout=5).close()
                return process, url
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)

    yield begin
    for process in processes:
        process.kill()
        process.wait()


def test_a_page_finds_its_run_interrupted_and_continues_it_to_the_same_numbers(app, open_page, mini_data, one_thread):
    process, url = app("tests.browser.held_app", str(HELD_AFTER))
    page = open_page(url=url)
    start(page, EPOCHS)
    page.locator('[data-part="accuracy"] circle').nth(4).wait_for()  # chance, then training and test twice
    process.kill()
    process.wait()
    page.get_by_text("No connection to the server").wait_for()
    page.evaluate("window.beforeTheRestart = true")

    app("tests.mini_app")
    page.wait_for_function("!window.beforeTheRestart")  # reloads by itself: it is another process
    page.get_by_text(f"of {EPOCHS}; press Continue to go on").wait_for()
    expect(page.locator('[data-part="accuracy"] circle')).to_have_count(5)
    page.wait_for_function(f"document.querySelector('#train-epochs input').value === '{EPOCHS}'")
    page.locator("#train-resume").click()
    page.get_by_text(f"Finished: {EPOCHS} epoch").wait_for()

    whole = [m for m in fit(TrainConfig(epochs=EPOCHS), *mini_data, device="cpu") if isinstance(m, EpochMetrics)]
    cells = page.locator("#train-live table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].slice(0, 5).map(cell => cell.textContent))"
    )
    assert cells == [
        [str(m.epoch), f"{m.train_loss:.6f}", f"{m.train_accuracy:.2%}", f"{m.test_loss:.6f}", f"{m.test_accuracy:.2%}"]
        for m in whole
    ]
    open_tab(page, "Predict")
    use_network(page, "Run 1")
    page.get_by_text(f"{whole[-1].test_accuracy:.1%} on the test set").wait_for()
