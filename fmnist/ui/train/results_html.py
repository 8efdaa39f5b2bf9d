"""What "After the run" shows, as HTML: the confusion matrix, the mistakes, several runs side by side."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from fmnist.data.fashion_mnist import CLASSES
from fmnist.prediction.evaluation import Evaluation
from fmnist.runs.progress import best_epoch
from fmnist.runs.record import Snapshot
from fmnist.ui.common.classes import class_text
from fmnist.ui.common.html import escape, picture, table
from fmnist.ui.run.names import class_names, settings_line
from fmnist.ui.strings import say, together

if TYPE_CHECKING:
    from torchvision.datasets import FashionMNIST

MAX_CELL = 24
EPOCHS = """<div class="epochs" hidden><button type="button"></button>
<input type="range" min="1" max="1" step="1" aria-label="epoch"><output></output></div>"""


def run_name(lang: str, run: Snapshot) -> str:
    """A run by its settings and the epochs that it finished."""
    return say(lang, "results.name", settings=settings_line(lang, run.config), epochs=len(run.metrics))


def largest(found: Evaluation) -> tuple[int, int]:
    """The cell of the matrix that counts the most mistakes, as label and predicted class."""
    confusion = found.confusion.clone().fill_diagonal_(0)
    return divmod(int(confusion.argmax()), len(CLASSES))


def draw_matrix(lang: str, found: Evaluation, chosen: tuple[int, int], run: str, epoch: int | None) -> str:
    """The confusion matrix of a run's model after an epoch, with a button a cell. `chosen`: label, predicted class."""
    title, about = say(lang, "results.confusion"), say(lang, "results.confusion.about", run=run)
    accuracy = say(lang, "results.accuracy", accuracy=found.accuracy, count=len(found.labels), epoch=epoch)
    return (f'<div class="found"><h2>{escape(title)}<small>{escape(about)}</small></h2>{_matrix(lang, found, chosen)}'
            f'<p class="quiet">{escape(accuracy)}</p></div>')


def draw_more(lang: str, found: Evaluation, test_data: FashionMNIST) -> str:
    """Every class, and the worst mistakes; folded."""
    parts = (("per_class", _classes(found)), ("worst", _worst(lang, found, test_data)))
    heads = {key: escape(say(lang, f"results.{key}")) for key, _ in parts}
    sections = "".join(f"<section><h3>{heads[key]}</h3>{html}</section>" for key, html in parts)
    title = escape(say(lang, "results.more"))
    return f'<details><summary>{title}</summary><div class="results">{sections}</div></details>'


