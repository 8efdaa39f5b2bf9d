"""The generated drawings: all classes, the same for the same seed, placed as `to_input` places an item."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.utils.data import TensorDataset

from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.loader import TensorLoader
from fmnist.pictures.drawings import draw, drawings
from fmnist.pictures.families import FAMILIES
from fmnist.pictures.to_input import to_input
from fmnist.training.mixed import WithDrawings


def test_the_same_seed_draws_the_same():
    X, y = drawings(60, CLASSES, seed=3)
    assert X.shape == (60, 28, 28)
    assert X.dtype == torch.uint8
    assert y.shape == (60,)
    assert y.dtype == torch.int64
    assert torch.equal(X, drawings(60, CLASSES, seed=3)[0])
    assert not torch.equal(X, drawings(60, CLASSES, seed=4)[0])
    assert len({picture.numpy().tobytes() for picture in X}) == 60


def test_the_families_come_by_their_weights(monkeypatch):
    boot, bag = (next(family for family in FAMILIES if family.label == label) for label in ("Ankle boot", "Bag"))
    monkeypatch.setattr("fmnist.pictures.drawings.FAMILIES", (replace(boot, weight=1), replace(bag, weight=4)))
    _, y = drawings(400, CLASSES, seed=0)
    assert {CLASSES[label] for label in y} == {"Ankle boot", "Bag"}
    assert 270 < (y == CLASSES.index("Bag")).sum() < 370  # 320 expected


def test_every_class_has_families():
    assert {family.label for family in FAMILIES} == set(CLASSES)
    assert len({(family.label, family.name) for family in FAMILIES}) == len(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES, ids=[f"{family.label}: {family.name}" for family in FAMILIES])
def test_every_family_draws_an_item_in_its_place(family):
    random = np.random.default_rng(0)
    for _ in range(12):
        picture = draw(family, random)
        rows, columns = np.flatnonzero(picture.any(1)), np.flatnonzero(picture.any(0))
        edges = np.array([np.ptp(rows), np.ptp(columns)]) + 1
        assert 22 <= edges.max() <= 28
        assert abs(rows[0] + rows[-1] - 27) <= 2
        assert abs(columns[0] + columns[-1] - 27) <= 2
        assert picture.max() > 100
        if edges.max() >= 26:
            assert np.abs(to_input(picture)[0, 0].numpy() * picture.max() / 255 - picture / 255).mean() < 0.02


def test_batches_hold_their_share_of_drawings():
    photos = TensorDataset(torch.zeros(96, 1, 28, 28), torch.full((96,), 7))

    def batches(seed):
        loader = WithDrawings(TensorLoader(photos, 36, True), 0.25, seed=0, pool=50)
        loader.generator = torch.Generator().manual_seed(seed)
        assert len(loader) == 3
        assert loader.size == 128
        return list(loader)

    for X, y in batches(1):
        photo = ~X.flatten(1).any(1)
        assert (~photo).sum() == round(photo.sum().item() / 3)
        assert (y[photo] == 7).all()
        assert X.min() >= 0
        assert X.max() <= 1
    assert all(torch.equal(a[0], b[0]) for a, b in zip(batches(1), batches(1), strict=True))
    assert not torch.equal(batches(1)[0][0], batches(2)[0][0])
