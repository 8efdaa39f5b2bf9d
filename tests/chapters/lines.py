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
            "datasets.FashionMNIST(root=",
            "DataLoader(training_data, batch_size=batch_size)", "size = len(dataloader.dataset)", "model.train()",
            "model.eval()", "with torch.no_grad():", "correct += (pred.argmax(1) == y)",
        ), click="#code-train > button"),
        Lines("predict", "#code-predict-text", (
            'model.load_state_dict(torch.load("model.pth", weights_only=True))', "model.eval()",
            "with torch.no_grad():", "classes[pred_probab.argmax(1)]", 'Predicted: "', 'Actual: "',
        ), click="#code-predict > button"),
    ],
    1: [
        Lines("tensors/index", "#tensors-how ul", (
            "torch.tensor", "torch.from_numpy", "torch.ones_like", "torch.rand_like", "torch.rand", "torch.ones",
            "torch.zeros",
        ), click="#tensors-how input"),
        Lines("tensors/index", "#tensors-made", ("torch.Size([2, 3])", "torch.int64", "cpu"), ("tensors.attributes",)),
        Lines("tensors/index", "#tensors-preset", ("tensor[0]", "tensor[:, 0]", "tensor[..., -1]"),
              ("tensors.preset",)),
        Lines("tensors/index", "#code-tensors-text", (
            "tensor = torch.tensor(data)", "Shape of tensor: ", "Datatype of tensor: ", "Device tensor is stored on: ",
            "torch.accelerator.is_available()", "tensor.to(torch.accelerator.current_accelerator())",
            "print(agg_item, type(agg_item))",
        ), click="#code-tensors > button"),
        Lines("tensors/index", "#tensors-index-result", ("tensor[:, 1] = 0",),
              click="#tensors-preset label:last-of-type"),
        Lines("tensors/join", "#tensors-join-result", ("torch.cat([tensor, tensor, tensor], dim=1)", "(2, 3, 3)"),
              ("tensors.join.cat", "tensors.join.stack")),
        Lines("tensors/product", "#tensors-product-result",
              ("y1 = tensor @ other", "y2 = tensor.matmul(other)", "torch.matmul(tensor, other, out=y3)"),
              ("tensors.product.same",)),
        Lines("tensors/product", "#tensors-other", ("tensor.T",), click="#tensors-other label:first-of-type"),
        Lines("tensors/product", "#tensors-product-result",
              ("z1 = tensor * other", "z2 = tensor.mul(other)", "torch.mul(tensor, other, out=z3)"),
              click="#tensors-product label:last-of-type"),
        Lines("tensors/sum", "#tensors-sum-result", ("agg.item()",), ("tensors.item",)),
        Lines("tensors/inplace", "#tensors-inplace-result", ("tensor.add_(5)",), ("tensors.inplace.why",)),
        Lines("tensors/bridge", "#tensors-bridge-result", ("n = t.numpy()", "t.add_(1)"), ("tensors.bridge.shared",)),
        Lines("tensors/bridge", "#tensors-bridge-result", ("t = torch.from_numpy(n)",), ("tensors.bridge.shared",),
              click="#tensors-link label:nth-of-type(2)"),
        Lines("tensors/bridge", "#tensors-bridge-result", ("np.add(n, 1, out=n)",), ("tensors.bridge.shared",),
              click="#tensors-change label:nth-of-type(2)"),
    ],
    2: [
        Lines("samples/grid", "#samples-tab-grid", ("datasets.FashionMNIST(",), ("samples.grid.about",)),
        Lines("samples/grid", "#code-samples-text", (
            "download=True, transform=ToTensor()", "figure = plt.figure(figsize=(8, 8))",
            "plt.title(labels_map[label])", 'plt.imshow(img.squeeze(), cmap="gray")', "plt.show()",
        ), click="#code-samples > button"),
        Lines("samples/batch", "#samples-batch-result", (
            "Shape of X [N, C, H, W]: torch.Size([64, 1, 28, 28])", "Shape of y: torch.Size([64]) torch.int64",
            "Feature batch shape: torch.Size([64, 1, 28, 28])", "Labels batch shape: torch.Size([64])",
            "img = train_features[0].squeeze()", "img.shape: torch.Size([28, 28])", "Label: ",
        ), ("samples.batch.shape",)),
        Lines("samples/batch", "#samples-tab-batch", ("num_workers", "sampler"), ("samples.batch.intro",)),
        Lines("samples/batch", "#code-batch-text", (
            "DataLoader(training_data, batch_size=64, shuffle=True",
            "train_features, train_labels = next(iter(train_dataloader))",
            'plt.imshow(img, cmap="gray")',
        ), click="#code-batch > button"),
        Lines("samples/own", "#samples-own-row", (
            "__init__", "__len__", "__getitem__", "image = decode_image(img_path)", "image = self.transform(image)",
            "return image, label",
        ), ("samples.own.init", "samples.own.getitem"), "#samples-own-sample"),
        Lines("samples/own", "#samples-tab-own", ("pandas",), ("samples.own.intro", "samples.own.train.intro")),
        Lines("samples/own", "#code-custom-text", (
            "class CustomImageDataset(Dataset):", "img_path = os.path.join(self.img_dir, self.img_labels[idx][0])",
            "if self.target_transform:", "pd.read_csv(annotations_file) in the tutorial",
        ), click="#code-custom > button"),
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
        ), ("inspect.random", "inspect.layers.text"), "#inspect-layers-panel > button"),
        Lines("inspect", "#inspect-random", (
            "X = torch.rand(1, 1, 28, 28)", "pred_probab = nn.Softmax(dim=1)(logits)", "y_pred = pred_probab.argmax(1)",
            "Predicted class: tensor([",
        )),
        Lines("inspect", "#code-layers-text", ("Before ReLU: ", "After ReLU: "), click="#code-layers > button"),
        Lines("inspect", "#inspect-detail", ("param[:2]", "tensor([")),
        Lines("inspect", "#lead-inspect", ("__init__", "forward"), ("frame.inspect.lead",)),
        Lines("inspect", "#code-inspect-text", (
            "Model structure: ", "Layer: {name} | Size: {param.size()} | Values : {param[:2]}",
            "X = torch.rand(1, 1, 28, 28)", "logits = model(X)  # not model.forward(X)",
            "y_pred = pred_probab.argmax(1)", "Predicted class: ",
        ), click="#code-inspect > button"),
    ],
    5: [
        Lines("autograd/descent", "#autograd-tab-descent", ("w.grad",), ("autograd.intro.descent",)),
        Lines("autograd/example", "#autograd-tab-example", ("requires_grad_(True)", "BinaryCrossEntropyWithLogits"),
              ("autograd.intro.example", "autograd.graph.note", "autograd.leaves", "autograd.tracking")),
        Lines("autograd/example", "#code-example-text", (
            "x = torch.ones(5)", "y = torch.zeros(3)", "w = torch.randn(5, 3, requires_grad=True)",
            "binary_cross_entropy_with_logits(z, y)", "Gradient function for z = ", "Gradient function for loss = ",
            "loss.backward()", "print(w.grad)", "print(b.grad)", "print(z.requires_grad)", "z_det = z.detach()",
        ), click="#code-example > button"),
        Lines("autograd/accumulate", "#autograd-tab-accumulate", ("retain_graph=True",),
              ("autograd.accumulate.note", "autograd.retain")),
        Lines("autograd/accumulate", "#code-accumulate-text", (
            "First call", "Second call", "Call after zeroing gradients", "inp.grad.zero_()",
        ), click="#code-accumulate > button"),
        Lines("autograd/jacobian", "#autograd-tab-jacobian", ("loss.backward(torch.tensor(1.0))", "vᵀ·J"),
              ("autograd.intro.jacobian",)),
    ],
    6: [
        Lines("train", "#lead-train", ("epoch", "batch", "learning rate"),
              ("terms.epoch", "terms.batch", "terms.learning rate")),
        Lines("train", "#train-more", keys=("train.optimizer.info", "train.loss.info", "train.shuffle.info"),
              click="#train-more > button"),
        Lines("autograd/onebatch", "#autograd-tab-onebatch", (
            "pred = model(X)", "loss = loss_fn(pred, y)", "loss.backward()", "optimizer.step()",
            "optimizer.zero_grad()",
        ), ("autograd.line.forward", "autograd.line.loss", "autograd.line.backward", "autograd.line.zero_grad")),
        Lines("autograd/onebatch", "#code-one-batch-text", ("loss_fn = nn.CrossEntropyLoss()", "learning_rate = "),
              click="#code-one-batch > button"),
    ],
    7: [
        Lines("weights", "#weights-code", ("model.load_state_dict(", "model.eval()"), ("weights.eval",),
              "#weights-code-fold > button"),
        Lines("weights", "#code-vgg16-text", (
            'models.vgg16(weights="IMAGENET1K_V1")', "model = models.vgg16()  # without weights",
            'torch.load("model_weights.pth", weights_only=True)', "model.eval()",
        ), click="#code-vgg16 > button"),
        Lines("weights", "#weights-about", keys=("weights.kind.model.info",),
              click="#weights-kind label:nth-of-type(2)"),
        Lines("weights", "#code-weights-text", (
            'torch.save(model.state_dict(), "weights.pth")', 'torch.save(model, "whole_model.pth")',
            'torch.load("whole_model.pth", weights_only=False)',
        ), click="#code-weights > button"),
    ],
}  # fmt: skip
