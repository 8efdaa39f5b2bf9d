import pytest
import torch
from torch import nn

from fmnist.data.loader import TensorLoader
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
    assert evaluate(model, mini_data[1]).accuracy == expected.accuracy
