"""Many large pictures at once, on a real server: two are read at a time, and nobody else waits for them."""

import base64
import importlib
import io
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

import httpx
import pytest
from PIL import Image

from fmnist.errors import ImageError
from fmnist.pictures.open_image import LARGE_PIXELS, open_data_url
from fmnist.ui.common import uploads

module = importlib.import_module("fmnist.pictures.open_image")  # the package offers the function of this name


def png(side):
    file = io.BytesIO()
    picture = Image.new("L", (side, side), 20)
    picture.paste(220, (side // 4, side // 4, side // 2, side // 2))
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def ask(served):
    """Upload a square picture, or name one that was; `ask(path)` gives its answer."""
    def post(endpoint, **body):
        return httpx.post(f"{served.url}/gradio_api/{endpoint}", timeout=60, **body).json()

    def whole(path):
        return post("run/predict", json={"data": [{"path": path, "meta": {"_type": "gradio.FileData"}}]})

    def ask(path):
        return whole(path)["data"][0]

    ask.post, ask.whole = post, whole
    ask.upload = lambda side: post("upload", files={"files": ("shoe.png", png(side))})[0]
    return ask


def test_who_sends_a_small_picture_or_asks_for_a_status_does_not_wait(ask, monkeypatch):
    large, small, decode = ask.upload(1100), ask.upload(280), module.decode
    reading, go_on, most = [], threading.Event(), []

    def slow(image, data):
        if image.width * image.height > LARGE_PIXELS:
            reading.append(image)
            most.append(len(reading))
            assert go_on.wait(60)
            reading.pop()
        return decode(image, data)

    monkeypatch.setattr(module, "decode", slow)
    with ThreadPoolExecutor(44) as visitors:  # more than there are threads for all handlers
        try:
            waiting = [visitors.submit(ask, large) for _ in range(44)]
            for _ in range(3):
                assert ask(small)["confidences"]
                assert "There is no such run" in ask.post("run/status", json={"data": ["nowhere"]})["error"]
            assert not any(one.done() for one in waiting)
        finally:
            go_on.set()
        assert all(len(one.result()["confidences"]) == 10 for one in waiting)
    assert max(most) <= 2


def test_so_many_large_pictures_wait_and_no_more(ask, monkeypatch):
    """One sentence for the next one; a small picture is answered, and so is a large one once there is room."""
    large, small, decode, go_on = ask.upload(1100), ask.upload(280), module.decode, threading.Event()

    def slow(image, data):
        assert image.width * image.height <= LARGE_PIXELS or go_on.wait(60)
        return decode(image, data)

    monkeypatch.setattr(module, "decode", slow)
    monkeypatch.setattr(uploads, "MAX_WAITING", 3)
    with ThreadPoolExecutor(5) as visitors:
        try:
            answers = [visitors.submit(ask.whole, large) for _ in range(5)]
            refused = [one.result() for one in islice(as_completed(answers, 60), 2)]
            assert ask(small)["confidences"]
        finally:
            go_on.set()
        assert all("3 large pictures and archives are being read or wait" in one["error"] for one in refused)
        assert sum("data" in one.result() for one in answers) == 3
    assert ask(large)["confidences"]


def test_a_drawing_cannot_be_a_large_picture(ask):
    side = int(LARGE_PIXELS**0.5) + 1
    with pytest.raises(ImageError, match="more than 1,000,000 in all"):
        open_data_url("data:image/png;base64," + base64.b64encode(png(side)).decode())
