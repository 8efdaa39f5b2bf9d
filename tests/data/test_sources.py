import gzip
import hashlib
import shutil
import socket
import threading
import urllib.error
import zipfile

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


def test_a_proxy_that_answers_nonsense_is_no_source(small, monkeypatch):
    shutil.rmtree(small / "system")
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(sources, "MIRROR", f"http://127.0.0.1:{server.getsockname()[1]}/")

        def answer():
            caller, _ = server.accept()
            with caller:
                caller.recv(4096)
                caller.sendall(b"hello\n")

        threading.Thread(target=answer, daemon=True).start()
        assert prepare(small / "data").name == "mini"


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


NAMES = [file.name for file in SMALL]


def pack(name):
    return gzip.compress(unpacked(name))


def unpacked(name):
    i = NAMES.index(name)
    return bytes([i]) * SMALL[i].size


def lay(folder, rename="{}", content=unpacked, names=NAMES):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / rename.format(name)).write_bytes(content(name))


def zipped(path, rename="{}", content=unpacked):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.writestr(rename.format(name), content(name))


def seven_zip(folder):
    """7-Zip names what it unpacks after the header of the .gz, which the data set's authors wrote with a dot."""
    lay(folder)
    for name in NAMES:
        (folder / name).rename(folder / name.replace("-idx", ".idx"))


BY_HAND = {
    "packed, in torchvision's place": lambda data: lay(data / "FashionMNIST/raw", "{}.gz", pack),
    "packed, flat": lambda data: lay(data, "{}.gz", pack),
    "unpacked, flat": lay,
    "unpacked by 7-Zip": seven_zip,
    "unpacked by 7-Zip, in torchvision's place": lambda data: seven_zip(data / "FashionMNIST/raw"),
    "a folder a file, as Keka unpacks": lambda data: [lay(data / name, "data", names=[name]) for name in NAMES],
    "downloaded a second time": lambda data: lay(data, "{} (1).gz", pack),
    "packed, without .gz": lambda data: lay(data, "{}", pack),
    "under names of its own": lambda data: lay(data / "a/b/c/d/e", "my {}.bin".upper()),
    "torchvision's place, two levels deeper": lambda data: lay(data / "sets/fashion/FashionMNIST/raw"),
    "Kaggle's zip": lambda data: zipped(data / "archive.zip"),
    "GitHub's zip": lambda data: zipped(data / "fashion-mnist.zip", "fashion-mnist-master/data/fashion/{}.gz", pack),
    "half packed, half not": lambda data: [lay(data, names=NAMES[:2]), lay(data / "raw", "{}.gz", pack, NAMES[2:])],
    "beside MNIST": lambda data: [lay(data / "MNIST/raw", "{}.gz", lambda name: b"digits"), lay(data, "{}.gz", pack)],
    "beside what Finder adds": lambda data: [lay(data, "{}.gz", pack), lay(data, "._{}.gz", lambda name: b"Mac OS X")],
}


@pytest.mark.parametrize("how", BY_HAND)
def test_placed_by_hand_it_is_found_by_content(small, how):
    shutil.rmtree(small / "system")
    BY_HAND[how](small / "data")
    source = prepare(small / "data")
    assert (source.name, source.root, source.damaged, source.moved) == ("local", small / "data", (), False)
    assert all((raw_folder(source.root) / name).read_bytes() == unpacked(name) for name in NAMES)


@pytest.mark.parametrize("deep", ["FashionMNIST", "FashionMNIST/raw", "FashionMNIST/raw/"])
@pytest.mark.parametrize("content", [unpacked, pack])
def test_a_root_that_is_too_deep_means_the_folder_above(small, deep, content):
    shutil.rmtree(small / "system")
    lay(small / "data/FashionMNIST/raw", "{}" if content is unpacked else "{}.gz", content)
    assert prepare(f"{small}/data/{deep}") == sources.Source("local", small / "data")
    assert [path.name for path in (small / "data").rglob("*") if path.is_dir()] == ["FashionMNIST", "raw"]


def test_the_root_may_be_the_folder_one_is_in(small, monkeypatch):
    lay(small / "data/FashionMNIST/raw")
    monkeypatch.chdir(small / "data/FashionMNIST/raw")
    assert prepare(".").root == small / "data"


@pytest.mark.parametrize(("name", "content"), [
    ("{}", lambda name: unpacked(name)[:-1]),
    ("{}.gz", lambda name: pack(name)[:-5]),
    ("{}.gz", lambda name: pack(name)[:12] + b"\xff" * 9 + pack(name)[21:]),  # zlib.error, which is no OSError
    ("{}.gz", lambda name: b"<html>404</html>"),
    ("{}.gz", lambda name: b""),
    ("{} (1).gz", lambda name: gzip.compress(b"of MNIST, which has the same names")),
    ("{}.gz.crdownload", lambda name: pack(name)[:20]),
])
@pytest.mark.parametrize("where", ["FashionMNIST/raw", "."])
def test_what_is_found_but_damaged_is_named_and_replaced(small, where, name, content):
    lay(small / "data" / where, name, content, NAMES[:1])
    lay(small / "data" / where, "{}.gz", pack, NAMES[1:])
    source = prepare(small / "data")
    assert (source.name, source.damaged) == ("system", (name.format(NAMES[0]),))
    assert (raw_folder(source.root) / NAMES[0]).read_bytes() == unpacked(NAMES[0])


@pytest.mark.parametrize("spoil", [lambda all: all[:100], lambda _: b"", lambda all: all.replace(b"\0\0", b"\1\2")])
def test_a_damaged_zip_is_passed_over(small, spoil):
    zipped(small / "data/archive.zip")
    whole = (small / "data/archive.zip").read_bytes()
    (small / "data/archive.zip").write_bytes(spoil(whole))
    assert prepare(small / "data").name == "system"


def test_the_home_folder_may_be_written_short(small, monkeypatch):
    monkeypatch.setenv("HOME", str(small))
    monkeypatch.setenv("USERPROFILE", str(small))
    monkeypatch.setenv("FMNIST_DATA", "~/data")
    assert prepare().root == prepare("~/data").root == small / "data"


def test_the_mini_set_below_the_data_folder_is_not_called_damaged(small, monkeypatch):
    monkeypatch.setattr(sources, "FULL", FULL)
    prepare(small / "data", names=("mini",))
    again = prepare(small / "data", names=("mini",))
    assert (again.name, again.damaged) == ("mini", ())
