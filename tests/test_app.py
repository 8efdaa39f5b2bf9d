"""`python app.py` where something of the machine is missing."""

import os
import runpy
from pathlib import Path

import pytest

from fmnist.ui import build_demo

APP = Path(__file__).parents[1] / "app.py"


def test_a_runs_folder_that_cannot_be_written_is_one_sentence_and_exit_code_2(monkeypatch, capsys):
    monkeypatch.setenv("FMNIST_RUNS", str(APP / "runs"))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(APP))
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert f"the runs folder {APP}/runs cannot be written (Not a directory); name another one with FMNIST_RUNS" in told
    assert told.count("\n") == 1


def test_without_a_home_matplotlib_keeps_its_cache_in_our_folder(store, monkeypatch, tmp_path):
    monkeypatch.setenv("MPLCONFIGDIR", "")
    monkeypatch.delenv("MPLCONFIGDIR")
    monkeypatch.setenv("HOME", str(tmp_path))
    build_demo(store)
    assert "MPLCONFIGDIR" not in os.environ
    monkeypatch.setenv("HOME", "/proc/none")
    build_demo(store)
    assert Path(os.environ["MPLCONFIGDIR"]).parent == Path(os.environ["GRADIO_TEMP_DIR"])
