"""Chapter 6: the whole training script of a `TrainConfig`, with the same accuracies to the digit as `fit`."""

from fmnist.data.subset import stratified
from fmnist.model import MODELS
from fmnist.pictures.augment import AUGMENTATIONS
from fmnist.scripts.data import CUSTOM_IMPORTS, CUSTOM_LINE, custom_dataset
from fmnist.scripts.script import Script, Source, dataset_line, import_block, script, source_of
from fmnist.training.config import QUICKSTART, TrainConfig

IMPORTS = (
    "import torch",
    "from torch import nn",
    "from torch.utils.data import DataLoader",
    "from torchvision import datasets",
    "from torchvision.transforms import ToTensor",
)
DEVICE = (
    'device = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"\n'
    'print(f"Using {device} device")'
)

TRAIN_LOOP = """\
def train_loop(dataloader, model, loss_fn, optimizer):
    size = len(training_data)
    model.train()
    for batch, (X, y) in enumerate(dataloader):
        X, y = X.to(device), y.to(device)
        # Compute prediction and loss
        {forward}

        # Backpropagation
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(){schedule}

        if batch % 100 == 0:
            loss, current = loss.item(), batch * batch_size + len(X)
            print(f"loss: {{loss:>7f}}  [{{current:>5d}}/{{size:>5d}}]")
"""

TEST_LOOP = """\
def test_loop(dataloader, model, loss_fn):
    model.eval()
    size = len(dataloader.dataset)
    num_batches = len(dataloader)
    test_loss, correct = 0, 0
    with torch.no_grad():
        for X, y in dataloader:
            X, y = X.to(device), y.to(device)
            pred = model(X)
            test_loss += loss_fn(pred, y).item()
            correct += (pred.argmax(1) == y).type(torch.float).sum().item()
    test_loss /= num_batches
    correct /= size
    print(f"Test Error: \\n Accuracy: {(100*correct):>0.1f}%, Avg loss: {test_loss:>8f} \\n")
"""

LOSSES = {
    "cross_entropy": "loss_fn = nn.CrossEntropyLoss({smoothing})",
    "nll": "def loss_fn(pred, y):\n    return F.nll_loss(F.log_softmax(pred, dim=1), y)",
    "mse": "def loss_fn(pred, y):\n    return F.mse_loss(pred, F.one_hot(y, pred.shape[1]).to(pred.dtype))",
}
OPTIMIZERS = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW"}
SCHEDULES = {
    "constant": "",
    "onecycle": (
        "scheduler = torch.optim.lr_scheduler.OneCycleLR(\n    optimizer, max_lr=learning_rate, total_steps={steps}\n)"
    ),
    "cosine": "scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max={steps})",
}


def train_script(config: TrainConfig, root: str = "data", start: bool = False, custom: bool = False) -> Script:
    """The script of a run: the tutorial's chapter 6 with this run's settings.

    `start`: the run went on from weights, which the script reads from `start.pth`. `custom`: it trained on the
    visitor's own `labels.csv` and `images/` (chapter 2.3).

    It prints the tutorial's log and saves `model.pth`. On the same device and the same version of torch its
    accuracies are those of `fit(config, …)`, as both draw the same numbers in the same order; but on an accelerator
    `fit` augments there, with other random numbers.
    """
    model, augment = MODELS[config.model], AUGMENTATIONS[config.augment]
    net, augmented = source_of(model), source_of(augment) if augment else Source((), "")
    part = source_of(stratified) if config.train_size < QUICKSTART.train_size else Source((), "")
    imports = [*IMPORTS, *net.imports, *augmented.imports, *part.imports]
    if config.loss != "cross_entropy":
        imports.append("from torch.nn import functional as F")
    if config.validation_share:
        imports.append("from torch.utils.data import random_split")
    if part.text:
        imports.append("from torch.utils.data import Subset")
    training_data = dataset_line(True, root)
    if custom:
        imports += CUSTOM_IMPORTS
        training_data = CUSTOM_LINE.format(name="training_data")
    steps = "epochs * num_batches" if augment else "epochs * len(train_dataloader)"
    step = "" if config.schedule == "constant" else "\n        scheduler.step()"
    return script(
        "train_fmnist.py",
        imports=import_block(*imports),
        custom_dataset=custom_dataset() if custom else "",
        datasets=f"{training_data}\n{dataset_line(False, root)}",
        settings=f"batch_size = {config.batch_size}\nlearning_rate = {config.learning_rate!r}\n"
        f"epochs = {config.epochs}",
        generator=f"generator = torch.Generator().manual_seed({config.seed})" if config.shuffle or augment else "",
        stratified=part.text,
        part=_part(config, custom),
        validation=_validation(config),
        augment=augmented.text,
        batches=_augmented_batches(config, augment.__name__) if augment else _train_dataloader(config),
        test_batches=_other_loaders(config),
        device=DEVICE,
        network=net.text,
        initial=_model_lines(config, model.__name__, start),
        loss=_loss(config),
        optimizer=_optimizer(config),
        schedule=SCHEDULES[config.schedule].format(steps=steps),
        train_loop=TRAIN_LOOP.format(forward=_forward(config), schedule=step),
        test_loop=TEST_LOOP,
        epochs=_epochs(config, "train_batches()" if augment else "train_dataloader"),
    )


