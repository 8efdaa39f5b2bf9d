"""What the Samples tab shows of a batch and of a visitor's own data set, as HTML."""

import csv
import zipfile
from itertools import islice

import torch
from PIL import Image

from fmnist.data.batches import Batch
from fmnist.data.custom import SAMPLE, CustomImageDataset, Trace
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.import_csv import Imported
from fmnist.prediction.evaluation import Evaluation
from fmnist.ui.common.classes import class_html, class_text
from fmnist.ui.common.html import both_languages, escape, picture, png
from fmnist.ui.common.tensor_html import note
from fmnist.ui.strings import say, say_error, together

MAX_SHOWN = 60  # pictures of an evaluation


def sheet(images: torch.Tensor, names: list[str], kind: str = "") -> str:
    """Many pictures from one PNG: each cell shows its part of it. `images`: float `(N, 28, 28)` in [0, 1]."""
    n = len(images)
    source = png(images.permute(1, 0, 2).reshape(28, 28 * n))
    cells = []
    for i, name in enumerate(names):
        place = f"background-position:{100 * i / max(n - 1, 1):.4f}% 0"
        cells.append(f'<div class="cell" title="{escape(name)}"><div role="img" aria-label="{escape(name)}" '
                     f'style="{place}"></div>'
                     f"<span>{escape(name)}</span></div>")
    return f'<div class="sheet {kind}" style="--sheet:url({source});--n:{n}">{"".join(cells)}</div>'


def draw_batch(lang: str, batch: Batch, before: Batch | None, draw: int) -> str:
    """2.5: what the tutorial prints, its first picture, what the last shuffle changed, and all pictures."""
    labels = f"train_labels: {batch.y[:10].tolist()}" + (" …" if len(batch.y) > 10 else "")
    img = batch.X[0].squeeze()
    first = ("img = train_features[0].squeeze()", f"img.shape: {img.shape}", f"Label: {batch.y[0]}")
    printed = "\n".join([*batch.lines(), labels, *first])
    count, channels, height, width = batch.X.shape
    text = note(say(lang, "samples.batch.shape", count=count, channels=channels, height=height, width=width))
    if before is not None:
        same = len(set(before.indices) & set(batch.indices))
        anew = say(lang, "samples.batch.anew", draw=draw, before=draw - 1, same=same, count=len(batch.y))
        text += note(anew, "result")
    names = [class_text(lang, CLASSES[y]) for y in batch.y.tolist()]
    shown = f"<figure>{picture(img, names[0], 112)}<figcaption>img · {escape(names[0])}</figcaption></figure>"
    return (f'<div class="tensors"><pre class="printed" tabindex="0">{escape(printed)}</pre>{shown}</div>'
            f"{text}{sheet(batch.X[:, 0], names)}")


def draw_preview() -> str:
    """What a data set consists of, before there is one: the sample's first pictures, each with its row of the CSV."""
    with zipfile.ZipFile(SAMPLE / "images.zip") as archive, open(SAMPLE / "labels.csv", newline="") as file:
        rows = list(islice(csv.reader(file), 1, 11))
        pixels = b"".join(Image.open(archive.open(name)).convert("L").tobytes() for name, _ in rows)
    images = torch.frombuffer(bytearray(pixels), dtype=torch.uint8).reshape(-1, 28, 28)
    pictures = sheet(images, [",".join(row) for row in rows], "preview")
    return f'<p class="quiet">{both_languages("samples.own.preview")}</p>{pictures}'


def draw_imported(lang: str, imported: Imported, sample: bool) -> str:
    """2.3: how many rows came in, and what was wrong with the others."""
    head = say(lang, "samples.own.sample" if sample else "samples.own.in", count=len(imported.rows))
    notes = [head, *_how_read(lang, imported)]
    if imported.rewritten:
        notes.append(say(lang, "samples.own.rewritten", count=len(imported.rewritten), name=imported.rewritten[0]))
    html = note(together(lang, *notes), "result")
    if imported.left_out:
        items = "".join(f"<li>{escape(say_error(lang, error))}</li>" for error in imported.errors)
        more = imported.left_out - len(imported.errors)
        rest = f"<li>{escape(say(lang, 'samples.own.more', count=more))}</li>" if more else ""
        left = escape(say(lang, "samples.own.left", count=imported.left_out))
        html += f'<div class="problem">{left}<ul>{items}{rest}</ul></div>'
    return html


