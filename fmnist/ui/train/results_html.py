"""What "After the run" shows, as HTML: the confusion matrix, the mistakes, several runs side by side."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from fmnist.data.fashion_mnist import CLASSES
from fmnist.prediction.evaluation import Evaluation
from fmnist.runs.progress import best_epoch
from fmnist.runs.record import Snapshot
from fmnist.ui.common.html import escape, picture, table
from fmnist.ui.strings import say

if TYPE_CHECKING:
    from torchvision.datasets import FashionMNIST

MAX_CELL = 18


def run_name(lang: str, run: Snapshot) -> str:
    """A run by its settings."""
    return say(lang, "results.name", **run.config.to_dict())


def draw_evaluation(lang: str, found: Evaluation, test_data: FashionMNIST, run: str, epoch: int) -> str:
    """Accuracy, matrix, classes and worst mistakes of a run's model after an epoch."""
    title = say(lang, "results.accuracy", accuracy=found.accuracy, count=len(found.labels), epoch=epoch)
    parts = (("confusion", _matrix(found)), ("per_class", _classes(found)), ("worst", _worst(lang, found, test_data)))
    heads = {key: escape(say(lang, f"results.{key}")) for key, _ in parts}
    sections = "".join(f"<section><h2>{heads[key]}</h2>{html}</section>" for key, html in parts)
    return f'<p class="quiet">{escape(run)}</p><p><b>{escape(title)}</b></p><div class="results">{sections}</div>'


def _matrix(found: Evaluation) -> str:
    confusion, totals = found.confusion.tolist(), found.confusion.sum(1).tolist()
    head = "".join(f'<th scope="col"><span>{escape(name)}</span></th>' for name in CLASSES)
    rows = []
    for label, row in enumerate(confusion):
        cells = []
        for predicted, count in enumerate(row):
            share = count / totals[label] if totals[label] else 0.0
            kind = "right" if label == predicted else "wrong"
            # The square root lets the few mistakes be seen beside the many right answers.
            cells.append(f'<td class="{kind}" style="--share:{math.sqrt(share):.3f}"><button type="button" data-label='
                         f'"{label}" data-predicted="{predicted}" aria-label="{escape(CLASSES[label])}, '
                         f'{escape(CLASSES[predicted])}: {count}">{count or "·"}</button></td>')
        rows.append(f'<tr><th scope="row">{escape(CLASSES[label])}</th>{"".join(cells)}</tr>')
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
    text = say(lang, "results.mistake", label=CLASSES[found.labels[index]], predicted=CLASSES[found.predicted[index]],
               confidence=found.confidence[index].item())
    return f"<figure>{picture(test_data.data[index])}<figcaption>{escape(text)}</figcaption></figure>"


def draw_cell(lang: str, found: Evaluation, test_data: FashionMNIST, label: int, predicted: int) -> str:
    """The images of one cell of the matrix."""
    indices = found.cell(label, predicted)
    title = say(lang, "results.cell", count=len(indices), label=CLASSES[label], predicted=CLASSES[predicted])
    if len(indices) > MAX_CELL:
        title += " · " + say(lang, "results.cell.more", shown=MAX_CELL)
    figures = "".join(f"<figure>{picture(test_data.data[i], CLASSES[label])}<figcaption>test[{i}]<br>"
                      f"{found.confidence[i]:.0%}</figcaption></figure>" for i in indices[:MAX_CELL])
    return f'<h2>{escape(title)}</h2><div class="mistakes small">{figures}</div>'


def comparison(lang: str, runs: list[tuple[int, Snapshot]]) -> tuple[str, str]:
    """Several numbered runs: the chart's data as JSON, and a table of settings and results."""
    series = [{"name": f"{number} · {run_name(lang, run)}", "dots": True,
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
