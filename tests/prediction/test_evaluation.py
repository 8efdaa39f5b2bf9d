import zipfile

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader

from fmnist.data.custom import SAMPLE, CustomImageDataset, to_model_input
from fmnist.data.loader import TensorLoader
from fmnist.errors import DataError
from fmnist.model import build_model
from fmnist.prediction.evaluation import Evaluation, evaluate
from fmnist.training.loop import test_loop as run_test_loop


def small():
    return Evaluation(torch.tensor([0, 0, 0, 1, 1, 9]), torch.tensor([0, 1, 1, 1, 0, 9]),
                      torch.tensor([0.9, 0.6, 0.8, 0.5, 0.7, 1.0]))


def test_confusion_matrix_counts_label_by_prediction():
    confusion = small().confusion
    assert confusion[0, :3].tolist() == [1, 2, 0]
    assert confusion[1, :3].tolist() == [1, 1, 0]
    assert confusion.sum() == 6
    assert small().accuracy == 0.5
    assert small().per_class[:2] == [pytest.approx(1 / 3), 0.5]


def test_cells_and_mistakes_come_surest_first():
    assert small().cell(0, 1) == [2, 1]
    assert small().cell(5, 5) == []
    assert small().worst() == [2, 4, 1]
    assert small().worst(1) == [2]


def test_it_agrees_with_the_tutorials_test_loop(mini_data):
    model = build_model("mlp", 1)
    expected = run_test_loop(TensorLoader(mini_data[1], 64), model, nn.CrossEntropyLoss(), log=None)
    # Batches of another size round otherwise: a tie may fall to the other side.
    assert evaluate(model, mini_data[1]).accuracy == pytest.approx(expected.accuracy, abs=0.002)


@pytest.mark.parametrize("training", [True, False])
def test_own_images_are_counted_as_in_the_chapter_and_the_mode_is_kept(tmp_path, training):
    with zipfile.ZipFile(SAMPLE / "images.zip") as archive:
        archive.extractall(tmp_path)
    dataset = CustomImageDataset(SAMPLE / "labels.csv", tmp_path, to_model_input)
    model = build_model("convnet", seed=3).train(training)
    got = evaluate(model, dataset)
    assert model.training == training
    X, y = next(iter(DataLoader(dataset, batch_size=30)))
    with torch.no_grad():
        probabilities = model.eval()(X).softmax(1)
    assert got.accuracy == (probabilities.argmax(1) == y).sum().item() / 30
    assert torch.equal(got.predicted, probabilities.argmax(1))
    torch.testing.assert_close(got.confidence, probabilities.max(1).values)


def test_an_empty_set_is_refused():
    with pytest.raises(DataError, match="empty"):
        evaluate(build_model("mlp"), [])
