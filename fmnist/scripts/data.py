"""Chapters 2 and 3: samples, a batch, a custom data set, transforms."""

from fmnist.data.transforms import Pipeline, spell
from fmnist.scripts.script import Script, dataset_line, import_block, name_of_split, script, source_of

IMPORTS = ("import torch", "from torchvision import datasets", "from torchvision.transforms import ToTensor")

GRID = """\
figure = plt.figure(figsize=(8, 8))
for i, sample_idx in enumerate(chosen, start=1):
    img, label = {data}[sample_idx]
    figure.add_subplot(3, 3, i)
    plt.title(labels_map[label])
    plt.axis("off")
    plt.imshow(img.squeeze(), cmap="gray")
    print(sample_idx, labels_map[label])
plt.show()"""

DETAIL = """\
X, y = {data}[{index}]
print(y, labels_map[y], X.shape, X.dtype)
print(f"{{X.min():.4f}} {{X.mean():.4f}} {{X.max():.4f}}")"""


def samples_script(train: bool, label: int | None, seed: int, index: int | None = None, root: str = "data") -> Script:
    """2.2: the nine samples of the grid, and the facts of the one shown large: `index`, or the first of the nine."""
    data = name_of_split(train)
    pool = f"torch.arange(len({data}))" if label is None else f"torch.nonzero({data}.targets == {label}).flatten()"
    return script(
        "samples.py",
        imports=import_block("import matplotlib.pyplot as plt", *IMPORTS),
        dataset=f"{dataset_line(train, root)}\nlabels_map = {data}.classes",
        choice=f"pool = {pool}\norder = torch.randperm(len(pool), generator=torch.Generator().manual_seed({seed}))\n"
        "chosen = pool[order[:9]].tolist()",
        grid=GRID.format(data=data),
        detail=DETAIL.format(data=data, index="chosen[0]" if index is None else index),
    )


BATCH = """\
print(f"Shape of X [N, C, H, W]: {train_features.shape}")
print(f"Shape of y: {train_labels.shape} {train_labels.dtype}")
print(f"Feature batch shape: {train_features.size()}")
print(f"Labels batch shape: {train_labels.size()}")
print(train_labels.tolist())

img = train_features[0].squeeze()
label = train_labels[0]
plt.imshow(img, cmap="gray")
plt.show()
print(f"Label: {label}")"""


def batch_script(
    batch_size: int, shuffle: bool, seed: int, draw: int = 1, train: bool = True, root: str = "data"
) -> Script:
    """2.4 and 2.5: one batch of a `DataLoader`, printed as in the tutorial."""
    data = name_of_split(train)
    shuffled = f", shuffle=True, generator=torch.Generator().manual_seed({seed})" if shuffle else ""
    take = "train_features, train_labels = next(iter(train_dataloader))"
    if draw > 1 and shuffle:
        take = f"for _ in range({draw}):  # every iter() shuffles anew\n    {take}"
    return script(
        "batch.py",
        imports=import_block("import matplotlib.pyplot as plt", *IMPORTS, "from torch.utils.data import DataLoader"),
        dataset=dataset_line(train, root),
        loader=f"train_dataloader = DataLoader({data}, batch_size={batch_size}{shuffled})",
        take=take,
        batch=BATCH,
    )


CUSTOM_DATASET = """\
class CustomImageDataset(Dataset):
    def __init__(self, annotations_file, img_dir, transform=None, target_transform=None):
        # pd.read_csv(annotations_file) in the tutorial; csv comes with Python.
        with open(annotations_file, newline="", encoding="utf-8-sig") as file:
            self.img_labels = [(name, int(label)) for name, label, *_ in list(csv.reader(file))[1:]]
        self.img_dir = img_dir
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self):
        return len(self.img_labels)

    def __getitem__(self, idx):
        img_path = os.path.join(self.img_dir, self.img_labels[idx][0])
        image = decode_image(img_path)
        label = self.img_labels[idx][1]
        if self.transform:
            image = self.transform(image)
        if self.target_transform:
            label = self.target_transform(label)
        return image, label"""


