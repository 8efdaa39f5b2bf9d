"""Answers checked against torch's own softmax, autograd and distances."""

import math
import time

import pytest
import torch
from torch import nn

from fmnist.data.fashion_mnist import CLASSES
from fmnist.model import MODELS, build_model
from fmnist.prediction.predict import COPIES, NOISE, certainty, nearest, predict, saliency, softmax_steps


@pytest.fixture(params=sorted(MODELS))
def model(request):
    return build_model(request.param, seed=3).eval()


@pytest.fixture
def X(test_data):
    return test_data[0][0][None]


def test_predict_is_softmax_of_the_logits(model, X):
    confidences = predict(model, X)
    with torch.no_grad():
        expected = model(X).softmax(1)[0]
    assert set(confidences) == set(CLASSES)
    for index, name in enumerate(CLASSES):
        assert confidences[name] == pytest.approx(expected[index].item(), abs=1e-6)
    assert list(confidences.values()) == sorted(confidences.values(), reverse=True)
    assert sum(confidences.values()) == pytest.approx(1, abs=1e-5)


def test_predict_in_training_mode_gives_the_same(model, X):
    expected = predict(model, X)
    model.train()
    assert predict(model, X) == expected


def test_predict_is_quick(model, X):
    predict(model, X)
    best = math.inf
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # then the processor time is all there is to it, whatever else the machine does
    for _ in range(30):
        started = time.thread_time()
        predict(model, X)
        best = min(best, time.thread_time() - started)
    torch.set_num_threads(threads)
    assert best <= 0.003


@pytest.mark.parametrize(("shares", "level", "contenders"), [
    ([1.0], "sure", 1),
    ([0.97, 0.03], "sure", 1),
    ([0.8, 0.1, 0.1], "rather", 1),
    ([0.5, 0.5], "unsure", 2),
    ([0.4, 0.3, 0.3], "unsure", 3),
    ([0.54, *[0.46 / 9] * 9], "perhaps", 1),
    ([0.45, 0.17, 0.16, 0.155, 0.065], "unsure", 4),
    ([0.32, *[0.68 / 9] * 9], "lost", 1),
    ([0.1] * 10, "lost", 10),
])
def test_certainty_in_words(shares, level, contenders):
    shares = shares + [0.0] * (10 - len(shares))
    found = certainty(dict(zip(CLASSES, shares, strict=True)))
    assert found.level == level
    assert len(found.contenders) == contenders
    expected = torch.distributions.Categorical(torch.tensor(shares)).entropy().item() / math.log(2)
    assert found.entropy_bits == pytest.approx(expected, abs=1e-4)


def test_saliency_is_the_mean_gradient_of_the_winning_logit(model, X):
    winner, expected = model(X)[0].argmax(), torch.zeros(28, 28)
    for noise in torch.randn(COPIES, 1, 28, 28, generator=torch.Generator().manual_seed(0)):
        leaf = (X + NOISE * noise).requires_grad_(True)
        model(leaf)[0, winner].backward()
        expected += leaf.grad[0, 0].abs()
    for parameter in model.parameters():
        parameter.grad = None
    state = torch.get_rng_state()
    found = saliency(model, X)
    assert torch.equal(torch.get_rng_state(), state)
    torch.testing.assert_close(found, expected / expected.max(), atol=1e-3, rtol=1e-3)  # a batch adds up otherwise
    assert all(parameter.grad is None for parameter in model.parameters())


def test_saliency_shows_where_a_model_looks():
    looks = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    nn.init.zeros_(looks[1].weight)
    with torch.no_grad():
        looks[1].weight.view(10, 28, 28)[:, 5:9, 12:20] = 1
    found = saliency(looks, torch.rand(1, 1, 28, 28))
    assert found[5:9, 12:20].eq(1).all()
    assert found.sum() == 32


def test_saliency_of_a_model_that_ignores_its_input_is_dark():
    constant = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    nn.init.zeros_(constant[1].weight)
    assert saliency(constant, torch.rand(1, 1, 28, 28)).eq(0).all()


def test_nearest_finds_the_picture_itself_first(training_data):
    images = training_data.data[:5000]
    found = nearest(images[77][None, None] / 255, images)
    distances = torch.cdist(images[77].reshape(1, -1).double(), images.reshape(len(images), -1).double())[0]
    assert found[0] == 77
    assert found.tolist() == distances.argsort()[:3].tolist()


def test_softmax_steps_are_torchs_softmax():
    logits = torch.tensor([3.0, -1.0, 0.5, 100.0, 99.0, -50.0, 0.0, 1.0, 2.0, 98.0])
    powers, probabilities = softmax_steps(logits)
    assert powers.max() == 1
    torch.testing.assert_close(probabilities, torch.softmax(logits, 0))
