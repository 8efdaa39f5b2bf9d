"""Every kind of script, and its notebook, runs in a process of its own and says what the app says.

One script starts a Python of its own, and one notebook a Jupyter kernel.
"""

import ast
import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace

import nbformat
import pytest
import torch
from nbclient import NotebookClient
from PIL import Image
from torch import nn
from torchvision.datasets import FashionMNIST

from fmnist import scripts as code
from fmnist.autograd.descent import descend
from fmnist.autograd.gradients import accumulation, finite_difference, gradients, random_inputs, vector_jacobian
from fmnist.autograd.one_batch import one_batch
from fmnist.data import transforms as pipelines
from fmnist.data.batches import first_batch
from fmnist.data.custom import SAMPLE, CustomImageDataset, to_model_input
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.import_csv import import_dataset, pack
from fmnist.data.loader import to_tensor
from fmnist.data.sources import prepare
from fmnist.model import MODELS, build_model
from fmnist.prediction.evaluation import evaluate
from fmnist.scripts.notebook import notebook
from fmnist.tensors import operations as tensors
from fmnist.tensors.numpy_bridge import bridge
from fmnist.training.config import PRESETS, TrainConfig
from fmnist.training.fit import TrainState, fit
from fmnist.training.loop import EpochMetrics

TINY = TrainConfig(epochs=2, batch_size=500, learning_rate=0.05)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, data_root):
    """Where a reader would run a script: `data` is what the app filled, `data/mini` the mini set, `data/few` less."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "data").mkdir()
    (folder / "data" / "FashionMNIST").symlink_to(data_root / "FashionMNIST")
    mini = prepare(tmp_path_factory.mktemp("mini"), names=("mini",))
    (folder / "data" / "mini").symlink_to(mini.root)
    few = folder / "data" / "few" / "FashionMNIST" / "raw"
    few.mkdir(parents=True)
    for name, train in (("train", True), ("t10k", False)):
        part = FashionMNIST(mini.root, train=train)
        images, labels = part.data[::5].contiguous(), part.targets[::5].to(torch.uint8)
        sizes = struct.pack(">4i", 0x803, len(images), 28, 28), struct.pack(">2i", 0x801, len(labels))
        (few / f"{name}-images-idx3-ubyte").write_bytes(sizes[0] + images.numpy().tobytes())
        (few / f"{name}-labels-idx1-ubyte").write_bytes(sizes[1] + labels.numpy().tobytes())
    return folder


@pytest.fixture(scope="module")
def model(folder):
    model = build_model("mlp", seed=4).eval()
    torch.save(model.state_dict(), folder / "model.pth")
    return model


@pytest.fixture
def run(warm):
    """`run(script, folder)` is what the script prints, and its notebook too, where no fmnist is found."""

    def run(script, folder):
        written(script, folder)
        (folder / "code.ipynb").write_text(json.dumps(notebook(script, str)))
        first, second = (warm.run(file, cwd=folder) for file in (script.name, "code.ipynb"))
        assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
        by_chance = r"0x[0-9a-f]+|Predicted class: .*"  # an address; a random image that no seed fixes
        one, other = (re.sub(by_chance, "", done.stdout) for done in (first, second))
        assert one == other
        return first.stdout

    return run


def written(script, folder):
    assert not re.search(r"^\s*(import|from) fmnist", script.text, re.MULTILINE)
    (folder / script.name).write_text(script.text)
    made = notebook(script, str)
    nbformat.validate(made)
    cells = [cell["source"] for cell in made["cells"] if cell["cell_type"] == "code"]
    assert re.sub(r"\n\n\n+", "\n\n", "\n\n".join(cells)) + "\n" == re.sub(r"\n\n\n+", "\n\n", script.text)


def run_by_itself(script, folder):
    """What it prints under a Python of its own. `-I`: neither the working folder nor PYTHONPATH is searched."""
    written(script, folder)
    done = subprocess.run(
        [sys.executable, "-I", script.name], cwd=folder, capture_output=True, text=True, timeout=300,
        env={**os.environ, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": str(torch.get_num_threads()), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_in_a_kernel(script, folder):
    """What the notebook's cells print in a fresh kernel, and the kinds of what they show."""
    made = nbformat.from_dict(notebook(script, str))
    NotebookClient(made, timeout=300, resources={"metadata": {"path": folder}}).execute()
    outputs = [output for cell in made.cells for output in cell.get("outputs", ())]
    printed = "".join(output.text for output in outputs if output.get("name") == "stdout")
    return printed, [kind for output in outputs for kind in output.get("data", ())]


