"""From logits to an answer (quickstart, "Making predictions"), how sure it is, and what the model looked at."""

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from fmnist.data.fashion_mnist import CLASSES

# Entropies in bits. One bit is a coin toss between two classes, 2.6 bits are the throw of a die.
MAX_SURE_BITS = 0.5  # up to here an answer is "sure"
MAX_RATHER_BITS = 1.5  # up to here an answer without contenders is "rather" sure
MAX_ANSWER_BITS = 2.6  # beyond, the network is "lost"

COPIES = 24  # of the picture, over which `saliency` takes the mean
NOISE = 0.15  # standard deviation of the noise on each copy, on the scale of X in [0, 1]


@dataclass(frozen=True)
class Certainty:
    """How sure an answer is.

    - `entropy_bits`: of the ten probabilities, from 0 (certain) to log2(10) = 3.32 (no idea).
    - `level`: "sure", "rather", "perhaps" (one class leads, the rest is spread), "unsure" (some compete) or "lost".
    - `contenders`: the classes with at least a third of the winner's probability, likeliest first.
    """

    entropy_bits: float
    level: str
    contenders: tuple[str, ...]


@torch.no_grad()
def predict(model: nn.Module, X: torch.Tensor) -> dict[str, float]:
    """`{class name: probability}`, likeliest first; the ten probabilities add up to 1.

    `X`: float32 `(1, 1, 28, 28)` in [0, 1], as `to_input` makes it. Leaves the model in `eval()` mode.
    """
    model.eval()
    probabilities = nn.Softmax(dim=1)(model(X))[0]
    order = probabilities.argsort(descending=True, stable=True)
    return {CLASSES[index]: float(probabilities[index]) for index in order.tolist()}


def changed_by_eval(model: nn.Module) -> bool:
    """Whether `model.eval()` changes answers (7.1): whether there is batch norm or dropout in the model."""
    kinds = (nn.BatchNorm1d, nn.BatchNorm2d, nn.Dropout)
    return any(isinstance(module, kinds) for module in model.modules())


@torch.no_grad()
def with_and_without_eval(model: nn.Module, X: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The probabilities in `eval()` mode, and in training mode (7.1): there batch norm goes by the batch.

    `X`: float32 `(N, 1, 28, 28)` in [0, 1], N > 1. Returns two float32 `(N, 10)`. Asks a copy: in training mode batch
    norm's running averages move.
    """
    model, softmax = copy.deepcopy(model), nn.Softmax(dim=1)
    return softmax(model.eval()(X)), softmax(model.train()(X))


def certainty(confidences: Mapping[str, float]) -> Certainty:
    """How sure `predict`'s answer is, by its Shannon entropy (1948)."""
    entropy_bits = -sum(p * math.log2(p) for p in confidences.values() if p > 0)
    ranked = sorted(confidences, key=lambda name: -confidences[name])
    contenders = tuple(name for name in ranked if confidences[name] >= confidences[ranked[0]] / 3)
    if entropy_bits <= MAX_SURE_BITS:
        level = "sure"
    elif entropy_bits > MAX_ANSWER_BITS:
        level = "lost"
    elif len(contenders) > 1:
        level = "unsure"
    else:
        level = "rather" if entropy_bits <= MAX_RATHER_BITS else "perhaps"
    return Certainty(max(entropy_bits, 0.0), level, contenders)


def saliency(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    """Which pixels decide the answer: |∂ winning logit / ∂X| (Simonyan et al., arXiv 1312.6034; chapter 5 at work).

    The gradient of one picture flickers from pixel to pixel; its mean over copies with a little noise does not
    (SmoothGrad: Smilkov et al., arXiv 1706.03825). The noise is the same for every picture.

    `X`: float32 `(1, 1, 28, 28)` in [0, 1]. Returns float32 `(28, 28)` in [0, 1], scaled to its largest value. The
    parameters collect no gradient. Leaves the model in `eval()` mode.
    """
    model.eval()
    with torch.no_grad():
        winner = model(X)[0].argmax()
    noise = torch.randn(COPIES, *X.shape[1:], generator=torch.Generator().manual_seed(0)).to(X.device)
    copies = (X + NOISE * noise).requires_grad_(True)
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(model(copies)[:, winner].sum(), copies)
    size = gradient[:, 0].abs().mean(0)
    return size / size.max().clamp(min=1e-12)


def nearest(X: torch.Tensor, images: torch.Tensor, count: int = 3, chunk: int = 6000) -> torch.Tensor:
    """The most similar images, by Euclidean distance between the pixels.

    `X`: float32 `(1, 1, 28, 28)` in [0, 1]; `images`: uint8 `(N, 28, 28)`. Returns int64 `(count,)` indices, nearest
    first.
    """
    query = X.reshape(-1) * 255
    distances = []
    for part in images.split(chunk):  # the whole set as float32 would be 188 MB
        flat = part.reshape(len(part), -1).float()
        distances.append(torch.linalg.vecdot(flat, flat) - 2 * (flat @ query))
    return torch.cat(distances).topk(min(count, len(images)), largest=False).indices


def softmax_steps(logits: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Softmax in two steps, as one writes it by hand: `exp(z - max z)`, and that divided by its sum.

    `logits`: float32 `(10,)`. Returns two float32 `(10,)`: the powers in (0, 1], and the probabilities.
    """
    powers = (logits - logits.max()).exp()
    return powers, F.normalize(powers, p=1, dim=0)
