"""Chapter 3, "Transforms"."""

import pytest
import torch
from PIL import Image
from torchvision.datasets import FashionMNIST
from torchvision.transforms import Lambda, ToTensor, v2

from fmnist.data.transforms import Pipeline, one_hot, one_hot_both, run
from fmnist.ui.transforms.html import draw_pipeline


def test_3_1_to_tensor(mini_data):
    image = Image.fromarray(mini_data[0].data[5].numpy())
    before, after = run(image, Pipeline())
    assert torch.equal(after.values, ToTensor()(image)[0])
    modern = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
    torch.testing.assert_close(after.values, modern(image)[0], rtol=0, atol=1e-7)  # v2 multiplies, ToTensor divides
    assert (before.range[0], before.range[2]) == image.getextrema()
    assert 0 <= after.range[0] <= after.range[2] <= 1


@pytest.mark.parametrize(("lang", "said"), [("en", "same result ✓"), ("zh", "结果相同 ✓")])
def test_3_2_lambda(mini_data, data_root, lang, said):
    ds = FashionMNIST(
        root=data_root, train=False, download=True, transform=ToTensor(),
        target_transform=Lambda(lambda y: torch.zeros(10, dtype=torch.float).scatter_(0, torch.tensor(y), value=1)),
    )  # fmt: skip
    for index in range(20):
        both = one_hot_both(mini_data[1], index)
        assert torch.equal(both.scattered, ds[index][1])
        assert torch.equal(both.modern, ds[index][1])
        assert torch.equal(one_hot(both.label), ds[index][1])
    image = Image.fromarray(mini_data[1].data[0].numpy())
    shown = draw_pipeline(lang, image, one_hot_both(mini_data[1], 0), Pipeline())
    assert said in shown
    assert "target_transform=Lambda(" in shown