RUNS = {
    "tutorial": TINY,
    "shuffled": replace(TINY, shuffle=True, seed=7, optimizer="adam", learning_rate=1e-3, epochs=3),
    "everything": replace(
        TINY, shuffle=True, seed=3, optimizer="rmsprop", learning_rate=1e-4, momentum=0.9, weight_decay=0.01,
        schedule="cosine", loss="mse", validation_share=0.1, frozen=("linear_relu_stack.0.bias",),
    ),
    "onecycle": replace(
        TINY, optimizer="adamw", learning_rate=2e-3, weight_decay=0.01, schedule="onecycle", shuffle=True,
        label_smoothing=0.1, precision="bfloat16",
    ),
    "few": replace(TINY, train_size=500, validation_share=0.2, shuffle=True, seed=4),
    "nll": replace(TINY, loss="nll", momentum=0.9, epochs=1),
    "fast": replace(PRESETS["fast_convnet"], epochs=1, batch_size=700, precision="bfloat16"),
    "convnet": TrainConfig(
        model="convnet", epochs=1, batch_size=700, learning_rate=3e-3, optimizer="adamw", schedule="onecycle",
        shuffle=True, augment="sketch", seed=2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_training_gives_the_same_accuracies_to_the_digit(name, folder, run):
    config, data = RUNS[name], "data/few" if "conv" in RUNS[name].model else "data/mini"
    both = (FashionMNIST(folder / data, train=train, transform=to_tensor) for train in (True, False))
    fitted = fit(config, *both, device="cpu")
    epochs = [got for got in fitted if isinstance(got, EpochMetrics)]
    printed = (run_by_itself if name == "tutorial" else run)(code.train_script(config, root=data), folder)
    expected = []
    for metrics in epochs:
        expected.append((f"{100 * metrics.test_accuracy:.1f}", f"{metrics.test_loss:.6f}"))
        if config.validation_share:
            expected.append((f"{100 * metrics.validation_accuracy:.1f}", f"{metrics.validation_loss:.6f}"))
    assert re.findall(r"Accuracy: ([\d.]+)%, Avg loss: ([\d.]+)", printed) == expected


def test_a_run_on_own_images_from_given_weights(folder, own_images, mini_data, run):
    config = replace(TINY, batch_size=8, learning_rate=1e-3, optimizer="adamw", shuffle=True)
    start = build_model("mlp", seed=8)
    torch.save(start.state_dict(), folder / "start.pth")
    state = TrainState.create(config, 4, "cpu", start)
    fitted = fit(config, own_images, mini_data[1], device="cpu", state=state)
    expected = [f"{100 * got.test_accuracy:.1f}" for got in fitted if isinstance(got, EpochMetrics)]
    printed = run(code.train_script(config, root="data/mini", start=True, custom=True), folder)
    assert re.findall(r"Accuracy: ([\d.]+)%", printed) == expected


@pytest.fixture(scope="module")
def split(folder):
    return FashionMNIST(folder / "data" / "mini", train=False, transform=to_tensor)


def test_samples(folder, split):
    made = code.samples_script(False, label=5, seed=3, index=17, root="data/mini")
    written(made, folder)
    printed, figures = run_in_a_kernel(made, folder)
    assert "image/png" in figures  # plt.show()
    printed = printed.splitlines()
    shown = [line.split(maxsplit=1) for line in printed[:9]]
    assert {name for _, name in shown} == {"Sandal"}
    assert all(split.targets[int(index)] == 5 for index, _ in shown)
    X, y = split[17]
    assert printed[9] == f"{y} {CLASSES[y]} torch.Size([1, 28, 28]) torch.float32"
    assert printed[10] == f"{X.min():.4f} {X.mean():.4f} {X.max():.4f}"


@pytest.mark.parametrize(("shuffle", "draw"), [(True, 2), (False, 1)])
def test_batch(folder, split, shuffle, draw, run):
    printed = run(code.batch_script(64, shuffle, 5, draw, train=False, root="data/mini"), folder).splitlines()
    batch = first_batch(split, 64, shuffle, seed=5, draw=draw)
    assert printed == [*batch.lines(), str(batch.y.tolist()), f"Label: {batch.y[0]}"]


@pytest.fixture(scope="module")
def own_images(folder):
    """The sample, unpacked beside the script as a reader would."""
    (folder / "images").mkdir()
    with zipfile.ZipFile(SAMPLE / "images.zip") as archive:
        archive.extractall(folder / "images")
    (folder / "labels.csv").write_bytes((SAMPLE / "labels.csv").read_bytes())
    return CustomImageDataset(folder / "labels.csv", folder / "images", to_model_input)


def test_custom_dataset(folder, own_images, model, run):
    dataset = own_images
    printed = run(code.custom_script(4, type(model)), folder).splitlines()
    X, y = dataset[4]
    correct = round(evaluate(model, dataset).accuracy * 30)
    assert printed == [
        "30",
        f"torch.Size([1, 28, 28]) torch.float32 {y}",
        f"{X.min():.4f} {X.mean():.4f} {X.max():.4f}",
        f"Accuracy: {correct}/30",
    ]


def test_own_images_that_were_mended_on_their_way_in(tmp_path, model, run):
    """A CSV in GBK without a header, a row that is left out, a BMP: the script reads the files that the page offers."""
    table, images = tmp_path / "labels.csv", tmp_path / "images.zip"
    table.write_text("靴子.bmp,9\ngone.png,1\nx.png,3\n", encoding="gbk")
    with zipfile.ZipFile(images, "w") as archive:
        for name, kind in (("靴子.bmp", "BMP"), ("x.png", "PNG")):
            picture = io.BytesIO()
            Image.effect_noise((40, 30), 90).save(picture, kind)
            archive.writestr(name, picture.getvalue())
    imported = import_dataset(table, images, tmp_path / "in")
    assert imported.left_out == 1
    with zipfile.ZipFile(pack(imported)) as archive:
        archive.extractall(tmp_path / "out")
    torch.save(model.state_dict(), tmp_path / "out" / "model.pth")
    dataset = CustomImageDataset(imported.annotations_file, imported.img_dir, to_model_input)
    X, y = dataset[1]
    assert run(code.custom_script(1, type(model)), tmp_path / "out").splitlines() == [
        "2",
        f"torch.Size([1, 28, 28]) torch.float32 {y}",
        f"{X.min():.4f} {X.mean():.4f} {X.max():.4f}",
        f"Accuracy: {round(evaluate(model, dataset).accuracy * 2)}/2",
    ]


def test_transforms(folder, split, run):
    from PIL import Image

    pipeline = pipelines.Pipeline(crop_padding=4, flip=0.5, degrees=10, scale=1.2, normalize=True, seed=5)
    printed = run(code.transforms_script(False, 3, pipeline, root="data/mini"), folder)
    low, mean, high = pipelines.run(Image.fromarray(split.data[3].numpy()), pipeline)[-1].range
    first, difference = printed.splitlines()[:2]
    assert first == f"torch.Size([1, 28, 28]) torch.float32 {low:.4f} {mean:.4f} {high:.4f}"
    assert float(difference) < 1e-6
    one_hot = str(torch.eye(10)[split.targets[3]])
    assert printed.splitlines()[2:] == [one_hot, one_hot, "same result"]


@pytest.mark.parametrize("kind", ["sample", "picture"])
def test_predict(folder, model, split, kind, run):
    X, y = split[2]
    made = (
        code.predict_script(model, index=2, root="data/mini")
        if kind == "sample"
        else code.predict_script(model, X=X.unsqueeze(0))
    )
    printed = run(made, folder)
    with torch.no_grad():
        probabilities = nn.Softmax(dim=1)(model(X.unsqueeze(0)))[0].sort(descending=True)
    expected = [f"{CLASSES[i]:<12} {p:.4f}" for p, i in zip(*probabilities, strict=True)]
    assert printed.splitlines()[:10] == expected
    if kind == "sample":
        assert printed.splitlines()[10] == f'Predicted: "{CLASSES[probabilities.indices[0]]}", Actual: "{CLASSES[y]}"'


def test_predictions_of_several_models_side_by_side(split, tmp_path, run):
    models = {"convnet": build_model("convnet", seed=1).eval(), "run": build_model("fast_convnet", seed=2).eval(),
              "mlp": build_model("mlp", seed=3).eval()}  # fmt: skip
    for name, model in models.items():
        torch.save(model.state_dict(), tmp_path / f"{name}.pth")
    X = split[4][0].unsqueeze(0)
    expected = []
    for name, model in models.items():
        with torch.no_grad():
            probabilities = nn.Softmax(dim=1)(model(X))[0].sort(descending=True)
        expected += [f"{name}.pth", *(f"{CLASSES[i]:<12} {p:.4f}" for p, i in zip(*probabilities, strict=True))]
    made = code.predict_script(models, X=X)
    assert run(made, tmp_path).splitlines() == expected
    assert made.text.count("class ConvBlock") == 1


@pytest.mark.parametrize("name", ["mlp", "convnet"])
def test_inspect_and_save(name, tmp_path, run):
    model = build_model(name, seed=1)
    torch.save(model.state_dict(), tmp_path / "model.pth")
    printed = run(code.inspect_script(model), tmp_path)
    assert f"Model structure: {model}" in printed
    for parameter, values in model.named_parameters():
        assert f"Layer: {parameter} | Size: {values.size()} | Values : {values[:2]}" in printed
    assert re.search(r"Predicted class: tensor\(\[\d\]\)", printed)
    without_eval = "False\n" if name == "convnet" else ""  # the MLP has no batch norm
    assert run(code.save_script(model), tmp_path) == "True True\n" + without_eval


def test_tensors(tmp_path, run):
    made = tensors.create("rand", shape="3, 4", seed=2)
    printed = run(code.tensor_script(
        made,
        entries=tensors.index(made.tensor, "..., -1").code,
        assign=tensors.assign(made.tensor, ":, 1", "0").code,
        join=tensors.join("cat", [made.tensor] * 3, 1).code,
        products=("other = tensor.T", *tensors.matmul(made.tensor, made.tensor.T).code),
        total=tensors.sum_item(made.tensor).code,
        in_place=tensors.in_place(made.tensor, "t_").code,
    ), tmp_path)
    tensor = made.tensor.clone()
    parts = [str(tensor), f"Shape of tensor: {tensor.shape}", f"Datatype of tensor: {tensor.dtype}"]
    parts += [f"Device tensor is stored on: {tensor.device}"]
    if torch.accelerator.is_available():
        parts.append(str(tensor.to(torch.accelerator.current_accelerator()).device))
    parts.append(str(tensor[..., -1]))
    tensor[:, 1] = 0
    parts += [str(tensor), str(torch.cat([tensor] * 3, dim=1)), *[str(tensor @ tensor.T)] * 3]
    parts += [f"{tensor.sum().item()} <class 'float'>", str(tensor.t())]
    assert printed == "\n".join(parts) + "\n"


def test_bridge(tmp_path, run):
    got = bridge("torch.from_numpy(n)", "np.add(n, 1, out=n)")
    assert run(code.bridge_script(got.code), tmp_path) == f"t: {got.t_after}\nn: {got.n_after}\n"


@pytest.mark.parametrize(("name", "index"), [("w", (1, 0)), ("b", (1,))])
def test_autograd(tmp_path, name, index, run):
    inputs = random_inputs(4, 2, seed=6)
    got, check = gradients(inputs), finite_difference(inputs, name, index)
    printed = run(code.autograd_script(inputs, name, index), tmp_path).splitlines()
    assert printed[0] == f"z = {got.z.detach()}".replace(")", ", grad_fn=<AddBackward0>)")
    assert printed[1].startswith(f"loss = {got.loss.item():.4f}"[:12])
    assert "\n".join(printed[4:9]) == f"{got.w_grad}\n{got.b_grad}"
    assert printed[9] == "True True False"
    assert printed[10] == f"{check.difference} {check.gradient}"
    assert printed[11:] == ["True", "False", "False"]


def test_accumulation_jacobian_and_descent(tmp_path, run):
    got = accumulation(3, 2)
    printed = run(code.accumulation_script(3, 2), tmp_path)
    assert (
        printed
        == f"First call\n{got.first}\n\nSecond call\n{got.second}\n\nCall after zeroing gradients\n{got.zeroed}\n"
    )
    product = vector_jacobian("inp.softmax(dim=-1)", "[[1, 2], [3, 5]]", "[[1, 0], [0, 2]]")
    printed = run(code.jacobian_script("inp.softmax(dim=-1)", "[[1, 2], [3, 5]]", "[[1, 0], [0, 2]]"), tmp_path)
    assert printed == f"{product.grad}\n{product.jacobian}\n{product.product}\n"
    descent = descend("w ** 4 - 3 * w ** 2 + w", 2.0, 0.01, 5)
    printed = run(code.descent_script("w ** 4 - 3 * w ** 2 + w", 2.0, 0.01, 5), tmp_path).splitlines()
    rows = zip(range(6), descent.w, descent.loss, descent.slope, strict=True)
    assert printed == [f"step {i}: w = {w:.6g}, loss = {loss:.6g}, slope = {slope:.6g}" for i, w, loss, slope in rows]


def test_one_batch(folder, model, split, run):
    X, y = torch.stack([split[i][0] for i in range(8)]), split.targets[:8]
    got = one_batch(model, X, y, 0.1)
    made = code.one_batch_script(model, got.parameter, got.index, 0.1, 8, train=False, root="data/mini")
    printed = run(made, folder).splitlines()
    assert printed[:2] == ["torch.Size([8, 10])", f"loss {got.loss:.6f}"]
    by_hand = re.fullmatch(rf"w {got.w:.8g}, grad {got.grad:.8g}, w - lr \* grad (\S+)", printed[2])
    assert float(by_hand[1]) == pytest.approx(got.w_by_hand, rel=1e-6)
    assert printed[3:] == [f"after the step {got.w_after:.8g}", "None", f"loss {got.loss_after:.6f}"]


def test_changed_lines():
    before = code.train_script(TINY).text
    assert code.changed_lines(before, before) == frozenset()
    after = code.train_script(replace(TINY, learning_rate=0.01)).text
    assert [after.splitlines()[i] for i in code.changed_lines(before, after)] == ["learning_rate = 0.01"]
    shuffled = code.train_script(replace(TINY, shuffle=True)).text
    changed = [shuffled.splitlines()[i] for i in sorted(code.changed_lines(before, shuffled))]
    assert any("shuffle=True" in line for line in changed)
    assert len(changed) <= 3


def test_typed_text_reaches_a_script_only_as_values():
    text = code.jacobian_script("inp.sin()", "[1, 2,   3]").text
    assert "torch.tensor([1, 2, 3], dtype=torch.float32" in text
    ast.parse(text)


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize("augment", ["none", "sketch"])
def test_training_scripts_are_tidy(name, augment):
    """What a reader would mark in red: long lines, stray blanks, imports that are unused or come twice."""
    config = TrainConfig(model=name, augment=augment, shuffle=True, schedule="onecycle")
    text = code.train_script(config, custom=name == "mlp", start=True).text
    tree = ast.parse(text)
    assert max(map(len, text.splitlines())) <= 120
    assert not re.search(r"\n\n\n\n|[ \t]\n|\t", text)
    imported = [a.asname or a.name for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert len(imported) == len(set(imported))
    assert set(imported) <= used
    assert not re.search('""".', text)
