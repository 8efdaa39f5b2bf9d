"""The variants of the test set, and the table of accuracies."""

import numpy as np
import pytest
import torch

from fmnist.model import build_model
from fmnist.pictures.to_input import to_input
from fmnist.prediction.robustness import (
    VARIANTS,
    inverted,
    larger,
    margin,
    outline,
    robustness,
    shifted,
    silhouette,
    smaller,
)


@pytest.fixture(scope="module")
def shoe(test_data):
    return test_data.data[0].numpy()


def test_silhouette_is_white_on_black_and_covers_the_item(shoe):
    mask = silhouette(shoe, 0)
    assert set(np.unique(mask)) == {0, 255}
    assert mask[shoe > 16].min() == 255


def test_outline_is_the_rim_of_the_silhouette(shoe):
    line, mask = outline(shoe, 0), silhouette(shoe, 0)
    assert set(np.unique(line)) == {0, 255}
    assert (mask[line > 0] == 255).all()
    assert 0 < line.sum() < 0.6 * mask.sum()


def test_shifted_moves_by_four_in_turn(shoe):
    assert np.array_equal(shifted(shoe, 0)[:, 4:], shoe[:, :-4])
    assert np.array_equal(shifted(shoe, 1)[4:], shoe[:-4])
    assert np.array_equal(shifted(shoe, 2)[:, :-4], shoe[:, 4:])
    assert np.array_equal(shifted(shoe, 3)[:-4], shoe[4:])
    assert not shifted(shoe, 0)[:, :4].any()


def test_scaled_keeps_the_centre():
    disc = np.zeros((28, 28), np.uint8)
    disc[10:18, 10:18] = 200
    small, large = smaller(disc, 0) > 100, larger(disc, 0) > 100
    assert small.sum() < (disc > 100).sum() < large.sum()
    for picture in (small, large):
        assert np.array_equal(picture, picture[::-1, ::-1])


def test_inverted_and_margin(shoe):
    assert np.array_equal(inverted(shoe, 0), 255 - shoe)
    assert margin(shoe, 0).shape == (48, 48)
    assert margin(shoe, 0)[:10].min() == 255


@pytest.mark.parametrize("name", ["inverted", "margin", "smaller"])
def test_to_input_undoes_what_can_be_undone(name, test_data):
    images = test_data.data[:200].numpy()
    pairs = [(to_input(VARIANTS[name](image, index)), to_input(image)) for index, image in enumerate(images)]
    away = [(changed - plain).abs().mean().item() for changed, plain in pairs]
    assert np.median(away) < {"inverted": 1e-6, "margin": 0.01, "smaller": 0.08}[name]


def test_the_table_counts_what_the_model_gets_right(test_data):
    images, labels = test_data.data[:64], test_data.targets[:64]
    model = build_model("mlp", seed=0).eval()
    results = {result.name: result for result in robustness(model, images, labels)}
    assert list(results) == list(VARIANTS)
    with torch.no_grad():
        X = torch.cat([to_input(image) for image in images])
        expected = (model(X).argmax(1) == labels).float().mean().item()
    assert results["photo"].accuracy == pytest.approx(expected)
    assert results["photo"].images == 64


def test_a_refused_picture_counts_as_misread():
    blank = torch.zeros(4, 28, 28, dtype=torch.uint8)
    model = build_model("mlp").eval()
    with torch.no_grad():
        guess = model(torch.zeros(4, 1, 28, 28)).argmax(1)
    assert all(result.accuracy == 0 for result in robustness(model, blank, guess))
