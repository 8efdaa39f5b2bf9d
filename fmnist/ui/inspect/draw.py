"""The parts of the Inspect tab, drawn from the weights at a stop of a `Timeline`."""

import copy

import torch

from fmnist.inspection.parameters import parameter_table
from fmnist.inspection.statistics import find_tensor, gradient_norms, movements, unit_pictures
from fmnist.server.store import Store
from fmnist.server.timeline import Timeline
from fmnist.ui.common.html import escape
from fmnist.ui.inspect import html
from fmnist.ui.strings import say

BATCH = 64  # training images behind the gradients of a model that has no run


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
    return f'<p class="stage"><strong>{escape(text)}</strong> <span class="quiet">{escape(note)}</span></p>'


def draw_table(lang: str, store: Store, line: Timeline, stop: int, frozen: list[str], chosen: str) -> str:
    """The parameter table at a stop of the timeline."""
    model = copy.deepcopy(line.model(stop))  # requires_grad is shown as chosen; the model itself may be shared
    for name, param in model.named_parameters():
        param.requires_grad_(name not in frozen)
    first = line.first()
    moved = {} if first is None else {move.name: move for move in movements(model, first)}
    grads = line.last_gradients(stop)
    if grads:
        return html.table_html(lang, parameter_table(model), chosen, moved, grads, grads_of="last_grad")
    training_data = store.data(True)
    X = training_data.data[:BATCH].unsqueeze(1).float().div(255)
    grads = gradient_norms(model, X, training_data.targets[:BATCH])
    return html.table_html(lang, parameter_table(model), chosen, moved, grads)


def draw_units(lang: str, line: Timeline, stop: int, what: str, count: int) -> str:
    """The first layer's pictures: its weights, or how they changed since the start."""
    model = line.model(stop)
    if what == "change":
        first = line.first()
        if first is None:
            return f'<p class="quiet">{escape(say(lang, "inspect.units.unknown"))}</p>'
        with torch.no_grad():
            for param, now in zip(first.parameters(), model.parameters(), strict=True):
                param.copy_(now - param)
        model = first
    return html.units_html(lang, unit_pictures(model, count))


def draw_parameter(lang: str, line: Timeline, stop: int, name: str | None,
                   place: tuple[str, int, int] = ("", 0, 0)) -> tuple[str, str]:
    """Histogram and heat map of one parameter, or the hint to choose one.

    `place`: the parameter that the heat map shows, row and column; it stays there if the parameter does.
    """
    if not name:
        return f'<p class="quiet">{escape(say(lang, "inspect.pick"))}</p>', ""
    tensor, (shown, row, column) = find_tensor(line.model(stop), name), place
    heat = html.heat_json(lang, name, tensor, *((row, column) if shown == name else (0, 0)))
    return html.histogram_html(lang, name, tensor), heat
