"""Chapter 2, "Datasets & DataLoaders"."""

import csv

import torch
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets
from torchvision.io import decode_image
from torchvision.transforms import ToTensor

from fmnist.data.batches import first_batch
from fmnist.data.custom import CustomImageDataset
from fmnist.data.fashion_mnist import CLASSES, load_fashion_mnist
from fmnist.server.samples import choose_indices


def test_2_1_loading(data_root):
    ours = load_fashion_mnist(data_root, train=False)
    theirs = datasets.FashionMNIST(root=data_root, train=False, download=True, transform=ToTensor())
    assert len(ours) == len(theirs)
    for i in (0, 7, len(ours) - 1):
        assert torch.equal(ours[i][0], theirs[i][0])
        assert ours[i][1] == theirs[i][1]


def test_2_2_iterating_and_visualizing(mini_data):
    training_data, _ = mini_data
    assert list(CLASSES) == training_data.classes
    chosen = choose_indices(training_data.targets, None, seed=4)
    generator = torch.Generator().manual_seed(4)
    assert chosen.tolist() == torch.randperm(len(training_data), generator=generator)[:9].tolist()
    img, _ = training_data[chosen[0]]
    assert img.shape == (1, 28, 28)


def test_2_3_custom_dataset(tmp_path):
    """The tutorial's file, with its two columns, and its three methods."""
    Image.new("L", (28, 28), 77).save(tmp_path / "tshirt1.jpg")
    Image.new("RGB", (30, 20), (1, 2, 3)).save(tmp_path / "ankleboot999.png")
    with open(tmp_path / "labels.csv", "w", newline="") as file:
        csv.writer(file).writerows([("file_name", "label"), ("tshirt1.jpg", 0), ("ankleboot999.png", 9)])
    dataset = CustomImageDataset(
        tmp_path / "labels.csv", tmp_path, lambda image: image.float(), lambda label: torch.tensor(label)
    )
    assert len(dataset) == 2
    for i, name in enumerate(("tshirt1.jpg", "ankleboot999.png")):
        image, label = dataset[i]
        assert torch.equal(image, decode_image(str(tmp_path / name)).float())
        assert label == torch.tensor([0, 9][i])


def test_2_4_dataloaders(mini_data):
    training_data, test_data = mini_data
    for dataset, shuffle in ((training_data, True), (test_data, False)):
        loader = DataLoader(dataset, batch_size=64, shuffle=shuffle, generator=torch.Generator().manual_seed(1))
        X, y = next(iter(loader))
        got = first_batch(dataset, 64, shuffle, seed=1)
        assert torch.equal(got.X, X)
        assert torch.equal(got.y, y)


def test_2_5_iterate(mini_data):
    got = first_batch(mini_data[0], batch_size=64)
    train_features, train_labels = got.X, got.y
    assert f"Feature batch shape: {train_features.size()}" == "Feature batch shape: torch.Size([64, 1, 28, 28])"
    assert f"Labels batch shape: {train_labels.size()}" == "Labels batch shape: torch.Size([64])"
    assert got.lines() == ("Feature batch shape: torch.Size([64, 1, 28, 28])", "Labels batch shape: torch.Size([64])")
    assert train_features[0].squeeze().shape == (28, 28)
