"""Chapters 4 and 7: a prediction, the parameters, saving and loading."""

import textwrap

import torch
from torch import nn

from fmnist.data.fashion_mnist import CLASSES
from fmnist.inspection.layers import SEED, random_size
from fmnist.prediction.predict import changed_by_eval
from fmnist.scripts.script import Script, dataset_line, import_block, name_of_split, pixels_line, script, source_of

LOAD = """\
model = {name}()
model.load_state_dict(torch.load("model.pth", weights_only=True))  # saved under "Save & load"
model.eval()"""

COMPARE = """\
for file, model in models.items():
    model.load_state_dict(torch.load(file, weights_only=True))
    model.eval()
    print(file)
{predict}"""

PREDICT = """\
with torch.no_grad():
    logits = model(X)
pred_probab = nn.Softmax(dim=1)(logits)
for probability, i in zip(*pred_probab[0].sort(descending=True)):
    print(f"{classes[i]:<12} {probability:.4f}")"""


def predict_script(
    model: nn.Module | dict[str, nn.Module], index: int | None = None, X: torch.Tensor | None = None,
    train: bool = False, root: str = "data",
) -> Script:  # fmt: skip
    """4.2: the ten probabilities of the network in use, sorted.

    **Arguments**

    - `model`: or several by name, to compare their answers.
    - `index`, `train`: the sample that the script reads from the data set.
    - `X`: float32 `(1, 1, 28, 28)` in [0, 1], a prepared picture that the script holds, instead of `index`.
    """
    models = model if isinstance(model, dict) else {"model": model}
    net = source_of(*{type(each) for each in models.values()})
    imports = ["import torch", "from torch import nn", *net.imports]
    if index is None:
        imports.append("import base64")
        picture = pixels_line(X) + f"\nclasses = {list(CLASSES)!r}"
    else:
        imports += ["from torchvision import datasets", "from torchvision.transforms import ToTensor"]
        data = name_of_split(train)
        picture = (
            f"{dataset_line(train, root)}\nclasses = {data}.classes\n"
            f"X, y = {data}[{index}]\nX = X.unsqueeze(0)  # a batch of one"
        )
    actual = (
        "" if index is None else 'print(f\'Predicted: "{classes[pred_probab.argmax(1)]}", Actual: "{classes[y]}"\')'
    )
    answer = f"{PREDICT}\n{actual}".rstrip()
    if isinstance(model, dict):
        entries = "".join(f'    "{name}.pth": {type(each).__name__}(),\n' for name, each in models.items())
        loaded = f'models = {{  # each saved under "Save & load" while it was in use\n{entries}}}'
        answer = COMPARE.format(predict=textwrap.indent(answer, "    "))
    else:
        loaded = LOAD.format(name=type(model).__name__)
    return script(
        "predict.py", imports=import_block(*imports), picture=picture, network=net.text, load=loaded, answer=answer
    )


def inspect_script(model: nn.Module) -> Script:
    """4.2, 4.3 and 4.5: the structure, the class of a random picture, and every parameter's name, size and first
    values, as the tutorial prints them."""
    net = source_of(type(model))
    return script(
        "inspect_model.py",
        imports=import_block("import torch", "from torch import nn", *net.imports),
        network=net.text,
        load=LOAD.format(name=type(model).__name__),
        structure='print(f"Model structure: {model}\\n\\n")',
        random=f"torch.manual_seed({SEED})\nX = torch.rand{random_size(model)}\n"
        "logits = model(X)  # not model.forward(X), which skips hooks\n"
        "pred_probab = nn.Softmax(dim=1)(logits)\ny_pred = pred_probab.argmax(1)\n"
        'print(f"Predicted class: {y_pred}")',
        parameters="for name, param in model.named_parameters():\n"
        '    print(f"Layer: {name} | Size: {param.size()} | Values : {param[:2]} \\n")',
        count='print(sum(param.numel() for param in model.parameters()), "parameters")',
    )


def layers_script() -> Script:
    """4.4 as the tutorial has it, seeded: `fmnist.inspection.layers.tutorial_layers` gives the same numbers."""
    return script(
        "layers.py",
        imports="import torch\nfrom torch import nn",
        three_images=f"torch.manual_seed({SEED})\ninput_image = torch.rand(3, 28, 28)\nprint(input_image.size())",
        flatten="flatten = nn.Flatten()\nflat_image = flatten(input_image)\nprint(flat_image.size())",
        linear="layer1 = nn.Linear(in_features=28 * 28, out_features=20)\n"
        "hidden1 = layer1(flat_image)\nprint(hidden1.size())",
        relu='print(f"Before ReLU: {hidden1}\\n\\n")\nhidden1 = nn.ReLU()(hidden1)\nprint(f"After ReLU: {hidden1}")',
        sequential="seq_modules = nn.Sequential(flatten, layer1, nn.ReLU(), nn.Linear(20, 10))\n"
        "logits = seq_modules(input_image)",
        softmax="softmax = nn.Softmax(dim=1)\npred_probab = softmax(logits)\nprint(logits)\nprint(pred_probab)",
    )


def save_script(model: nn.Module) -> Script:
    """7.1 and 7.2: save the weights, load them into a new model, and see that both predict the same."""
    net = source_of(type(model))
    name = type(model).__name__
    without_eval = (
        "# Without eval(), batch norm goes by the batch: the same pictures, other answers\nagain.train()\n"
        "with torch.no_grad():\n    print(torch.equal(model(X), again(X)))"
    ) if changed_by_eval(model) else ""
    return script(
        "save_and_load.py",
        imports=import_block("import torch", "from torch import nn", *net.imports),
        network=net.text,
        load=LOAD.format(name=name),
        state_dict='# 7.1: the weights alone\ntorch.save(model.state_dict(), "weights.pth")\n'
        f'again = {name}()\nagain.load_state_dict(torch.load("weights.pth", weights_only=True))\nagain.eval()',
        whole="# 7.2: the structure too; only for files that you made yourself, as loading one can run code\n"
        'torch.save(model, "whole_model.pth")\nwhole = torch.load("whole_model.pth", weights_only=False)\nwhole.eval()',
        equal="X = torch.rand(8, 1, 28, 28)\nwith torch.no_grad():\n"
        "    print(torch.equal(model(X), again(X)), torch.equal(model(X), whole(X)))",
        without_eval=without_eval,
    )


def vgg16_script() -> Script:
    """7.1 as the tutorial has it, with torchvision's VGG16 for ImageNet."""
    return script(
        "vgg16.py",
        imports="import torch\nimport torchvision.models as models",
        pretrained='model = models.vgg16(weights="IMAGENET1K_V1")  # downloads 528 MB, once\n'
        'torch.save(model.state_dict(), "model_weights.pth")',
        untrained="model = models.vgg16()  # without weights: untrained\n"
        'model.load_state_dict(torch.load("model_weights.pth", weights_only=True))\n'
        "model.eval()  # without it, vgg16's dropout gives other answers each time",
    )
