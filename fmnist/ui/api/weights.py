"""The part of the HTTP API that is about weights: `parameters`, `save_weights`, `load_weights`.

A model is named by "convnet" or "mlp" (shipped), by the job id of a run, or by the id that `load_weights` gave.

No `from __future__ import annotations` here: Gradio reads the types of the arguments to document them.
"""

import math
import secrets
from dataclasses import asdict
from typing import Any

import gradio as gr
from gradio.data_classes import FileData

from fmnist.inspection.parameters import ParameterRow
from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.store import SHIPPED, Store
from fmnist.server.weights_files import load_weights, save_for_download
from fmnist.ui.common.guard import guarded_api
from fmnist.ui.common.language import language
from fmnist.ui.common.uploads import uploaded
from fmnist.ui.strings import say_error


def weights_api(store: Store) -> None:
    """Add the endpoints to the page that is being built."""
    @guarded_api
    def parameters(model: str = SHIPPED[0], request: gr.Request = None) -> dict:
        """Every parameter and buffer of a model: name, size, dtype, numel, requires_grad, mean, std, min, max, norm,
        and the totals. `model`: "convnet", "mlp", a job id, or an id from load_weights."""
        table = model_named(store, model).table
        return {"numel": table.numel, "trainable": table.trainable, "nbytes": table.nbytes,
                "parameters": [plain(row) for row in table.parameters],
                "buffers": [plain(row) for row in table.buffers]}

    @guarded_api
    def save_weights(model: str = SHIPPED[0], kind: str = "state_dict", request: gr.Request = None) -> FileData:
        """A model's weights as a file. `model` as for parameters; `kind`: "state_dict", "model" or "safetensors"."""
        path = save_for_download(model_named(store, model), kind)
        return FileData(path=str(path), orig_name=path.name)

    @guarded_api
    def load_file(file: FileData, request: gr.Request = None) -> dict:
        """Check and keep a weights file of any of the three kinds, or a training checkpoint that holds weights. Returns
        an id for parameters and save_weights, what kind of file and model it is, the accuracy measured on the test set,
        the card it carries, and what was taken off, left out or converted to make it fit."""
        id_ = f"loaded-{secrets.token_urlsafe(16)}"
        hand, checkpoint = load_weights(store, id_, uploaded(file.get("path") if isinstance(file, dict) else None))
        return {"id": id_, "kind": checkpoint.kind, "model": hand.architecture, "accuracy": hand.accuracy,
                "card": asdict(checkpoint.card) if checkpoint.card else None,
                "changes": [say_error(language(request), change) for change in checkpoint.changes]}

    gr.api(parameters, api_name="parameters", queue=False)
    gr.api(save_weights, api_name="save_weights", queue=False)
    gr.api(load_file, api_name="load_weights", concurrency_limit=2)


def model_named(store: Store, name: str) -> ModelInHand:
    """The model of that name or id. Raises `FmnistError` where there is none."""
    if name in SHIPPED:
        return store.shipped(name)
    if isinstance(name, str) and name.startswith("loaded-"):
        return store.loaded.get(name)
    return store.trained(store.runs.owner(name), name)


def plain(row: ParameterRow) -> dict[str, Any]:
    """A row for JSON, which knows no nan."""
    values = asdict(row)
    return {name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in values.items()}
