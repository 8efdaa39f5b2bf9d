"""The app's temporary folder: it never outgrows its size, and nothing of it outlives the app."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from fmnist.server.temp_folder import PREFIX, UPLOAD_SECONDS, TempFolder, temp_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return TempFolder(max_bytes=100_000)


def written(path, size, seconds_ago):
    path.write_bytes(bytes(size))
    os.utime(path, (time.time() - seconds_ago,) * 2)
    return path


def test_the_oldest_files_make_room(folder):
    assert not folder.grows(5_000)
    assert folder.grows(1)
    files = [written(folder.place("model.pth"), 18_000, seconds_ago) for seconds_ago in (30, 20, 10, 5)]
    folder.prune()
    assert [file.exists() for file in files] == [True] * 4
    files.append(folder.place("model.pth"))
    files[-1].write_bytes(bytes(18_000))
    folder.wrote(files[-1])
    assert [file.exists() for file in files] == [False, True, True, True, True]
    assert not files[0].parent.exists()
    assert not folder.is_full
    assert not folder.grows(0)


def test_many_tiny_files_take_room_too(folder):
    for number in range(50):
        written(folder.place("one"), 1, 100 - number)
    folder.prune()
    left = [file for file in folder.path.rglob("*") if file.is_file()]
    assert 5 <= len(left) <= 13  # of 4 kB each, and its folder


def test_an_upload_under_way_is_left_alone_and_an_abandoned_one_goes(folder):
    now, old = written(folder.path / "tmp1", 150_000, 1), written(folder.path / "tmp2", 1, UPLOAD_SECONDS + 1)
    folder.prune()
    assert (now.exists(), old.exists(), folder.is_full) == (True, False, True)
    os.utime(now, (0, 0))
    folder.prune()
    assert (now.exists(), folder.is_full) == (False, False)


def test_uploads_on_a_real_server_make_room_for_each_other(served, monkeypatch):
    folder = temp_folder()
    assert Path(served.demo.GRADIO_CACHE) == folder.path
    monkeypatch.setattr(folder, "max_bytes", 8_000_000)
    for number in range(30):
        answer = httpx.post(f"{served.url}/gradio_api/upload", files={"files": (f"{number}.bin", os.urandom(10**6))})
        assert Path(answer.json()[0]).stat().st_size == 10**6
    assert sum(file.stat().st_size for file in folder.path.rglob("*")) < 9_000_000
    # One that breaks off, and one without an end, leave nothing.
    for ending, length in ((b"", 10**6), (b"\r\n--x", None)):
        head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n' + bytes(1000) + ending
        with socket.create_connection(httpx.URL(served.url).netloc.decode().split(":")) as connection:
            connection.sendall(b"POST /gradio_api/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "
                               b"boundary=x\r\nContent-Length: %d\r\n\r\n" % (length or len(head)) + head)
            if length is None:
                assert connection.recv(100)
    deadline = time.monotonic() + 20
    while any(file.is_file() for file in folder.path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(file.is_file() for file in folder.path.iterdir())


LIVE = """
from fmnist.server.temp_folder import temp_folder

temp_folder().place("x").write_text("x")
print(temp_folder().path, flush=True)
input()
"""


def test_nothing_outlives_the_app(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    apps = [subprocess.Popen([sys.executable, "-c", LIVE], env=environment, text=True, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE) for _ in range(2)]
    killed, ended = (Path(app.stdout.readline().strip()).parent for app in apps)
    for app, folder in zip(apps, (killed, ended), strict=True):
        assert len(list(folder.rglob("x"))) == 1
        app.send_signal(signal.SIGKILL) if folder is killed else app.stdin.close()
        app.wait(timeout=60)
        app.stdout.close()
    assert (killed.exists(), ended.exists()) == (True, False)
    with subprocess.Popen([sys.executable, "-c", LIVE], env=environment, text=True, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as app:
        assert app.stdout.readline()
        assert not killed.exists()
        app.stdin.close()
    assert list(tmp_path.glob(f"{PREFIX}*")) == []
