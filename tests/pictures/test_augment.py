"""The augmentation, on pictures of the mini set's kind and on shapes one can check by hand."""

import pytest
import torch

from fmnist.data.fashion_mnist import load_fashion_mnist
from fmnist.pictures import augment
from fmnist.pictures.augment import AUGMENTATIONS, close, dilate, erode, jitter, sketch


@pytest.fixture(scope="module")
def X():
    return load_fashion_mnist(train=False).data[:400].float()[:, None] / 255


def test_morphology_is_torchs_max_pooling(X):
    for radius in (1, 2):
        assert torch.equal(dilate(X, radius), torch.nn.functional.max_pool2d(X, 2 * radius + 1, 1, radius))
        padded = torch.nn.functional.pad(1 - X, [radius] * 4, value=1)
        expected = 1 - torch.nn.functional.max_pool2d(padded, 2 * radius + 1, 1)
        torch.testing.assert_close(erode(X, radius), expected)


def test_closing_fills_gaps_and_never_darkens(X):
    assert (close(X, 1) >= X - 1e-6).all()
    ring = torch.zeros(1, 1, 28, 28)
    ring[..., 8:20, 8:20] = 1
    ring[..., 13:15, 8:20] = 0
    assert close(ring, 1)[..., 13:15, 9:19].all()
    assert close(ring, 1).sum() <= 12 * 12


def test_sketch_keeps_shape_type_range_and_its_input(X):
    before = X.clone()
    out = sketch(X, torch.Generator().manual_seed(0))
    assert out.shape == X.shape
    assert out.dtype == torch.float32
    assert out.min() >= 0
    assert out.max() <= 1
    assert torch.equal(X, before)


def test_sketch_depends_on_its_generator_only(X):
    state = torch.get_rng_state()
    first, again, other = (sketch(X[:64], torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), state)


def test_sketch_makes_photos_silhouettes_and_lines(X, monkeypatch):
    generator = torch.Generator().manual_seed(0)
    monkeypatch.setattr(augment, "PHOTO_SHARE", 0.0)
    monkeypatch.setattr(augment, "SILHOUETTE_SHARE", 1.0)
    monkeypatch.setattr(augment, "DETAIL_SHARE", 0.0)
    filled = sketch(X, generator)
    monkeypatch.setattr(augment, "SILHOUETTE_SHARE", 0.0)
    lines = sketch(X, generator)
    # One shade each, apart from soft edges; lines cover less than half of what silhouettes cover.
    peak = filled.amax((1, 2, 3), keepdim=True)
    assert ((filled == 0) | (filled == peak)).float().mean() > 0.9
    assert lines.gt(0.3).float().mean() < 0.6 * filled.gt(0.3).float().mean()


def test_half_of_the_photos_and_drawings_stay_as_sharp_as_they_are(monkeypatch):
    """A network that only sees softened pictures misreads those that people show it: theirs are not sampled twice."""
    monkeypatch.setattr(augment, "PHOTO_SHARE", 1.0)
    monkeypatch.setattr(augment, "ERASE_SHARE", 0.0)
    monkeypatch.setattr(augment, "CUT_SHARE", 0.0)
    checks = torch.zeros(400, 1, 28, 28)
    checks[..., 4:24:2, 4:24:2] = checks[..., 5:24:2, 5:24:2] = 1
    for change in (sketch, jitter):
        middle = change(checks, torch.Generator().manual_seed(0))[..., 8:20, 8:20]
        sharp = ((middle < 0.1).float().mean((1, 2, 3)) - 0.5).abs() < 1e-3
        assert sharp.float().mean() == pytest.approx(0.5, abs=0.08)


def test_a_detail_is_left_out_of_some_silhouettes(monkeypatch):
    """A stripe on a box, away from its rim; without one nothing is left out."""
    monkeypatch.setattr(augment, "PHOTO_SHARE", 0.0)
    monkeypatch.setattr(augment, "SILHOUETTE_SHARE", 1.0)
    plain = torch.zeros(200, 1, 28, 28)
    plain[..., 2:26, 2:26] = 0.3
    striped = plain.clone()
    striped[..., 13:15, 8:20] = 1
    dark = [sketch(X, torch.Generator().manual_seed(4))[..., 6:22, 6:22].lt(0.3).any(3).any(2).float().mean()
            for X in (plain, striped)]
    assert dark[0] == 0
    assert dark[1] == pytest.approx(augment.DETAIL_SHARE, abs=0.15)


def test_what_is_left_of_a_cut_item_fills_the_frame(X):
    out = sketch(X, torch.Generator().manual_seed(3))[:, 0] > 0.05
    rows, columns = out.any(2).sum(1), out.any(1).sum(1)
    assert (torch.maximum(rows, columns) >= 22).float().mean() > 0.95


@pytest.mark.parametrize(("share", "touching"), [(0, (0.0, 0.3)), (1, (0.9, 1.0))])
def test_what_is_too_near_reaches_the_frame_on_every_side(share, touching, monkeypatch):
    """Its rim is lost, and no black is between the rest and the frame: so a network can see that something is lost."""
    for name, value in (("PHOTO_SHARE", 1.0), ("CUT_SHARE", 0.0), ("NEAR_SHARE", share), ("SHARP_SHARE", 0.0)):
        monkeypatch.setattr(augment, name, value)
    X = torch.full((400, 1, 28, 28), 0.5)
    X[..., 3:-3, 3:-3] = 1
    lit = sketch(X, torch.Generator().manual_seed(5))[:, 0] > 0.2
    sides = torch.stack([side.float().mean(1) > 0.8 for side in (lit[:, 0], lit[:, -1], lit[:, :, 0], lit[:, :, -1])])
    assert touching[0] <= sides.all(0).float().mean() <= touching[1]


def test_only_photos_are_cut(monkeypatch):
    """Visitors draw whole items. What is left of a cut bar is scaled to be as wide again, so it is higher."""
    for name, value in (("CUT_SHARE", 1.0), ("NEAR_SHARE", 0.0), ("WILD_SHARE", 0.0), ("SILHOUETTE_SHARE", 1.0)):
        monkeypatch.setattr(augment, name, value)
    X = torch.zeros(200, 1, 28, 28)
    X[..., 10:18, :] = 1  # a bar as wide as the frame: what is left of it is scaled to be as wide again
    heights = []
    for photos in (0.0, 1.0):
        monkeypatch.setattr(augment, "PHOTO_SHARE", photos)
        out = sketch(X, torch.Generator().manual_seed(6))[:, 0] > 0.3
        heights.append(out[:, :, 14].sum(1).float().mean())
    assert heights[0] == pytest.approx(8, abs=0.6)
    assert heights[1] > 8.6


def test_none_is_no_augmentation():
    assert AUGMENTATIONS["none"] is None


def test_an_empty_picture_stays_empty():
    out = sketch(torch.zeros(32, 1, 28, 28), torch.Generator().manual_seed(0))
    assert torch.isfinite(out).all()
