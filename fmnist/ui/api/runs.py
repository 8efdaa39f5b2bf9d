"""The HTTP API, all of it: what `gradio_client` and curl can call, apart from the page's own private events.

No `from __future__ import annotations` here: Gradio reads the types of the arguments to document them.
"""

import hashlib
import secrets
from dataclasses import asdict
from typing import Any

import gradio as gr

from fmnist.data.fashion_mnist import CLASSES
from fmnist.errors import ConfigError
from fmnist.runs.record import Snapshot
from fmnist.server.samples import ALL, nine
from fmnist.server.store import Store
from fmnist.training.config import QUICKSTART, TrainConfig
from fmnist.ui.api.weights import weights_api
from fmnist.ui.common.address import address
from fmnist.ui.common.guard import guarded_api
from fmnist.ui.common.html import png
from fmnist.ui.common.language import language
from fmnist.ui.strings import say, say_error


def http_api(store: Store) -> None:
    """Add the endpoints to the page that is being built."""
    salt = secrets.token_bytes(16)  # run.json names the owner: an address cannot be found out from it

    @guarded_api
    def samples(split: str = "train", label: str = ALL, seed: int = 0, request: gr.Request = None) -> list[dict]:
        """Nine samples of a split ("train" or "test"), of a class or of "all", in the order of a seed.

        Each has its index, label (0 to 9), class name, and the 28×28 picture as a PNG in a data: address.
        """
        dataset = store.data(split == "train")
        return [
            {"index": index, "label": int(dataset.targets[index]), "class": CLASSES[dataset.targets[index]],
             "image": png(dataset.data[index])}
            for index in nine(store, split, label, seed)
        ]

    @guarded_api
    def train(model: str = QUICKSTART.model, epochs: int = QUICKSTART.epochs, batch_size: int = QUICKSTART.batch_size,
              learning_rate: float = QUICKSTART.learning_rate, optimizer: str = QUICKSTART.optimizer,
              seed: int = QUICKSTART.seed, more: dict = {}, request: gr.Request = None) -> str:  # noqa: B006
        """Start a run and return its job id. `more`: any other setting by its name, {"shuffle": true}.

        Ask for `status` now and then: a run nobody asks for is stopped after the grace period. All runs from one
        address are one caller's: one at a time, and of those that ended the last few are kept.
        """
        if not isinstance(more or {}, dict):
            raise ConfigError("more must be settings by name, such as {example}, got {got}.",
                              example='{"shuffle": true}', got=repr(more)[:60])
        config = TrainConfig.from_dict({"model": model, "epochs": epochs, "batch_size": batch_size, "seed": seed,
                                        "learning_rate": learning_rate, "optimizer": optimizer, **(more or {})})
        if config.drawn_share:
            raise ConfigError("drawn_share works only in the command line; leave it out.")
        caller = address(request)
        owner = hashlib.sha256(salt + caller.encode()).hexdigest()[:32] if caller else secrets.token_urlsafe(16)
        return store.runs.start(f"api-{owner}", config, address=caller)

    @guarded_api
    def status(job_id: str, request: gr.Request = None) -> dict:
        """What a run is doing: state, epoch, step, losses, accuracies, seconds."""
        return describe(store.runs.snapshot(job_id), language(request))

    @guarded_api
    def stop(job_id: str, request: gr.Request = None) -> dict:
        """Stop a run; what it has learned is kept. Returns its status."""
        store.runs.stop(job_id)
        return describe(store.runs.snapshot(job_id), language(request))

    for endpoint in (samples, train, status, stop):
        gr.api(endpoint, api_name=endpoint.__name__, queue=False)
    weights_api(store)


def describe(run: Snapshot, lang: str = "en") -> dict[str, Any]:
    """A snapshot as plain values. Accuracies are fractions, `losses` are `[step, loss]`, thinned."""
    error = None
    if run.error is not None:
        error = say_error(lang, run.error) if hasattr(run.error, "template") else say(lang, "page.error.unknown")
    return {
        "job_id": run.id, "state": run.state, "queue_position": run.queue_position, "epoch": run.epoch,
        "epochs": run.config.epochs, "step": run.batch, "steps": run.batches, "progress": run.progress,
        "losses": [list(point) for point in run.losses], "metrics": [asdict(metrics) for metrics in run.metrics],
        "accuracy": run.metrics[-1].test_accuracy if run.metrics else None,
        "elapsed_seconds": run.elapsed_seconds, "eta_seconds": run.eta_seconds, "error": error,
        "config": run.config.to_dict(),
    }
