"""Quickstart: the whole way once, through our names, beside torch's."""

import json

import pytest
import torch
from torch import nn

from fmnist import CLASSES, build_model, load_checkpoint, predict, save_checkpoint
from fmnist.data.loader import TensorLoader
from fmnist.training.config import QUICKSTART
from fmnist.training.loop import test_loop as loop_over_test_data
from fmnist.training.loop import train_loop
from fmnist.ui.run.view import draw_run


def test_0_quickstart(mini_data, tmp_path):
    training_data, test_data = mini_data
    model, printed = build_model("mlp", seed=0), []
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2)
    loss_fn = nn.CrossEntropyLoss()
    before = loop_over_test_data(TensorLoader(test_data, 64), model, loss_fn, log=None)
    train_loop(TensorLoader(training_data, 64), model, loss_fn, optimizer, log=printed.append)
    after = loop_over_test_data(TensorLoader(test_data, 64), model, loss_fn, log=printed.append)
    assert printed[0].startswith("loss: 2.3")
    assert printed[0].endswith("[   64/ 6000]")
    assert after.loss < before.loss
    assert after.accuracy > before.accuracy

    save_checkpoint(model, tmp_path / "model.pth")
    again = load_checkpoint(tmp_path / "model.pth").eval()
    x, y = test_data[0][0], test_data[0][1]
    with torch.no_grad():
        predicted = CLASSES[model(x)[0].argmax(0)]
    assert next(iter(predict(again, x.unsqueeze(0)))) == predicted
    assert CLASSES[y] == test_data.classes[y]


@pytest.mark.parametrize(("lang", "said"), [("en", "Using cpu device"), ("zh", "使用 cpu 设备")])
def test_0_the_device_stands_where_training_happens(store, lang, said):
    run = store.runs.snapshot(store.runs.start("a-visitor-of-this-page", QUICKSTART))
    shown = json.loads(draw_run(lang, store, run))
    assert shown["settings"].endswith(said)
    assert shown["log"].startswith("Using cpu device")
