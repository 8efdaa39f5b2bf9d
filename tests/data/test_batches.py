import pytest
import torch
from torch.utils.data import DataLoader, Dataset, TensorDataset

from fmnist.data.batches import drawn_order, first_batch
from fmnist.errors import ConfigError


class Numbered(Dataset):
    """Items that say which one they are."""

    def __len__(self):
        return 150

    def __getitem__(self, i):
        return torch.full((1, 2, 2), float(i)), i


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("batch_size", [1, 64, 150, 200])
def test_it_is_what_next_iter_gives_again_and_again(shuffle, batch_size):
    loader = DataLoader(Numbered(), batch_size, shuffle=shuffle, generator=torch.Generator().manual_seed(5))
    for draw in (1, 2, 3):
        X, y = next(iter(loader))
        got = first_batch(Numbered(), batch_size, shuffle, seed=5, draw=draw)
        assert torch.equal(got.X, X)
        assert torch.equal(got.y, y)
        assert list(got.indices) == y.tolist()


def test_order_of_a_whole_epoch():
    loader = DataLoader(TensorDataset(torch.arange(100)), 7, shuffle=True, generator=torch.Generator().manual_seed(0))
    for draw in (1, 2):
        whole = torch.cat([batch for (batch,) in loader])
        assert torch.equal(whole, drawn_order(100, True, 0, draw, exhausts=True))
    assert not torch.equal(drawn_order(100, True, 0), drawn_order(100, True, 1))


def test_the_tutorials_two_lines(training_data):
    batch = first_batch(training_data, 64, True, seed=0)
    assert batch.lines()[2:] == (
        "Feature batch shape: torch.Size([64, 1, 28, 28])", "Labels batch shape: torch.Size([64])")
    for i, (X, y) in enumerate(zip(batch.X, batch.y, strict=True)):
        image, label = training_data[batch.indices[i]]
        assert torch.equal(X, image)
        assert y == label


@pytest.mark.parametrize(
    "options", [{"batch_size": 0}, {"batch_size": 257}, {"batch_size": "x"}, {"batch_size": 2.5}, {"draw": 0}]
)
def test_out_of_range(options):
    with pytest.raises(ConfigError, match="whole number from 1"):
        first_batch(Numbered(), **options)
    with pytest.raises(ConfigError, match="seed"):
        first_batch(Numbered(), seed=-1)
