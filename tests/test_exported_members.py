import importlib

import pytest

import fmnist


def test_every_name_is_there_once_and_in_order():
    assert fmnist.__all__ == sorted(set(fmnist.__all__))
    for modules in fmnist.CHAPTERS.values():
        for module, names in modules.items():
            assert list(names) == sorted(names)
            for name in names:
                assert getattr(fmnist, name) is getattr(importlib.import_module(module), name)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = fmnist.nothing