CUSTOM_IMPORTS = (
    "import csv",
    "import os",
    "import torch",
    "from torch.utils.data import Dataset",
    "from torchvision.io import decode_image",
)
CUSTOM_LINE = """\
# labels.csv and images/ lie in the dataset.zip that the Samples tab offers once files came in
{name} = CustomImageDataset("labels.csv", "images", transform=to_model_input)"""


def custom_dataset() -> str:
    """2.3: the tutorial's class, and the transform from any picture to the model's input."""
    from fmnist.data.custom import to_model_input

    return f"{CUSTOM_DATASET}\n\n\n{source_of(to_model_input).text}"


def custom_script(idx: int, model: type | None = None) -> Script:
    """2.3: the tutorial's `CustomImageDataset` on `labels.csv` and `images/`, row `idx`, and a model's accuracy on it.

    `model`: a class of `fmnist.model`, whose weights the script reads from `model.pth`; None for no evaluation.
    """
    net = source_of(model) if model else None
    imports = [*CUSTOM_IMPORTS, *(net.imports if net else ())]
    if net:
        imports += ["from torch.utils.data import DataLoader"]
    evaluate = (
        f'model = {model.__name__}()\nmodel.load_state_dict(torch.load("model.pth", weights_only=True))\nmodel.eval()\n'
        "correct = 0\nwith torch.no_grad():\n    for X, y in DataLoader(dataset, batch_size=500):\n"
        "        correct += (model(X).argmax(1) == y).sum().item()\n"
        'print(f"Accuracy: {correct}/{len(dataset)}")'
        if model
        else ""
    )
    return script(
        "custom_dataset.py",
        imports=import_block(*imports),
        custom_dataset=custom_dataset(),
        own_images=CUSTOM_LINE.format(name="dataset") + "\nprint(len(dataset))",
        row=f"image, label = dataset[{idx}]\nprint(image.shape, image.dtype, label)\n"
        'print(f"{image.min():.4f} {image.mean():.4f} {image.max():.4f}")',
        network=net.text if net else "",
        accuracy=evaluate,
    )


ONE_HOT = """\
target_transform = Lambda(
    lambda y: torch.zeros(10, dtype=torch.float).scatter_(dim=0, index=torch.tensor(y), value=1)
)"""


ONE_HOT_USED = """\
ds = datasets.FashionMNIST(
    root="{root}", train={train}, download=True, transform=transforms.ToTensor(), target_transform=target_transform
)
_, target = ds[{index}]
one_hot = F.one_hot(torch.tensor(y), num_classes=10).float()
print(target)
print(one_hot)
print("same result" if torch.equal(target, one_hot) else "different")"""


def transforms_script(
    train: bool, index: int, pipeline: Pipeline, label: int | None = None, root: str = "data"
) -> Script:
    """3.1 and 3.2: one sample through the pipeline in the tutorial's spelling and in v2's, and its one-hot label."""
    data = name_of_split(train)
    drawn = (
        f"torch.manual_seed({pipeline.seed})\n"
        if pipeline.flip or pipeline.vertical_flip or pipeline.crop_padding
        else ""
    )

    def compose(name: str, package: str, lines: list[str]) -> str:
        return f"{name} = {package}.Compose([\n" + "".join(f"    {line},\n" for line in lines) + "])"

    return script(
        "transforms_demo.py",
        imports=import_block(
            "import torch", "from torch.nn import functional as F", "from torchvision import datasets, transforms",
            "from torchvision.transforms import Lambda, v2",
        ),
        image=f"{dataset_line(train, root, 'None')}\nimage, y = {data}[{index}]  # a PIL image and an int",
        transform=compose("transform", "transforms", spell(pipeline, v2=False)),
        transform_v2=compose("transform_v2", "v2", spell(pipeline, v2=True)),
        same=f"{drawn}X = transform(image)\n{drawn}X_v2 = transform_v2(image)\n"
        'print(X.shape, X.dtype, f"{X.min():.4f} {X.mean():.4f} {X.max():.4f}")\nprint((X - X_v2).abs().max().item())',
        target_transform=ONE_HOT,
        one_hot=ONE_HOT_USED.format(root=root, train=train, index=index),
    )  # fmt: skip
