"""Too large a body is refused before it is read: the answer comes although most of the body is never sent."""

import http.client
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fmnist.pictures.open_image import MAX_BYTES
from fmnist.ui.common.bodies import MAX_BODY

PATHS = ("/gradio_api/run/status", "/gradio_api/call/predict", "/gradio_api/queue/join", "/gradio_api/component_server",
         "/nowhere", "/gradio_api/process_recording")


@pytest.fixture
def begin(served):
    """Begin a request of that path with those headers; returns the connection."""
    opened = []

    def begin(path, **headers):
        connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=20)
        opened.append(connection)
        connection.putrequest("POST", path)
        for name, value in {"content-type": "application/json", **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return connection

    yield begin
    for connection in opened:
        connection.close()


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


@pytest.mark.parametrize("path", PATHS)
def test_by_the_length_it_states(begin, path):
    answer = begin(path, content_length=50_000_000).getresponse()
    assert answer.status == 413
    assert "larger than 0.256 MB" in json.loads(answer.read())["error"]


def test_by_counting_where_it_states_none(begin):
    connection = begin(PATHS[0], transfer_encoding="chunked", accept_language="zh-CN")
    for _ in range(MAX_BODY // 64_000 + 1):
        connection.send(chunk(b"1," * 32_000))
    answer = connection.getresponse()  # the body has no end yet
    assert answer.status == 413
    assert "请求超过 0.256 MB" in json.loads(answer.read())["error"]


def test_an_upload_may_have_the_size_of_two_files_and_no_more(begin, served):
    kept = set(Path(served.demo.GRADIO_CACHE).rglob("*"))
    assert begin("/gradio_api/upload", content_length=2 * MAX_BYTES + 1).getresponse().status == 413
    many = begin("/gradio_api/upload", transfer_encoding="chunked",
                 **{"content-type": "multipart/form-data; boundary=x"})
    for number in range(2 * MAX_BYTES // 10**6 + 1):  # each file is small
        part = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{number}"\r\n\r\n'.encode()
        many.send(chunk(part + bytes(10**6) + b"\r\n"))
    assert many.getresponse().status == 413
    assert set(Path(served.demo.GRADIO_CACHE).rglob("*")) == kept


def test_half_a_request_blocks_nobody(begin):
    waiting = [begin(PATHS[0], content_length=1000) for _ in range(60)]  # more than there are threads
    connection = begin(PATHS[0], content_length=len(body := b'{"data": ["nowhere"]}'))
    connection.send(body)
    assert "There is no such run" in json.loads(connection.getresponse().read())["error"]
    waiting[-1].send(body.ljust(1000))
    assert "There is no such run" in json.loads(waiting[-1].getresponse().read())["error"]
