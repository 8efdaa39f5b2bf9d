"""How the time of an epoch grows with batch size and with the number of images; for scale, no goal.

    python -m tests.benchmarks.scaling
"""

from torch.utils.data import Subset

from fmnist.data.fashion_mnist import load_fashion_mnist
from fmnist.training.config import TrainConfig
from fmnist.training.fit import fit
from fmnist.training.loop import EpochMetrics
from tests.benchmarks.timing import machine

training_data, test_data = (load_fashion_mnist(train=train) for train in (True, False))


def seconds(images: int, batch_size: int, model: str) -> float:
    config = TrainConfig(epochs=1, batch_size=batch_size, model=model)
    part = Subset(training_data, range(images))
    return next(e.elapsed_seconds for e in fit(config, part, Subset(test_data, range(1000)), device="cpu")
                if isinstance(e, EpochMetrics))


def main() -> None:
    print(machine())
    for model in ("mlp", "fast_convnet"):
        by_batch = {size: seconds(20_000, size, model) for size in (16, 64, 256, 1024)}
        print(f"{model}, 20,000 images, by batch size: " + ", ".join(f"{k}: {v:.2f} s" for k, v in by_batch.items()))
        by_images = {count: seconds(count, 64, model) for count in (5_000, 10_000, 20_000, 40_000)}
        print(f"{model}, batch 64, by images: " + ", ".join(f"{k:,}: {v:.2f} s" for k, v in by_images.items()))


if __name__ == "__main__":
    main()