def _matrix(lang: str, found: Evaluation, chosen: tuple[int, int]) -> str:
    confusion, totals, names = found.confusion.tolist(), found.confusion.sum(1).tolist(), class_names(lang)
    head = "".join(f'<th scope="col"><span>{escape(name)}</span></th>' for name in CLASSES)
    rows = []
    for label, row in enumerate(confusion):
        cells = []
        for predicted, count in enumerate(row):
            share = count / totals[label] if totals[label] else 0.0
            kind, pressed = "right" if label == predicted else "wrong", chosen == (label, predicted)
            # The square root lets the few mistakes be seen beside the many right answers.
            cells.append(f'<td class="{kind}" style="--share:{math.sqrt(share):.3f}"><button type="button" data-label='
                         f'"{label}" data-predicted="{predicted}" aria-pressed="{str(pressed).lower()}" '
                         f'class="{"chosen" if pressed else ""}" aria-label="{escape(CLASSES[label])}, '
                         f'{escape(CLASSES[predicted])}: {count}">{count or "·"}</button></td>')
        name = "".join([escape(names[label][0]), f" <small>{names[label][1]}</small>" if names[label][1] else ""])
        rows.append(f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>')
    return (f'<div class="scroll" tabindex="0"><table class="confusion"><thead><tr><td></td>{head}</tr></thead>'
            f'<tbody>{"".join(rows)}</tbody></table></div>')


def _classes(found: Evaluation) -> str:
    rows = []
    for name, share in zip(CLASSES, found.per_class, strict=True):
        known = not math.isnan(share)
        rows.append(f'<li><span>{escape(name)}</span><i style="--share:{share if known else 0:.4f}"></i>'
                    f"<b>{f'{share:.1%}' if known else '–'}</b></li>")
    return f'<ul class="class-bars">{"".join(rows)}</ul>'


def _worst(lang: str, found: Evaluation, test_data: FashionMNIST) -> str:
    indices = found.worst()
    if not indices:
        return f'<p class="quiet">{escape(say(lang, "results.no_mistakes"))}</p>'
    return f'<div class="mistakes">{"".join(_figure(lang, found, test_data, i) for i in indices)}</div>'


def _figure(lang: str, found: Evaluation, test_data: FashionMNIST, index: int) -> str:
    label, predicted = (class_text(lang, CLASSES[of[index]]) for of in (found.labels, found.predicted))
    text = say(lang, "results.mistake", label=label, predicted=predicted, confidence=found.confidence[index].item())
    return f"<figure>{picture(test_data.data[index])}<figcaption>{escape(text)}</figcaption></figure>"


def draw_cell(lang: str, found: Evaluation, test_data: FashionMNIST, label: int, predicted: int) -> str:
    """The pictures of one cell of the matrix, the surest answers first."""
    indices, total = found.cell(label, predicted), int((found.labels == label).sum())
    names = {"label": say(lang, f"results.plural.{label}"), "predicted": _short(lang, predicted)}
    title = say(lang, "results.cell.right" if label == predicted else "results.cell", **names)
    count = say(lang, "results.cell.count", count=len(indices), total=total)
    figures = "".join(
        f'<figure title="test[{i}] · {found.confidence[i]:.0%}">{picture(test_data.data[i], CLASSES[label])}</figure>'
        for i in indices[:MAX_CELL]
    )
    more = [say(lang, "results.cell.more", shown=MAX_CELL)] if len(indices) > MAX_CELL else []
    more += [say(lang, "results.could_you")] if label != predicted and indices else []
    return (f'<div class="found"><h2>{escape(title)}<small>{escape(count)}</small></h2>'
            f'<div class="cell-pictures">{figures}</div><p class="quiet">{escape(together(lang, *more))}</p></div>')


def _short(lang: str, label: int) -> str:
    """A class in a sentence: T-shirt/top is a T-shirt."""
    name, chinese = CLASSES[label].split("/")[0], say(lang, f"classes.{label}")
    return f"{name}（{chinese}）" if lang == "zh" else name


def comparison(lang: str, runs: list[tuple[int, Snapshot]]) -> tuple[str, str]:
    """Several numbered runs: the chart's data as JSON, and a table of settings and results."""
    series = [{"name": f"{say(lang, 'train.run.name', number=number)} · {run_name(lang, run)}", "dots": True,
               "points": [(m.epoch, m.test_accuracy) for m in run.metrics]} for number, run in runs]
    title = say(lang, "results.compare.title")
    chart = {"label": title, "x": say(lang, "train.epochs.unit"), "percent": True, "whole": True, "xmin": 0,
             "ymin": 0, "ymax": 1, "chance": [0.1, say(lang, "train.chance")], "series": series,
             "empty": say(lang, "results.compare.none")}
    return json.dumps(chart, ensure_ascii=False), _comparison_table(lang, runs)


def _comparison_table(lang: str, runs: list[tuple[int, Snapshot]]) -> str:
    if not runs:
        return ""
    settings = [name for name in runs[0][1].config.to_dict()
                if len({str(run.config.to_dict()[name]) for _, run in runs}) > 1] or ["model", "learning_rate"]
    held_out = any(run.config.validation_share for _, run in runs)
    results = (*(("validation", "chosen") if held_out else ()), "best", "last", "seconds")
    heads = (say(lang, "results.compare.run"), *settings, *(say(lang, f"results.compare.{name}") for name in results))
    rows = []
    for number, run in runs:
        accuracies = [m.test_accuracy for m in run.metrics]
        cells = [str(number), *(str(run.config.to_dict()[name]) for name in settings),
                 *(_chosen(run) if held_out else ()), f"{max(accuracies):.2%}", f"{accuracies[-1]:.2%}",
                 f"{run.metrics[-1].elapsed_seconds:.1f}"]
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    return table(heads, "".join(rows), "plain")


def _chosen(run: Snapshot) -> tuple[str, str]:
    """The best validation accuracy, and the test accuracy of that same epoch."""
    best = best_epoch(run.metrics)
    if best.validation_accuracy is None:
        return "–", "–"
    return f"{best.validation_accuracy:.2%}", f"{best.test_accuracy:.2%}"
