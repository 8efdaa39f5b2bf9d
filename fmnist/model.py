"""Chapter 4, "Build the neural network": the networks, where they run, and what is inside them."""

import torch
from torch import nn

from fmnist.checks import choice
from fmnist.inspection.layers import walk_layers  # noqa: F401  (callers find chapter 4 here)
from fmnist.inspection.parameters import parameter_table  # noqa: F401
from fmnist.seeding import seeded


def get_device() -> str:
    """The device the tutorial would choose: the accelerator's type ("cuda", "mps", "xpu", …), or "cpu"."""
    return torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"


class NeuralNetwork(nn.Module):
    """The tutorial's network (chapter 4.2): 784-512-512-10 with ReLU, 669,706 parameters.

    `X`: float32 `(N, 1, 28, 28)` or `(N, 28, 28)` in [0, 1]. Returns logits: float32 `(N, 10)`, unbounded.
    """

    def __init__(self) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(28 * 28, 512),
            nn.ReLU(),
            nn.Linear(512, 512),
            nn.ReLU(),
            nn.Linear(512, 10),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.flatten(x)
        logits = self.linear_relu_stack(x)
        return logits


class ConvBlock(nn.Sequential):
    """Convolution, batch normalisation, ReLU: float32 `(N, inputs, H, W)` -> `(N, outputs, H/stride, W/stride)`."""

    def __init__(self, inputs: int, outputs: int, kernel_size: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel_size, stride, kernel_size // 2, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
        )


class Residual(nn.Module):
    """`X + layers(X)` (He et al., arXiv 1512.03385): the layers only learn what to change. Shapes stay."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.layers(x)


class ConvNet(nn.Module):
    """The network that recognises drawings: seven convolutions, three of them residual; 973,290 parameters.

    `X`: float32 `(N, 1, 28, 28)` in [0, 1]. Returns logits: float32 `(N, 10)`, unbounded.
    """

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.features = nn.Sequential(
            ConvBlock(1, width, kernel_size=5, stride=2),  # (N, 32, 14, 14)
            ConvBlock(width, 2 * width),  # (N, 64, 14, 14)
            nn.MaxPool2d(2),  # (N, 64, 7, 7)
            ConvBlock(2 * width, 4 * width),  # (N, 128, 7, 7)
            Residual(ConvBlock(4 * width, 4 * width), ConvBlock(4 * width, 4 * width)),  # (N, 128, 7, 7)
            nn.MaxPool2d(2, ceil_mode=True),  # (N, 128, 4, 4)
            ConvBlock(4 * width, 6 * width),  # (N, 192, 4, 4)
            Residual(ConvBlock(6 * width, 6 * width)),  # (N, 192, 4, 4)
        )
        self.flatten = nn.Flatten()
        self.classifier = nn.Linear(6 * width * 4 * 4, 10)  # no pooling here: positions tell items apart
        self.to(memory_format=torch.channels_last)  # a step on a CPU takes half the time

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.features(x)
        logits = self.classifier(self.flatten(x))
        return logits


class FastConvNet(nn.Module):
    """Two convolutions and two linear layers, 284,650 parameters: 90% of the test photos after two epochs, in seconds.

    Built for speed on a CPU: the most expensive convolution sees 7×7 pixels only, and pooling shrinks the pictures,
    because the gradient of a strided 3×3 convolution takes several times as long.

    `X`: float32 `(N, 1, 28, 28)` in [0, 1]. Returns logits: float32 `(N, 10)`, unbounded.
    """

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            ConvBlock(1, 32, kernel_size=5, stride=2),  # (N, 32, 14, 14)
            nn.MaxPool2d(2),  # (N, 32, 7, 7)
            ConvBlock(32, 64),  # (N, 64, 7, 7)
            nn.MaxPool2d(2, ceil_mode=True),  # (N, 64, 4, 4)
        )
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Linear(64 * 4 * 4, 256, bias=False),
            nn.BatchNorm1d(256),
            nn.ReLU(),
            nn.Linear(256, 10),
        )
        self.to(memory_format=torch.channels_last)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.features(x)
        logits = self.classifier(self.flatten(x))
        return logits


def needs_two(model: nn.Module) -> bool:
    """Whether a training batch must have at least two pictures: over one a `BatchNorm1d` has no variance."""
    return any(isinstance(module, nn.BatchNorm1d) for module in model.modules())


MODELS: dict[str, type[nn.Module]] = {"mlp": NeuralNetwork, "convnet": ConvNet, "fast_convnet": FastConvNet}


def build_model(name: str, seed: int = 0) -> nn.Module:
    """A fresh model on the CPU, with the first weights of `torch.manual_seed(seed)`.

    **Arguments**

    - `name`: a key of `MODELS`: "mlp" (the tutorial's `NeuralNetwork`), "convnet" or "fast_convnet".
    - `seed`: 0 to `checks.MAX_SEED`.

    Raises `ConfigError` for an unknown name.
    """
    return seeded(MODELS[choice("model", name, MODELS)], seed)
