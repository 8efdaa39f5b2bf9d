"""Chapters 4.3 and 4.4: a call of a model on random numbers; what each layer makes of a picture."""

import copy
from dataclasses import dataclass

import torch
from torch import nn

from fmnist.seeding import seeded

SEED = 0  # of the tutorial's random pictures


@dataclass(frozen=True)
class LayerStep:
    """What one layer made of the picture.

    - `name`: as in `model.named_modules()`, "linear_relu_stack.0"; "X" for the input, "softmax" for the last step.
    - `layer`: as `print(model)` shows it, "Linear(in_features=784, out_features=512, bias=True)".
    - `output`: float32, with the batch dimension of 1 in front; a copy of its own.
    - `parameters`: how many learned numbers the layer has.
    """

    name: str
    layer: str
    output: torch.Tensor
    parameters: int


@torch.no_grad()
def walk_layers(model: nn.Module, X: torch.Tensor) -> list[LayerStep]:
    """One picture's way through any model that takes it (chapter 4.4): each layer's output, in order of use.

    `X`: float32 `(1, 1, 28, 28)` in [0, 1]. The first step is the input, the last `nn.Softmax(dim=1)`, which is no part
    of the model. The model stays as it is.
    """
    model = copy.deepcopy(model).eval()  # hooks on a shared model would see other visitors' pictures too
    steps = [LayerStep("X", "", X.clone(), 0)]

    def note(name: str, module: nn.Module) -> None:
        def hook(module: nn.Module, _: object, output: torch.Tensor) -> None:
            own = next(module.children(), None) is None
            layer = repr(module) if own else type(module).__name__
            count = sum(parameter.numel() for parameter in module.parameters()) if own else 0
            steps.append(LayerStep(name, layer, output.clone(), count))

        module.register_forward_hook(hook)

    for name, module in model.named_modules():
        if name and not isinstance(module, nn.Sequential):  # a Sequential returns its last layer's output
            note(name, module)
    logits = model(X)
    softmax = nn.Softmax(dim=1)
    steps.append(LayerStep("softmax", repr(softmax), softmax(logits), 0))
    return steps


def random_size(model: nn.Module) -> tuple[int, ...]:
    """Of the tutorial's random picture (4.3): convolutions want `[N, C, H, W]`."""
    return (1, 1, 28, 28) if any(isinstance(layer, nn.Conv2d) for layer in model.modules()) else (1, 28, 28)


@torch.no_grad()
def call_on_random(model: nn.Module) -> dict[str, torch.Tensor]:
    """4.3 on any model in `eval()` mode: what each line of code gives, for the random picture of seed `SEED`."""
    size = random_size(model)
    X = torch.rand(size, generator=torch.Generator().manual_seed(SEED))
    logits = model(X)
    pred_probab = nn.Softmax(dim=1)(logits)
    return {
        f"X = torch.rand{size}": X,
        "logits = model(X)": logits,
        "pred_probab = nn.Softmax(dim=1)(logits)": pred_probab,
        "y_pred = pred_probab.argmax(1)": pred_probab.argmax(1),
    }


@torch.no_grad()
def tutorial_layers() -> dict[str, torch.Tensor]:
    """4.4 line by line as the tutorial has it: three random pictures, and layers with fresh weights of seed `SEED`.

    Returns what each line of code gives, float32 with N = 3 in front, in order.
    """

    def walk() -> dict[str, torch.Tensor]:
        input_image = torch.rand(3, 28, 28)
        flat_image = nn.Flatten()(input_image)
        layer1 = nn.Linear(in_features=28 * 28, out_features=20)
        hidden1 = layer1(flat_image)
        seq_modules = nn.Sequential(nn.Flatten(), layer1, nn.ReLU(), nn.Linear(20, 10))
        logits = seq_modules(input_image)
        return {
            "input_image = torch.rand(3, 28, 28)": input_image,
            "flat_image = nn.Flatten()(input_image)": flat_image,
            "hidden1 = nn.Linear(28 * 28, 20)(flat_image)": hidden1,
            "hidden1 = nn.ReLU()(hidden1)": nn.ReLU()(hidden1),
            "logits = nn.Sequential(flatten, layer1, nn.ReLU(), nn.Linear(20, 10))(input_image)": logits,
            "pred_probab = nn.Softmax(dim=1)(logits)": nn.Softmax(dim=1)(logits),
        }

    return seeded(walk, SEED)
