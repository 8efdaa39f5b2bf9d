"""Time to 90% test accuracy: the preset "fast_convnet" against the recipe of pytorch/examples' mnist, written out anew.

    python -m tests.benchmarks.time_to_90 [n]

The recipe, pointed at Fashion-MNIST: two 3×3 convolutions (32, 64), max-pooling, dropout, two linear layers,
normalised images, Adadelta at 1.0 decaying by 0.7 an epoch, batch 64; it passes 90% after its second epoch.
Seconds of training and testing, without reading the data.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import transforms

from fmnist.data.fashion_mnist import load_fashion_mnist
from fmnist.training.config import PRESETS
from fmnist.training.fit import fit
from fmnist.training.loop import EpochMetrics
from tests.benchmarks.timing import compare, machine

GOAL = 0.90
plain = [load_fashion_mnist(train=train) for train in (True, False)]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
            nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10), nn.LogSoftmax(1))

    def forward(self, x):
        return self.body(x)


def examples_recipe() -> float:
    torch.manual_seed(1)
    normalise = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    training_data, test_data = (load_fashion_mnist(train=train, transform=normalise) for train in (True, False))
    train_dataloader = DataLoader(training_data, batch_size=64, shuffle=True)
    test_dataloader = DataLoader(test_data, batch_size=1000)
    model = Net()
    optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)
    started = time.perf_counter()
    for epoch in range(14):
        model.train()
        for X, y in train_dataloader:
            optimizer.zero_grad()
            F.nll_loss(model(X), y).backward()
            optimizer.step()
        schedule.step()
        model.eval()
        with torch.no_grad():
            correct = sum((model(X).argmax(1) == y).sum().item() for X, y in test_dataloader)
        print(f"  pytorch/examples, epoch {epoch + 1}: {correct / len(test_data):.4f}", flush=True)
        if correct / len(test_data) >= GOAL:
            return time.perf_counter() - started
    raise AssertionError("the recipe did not reach 90% in 14 epochs")


def ours() -> float:
    started = time.perf_counter()
    for event in fit(PRESETS["fast_convnet"], *plain, device="cpu"):
        if isinstance(event, EpochMetrics):
            print(f"  fast_convnet, epoch {event.epoch}: {event.test_accuracy:.4f}", flush=True)
            if event.test_accuracy >= GOAL:
                return time.perf_counter() - started
    raise AssertionError("fast_convnet did not reach 90%")


def main() -> None:
    print(machine())
    compare("fast_convnet", ours, "pytorch/examples' mnist recipe", examples_recipe, int((sys.argv[1:] or ["1"])[0]),
            "at least 10, then 20")


if __name__ == "__main__":
    main()
