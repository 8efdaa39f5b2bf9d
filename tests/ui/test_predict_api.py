"""The HTTP endpoint `predict`, as README shows it."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from fmnist.data.fashion_mnist import CLASSES
from fmnist.files import ASSETS
from fmnist.pictures.open_image import open_image
from fmnist.pictures.to_input import to_input
from fmnist.prediction.predict import predict
from tests.pictures.bad import bad_files
from tests.pictures.drawings import SHAPES, outlined

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("value", ["/etc/hostname", 5, {"path": "/etc/hostname"}])
def test_a_client_that_sends_no_file_is_told_what_to_do(client, served, value):
    with pytest.raises(AppError, match="Files must be uploaded to the server first"):
        client.predict(value, api_name="/predict")
    question = httpx.post(f"{served.url}/gradio_api/call/predict", json={"data": [value]}).json()["event_id"]
    answer = httpx.get(f"{served.url}/gradio_api/call/predict/{question}", headers={"Accept-Language": "zh-CN"})
    assert "文件须先上传到服务器" in json.loads(answer.text.split("data: ")[1])["error"]


@pytest.mark.parametrize("number", [-1, 99999])
def test_an_event_that_is_not_there_is_one_sentence(served, number):
    answer = httpx.post(f"{served.url}/gradio_api/run/predict", json={"fn_index": number, "data": []})
    assert answer.status_code == 500
    assert answer.json()["error"].startswith("A value that was sent does not fit.")


@pytest.fixture(scope="module")
def client(served):
    return Client(served.url, verbose=False)


@pytest.fixture
def shoe(tmp_path):
    path = tmp_path / "shoe.png"
    outlined(SHAPES[14]).save(path)
    return path


def test_http_predict_gives_label_and_confidences(client, served, shoe):
    found = client.predict(handle_file(shoe), api_name="/predict")
    expected = predict(served.store.in_hand(None).model, to_input(open_image(shoe)))
    assert found["label"] == next(iter(expected))
    assert {pair["label"]: pair["confidence"] for pair in found["confidences"]} == pytest.approx(expected, abs=1e-5)


BAD = ["html.png", "20000x20000.png", "cut_at_0.25.jpg", "empty.png", "all_white.jpg", "drawing.svg"]


@pytest.mark.parametrize("name", BAD)
def test_http_predict_tells_a_bad_file_in_a_sentence(client, served, tmp_path, name, caplog):
    path = tmp_path / name
    path.write_bytes(bad_files()[name])
    with caplog.at_level(logging.ERROR), pytest.raises(Exception) as caught:  # noqa: PT011
        client.predict(handle_file(path), api_name="/predict")
    sentence = str(caught.value)
    assert "/" not in sentence.replace("image/…", "").replace("T-shirt/top", "")
    assert "Traceback" not in sentence
    assert 10 < len(sentence) < 250
    assert not caplog.records
    found = client.predict(handle_file(tmp_path.parent / shoe_file(tmp_path)), api_name="/predict")
    assert found["label"] in CLASSES  # the server is up


def shoe_file(folder):
    path = folder / "fine.png"
    outlined(SHAPES[14]).save(path)
    return path


@pytest.mark.parametrize("path", [
    "/etc/passwd", "../../etc/passwd", "/proc/self/environ", "/dev/zero", str(ASSETS / "screenshot.png"),
    "assets/screenshot.png", "http://127.0.0.1/shoe.png",
])
def test_http_predict_opens_no_file_of_the_server(served, path):
    import httpx

    meta = {"meta": {"_type": "gradio.FileData"}}
    for value in ({"path": path}, {"path": path} | meta, {"path": None, "url": path}, {"path": "", "url": path} | meta):
        answer = httpx.post(f"{served.url}/gradio_api/run/predict", json={"data": [value]})
        assert answer.status_code >= 400
        assert "Files must be uploaded to the server first" in answer.json()["error"]


def readme_block(after, kind):
    return re.search(rf"{after}.*?```{kind}\n(.*?)```", README, flags=re.S).group(1)


def test_the_readmes_python_example_runs(served, shoe):
    code = readme_block("### Predict", "python").replace("http://127.0.0.1:7860", served.url)
    done = subprocess.run([sys.executable, "-c", f"import tests.patience\n{code}"], cwd=shoe.parent,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    label, *ten = done.stdout.splitlines()[-11:]  # above them gradio_client says where it found the API
    assert label in CLASSES
    assert {line.split("  ")[1] for line in ten} == set(CLASSES)


def test_the_readmes_curl_example_runs(served, shoe):
    code = readme_block("### Predict", "bash").replace("http://127.0.0.1:7860", served.url)
    done = subprocess.run(["bash", "-euc", code], cwd=shoe.parent, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["data"][0]["label"] in CLASSES
