"""One's own images on the Samples tab, as text."""

import re

import pytest
import torch

from fmnist.data import custom
from fmnist.data.custom import SAMPLE, Trace
from fmnist.data.import_csv import import_dataset
from fmnist.errors import DataError
from fmnist.prediction.evaluation import Evaluation
from fmnist.ui.samples.html import draw_evaluation, draw_trace
from fmnist.ui.samples.own import csv_and_zip


@pytest.mark.parametrize("files", [["a.csv", "b.zip"], ["b.zip", "a.csv"]])
def test_csv_and_zip_come_in_any_order(files):
    assert csv_and_zip(files) == ("a.csv", "b.zip")


def test_a_zip_alone_will_do():
    assert csv_and_zip(["B.ZIP"]) == (None, "B.ZIP")


@pytest.mark.parametrize("files", [[], ["a.csv"], ["a.zip", "b.zip"], ["a.csv", "b.csv", "c.zip"]])
def test_what_makes_no_data_set_is_refused(files):
    with pytest.raises(DataError):
        csv_and_zip(files)


def test_the_decoded_picture_is_shown_without_its_opacity():
    grey, opacity = torch.arange(100, dtype=torch.uint8).reshape(1, 10, 10), torch.full((1, 10, 10), 255).byte()
    shown = [draw_trace("en", Trace(1, 0, "images/a.png", image, torch.zeros(1, 28, 28), 0, 0)).split("<img")[1]
             for image in (grey, torch.cat([grey, opacity]), torch.cat([grey] * 3), torch.cat([grey] * 3 + [opacity]))]
    assert shown == [shown[0]] * 4


def test_every_picture_is_ticked_or_crossed_the_wrong_ones_first(tmp_path):
    imported = import_dataset(SAMPLE / "labels.csv", SAMPLE / "images.zip", tmp_path / "own")
    dataset = custom.CustomImageDataset(imported.annotations_file, imported.img_dir, custom.to_model_input)
    labels = torch.tensor([label for _, label in dataset.img_labels])
    predicted = labels.clone()
    predicted[[2, 5]] = (labels[[2, 5]] + 1) % 10
    got = Evaluation(labels, predicted, torch.full((len(labels),), 0.9))
    text = draw_evaluation("en", got, dataset, "ConvNet")
    kinds = re.findall(r'<figure class="(\w+)"', text)
    assert kinds == ["wrong"] * 2 + ["right"] * (len(labels) - 2)
    assert (text.count("✗"), text.count("✓")) == (2, len(labels) - 2)
    wrong = text.split("</figure>")[0]
    assert dataset.img_labels[2][0] in wrong
    assert dataset.img_labels[5][0] not in wrong
