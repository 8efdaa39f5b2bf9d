"""Every kind of script, and its notebook, runs in a process of its own and says what the app says.

One script starts a Python of its own, and one notebook a Jupyter kernel.
"""

import ast
import io
import zipfile
from dataclasses import replace

import pytest
import torch
from PIL import Image
from torch import nn

from fmnist import scripts as code
from fmnist.autograd.descent import descend
from fmnist.autograd.gradients import accumulation, finite_difference, gradients, random_inputs, vector_jacobian
from fmnist.autograd.one_batch import one_batch
from fmnist.data import transforms as pipelines
from fmnist.data.batches import first_batch
from fmnist.data.custom import CustomImageDataset, to_model_input
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.import_csv import import_dataset, pack
from fmnist.inspection.layers import call_on_random
from fmnist.model import build_model
from fmnist.prediction.evaluation import evaluate
from fmnist.tensors import operations as tensors
from fmnist.tensors.numpy_bridge import bridge
from fmnist.training.config import TrainConfig
from fmnist.ui.autograd.html import draw_example
from tests.scripts.running import run_in_a_kernel, written

TINY = TrainConfig(epochs=2, batch_size=500, learning_rate=0.05)


def test_samples(folder, split, warm):
    made = code.samples_script(False, label=5, seed=3, index=17, root="data/mini")
    written(made, folder)
    printed, figures = run_in_a_kernel(made, folder)
    assert warm.run(made.name, cwd=folder).stdout == printed
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
    *_, y_pred = call_on_random(model.eval()).values()
    assert f"\nPredicted class: {y_pred}\n" in printed
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
    text = draw_example("en", inputs, name, index).replace("\u2212", "-").replace("·", "*")
    assert printed[10] in text  # to the digit
    assert printed[11] == f"{name}.grad[{', '.join(map(str, index))}] = {check.gradient:.6f}"
    assert f"{printed[11]}. By finite" in text
    assert printed[12:] == ["True", "False", "False"]


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
    assert printed[2] == f"w {got.w:.8g}, grad {got.grad:.8g}, w - lr * grad {got.w_by_hand:.8g}"
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
