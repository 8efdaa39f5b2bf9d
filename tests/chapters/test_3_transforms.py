"""Chapter 3, "Transforms"."""

import torch
from PIL import Image
from torchvision.transforms import Lambda, ToTensor, v2

from fmnist.data.transforms import Pipeline, one_hot, one_hot_both, run


def test_3_1_to_tensor(mini_data):
    image = Image.fromarray(mini_data[0].data[5].numpy())
    before, after = run(image, Pipeline())
    assert torch.equal(after.values, ToTensor()(image)[0])
    modern = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
    torch.testing.assert_close(after.values, modern(image)[0], rtol=0, atol=1e-7)  # v2 multiplies, ToTensor divides
    assert (before.range[0], before.range[2]) == image.getextrema()
    assert 0 <= after.range[0] <= after.range[2] <= 1


def test_3_2_lambda():
    target_transform = Lambda(
        lambda y: torch.zeros(10, dtype=torch.float).scatter_(dim=0, index=torch.tensor(y), value=1)
    )
    for y in range(10):
        both = one_hot_both(y)
        assert torch.equal(target_transform(y), one_hot(y))
        assert torch.equal(both.scattered, one_hot(y))
        assert torch.equal(both.modern, one_hot(y))
