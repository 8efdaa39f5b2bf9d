"""One epoch of the tutorial's MLP: our loop on the TensorLoader against the tutorial's own script, same result.

    python -m tests.benchmarks.mlp_epoch [n]
"""

import sys
import time

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.transforms import ToTensor

from fmnist.data.fashion_mnist import load_fashion_mnist
from fmnist.training.config import TrainConfig
from fmnist.training.fit import fit
from fmnist.training.loop import EpochMetrics
from tests.benchmarks.timing import compare, machine

training_data, test_data = (load_fashion_mnist(train=train, transform=ToTensor()) for train in (True, False))
results = {}


def tutorial() -> float:
    """The quickstart's script, one epoch and its test, as the tutorial writes it."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(),
                          nn.Linear(512, 10))
    train_dataloader, test_dataloader = DataLoader(training_data, batch_size=64), DataLoader(test_data, batch_size=64)
    loss_fn, optimizer = nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), lr=1e-3)
    started = time.perf_counter()
    model.train()
    for batch, (X, y) in enumerate(train_dataloader):
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if batch % 100 == 0:
            loss.item()
    model.eval()
    test_loss = correct = 0
    with torch.no_grad():
        for X, y in test_dataloader:
            pred = model(X)
            test_loss += loss_fn(pred, y).item()
            correct += (pred.argmax(1) == y).type(torch.float).sum().item()
    results["tutorial"] = (correct / len(test_data), test_loss / len(test_dataloader))
    return time.perf_counter() - started


def ours() -> float:
    started = time.perf_counter()
    for event in fit(TrainConfig(epochs=1), training_data, test_data, device="cpu"):
        if isinstance(event, EpochMetrics):
            results["ours"] = (event.test_accuracy, event.test_loss)
    return time.perf_counter() - started


def main() -> None:
    print(machine())
    compare("fmnist, one epoch", ours, "the tutorial's script, one epoch", tutorial, int((sys.argv[1:] or ["5"])[0]),
            "at least 2.5")
    assert results["ours"] == results["tutorial"], results
    print(f"the same result to the digit: accuracy {results['ours'][0]:.4f}, loss {results['ours'][1]:.6f}")


if __name__ == "__main__":
    main()
