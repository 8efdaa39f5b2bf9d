"""Environment variables as people set them: read as meant, or refused in one sentence before the app starts."""

import pytest

from fmnist.server.store import Store
from fmnist.ui.environment import check_port, is_address_of_this_machine, mistakes_told


@pytest.mark.parametrize("port", ["abc", "80,5", "7860.5", "99999", "-1", "localhost:7860"])
def test_a_port_that_is_none_is_one_sentence(monkeypatch, capsys, port):
    monkeypatch.setenv("GRADIO_SERVER_PORT", port)
    with pytest.raises(SystemExit) as ended:
        check_port()
    assert ended.value.code == 2
    assert "GRADIO_SERVER_PORT must be a whole number from 0 to 65535, got" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["", "7860", "0"])
def test_a_port_is_let_through(monkeypatch, port):
    monkeypatch.setenv("GRADIO_SERVER_PORT", port)
    check_port()


@pytest.mark.parametrize(("variable", "value", "sentence"), [
    ("FMNIST_RUNS", "{folder}/a file/runs", "fmnist: the runs folder {folder}/a file/runs cannot be written"),
    ("FMNIST_MAX_RUNNING", "1,5", "fmnist: FMNIST_MAX_RUNNING must be a whole number from 1 to 1000000000, got '1,5'."),
])
def test_a_setting_that_is_wrong_ends_the_app_in_a_sentence(monkeypatch, capsys, tmp_path, variable, value, sentence):
    (tmp_path / "a file").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(variable, value.format(folder=tmp_path))
    with pytest.raises(SystemExit), mistakes_told():
        Store()
    assert capsys.readouterr().err.startswith(sentence.format(folder=tmp_path))


def test_an_address_is_this_machines_or_not():
    assert is_address_of_this_machine("127.0.0.1")
    assert is_address_of_this_machine("0.0.0.0")
    assert not is_address_of_this_machine("nowhere.invalid")
    assert not is_address_of_this_machine("192.0.2.1")
