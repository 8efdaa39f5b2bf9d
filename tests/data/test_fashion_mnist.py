import csv

import pytest
import torch
from torch.utils.data import DataLoader, Subset

from fmnist.data.custom import CustomImageDataset
from fmnist.data.fashion_mnist import CLASSES, load_fashion_mnist
from fmnist.data.loader import TensorLoader
from fmnist.errors import DataError


def test_classes_are_torchvisions():
    from torchvision.datasets import FashionMNIST

    assert list(CLASSES) == FashionMNIST.classes


def test_an_item_is_what_the_quickstart_gets(training_data):
    from torchvision.datasets import FashionMNIST
    from torchvision.transforms import ToTensor

    ours, theirs = training_data[0], FashionMNIST(training_data.root, train=True, transform=ToTensor())[0]
    assert torch.equal(ours[0], theirs[0])
    assert ours[1] == theirs[1] == 9  # the tutorial's first picture, an ankle boot
    assert (ours[0].shape, ours[0].dtype) == ((1, 28, 28), torch.float32)


def test_transforms_are_applied(data_root):
    dataset = load_fashion_mnist(data_root, transform=lambda image: image.size, target_transform=lambda y: y * 10)
    assert dataset[0] == ((28, 28), 90)


def test_the_mini_set_is_a_stratified_tenth(mini_data):
    training, test = mini_data
    assert torch.bincount(training.targets).tolist() == [600] * 10
    assert torch.bincount(test.targets).tolist() == [100] * 10


@pytest.mark.full_data
def test_the_mini_set_holds_real_images_in_their_order(mini_data, full_data):
    for mini, full, count in zip(mini_data, full_data, (600, 100), strict=True):
        for label in range(10):
            assert torch.equal(mini.data[mini.targets == label], full.data[full.targets == label][:count])


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("drop_last", [False, True])
def test_tensor_loader_gives_the_data_loaders_batches(mini_data, shuffle, drop_last):
    dataset = mini_data[1]
    loaders = [kind(dataset, 64, shuffle, drop_last=drop_last, generator=torch.Generator().manual_seed(3))
               for kind in (TensorLoader, DataLoader)]
    assert len(loaders[0]) == len(loaders[1])
    for _ in range(2):  # the second epoch shows whether the generator was left in the same state
        for (X, y), (X_ref, y_ref) in zip(*loaders, strict=True):
            assert torch.equal(X, X_ref)
            assert torch.equal(y, y_ref)
            assert (X.dtype, y.dtype) == (X_ref.dtype, y_ref.dtype)


def test_tensor_loader_without_a_generator_follows_torchs_seed(mini_data):
    batches = []
    for kind in (TensorLoader, DataLoader):
        torch.manual_seed(5)
        batches.append(next(iter(kind(mini_data[1], 64, shuffle=True)))[1])
    assert torch.equal(*batches)


def test_tensor_loader_takes_subsets_and_other_transforms(mini_data):
    part = Subset(mini_data[0], [5, 3, 8])
    (X, y), = TensorLoader(part, 8)
    assert y.tolist() == mini_data[0].targets[[5, 3, 8]].tolist()
    assert torch.equal(X[1], mini_data[0][3][0])
    other = [(torch.full((1, 28, 28), float(i)), i) for i in range(5)]
    assert [y.tolist() for _, y in TensorLoader(other, 2)] == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize("batch_size", [32, 300, 999])
def test_shards_are_equal_parts_of_every_batch(mini_data, batch_size):
    whole = list(TensorLoader(mini_data[1], batch_size, shuffle=True, generator=torch.Generator().manual_seed(0)))
    loaders = [TensorLoader(mini_data[1], batch_size, shuffle=True, generator=torch.Generator().manual_seed(0),
                            shard=(rank, 3)) for rank in range(3)]
    parts = [list(loader) for loader in loaders]
    assert [len(part) for part in parts] == [len(loader) for loader in loaders]
    for batch, *shards in zip(whole, *parts, strict=False):
        together = torch.cat([y for _, y in shards])
        assert torch.equal(batch[1][: len(together)], together)
        assert len({len(y) for _, y in shards}) == 1
        assert 0 <= len(batch[1]) - len(together) < 3
    left = sum(len(y) for _, y in whole) - sum(len(y) for part in parts for _, y in part)
    assert left <= 2 * len(whole)


@pytest.fixture
def custom(tmp_path, mini_data):
    """Five PNGs and their CSV, as the tutorial lays them out."""
    from PIL import Image

    (tmp_path / "images").mkdir()
    with (tmp_path / "labels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "label"])
        for i in range(5):
            Image.fromarray(mini_data[1].data[i].numpy()).save(tmp_path / "images" / f"{i}.png")
            writer.writerow([f"{i}.png", int(mini_data[1].targets[i])])
    return tmp_path


def test_custom_image_dataset_reads_what_the_csv_says(custom, mini_data):
    dataset = CustomImageDataset(custom / "labels.csv", custom / "images", target_transform=lambda y: y + 100)
    assert len(dataset) == 5
    image, label = dataset[2]
    assert torch.equal(image, mini_data[1].data[2:3])  # uint8 (1, 28, 28), as decode_image reads it
    assert label == 100 + int(mini_data[1].targets[2])


@pytest.mark.parametrize(("row", "sentence"), [
    ("9.png", "row 7: expected two columns"),
    ("9.png,boot", "row 7: expected a whole number as label, got 'boot'"),
])
def test_a_bad_row_is_named(custom, row, sentence):
    with (custom / "labels.csv").open("a") as file:
        file.write(f"{row}\n")
    with pytest.raises(DataError, match=sentence):
        CustomImageDataset(custom / "labels.csv", custom / "images")


def test_a_missing_image_is_named(custom):
    with (custom / "labels.csv").open("a") as file:
        file.write("nowhere.png,1\n")
    with pytest.raises(DataError, match=r"row 7: image 'nowhere\.png' was not found"):
        CustomImageDataset(custom / "labels.csv", custom / "images")[5]
