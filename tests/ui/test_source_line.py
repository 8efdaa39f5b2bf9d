"""Which Fashion-MNIST is in use, as the page and the command line tell it."""

import copy
from dataclasses import replace
from pathlib import Path

import pytest

from fmnist.cli.train import describe_source
from fmnist.data.sources import Source
from fmnist.ui.page import source_line

DAMAGED = Source("system", Path("data"), damaged=("train-images.idx3-ubyte", "t10k-labels-idx1-ubyte.gz"))


@pytest.mark.parametrize(("lang", "words"), [
    ("en", "Not used, as damaged or of another data set: "), ("zh", "未使用："),
])
def test_what_was_found_but_damaged_is_named(store, monkeypatch, lang, words):
    images = copy.copy(store.data(True))
    images.source = DAMAGED
    monkeypatch.setattr(store, "data", lambda train: images)
    assert words + "train-images.idx3-ubyte, t10k-labels-idx1-ubyte.gz" in source_line(lang, store)
    images.source = replace(DAMAGED, damaged=())
    assert words not in source_line(lang, store)


def test_the_command_line_names_it_too():
    assert "another data set: train-images.idx3-ubyte, t10k" in describe_source(DAMAGED, 60_000, 10_000)
