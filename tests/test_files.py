import signal
import subprocess
import sys

import pytest

from fmnist import files as folders
from fmnist.data.custom import SAMPLE
from fmnist.files import LOCK, private_folder, remove_leftovers
from fmnist.server.uploads import Uploads

LIVE = """
import sys, time
from fmnist.data.custom import SAMPLE
from fmnist.server.uploads import Uploads
uploads = Uploads()
print(uploads.put("ann", SAMPLE / "labels.csv", SAMPLE / "images.zip").folder, flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_what_a_killed_app_left_goes_at_the_next_start(temporary):
    process = subprocess.Popen([sys.executable, "-c", LIVE], stdout=subprocess.PIPE, text=True)
    try:
        root = (temporary / process.stdout.readline().strip()).parent
        assert list(root.rglob("*.png"))
        Uploads()  # another app starts beside the living one
        assert list(root.rglob("*.png"))
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    Uploads()
    assert not root.exists()
    assert list(temporary.iterdir()) == []


def test_only_what_is_certainly_ours_is_removed(temporary):
    held, lock = private_folder("x-")
    (temporary / "x-no-lock-file").mkdir()
    (temporary / "y-other").mkdir()
    (temporary / "y-other" / LOCK).touch()
    (temporary / "x-link").symlink_to(temporary / "y-other")
    (temporary / "x-file").touch()
    before = sorted(temporary.iterdir())
    assert remove_leftovers("x-") == []
    assert sorted(temporary.iterdir()) == before
    lock.close()
    assert remove_leftovers("x-") == [held]
    assert not held.exists()


def test_an_open_app_still_removes_its_own(temporary):
    uploads = Uploads()
    assert list(temporary.iterdir()) == []  # an app that is only started leaves nothing
    uploads.put("ann", SAMPLE / "labels.csv", SAMPLE / "images.zip")
    assert len(list(temporary.iterdir())) == 1
    uploads.close()
    assert list(temporary.iterdir()) == []


def test_where_there_are_no_locks_nothing_is_removed(temporary, monkeypatch):
    folder, lock = private_folder("x-")
    lock.close()
    monkeypatch.setattr(folders, "fcntl", None)
    assert remove_leftovers("x-") == []
    assert folder.exists()
