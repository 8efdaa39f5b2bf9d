"""What the introduction calls, prints and notes, chapter by chapter, and where on the page a reader finds it."""

from typing import NamedTuple


class Lines(NamedTuple):
    """In the section `at`, after a click on `click`, the component `shown` has the `code` and the texts of `keys`."""

    at: str
    shown: str
    code: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    click: str = ""


LINES = {
    0: [
        Lines("train", "#train-live", (
            "Using ", "Epoch 1", "loss: ", "Test Error: ", "Accuracy: ", "Avg loss: ", "Done!",
        ), ("train.device",), "#train-start"),
        Lines("train", "#code-train-text", (
            'print(f"Using {device} device")', "class NeuralNetwork(nn.Module):", "loss_fn = nn.CrossEntropyLoss()",
            "optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)", 'print("Done!")',
            'torch.save(model.state_dict(), "model.pth")', "Saved PyTorch Model State to model.pth",
        ), click="#code-train > button"),
    ],
    1: [
        Lines("tensors/index", "#tensors-made", ("torch.Size([2, 3])", "torch.int64", "cpu"), ("tensors.attributes",)),
        Lines("tensors/index", "#tensors-index-result", ("tensor[:, 1] = 0",),
              click="#tensors-preset label:last-of-type"),
        Lines("tensors/join", "#tensors-join-result", ("torch.cat([tensor, tensor, tensor], dim=1)", "(2, 3, 3)"),
              ("tensors.join.cat", "tensors.join.stack")),
        Lines("tensors/product", "#tensors-product-result",
              ("y1 = tensor @ other", "y2 = tensor.matmul(other)", "torch.matmul(tensor, other, out=y3)"),
              ("tensors.product.same",)),
        Lines("tensors/sum", "#tensors-sum-result", ("agg.item()",), ("tensors.item",)),
        Lines("tensors/inplace", "#tensors-inplace-result", ("tensor.add_(5)",), ("tensors.inplace.why",)),
        Lines("tensors/bridge", "#tensors-bridge-result", ("n = t.numpy()",), ("tensors.bridge.shared",)),
    ],
    2: [
        Lines("samples/batch", "#samples-batch-result", (
            "Shape of X [N, C, H, W]: torch.Size([64, 1, 28, 28])", "Shape of y: torch.Size([64]) torch.int64",
            "Feature batch shape: torch.Size([64, 1, 28, 28])", "Labels batch shape: torch.Size([64])",
            "img = train_features[0].squeeze()", "img.shape: torch.Size([28, 28])", "Label: ",
        ), ("samples.batch.shape",)),
        Lines("samples/batch", "#samples-tab-batch", ("num_workers", "sampler"), ("samples.batch.intro",)),
        Lines("samples/own", "#samples-own-row", (
            "__init__", "__len__", "__getitem__", "image = decode_image(img_path)", "image = self.transform(image)",
            "return image, label",
        ), ("samples.own.init", "samples.own.getitem"), "#samples-own-sample"),
        Lines("samples/own", "#samples-tab-own", ("pandas",), ("samples.own.intro", "samples.own.train.intro")),
    ],
    3: [
        Lines("transforms", "#transforms-result", ("transforms.ToTensor()", "target_transform=Lambda(", "F.one_hot("),
              ("transforms.target", "transforms.target.same")),
    ],
    4: [
        Lines("predict", "#predict-walk-panel", ("model.forward(X)",), ("predict.walk.info",),
              "#predict-walk-panel > button"),
        Lines("inspect", "#inspect-layers-panel", (
            "(3, 28, 28)", "(3, 784)", "nn.Linear(28 * 28, 20)", "(3, 20)", "nn.ReLU()", "nn.Sequential(", "(3, 10)",
            "nn.Softmax(dim=1)",
        ), ("inspect.layers.text",), "#inspect-layers-panel > button"),
        Lines("inspect", "#code-layers-text", ("Before ReLU: ", "After ReLU: "), click="#code-layers > button"),
        Lines("inspect", "#inspect-detail", ("param[:2]", "tensor([")),
        Lines("inspect", "#code-inspect-text", (
            "X = torch.rand(1, 1, 28, 28)", "logits = model(X)  # not model.forward(X)",
            "y_pred = pred_probab.argmax(1)", "Predicted class: ",
        ), click="#code-inspect > button"),
    ],
    5: [
        Lines("autograd/descent", "#autograd-tab-descent", ("w.grad",), ("autograd.intro.descent",)),
        Lines("autograd/example", "#autograd-tab-example", ("requires_grad_(True)", "BinaryCrossEntropyWithLogits"),
              ("autograd.intro.example", "autograd.graph.note", "autograd.leaves", "autograd.tracking")),
        Lines("autograd/accumulate", "#autograd-tab-accumulate", ("retain_graph=True",), ("autograd.accumulate.note",)),
        Lines("autograd/jacobian", "#autograd-tab-jacobian", ("loss.backward(torch.tensor(1.0))", "vᵀ·J"),
              ("autograd.intro.jacobian",)),
    ],
    6: [
        Lines("train", "#train-more", keys=("train.optimizer.info", "train.loss.info", "train.shuffle.info"),
              click="#train-more > button"),
        Lines("autograd/onebatch", "#autograd-tab-onebatch", (
            "pred = model(X)", "loss = loss_fn(pred, y)", "loss.backward()", "optimizer.step()",
            "optimizer.zero_grad()",
        ), ("autograd.line.forward", "autograd.line.loss", "autograd.line.backward", "autograd.line.zero_grad")),
    ],
    7: [
        Lines("weights", "#weights-code", ("model.load_state_dict(", "model.eval()"), ("weights.eval",),
              "#weights-code-fold > button"),
        Lines("weights", "#code-vgg16-text", (
            'models.vgg16(weights="IMAGENET1K_V1")', "model = models.vgg16()  # without weights",
            'torch.load("model_weights.pth", weights_only=True)', "model.eval()",
        ), click="#code-vgg16 > button"),
    ],
}  # fmt: skip
