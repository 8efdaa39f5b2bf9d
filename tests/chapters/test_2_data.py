"""Chapter 2, "Datasets & DataLoaders"."""

import csv
import inspect
import os
import zipfile
from html import unescape

import pandas as pd
import torch
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets
from torchvision.io import decode_image
from torchvision.transforms import ToTensor

from fmnist.data.batches import first_batch
from fmnist.data.custom import SAMPLE, CustomImageDataset, to_model_input, trace
from fmnist.data.fashion_mnist import CLASSES, load_fashion_mnist
from fmnist.server.samples import choose_indices
from fmnist.ui.samples.html import draw_batch, draw_trace
from fmnist.ui.strings import TEXTS


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
    shown = draw_trace("en", trace(CustomImageDataset(tmp_path / "labels.csv", tmp_path, to_model_input), 1))
    places = [shown.index(f"<code>{name}</code>") for name in ("__init__", "__len__", "__getitem__")]
    assert places == sorted(places)
    assert "len(dataset) = 2" in shown


def test_2_3_csv_reads_what_the_tutorials_pandas_reads(tmp_path):
    with zipfile.ZipFile(SAMPLE / "images.zip") as archive:
        archive.extractall(tmp_path)
    img_labels = pd.read_csv(SAMPLE / "labels.csv")
    dataset = CustomImageDataset(SAMPLE / "labels.csv", tmp_path)
    assert len(dataset) == len(img_labels)
    for idx in range(len(img_labels)):
        img_path = os.path.join(tmp_path, img_labels.iloc[idx, 0])
        assert torch.equal(dataset[idx][0], decode_image(img_path))
        assert dataset[idx][1] == img_labels.iloc[idx, 1]
    for text in TEXTS["samples.own.intro"]:
        assert "pandas" in text


def test_2_4_what_else_a_dataloader_takes_is_named():
    taken = inspect.signature(DataLoader).parameters
    for text in TEXTS["samples.batch.intro"]:
        for name in ("shuffle", "sampler", "num_workers"):
            assert f"`{name}" in text
            assert name in taken


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
    img, label = train_features[0].squeeze(), train_labels[0]
    assert torch.equal(img, mini_data[0][got.indices[0]][0][0])
    assert label == mini_data[0][got.indices[0]][1]
    for lang, named in (("en", "C = 1 channel (grey)"), ("zh", "C = 1 个通道（灰度）")):
        shown = unescape(draw_batch(lang, got, None, 1))
        for printed in (
            f"Feature batch shape: {train_features.size()}", f"Labels batch shape: {train_labels.size()}",
            f"Shape of X [N, C, H, W]: {train_features.shape}",
            f"Shape of y: {train_labels.shape} {train_labels.dtype}",
            "img = train_features[0].squeeze()", str(img.shape), f"Label: {label}", named,
        ):  # fmt: skip
            assert printed in shown
