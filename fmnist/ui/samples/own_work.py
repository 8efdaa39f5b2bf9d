"""Chapter 2.3 on screen, once a data set is here: browse it, trace one row, evaluate a model on it, train on it."""

import random
from typing import Any, NamedTuple

import gradio as gr
from torch.utils.data import TensorDataset

from fmnist.data import custom
from fmnist.data.custom import CustomImageDataset
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.loader import as_tensors
from fmnist.errors import DataError
from fmnist.prediction import evaluation
from fmnist.server.store import Store
from fmnist.training.config import TrainConfig
from fmnist.ui.common.address import address
from fmnist.ui.common.classes import class_text
from fmnist.ui.common.fields import QUIET, whole
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt, note
from fmnist.ui.gradio_internals import live
from fmnist.ui.network import network_label
from fmnist.ui.page import RUN_STARTED, Page
from fmnist.ui.samples import html as draws
from fmnist.ui.strings import say, t


class Work(NamedTuple):
    """What changes when another data set is brought. The column is hidden until there is one."""

    column: gr.Column
    files: gr.DownloadButton
    idx: gr.Number
    row: gr.HTML
    browse: gr.HTML
    judged: gr.HTML
    started: gr.HTML


def work_section(page: Page) -> Work:
    """All that is below the upload."""
    with gr.Column(visible=False) as column:
        files = gr.DownloadButton(t("samples.own.download"), size="sm", elem_id="samples-own-download")
        return Work(column, files, *_browse_section(page), _train_section(page))


def dataset_of(store: Store, visitor: str | None) -> CustomImageDataset:
    """The visitor's data set. Raises `DataError` where it is no longer kept."""
    imported = store.uploads.of(visitor)
    if imported is None:
        raise DataError("your data set is no longer here: uploads are deleted after a while; upload it again.")
    return CustomImageDataset(imported.annotations_file, imported.img_dir, custom.to_model_input)


def draw_nine(lang: str, dataset: CustomImageDataset) -> str:
    """Nine rows by chance, as HTML."""
    chosen = random.SystemRandom().sample(range(len(dataset)), min(9, len(dataset)))
    return draws.draw_browse([(dataset[i][0], f"{i} · {class_text(lang, CLASSES[dataset[i][1]])}") for i in chosen])


def _browse_section(page: Page) -> tuple[gr.Number, gr.HTML, gr.HTML, gr.HTML]:
    """One row by its index, nine by chance, and the network in use on the whole set."""
    store = page.store
    with gr.Row(elem_classes="controls"):
        idx = gr.Number(0, label="idx", info=t("samples.own.idx"), elem_id="samples-own-idx",
                        interactive=True, min_width=120)
        nine = gr.Button(t("samples.own.nine"), elem_id="samples-own-nine", min_width=120)
        judge = gr.Button(t("samples.own.evaluate"), variant="primary", elem_id="samples-own-evaluate", min_width=160)
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=320):
            row = gr.HTML(elem_id="samples-own-row")
        with gr.Column(min_width=280):
            browse = gr.HTML(elem_id="samples-own-browse")
    judged = gr.HTML(elem_id="samples-own-judged")

    @guarded
    def show_row(visitor: str, idx: Any, request: gr.Request) -> str:
        def draw(lang: str) -> str:
            return draws.draw_trace(lang, custom.trace(dataset_of(store, visitor), whole(idx)))

        return attempt(language(request), draw)

    @guarded
    def show_other_nine(visitor: str, request: gr.Request) -> str:
        def draw(lang: str) -> str:
            return draw_nine(lang, dataset_of(store, visitor))

        return attempt(language(request), draw)

    @guarded
    def evaluate(visitor: str, kind: str, request: gr.Request) -> str:
        lang, dataset = language(request), dataset_of(store, visitor)
        got = evaluation.evaluate(store.model(visitor, kind).model, dataset)
        return draws.draw_evaluation(lang, got, dataset, network_label(lang, store, visitor, kind))

    live(idx.input, show_row, [page.visitor, idx], row)
    live(nine.click, show_other_nine, page.visitor, browse)
    judge.click(evaluate, [page.visitor, page.hand], judged, **QUIET)
    return idx, row, browse, judged


def _train_section(page: Page) -> gr.HTML:
    """A run on the set that starts from the network in use."""
    store = page.store
    gr.Markdown(t("samples.own.train.intro"))
    with gr.Row(elem_classes="controls"):
        epochs = gr.Number(5, label="epochs", elem_id="samples-own-epochs", interactive=True, min_width=100)
        size = gr.Number(8, label="batch_size", elem_id="samples-own-batch", interactive=True, min_width=100)
        rate = gr.Number(1e-3, label="learning_rate", elem_id="samples-own-rate", interactive=True, min_width=100)
        train = gr.Button(t("samples.own.train"), elem_id="samples-own-train", min_width=160)
    started = gr.HTML(elem_id="samples-own-started")

    @guarded
    def start_training(visitor: str, kind: str, epochs: Any, size: Any, rate: Any, request: gr.Request) -> str:
        dataset, hand = dataset_of(store, visitor), store.model(visitor, kind)
        # Read now: the run may wait for its turn, and the visitor may load other files meanwhile.
        training_data = TensorDataset(*as_tensors(dataset))
        config = TrainConfig(model=hand.architecture, epochs=epochs, batch_size=size, learning_rate=rate,
                             optimizer="adamw", shuffle=True)
        store.runs.start(visitor, config, start_from=hand.model, start_accuracy=hand.accuracy,
                         datasets=lambda: (training_data, store.data(False)),
                         address=address(request))
        return note(say(language(request), "samples.own.started"), "result")

    begun = train.click(start_training, [page.visitor, page.hand, epochs, size, rate], started, **QUIET)
    begun.success(None, js=RUN_STARTED, api_visibility="private")
    return started