def _how_read(lang: str, imported: Imported) -> list[str]:
    if not imported.encoding:
        return [say(lang, "samples.own.folders")]
    columns = imported.columns
    return [say(lang, "samples.own.encoding", encoding=imported.encoding.upper()),
            say(lang, "samples.own.columns", name=columns[0], label=columns[1]) if columns
            else say(lang, "samples.own.header")]


def draw_trace(lang: str, got: Trace) -> str:
    """2.3: what the data set's three methods do, `__getitem__` line by line on one row."""
    name = CLASSES[got.label]
    shape = tuple(got.decoded.shape)
    low, high = got.decoded.min().item(), got.decoded.max().item()
    X = got.transformed
    steps = [
        ("__init__", escape(say(lang, "samples.own.init", count=got.count))),
        ("__len__", escape(f"len(dataset) = {got.count}")),
        ("__getitem__", escape(say(lang, "samples.own.getitem", idx=got.idx))),
        (f"self.img_labels[{got.idx}]", escape(f"({got.path.split('/', 1)[1]!r}, {got.label})")),
        ("img_path = os.path.join(self.img_dir, …)", escape(got.path)),
        ("image = decode_image(img_path)", f"uint8 {shape}, {low} … {high}{_decoded_picture(got.decoded)}"),
        ("label = …", escape(f"{got.label} · {class_text(lang, name)}")),
        ("image = self.transform(image)",
         f"float32 {tuple(X.shape)}, {X.min():.4f} … {X.max():.4f}{picture(X[0], name, 112)}"),
        ("return image, label", escape(f"(tensor{tuple(X.shape)}, {got.target})")),
    ]
    rows = "".join(f"<tr><th scope='row'><code>{escape(code)}</code></th><td>{value}</td></tr>"
                   for code, value in steps)
    return f'<table class="steps">{rows}</table>'


def _decoded_picture(image: torch.Tensor) -> str:
    import torchvision.transforms.v2.functional as F

    colours = image[: 3 if len(image) >= 3 else 1]  # not the opacity
    small = F.resize(colours.float().mean(0, keepdim=True).to(torch.uint8), [112, 112], antialias=True)
    return picture(small[0], "", 112)


def draw_browse(pictures: list[tuple[torch.Tensor, str]]) -> str:
    """2.3: nine rows of the data set."""
    return sheet(torch.stack([X[0] for X, _ in pictures]), [name for _, name in pictures], "nine")


def draw_evaluation(lang: str, got: Evaluation, dataset: CustomImageDataset, model: str) -> str:
    """How the network in use does on the set: in one line, then as pictures with its answers, the wrong ones first."""
    is_right = got.labels == got.predicted
    head = say(lang, "samples.own.accuracy", model=model, right=int(is_right.sum()), count=len(is_right),
               accuracy=got.accuracy)
    order = sorted(range(len(is_right)), key=lambda i: (bool(is_right[i]), -float(got.confidence[i])))
    tiles = "".join(_tile(lang, dataset[i][0][0], dataset.img_labels[i][0], int(got.labels[i]), int(got.predicted[i]),
                          float(got.confidence[i])) for i in order[:MAX_SHOWN])
    more = note(say(lang, "tensors.more", count=len(order) - MAX_SHOWN)) if len(order) > MAX_SHOWN else ""
    return f'{note(head, "result")}<div class="judged">{tiles}</div>{more}'


def _tile(lang: str, image: torch.Tensor, file: str, label: int, predicted: int, confidence: float) -> str:
    """A picture, ticked or crossed, with the answer; below a wrong one, what the CSV calls it."""
    told = say(lang, "samples.own.tile", file=file, label=class_text(lang, CLASSES[label]),
               predicted=class_text(lang, CLASSES[predicted]), confidence=confidence)
    kind, mark = ("right", "✓") if label == predicted else ("wrong", "✗")
    so = "" if label == predicted else say(lang, "samples.own.labelled", label=class_text(lang, CLASSES[label]))
    return (f'<figure class="{kind}" title="{escape(told)}">{picture(image, told)}<figcaption aria-hidden="true">'
            f"<b>{mark} {class_html(lang, CLASSES[predicted])}</b> <span>{confidence:.0%}</span>"
            f"<small>{escape(so)}</small></figcaption></figure>")
