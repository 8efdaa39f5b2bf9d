"""The parts of the Inspect tab, drawn from the weights at a stop of a `Timeline`."""

import copy
from typing import NamedTuple

import torch

from fmnist.inspection.parameters import parameter_table
from fmnist.inspection.statistics import find_tensor, gradient_norms, movements, unit_pictures
from fmnist.server.store import Store
from fmnist.server.timeline import Timeline
from fmnist.ui.common.html import escape
from fmnist.ui.inspect import html
from fmnist.ui.inspect.table_html import first_values, table_html
from fmnist.ui.strings import say

BATCH = 64  # training images behind the gradients of a model that has no run


class Detail(NamedTuple):
    """What stands beside the network of the chosen parameter; each field is the HTML of one component."""

    title: str
    units: str
    heat: str
    histogram: str
    values: str


def stage_line(lang: str, line: Timeline, stop: int) -> str:
    """Which weights are shown, and what they are compared with."""
    if stop == 0 and line.knows_first:
        text = say(lang, "inspect.stage.continued") if line.continued else say(lang, "inspect.stage.first",
                                                                               seed=line.seed)
    elif line.epoch(stop):
        text = say(lang, "inspect.stage.epoch", epoch=line.epoch(stop))
    else:
        text = say(lang, "inspect.stage.now")
    if not line.knows_first:
        note = say(lang, "inspect.stage.unknown")
    elif line.continued:
        note = say(lang, "inspect.stage.moved.continued")
    else:
        note = say(lang, "inspect.stage.moved", seed=line.seed)
    return (f'<p class="stage" data-stop="{stop}"><strong>{escape(text)}</strong> '
            f'<span class="quiet">{escape(note)}</span></p>')


def draw_table(lang: str, store: Store, line: Timeline, stop: int, frozen: list[str], chosen: str) -> str:
    """The parameter table at a stop of the timeline."""
    model = copy.deepcopy(line.model(stop))  # requires_grad is shown as chosen; the model itself may be shared
    for name, param in model.named_parameters():
        param.requires_grad_(name not in frozen)
    first = line.first()
    moved = {} if first is None else {move.name: move for move in movements(model, first)}
    values = {name: first_values(tensor) for named in (model.named_parameters(), model.named_buffers())
              for name, tensor in named}
    grads, of = line.last_gradients(stop), "last_grad"
    if not grads:
        training_data, of = store.data(True), "grad"
        X = training_data.data[:BATCH].unsqueeze(1).float().div(255)
        grads = gradient_norms(model, X, training_data.targets[:BATCH])
    return table_html(lang, parameter_table(model), chosen, moved, grads, values, of)


def draw_units(lang: str, line: Timeline, stop: int, name: str, what: str, count: int) -> str:
    """The first layer's pictures: its weights, or how they changed since the start; nothing of another parameter."""
    model = line.model(stop)
    if not has_pictures(model, name):
        return ""
    tensor = find_tensor(model, name)
    if what == "change":
        first = line.first()
        if first is None:
            return f'<p class="quiet">{escape(say(lang, "inspect.units.unknown"))}</p>'
        with torch.no_grad():
            for param, now in zip(first.parameters(), model.parameters(), strict=True):
                param.copy_(now - param)
        model = first
        if not find_tensor(model, name).any():
            return f'<p class="quiet">{escape(say(lang, "inspect.units.same"))}</p>'
    kernels = tensor.ndim == 4  # few, so that all are shown
    return html.units_html(lang, unit_pictures(model, None if kernels else count), len(tensor), what == "change")


def has_pictures(model: torch.nn.Module, name: str) -> bool:
    """Whether the parameter is the first layer's weight, which looks at pictures."""
    found = unit_pictures(model, 1)
    return found is not None and found.name == name


def draw_detail(lang: str, line: Timeline, stop: int, name: str, what: str = "weights", count: int = 36,
                place: tuple[str, int, int] = ("", 0, 0)) -> Detail:
    """The chosen parameter at a stop.

    `what`, `count`: of the first layer's pictures; all kernels are shown, whatever `count` says. `place`: the parameter
    that the heat map shows, row and column; it stays there if the parameter does.
    """
    model, (shown, row, column) = line.model(stop), place
    tensor, pictures = find_tensor(model, name), has_pictures(model, name)
    heat = html.heat_json(lang, name, tensor, *((row, column) if shown == name else (0, 0)), folded=pictures)
    return Detail(html.title_html(lang, name, tensor, pictures), draw_units(lang, line, stop, name, what, count), heat,
                  html.histogram_html(lang, name, tensor), html.values_html(lang, tensor))
