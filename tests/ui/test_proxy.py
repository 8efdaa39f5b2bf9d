"""Two processes of the app behind nginx with sticky addresses, set up as README says."""

import json
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.ui.test_launch import app, port  # noqa: F401

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
CONFIG = """
daemon off; user root; pid {folder}/pid; error_log {folder}/log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {machines}
  server {{ listen {port}; {location} }}
}}
"""


def readmes_words(one, two):
    """README's upstream and location, with our addresses in the place of its own."""
    text = (ROOT / "README.md").read_text("utf-8")
    machines = re.search(r"`(upstream machines \{.*\})`", text)[1].replace("one:7860", one).replace("two:7860", two)
    location = re.search(r"  location /fmnist/ \{.*?\n  \}", text, re.DOTALL)[0]
    return {"machines": machines, "location": location.replace("location /fmnist/", "location /").replace(
        "http://127.0.0.1:7860/", re.search(r"`proxy_pass (http://machines/)`", text)[1])}


@pytest.fixture
def proxy(served, app, port, tmp_path):  # noqa: F811
    """The address of nginx, and that of each of the two."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    second = app()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        front = probe.getsockname()[1]
    words = readmes_words(served.url.removeprefix("http://"), f"127.0.0.1:{port}")
    (tmp_path / "nginx").write_text(CONFIG.format(folder=tmp_path, port=front, **words))
    nginx = subprocess.Popen([NGINX, "-p", tmp_path, "-e", tmp_path / "log", "-c", tmp_path / "nginx"])
    urls = f"http://127.0.0.1:{front}", served.url, f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    for url in urls:
        while not answers(url):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    yield urls
    served.stop_runs()
    second.kill()
    second.wait()
    nginx.terminate()
    nginx.wait()


def answers(url):
    try:
        return httpx.get(f"{url}/healthz").text == "ok"
    except httpx.TransportError:
        return False


class Visitor(httpx.Client):
    """Somebody with an address of their own: all of 127.0.0.0/8 is this machine."""

    def __init__(self, url, address):
        super().__init__(base_url=url, transport=httpx.HTTPTransport(local_address=address))
        self.address = address

    def ask(self, endpoint, *data):
        return self.post(f"/gradio_api/run/{endpoint}", json={"data": data}).json()

    def queued(self, endpoint, *data):
        """By way of Gradio's queue: the question in one request, the answer in another, from the same machine."""
        asked = self.post(f"/gradio_api/call/{endpoint}", json={"data": data}).json()["event_id"]
        text = self.get(f"/gradio_api/call/{endpoint}/{asked}").text
        return json.loads(re.search(r"event: complete\ndata: (.*)", text)[1])


def knows(url, job):
    return "data" in httpx.post(f"{url}/gradio_api/run/status", json={"data": [job]}).json()


def test_a_visitor_has_one_of_two_machines_to_themselves(proxy, served):
    front, *machines = proxy
    visitors = [Visitor(front, f"127.{number}.0.1") for number in range(1, 9)]
    of = {}  # a visitor of each machine, and their job
    for visitor in visitors:
        job = visitor.ask("train", "mlp", 1, 6000, 1e-3, "sgd", 0, {})["data"][0]
        (machine,) = [url for url in machines if knows(url, job)]
        of.setdefault(machine, (visitor, job))
        if len(of) == 2:
            break
    (ann, anns), (bob, bobs) = of[machines[0]], of[machines[1]]
    assert served.store.runs._runs[anns].address == ann.address  # for the limits: not the proxy's
    for visitor, own, other in ((ann, anns, bobs), (bob, bobs, anns)):
        assert "samples-grid" in visitor.get("/").text
        assert all("data" in visitor.ask("status", own) for _ in range(10))
        assert "There is no such run" in visitor.ask("status", other)["error"]
        path = visitor.post("/gradio_api/upload", files={"files": (ROOT / "assets" / "mlp.pth").read_bytes()}).json()[0]
        loaded = visitor.queued("load_weights", {"path": path, "meta": {"_type": "gradio.FileData"}})[0]["id"]
        assert visitor.ask("parameters", loaded)["data"][0]["numel"] == 669_706
    assert "error" in ann.ask("parameters", loaded)  # which is bob's
