import gzip
import hashlib
import shutil
import threading
import urllib.error

import pytest

from fmnist.data import sources
from fmnist.data.sources import FULL, MINI, IdxFile, prepare, raw_folder
from fmnist.errors import DataError

SMALL = tuple(IdxFile(f.name, 1000 + i, hashlib.sha256(bytes([i]) * (1000 + i)).hexdigest())
              for i, f in enumerate(FULL))


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Sources in small: four files of a kilobyte stand for the full set, and the network is a folder."""
    system, network = tmp_path / "system", tmp_path / "network"
    for folder in (system, network):
        folder.mkdir()
        for i, file in enumerate(SMALL):
            (folder / f"{file.name}.gz").write_bytes(gzip.compress(bytes([i]) * file.size))
    monkeypatch.setattr(sources, "FULL", SMALL)
    monkeypatch.setattr(sources, "SYSTEM_COPY", system)
    monkeypatch.setattr(sources, "MIRROR", f"{network.as_uri()}/")
    monkeypatch.setattr(sources.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    return tmp_path


def names(root):
    return sorted(path.name for path in raw_folder(root).iterdir())


def test_the_checksums_are_those_torchvision_downloads():
    from torchvision.datasets import FashionMNIST

    assert sources.MIRROR in FashionMNIST.mirrors
    assert [f"{file.name}.gz" for file in FULL] == [name for name, _ in FashionMNIST.resources]


def test_system_copy_first_then_the_folder_itself(small):
    assert prepare(small / "data").name == "system"
    assert names(small / "data") == sorted(file.name for file in SMALL)  # nothing else is left beside
    again = prepare(small / "data")
    assert (again.name, again.root, again.full) == ("local", small / "data", True)


def test_download_where_there_is_no_system_copy(small):
    shutil.rmtree(small / "system")
    assert prepare(small / "data").name == "download"


def test_mini_set_where_there_is_no_network_either(small, monkeypatch):
    shutil.rmtree(small / "system")

    def no_network(*args, **kwargs):
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr(sources.urllib.request, "urlopen", no_network)
    source = prepare(small / "data")
    assert (source.name, source.full) == ("mini", False)
    assert all(sources.is_intact(raw_folder(source.root) / file.name, file) for file in MINI)


def test_a_slow_download_ends_at_its_deadline(small, monkeypatch):
    shutil.rmtree(small / "system")
    monkeypatch.setattr(sources, "DOWNLOAD_SECONDS", -1.0)
    assert prepare(small / "data").name == "mini"


@pytest.mark.parametrize("damage", ["cut short", "altered", "empty"])
def test_a_damaged_file_is_replaced_and_named(small, damage):
    prepare(small / "data")
    path = raw_folder(small / "data") / SMALL[0].name
    content = path.read_bytes()
    path.write_bytes({"cut short": content[:-1], "altered": b"x" + content[1:], "empty": b""}[damage])
    source = prepare(small / "data")
    assert (source.name, source.damaged) == ("system", (SMALL[0].name,))
    assert path.read_bytes() == content


def test_a_damaged_system_copy_is_passed_over(small):
    for file in SMALL:
        (small / "system" / f"{file.name}.gz").write_bytes(b"not gzip")
    assert prepare(small / "data").name == "download"


def test_a_gzip_bomb_is_not_unpacked(small):
    (small / "system" / f"{SMALL[0].name}.gz").write_bytes(gzip.compress(bytes(50_000_000)))
    assert prepare(small / "data").name == "download"


def test_a_folder_that_cannot_be_written_gives_way_to_a_temporary_one(small):
    (small / "data").write_text("a file where a folder should be")
    source = prepare(small / "data")
    assert (source.name, source.moved) == ("system", True)
    assert (small / "data").read_text() == "a file where a folder should be"


def test_nowhere_to_write_is_one_sentence(small):
    (small / "data").write_text("")
    (small / "temporary").write_text("")
    with pytest.raises(DataError, match=r"cannot be written; name another one with FMNIST_DATA"):
        prepare(small / "data")


def test_a_broken_installation_is_one_sentence(small, monkeypatch):
    monkeypatch.setattr(sources, "ASSETS", small / "nothing")
    with pytest.raises(DataError, match="install fmnist afresh"):
        prepare(small / "data", names=("mini",))


def test_many_at_once_do_not_damage_each_other(small):
    found = []
    threads = [threading.Thread(target=lambda: found.append(prepare(small / "data"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert names(small / "data") == sorted(file.name for file in SMALL)
    assert prepare(small / "data").name == "local"


def test_the_environment_names_the_folder(small, monkeypatch):
    monkeypatch.setenv("FMNIST_DATA", str(small / "elsewhere"))
    assert prepare().root == small / "elsewhere"
