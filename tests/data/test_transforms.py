import pytest
import torch
from torchvision import transforms
from torchvision.transforms import v2

from fmnist.data.transforms import MEAN, STD, Pipeline, one_hot_both, run, spell
from fmnist.errors import ConfigError

PIPELINES = [
    Pipeline(),
    Pipeline(normalize=True),
    Pipeline(flip=1.0),
    Pipeline(vertical_flip=0.5, seed=3),
    Pipeline(crop_padding=4, seed=11),
    Pipeline(degrees=30),
    Pipeline(scale=1.3, shear=10, degrees=-15),
    Pipeline(crop_padding=2, flip=0.5, vertical_flip=0.5, degrees=20, scale=0.8, shear=5, normalize=True, seed=99),
]


@pytest.fixture(scope="module")
def image(test_data):
    from PIL import Image

    return Image.fromarray(test_data.data[0].numpy())


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_old_and_v2_spelling_give_the_same_numbers(image, pipeline):
    old, new = run(image, pipeline), run(image, pipeline, v2=True)
    torch.testing.assert_close(old[-1].values, new[-1].values, rtol=0, atol=1e-6)


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("modern", [False, True])
def test_the_spelled_pipeline_is_what_ran(image, pipeline, modern):
    names = {"transforms": transforms, "v2": v2, "torch": torch}
    composed = (v2 if modern else transforms).Compose([eval(line, names) for line in spell(pipeline, modern)])
    with torch.random.fork_rng():
        torch.manual_seed(pipeline.seed)
        expected = composed(image)
    stages = run(image, pipeline, modern)
    assert [stage.code for stage in stages[1:]] == spell(pipeline, modern)
    assert torch.equal(stages[-1].values, expected[0])


def test_ranges_before_and_after(image):
    pil, tensor, normal = run(image, Pipeline(normalize=True))
    assert (pil.dtype, tensor.dtype) == ("torch.uint8", "torch.float32")
    assert pil.range[2] == image.getextrema()[1]
    assert tensor.range[2] == pytest.approx(image.getextrema()[1] / 255)
    assert normal.range[0] == pytest.approx((0 - MEAN) / STD)
    assert normal.kind == "Tensor (1, 28, 28)"


@pytest.mark.full_data
def test_mean_and_std_are_the_data_sets(full_data):
    training_data, _ = full_data
    values = training_data.data.double() / 255
    assert (round(values.mean().item(), 4), round(values.std().item(), 4)) == (MEAN, STD)


def test_the_process_wide_generator_is_left_alone(image):
    before = torch.get_rng_state()
    run(image, PIPELINES[-1])
    assert torch.equal(torch.get_rng_state(), before)


def test_one_hot(test_data):
    for y in range(10):
        got = one_hot_both(test_data, test_data.targets.tolist().index(y))
        assert got.label == y
        assert got.zeros.sum() == 0
        assert torch.equal(got.scattered, torch.eye(10)[y])
        assert torch.equal(got.modern, torch.eye(10)[y])
    assert test_data.target_transform is None


@pytest.mark.parametrize(
    "options",
    [{"crop_padding": 15}, {"crop_padding": 2.5},
     {"flip": 1.1}, {"degrees": float("nan")}, {"scale": 0}, {"shear": "a"}, {"seed": -1}],
)
def test_out_of_range(options):
    with pytest.raises(ConfigError, match=next(iter(options))):
        Pipeline(**options)
