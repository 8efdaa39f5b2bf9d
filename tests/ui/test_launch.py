"""The app in a process of its own: how it ends, and where it does not start."""

import json
import os
import signal
import socket
import time
from pathlib import Path

import httpx
import pytest

from fmnist.runs.store import RunStore
from fmnist.server.settings import Settings
from fmnist.ui import build_demo, launch_options
from tests.conftest import MiniStore

APP = """
import os, sys
package, port, folder = sys.argv[1:]
sys.path.insert(0, package)
os.mkdir(f"{folder}/tmp")
os.environ |= {"GRADIO_SERVER_PORT": port, "FMNIST_RUNS": f"{folder}/runs", "FMNIST_DATA": f"{folder}/data",
               "TMPDIR": f"{folder}/tmp"}
from tests.mini_app import app
app.launch(app.demo, app.store)
"""


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def app(warm, tmp_path, port):
    """`app()` starts it."""
    (tmp_path / "app.py").write_text(APP)
    return lambda: warm.start("app.py", Path(__file__).parents[2], port, tmp_path, cwd=tmp_path)


def test_a_password_is_asked_for_and_a_file_has_its_limit(mini_data, tmp_path, port):
    store = MiniStore(mini_data, tmp_path / "runs", settings=Settings(password="blue whale", max_upload_mb=1))
    demo = build_demo(store)
    demo.launch(prevent_thread_lock=True, quiet=True, server_port=port, **launch_options(store.settings))
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            ask = ("/gradio_api/run/samples", {"data": ["train", "all", 0]})
            assert http.post(ask[0], json=ask[1]).status_code == 401
            assert http.get("/healthz").status_code == 200
            assert http.post("/login", data={"username": "ann", "password": "red whale"}).status_code == 400
            assert http.post("/login", data={"username": "ann", "password": "blue whale"}).status_code == 200
            assert len(http.post(ask[0], json=ask[1]).json()["data"][0]) == 9
            form = httpx.get(http.base_url, timeout=60).text  # of somebody who has not said it
            for part in ("samples-grid", 'id="shell"'):
                assert part in http.get("/").text
                assert part not in form
            assert http.post("/gradio_api/upload", files={"files": bytes(1_200_000)}).status_code == 413
    finally:
        demo.close()
        store.close()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_while_training_stops_the_run_and_cleans_up(app, port, mini_data, tmp_path, number, code):
    process = app()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/gradio_api/run", timeout=60) as http:
        deadline = time.monotonic() + 180
        while True:
            try:
                run_id = http.post("/train", json={"data": ["mlp", 1000, 64, 1e-3, "sgd", 0, {}]}).json()["data"][0]
                break
            except httpx.ConnectError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        while not http.post("/status", json={"data": [run_id]}).json()["data"][0]["step"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    os.kill(process.pid, number)
    before = time.monotonic()
    done = process.wait()
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert time.monotonic() - before < 20
    assert json.loads((tmp_path / "runs" / run_id / "run.json").read_text())["state"] == "stopped"
    assert list((tmp_path / "tmp").glob("fmnist-*")) == []
    runs = RunStore(tmp_path / "runs", lambda: mini_data)
    assert runs.snapshot(run_id).resumable
    runs.close()


def test_a_taken_port_is_refused_and_nothing_is_left_behind(app, port, tmp_path):
    with socket.create_server(("127.0.0.1", port)):
        done = app().wait()
    assert done.returncode == 2
    assert f"Port {port} is taken; choose another one with GRADIO_SERVER_PORT." in done.stderr
    assert not (tmp_path / "runs").exists()