def _part(config: TrainConfig, custom: bool) -> str:
    if config.train_size == QUICKSTART.train_size:
        return ""
    labels = "torch.tensor([y for _, y in training_data])" if custom else "training_data.targets"
    return f"training_data = Subset(training_data, stratified({labels}, size={config.train_size}, seed={config.seed}))"


def _validation(config: TrainConfig) -> str:
    if not config.validation_share:
        return ""
    parts = f"[{1 - config.validation_share!r}, {config.validation_share!r}]"
    return (
        "# Held out for choosing: never trained on, never the test set.\n"
        f"training_data, validation_data = random_split(\n"
        f"    training_data, {parts}, torch.Generator().manual_seed({config.seed})\n)"
    )


def _train_dataloader(config: TrainConfig) -> str:
    shuffle = ", shuffle=True, generator=generator" if config.shuffle else ""
    return f"train_dataloader = DataLoader(training_data, batch_size=batch_size{shuffle})"


def _other_loaders(config: TrainConfig) -> str:
    test = "test_dataloader = DataLoader(test_data, batch_size=batch_size)"
    held_out = "\nvalidation_dataloader = DataLoader(validation_data, batch_size=batch_size)"
    return test + (held_out if config.validation_share else "")


def _augmented_batches(config: TrainConfig, name: str) -> str:
    """The loader as explicit code: augmentation takes whole batches, and its draws alternate with the loader's."""
    order = "torch.randperm(len(images), generator=generator)" if config.shuffle else "torch.arange(len(images))"
    last = "\n    torch.randperm(len(images), generator=generator)" if config.shuffle else ""
    return (
        "images = torch.stack([X for X, _ in training_data])\nlabels = torch.tensor([y for _, y in training_data])\n"
        "num_batches = -(-len(images) // batch_size)\n\n\n"
        "def train_batches():\n"
        "    # What a DataLoader draws in an epoch, in its order.\n"
        "    torch.empty((), dtype=torch.int64).random_(generator=generator)\n"
        f"    for chosen in {order}.split(batch_size):\n"
        f"        yield {name}(images[chosen], generator), labels[chosen]{last}"
    )


def _model_lines(config: TrainConfig, name: str, start: bool) -> str:
    lines = [f"torch.manual_seed({config.seed})", f"model = {name}().to(device)"]
    if start:
        lines.append("# start.pth is what the run went on from; the Train tab offers it below the curves")
        lines.append('model.load_state_dict(torch.load("start.pth", weights_only=True))')
    if config.frozen:
        lines.append(f"for name in {list(config.frozen)!r}:")
        lines.append("    model.get_parameter(name).requires_grad = False  # frozen")
    return "\n".join(lines)


def _loss(config: TrainConfig) -> str:
    smoothing = f"label_smoothing={config.label_smoothing!r}" if config.label_smoothing else ""
    return LOSSES[config.loss].replace("{smoothing}", smoothing)


def _optimizer(config: TrainConfig) -> str:
    parameters = "model.parameters()" if not config.frozen else "[p for p in model.parameters() if p.requires_grad]"
    options = "lr=learning_rate"
    if config.momentum and config.optimizer in ("sgd", "rmsprop"):
        options += f", momentum={config.momentum!r}"
    # AdamW's default weight decay is not 0, so an AdamW script always states it.
    if config.weight_decay or config.optimizer == "adamw":
        options += f", weight_decay={config.weight_decay!r}"
    return f"optimizer = torch.optim.{OPTIMIZERS[config.optimizer]}({parameters}, {options})"


def _forward(config: TrainConfig) -> str:
    if config.precision != "bfloat16":
        return "pred = model(X)\n        loss = loss_fn(pred, y)"
    return (
        "with torch.autocast(device, torch.bfloat16):\n            pred = model(X)\n            loss = loss_fn(pred, y)"
    )


def _epochs(config: TrainConfig, batches: str) -> str:
    lines = [
        "for t in range(epochs):",
        '    print(f"Epoch {t+1}\\n-------------------------------")',
        f"    train_loop({batches}, model, loss_fn, optimizer)",
        "    test_loop(test_dataloader, model, loss_fn)",
    ]
    if config.validation_share:
        lines += ['    print("Validation:")', "    test_loop(validation_dataloader, model, loss_fn)"]
    saved = 'torch.save(model.state_dict(), "model.pth")\nprint("Saved PyTorch Model State to model.pth")'
    return "\n".join([*lines, 'print("Done!")', "", saved])
