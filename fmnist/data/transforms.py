"""Chapter 3, "Transforms": from PIL image to tensor, step by step, as in the tutorial and as in v2; one-hot labels."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from PIL.Image import Image

from fmnist.checks import number, valid_seed, whole_number
from fmnist.errors import TensorError
from fmnist.seeding import seeded


@dataclass(frozen=True)
class Pipeline:
    """What happens to a picture before the model sees it. The defaults are the tutorial's: `ToTensor` and no more.

    **Arguments**

    - `crop_padding`: pixels, 0 to 14, that `RandomCrop` adds on each side before it cuts 28×28; 0 skips the step.
    - `flip`: probability of `RandomHorizontalFlip`, 0 to 1.
    - `vertical_flip`: probability of `RandomVerticalFlip`, 0 to 1.
    - `degrees`, `shear`: angles of `RandomAffine`, in degrees, -180 to 180 and -60 to 60.
    - `scale`: factor of `RandomAffine`, 0.25 to 4.
    - `normalize`: add `Normalize((0.2860,), (0.3530,))`, the data set's own mean and standard deviation.
    - `seed`: of the random steps.

    Raises `ConfigError` for the first field out of its range.
    """

    crop_padding: int = 0
    flip: float = 0.0
    vertical_flip: float = 0.0
    degrees: float = 0.0
    scale: float = 1.0
    shear: float = 0.0
    normalize: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "crop_padding", whole_number("crop_padding", self.crop_padding, 0, 14))
        for name, (low, high) in _RANGES.items():
            set_(self, name, number(name, getattr(self, name), low, high))
        set_(self, "seed", valid_seed(self.seed))


_RANGES = {"flip": (0, 1), "vertical_flip": (0, 1), "degrees": (-180, 180), "scale": (0.25, 4), "shear": (-60, 60)}
MEAN = 0.2860  # mean of all pixels of the 60,000 training images, in [0, 1]
STD = 0.3530  # standard deviation of the same pixels


def calls(pipeline: Pipeline) -> list[str]:
    """The pipeline's steps as calls without a module's name; all but `ToTensor()` are in both `transforms` and `v2`."""
    steps = []
    if pipeline.crop_padding:
        steps.append(f"RandomCrop(28, padding={pipeline.crop_padding})")
    if pipeline.flip:
        steps.append(f"RandomHorizontalFlip(p={pipeline.flip:g})")
    if pipeline.vertical_flip:
        steps.append(f"RandomVerticalFlip(p={pipeline.vertical_flip:g})")
    if pipeline.degrees or pipeline.scale != 1 or pipeline.shear:
        scale = f", scale=({pipeline.scale:g}, {pipeline.scale:g})" if pipeline.scale != 1 else ""
        shear = f", shear=({pipeline.shear:g}, {pipeline.shear:g})" if pipeline.shear else ""
        steps.append(f"RandomAffine(degrees=({pipeline.degrees:g}, {pipeline.degrees:g}){scale}{shear})")
    return [*steps, "ToTensor()", *([f"Normalize(({MEAN:.4f},), ({STD:.4f},))"] if pipeline.normalize else [])]


def spell(pipeline: Pipeline, v2: bool) -> list[str]:
    """The members of `Compose([…])`, in the tutorial's spelling or in v2's."""
    modern = ["v2.ToImage()", "v2.ToDtype(torch.float32, scale=True)"]
    lines: list[str] = []
    for call in calls(pipeline):
        lines += (modern if call == "ToTensor()" else [f"v2.{call}"]) if v2 else [f"transforms.{call}"]
    return lines


def _build(pipeline: Pipeline, v2: bool) -> list[tuple[str, Callable[[Any], Any]]]:
    """The pipeline's steps as pairs: the code, and torchvision's transform that it makes."""
    from torchvision import transforms as v1
    from torchvision.transforms import v2 as new

    module = new if v2 else v1
    steps: list[Callable[[Any], Any]] = []
    if pipeline.crop_padding:
        steps.append(module.RandomCrop(28, padding=pipeline.crop_padding))
    if pipeline.flip:
        steps.append(module.RandomHorizontalFlip(p=pipeline.flip))
    if pipeline.vertical_flip:
        steps.append(module.RandomVerticalFlip(p=pipeline.vertical_flip))
    if pipeline.degrees or pipeline.scale != 1 or pipeline.shear:
        scale = (pipeline.scale,) * 2 if pipeline.scale != 1 else None
        shear = (pipeline.shear,) * 2 if pipeline.shear else None
        steps.append(module.RandomAffine(degrees=(pipeline.degrees,) * 2, scale=scale, shear=shear))
    steps += [new.ToImage(), new.ToDtype(torch.float32, scale=True)] if v2 else [v1.ToTensor()]
    if pipeline.normalize:
        steps.append(module.Normalize((MEAN,), (STD,)))
    return list(zip(spell(pipeline, v2), steps, strict=True))


@dataclass(frozen=True)
class Stage:
    """A picture after one step.

    - `code`: the step.
    - `kind`: what it returned, such as "PIL.Image L 28×28" or "Tensor (1, 28, 28)".
    - `dtype`: of its pixels.
    - `values`: the pixels, `(28, 28)`: uint8 in [0, 255] of a PIL image, float32 after `ToTensor`.
    """

    code: str
    kind: str
    dtype: str
    values: torch.Tensor

    @property
    def range(self) -> tuple[float, float, float]:
        """Minimum, mean, maximum."""
        values = self.values.double()
        return values.min().item(), values.mean().item(), values.max().item()


def run(image: Image, pipeline: Pipeline, v2: bool = False) -> tuple[Stage, ...]:
    """Send a PIL image through the pipeline; the first stage is the image itself.

    torchvision draws from torch's process-wide generator. `seeded` sets it for this call and restores it, so that
    visitors do not disturb each other.
    """
    steps = _build(pipeline, v2)

    def draw() -> list[Any]:
        seen, current = [], image
        for _, step in steps:
            current = step(current)
            seen.append(current)
        return seen

    results = seeded(draw, pipeline.seed)
    stages = [_stage("PIL.Image", image), *(_stage(code, got) for (code, _), got in zip(steps, results, strict=True))]
    return tuple(stages)


def _stage(code: str, value: Any) -> Stage:
    if isinstance(value, torch.Tensor):
        plain = value.as_subclass(torch.Tensor)
        return Stage(code, f"{type(value).__name__} {tuple(value.shape)}", str(value.dtype), plain[0].clone())
    pixels = torch.frombuffer(bytearray(value.tobytes()), dtype=torch.uint8).reshape(value.height, value.width)
    return Stage(code, f"PIL.Image {value.mode} {value.width}×{value.height}", str(pixels.dtype), pixels)


@dataclass(frozen=True)
class OneHot:
    """3.2: a label, float32 `(10,)`: `zeros` before `scatter_`, `scattered` after it, `modern` by `F.one_hot`."""

    label: int
    zeros: torch.Tensor
    scattered: torch.Tensor
    modern: torch.Tensor


def one_hot_both(dataset: Any, index: int) -> OneHot:
    """3.2: the target of `dataset[index]` under the tutorial's `target_transform`, and the same by `F.one_hot`.

    `dataset`: a torchvision data set with `targets` from 0 to 9; a copy of it gets the `target_transform`.
    """
    from torchvision.transforms import Lambda

    given = copy.copy(dataset)
    given.target_transform = Lambda(
        lambda y: torch.zeros(10, dtype=torch.float).scatter_(dim=0, index=torch.tensor(y), value=1)
    )
    _, scattered = given[index]
    y = int(dataset.targets[index])
    modern = torch.nn.functional.one_hot(torch.tensor(y), num_classes=10).float()
    return OneHot(y, torch.zeros(10), scattered, modern)


def one_hot(y: int | torch.Tensor, classes: int = 10) -> torch.Tensor:
    """The tutorial's `Lambda(lambda y: torch.zeros(10, dtype=torch.float).scatter_(0, torch.tensor(y), value=1))`.

    `y`: an int, or an int64 tensor of any shape, in [0, `classes`). Returns float32 `(*y.shape, classes)`, one 1 in
    each row. Raises `TensorError` for a label out of range or not whole.
    """
    y = torch.as_tensor(y)
    if y.is_floating_point() or y.is_complex() or y.dtype == torch.bool:
        raise TensorError("expected whole numbers as labels, got {dtype}; use int64.", dtype=y.dtype)
    if y.numel() and (int(y.min()) < 0 or int(y.max()) >= classes):
        raise TensorError("labels must be from 0 to {last}, got {low} to {high}.", last=classes - 1,
                          low=int(y.min()), high=int(y.max()))
    return torch.nn.functional.one_hot(y.long(), classes).float()
