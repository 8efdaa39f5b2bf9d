"""The page asks for news of its run once a second: one small answer, without Gradio's machinery around it."""

import json
from typing import Any

import gradio as gr

from fmnist.errors import RunError
from fmnist.files import ASSETS
from fmnist.runs.progress import smooth
from fmnist.runs.record import Snapshot
from fmnist.server.network_in_use import run_kind
from fmnist.server.store import Store
from fmnist.ui.common.language import language
from fmnist.ui.run.charts import rounded
from fmnist.ui.run.view import big_number, draw_run, state_line


def mark(run: Snapshot | None) -> str:
    """What a visitor can do with a run depends on these: its id, state, whether it has weights, place in the line."""
    return "" if run is None else f"{run.id} {run.state} {bool(run.metrics)} {run.queue_position}"


def pulse_value(run: Snapshot | None) -> str:
    """The component's value: the run to ask about as JSON; empty where no run is active."""
    if run is None or not run.active:
        return ""
    return json.dumps({"id": run.id, "mark": mark(run), "epochs": len(run.metrics)})


def pulse(store: Store) -> gr.HTML:
    """An invisible component that calls `news` while its value, a `pulse_value`, names an active run.

    It passes changed numbers to `assets/run.js` directly. It triggers `.submit` when the run's `mark` has changed or
    any tab of this browser has started a run, `.tick` when the run has finished another epoch, and `.input` when the
    network in use may have newer weights: then, if it is that run, and whenever the component has got another value.
    """

    def news(asked: Any, request: gr.Request) -> dict[str, Any] | None:
        """`asked`, as the page knows them: run id, mark, epochs, version, number of losses, step of the last one.

        A seventh item says whether the page shows the living pictures.
        """
        if not isinstance(asked, list) or len(asked) not in (6, 7):
            return None
        run_id, known, epochs, version, count, last, *watching = asked
        try:  # whoever has the id may see the run, as over HTTP
            run = store.runs.watch(run_id) if True in watching else store.runs.snapshot(run_id)
        except RunError:
            return {"changed": True}
        if mark(run) != known:
            return {"changed": True}
        if run.version == version:
            return None
        if len(run.metrics) != epochs:
            in_use = store.kind_in_use(store.runs.owner(run_id)) == run_kind(run_id)
            return {"version": run.version, "epochs": len(run.metrics), "in_use": in_use,
                    "whole": draw_run(language(request), store, run)}
        same = isinstance(count, int) and 0 < count <= len(run.losses) and run.losses[count - 1][0] == last
        start = count if same else 0  # the curve was thinned meanwhile: send all of it
        return {
            "version": run.version, "state": state_line(language(request), run), "progress": run.progress,
            "answers": run.living and run.living.answers, "big": big_number(language(request), store, run),
            "steps": run.batches * run.config.epochs, "log": _this_epoch(run.log),
            "start": start, "raw": rounded(run.losses[start:]), "smooth": rounded(smooth(run.losses, 0.7)[start:]),
        }

    script = (ASSETS / "pulse.js").read_text(encoding="utf-8")
    return gr.HTML("", html_template="<span hidden></span>", js_on_load=script, server_functions=[news],
                   elem_id="train-pulse", container=False)


def _this_epoch(log: tuple[str, ...]) -> str:
    """The log from the last epoch's heading on; the whole log where that heading is no longer kept."""
    heading = next((i for i in reversed(range(len(log))) if log[i].startswith("Epoch ")), 0)
    return "\n".join(log[heading:])
