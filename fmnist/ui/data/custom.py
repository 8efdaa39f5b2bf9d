"""Chapter 2.3 on screen: a data set of one's own, browsed, traced, evaluated, trained on."""

from __future__ import annotations

import random
from typing import Any

import gradio as gr
from torch.utils.data import TensorDataset

from fmnist.checks import whole_number
from fmnist.data import custom
from fmnist.data.custom import CustomImageDataset
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.import_csv import MAX_ROWS
from fmnist.data.loader import as_tensors
from fmnist.errors import DataError
from fmnist.prediction import evaluation
from fmnist.scripts.data import custom_script
from fmnist.scripts.script import Script
from fmnist.training.config import TrainConfig
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import QUIET, whole
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt, note
from fmnist.ui.common.uploads import file_input
from fmnist.ui.data import html as draws
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import RUN_STARTED, Page
from fmnist.ui.strings import say, t


def custom_section(page: Page) -> None:
    """2.3: upload, browse, trace one row, evaluate, train."""
    store = page.store
    shown = gr.State("")  # which upload, so that looking at another tab loses nothing
    gr.Markdown(t("data.custom.intro"))
    with gr.Row(equal_height=False):
        table = file_input(
            label="labels.csv", elem_id="data-custom-csv", file_types=[".csv"], height=132, interactive=True
        )
        images = file_input(
            label="images.zip", elem_id="data-custom-zip", file_types=[".zip"], height=132, interactive=True
        )
        with gr.Column(min_width=180):
            bring = gr.Button(t("data.custom.bring"), variant="primary", elem_id="data-custom-bring")
            sample = gr.Button(t("data.custom.use"), elem_id="data-custom-sample")
            with gr.Row():
                gr.DownloadButton(
                    "labels.csv", custom.SAMPLE / "labels.csv", size="sm", elem_id="data-sample-csv", min_width=80
                )
                gr.DownloadButton(
                    "images.zip", custom.SAMPLE / "images.zip", size="sm", elem_id="data-sample-zip", min_width=80
                )
    report = gr.HTML(elem_id="data-custom-report")
    with gr.Column(visible=False) as work:
        files = gr.DownloadButton(t("data.custom.download"), size="sm", elem_id="data-custom-download")
        with gr.Row(elem_classes="controls"):
            idx = gr.Number(
                0,
                label="idx",
                info=t("data.custom.idx"),
                precision=0,
                minimum=0,
                elem_id="data-custom-idx",
                interactive=True,
                min_width=120,
            )
            nine = gr.Button(t("data.custom.nine"), elem_id="data-custom-nine", min_width=120)
            judge = gr.Button(
                t("data.custom.evaluate"), variant="primary", elem_id="data-custom-evaluate", min_width=160
            )
        with gr.Row(equal_height=False):
            row = gr.HTML(elem_id="data-custom-row", min_width=320)
            browse = gr.HTML(elem_id="data-custom-browse", min_width=280)
        judged = gr.HTML(elem_id="data-custom-judged")
        gr.Markdown(t("data.custom.train.intro"))
        with gr.Row(elem_classes="controls"):
            epochs = gr.Number(
                5,
                label="epochs",
                precision=0,
                minimum=1,
                maximum=1000,
                elem_id="data-custom-epochs",
                interactive=True,
                min_width=100,
            )
            size = gr.Number(
                8,
                label="batch_size",
                precision=0,
                minimum=1,
                elem_id="data-custom-batch",
                interactive=True,
                min_width=100,
            )
            rate = gr.Number(1e-3, label="learning_rate", elem_id="data-custom-rate", interactive=True, min_width=100)
            train = gr.Button(t("data.custom.train"), elem_id="data-custom-train", min_width=160)
        started = gr.HTML(elem_id="data-custom-started")
    code_inputs = [page.visitor, page.hand, idx]

    def dataset_of(visitor: str | None) -> CustomImageDataset:
        imported = store.uploads.of(visitor)
        if imported is None:
            raise DataError("your data set is no longer here: uploads are deleted after a while; upload it again.")
        return CustomImageDataset(imported.annotations_file, imported.img_dir, custom.to_model_input)

    def show_nine(dataset: CustomImageDataset) -> str:
        chosen = random.SystemRandom().sample(range(len(dataset)), min(9, len(dataset)))
        return draws.draw_browse([(dataset[i][0], f"{i} · {CLASSES[dataset[i][1]]}") for i in chosen])

    def show_all(lang: str, visitor: str, was_sample: bool) -> tuple[Any, ...]:
        imported, dataset = store.uploads.of(visitor), dataset_of(visitor)
        return (
            imported.folder.name,
            draws.draw_imported(lang, imported, was_sample),
            gr.update(visible=True),
            str(custom.pack(imported)),
            gr.update(value=0, maximum=len(dataset) - 1),
            draws.draw_trace(lang, custom.trace(dataset, 0)),
            show_nine(dataset),
            "",
            "",
        )

    @guarded
    def bring_own(visitor: str, table: str | None, images: str | None, request: gr.Request) -> tuple[Any, ...]:
        if not table or not images:
            raise DataError("choose two files: a CSV with file name and label, and a zip with the images.")
        store.uploads.put(visitor, table, images)
        return show_all(language(request), visitor, False)

    @guarded
    def use_sample(visitor: str, request: gr.Request) -> tuple[Any, ...]:
        store.uploads.put(visitor, custom.SAMPLE / "labels.csv", custom.SAMPLE / "images.zip")
        return show_all(language(request), visitor, True)

    @guarded
    def come_back(visitor: str | None, shown: str, request: gr.Request) -> tuple[Any, ...]:
        imported = store.uploads.of(visitor)
        if imported is None or imported.folder.name == shown:
            return (gr.skip(),) * len(everything)
        return show_all(language(request), visitor, False)

    @guarded
    def show_row(visitor: str, idx: Any, request: gr.Request) -> str:
        def draw(lang: str) -> str:
            return draws.draw_trace(lang, custom.trace(dataset_of(visitor), whole(idx)))

        return attempt(language(request), draw)

    @guarded
    def show_other_nine(visitor: str, request: gr.Request) -> str:
        def draw(lang: str) -> str:
            return show_nine(dataset_of(visitor))

        return attempt(language(request), draw)

    @guarded
    def evaluate(visitor: str, kind: str, request: gr.Request) -> str:
        lang, dataset = language(request), dataset_of(visitor)
        got = evaluation.evaluate(store.model(visitor, kind).model, dataset)
        names = [name for name, _ in dataset.img_labels]
        return draws.draw_evaluation(lang, got, names, say(lang, f"page.hand.{kind}"))

    @guarded
    def start_training(visitor: str, kind: str, epochs: Any, size: Any, rate: Any, request: gr.Request) -> str:
        dataset, hand = dataset_of(visitor), store.model(visitor, kind)
        # Read now: when its turn comes, the visitor may have loaded other files in their place.
        training_data = TensorDataset(*as_tensors(dataset))
        config = TrainConfig(
            model=hand.architecture, epochs=epochs, batch_size=size, learning_rate=rate, optimizer="adamw", shuffle=True
        )
        store.runs.start(visitor, config, start_from=hand.model, datasets=lambda: (training_data, store.data(False)))
        return note(say(language(request), "data.custom.started"), "result")

    def make(visitor: str | None, hand: str, idx: Any) -> Script:
        return custom_script(whole_number("idx", idx or 0, 0, MAX_ROWS), type(store.model(visitor, hand).model))

    everything = [shown, report, work, files, idx, row, browse, judged, started]
    bring.click(bring_own, [page.visitor, table, images], everything, **QUIET)
    sample.click(use_sample, page.visitor, everything, **QUIET)
    page.tab.select(come_back, [page.visitor, shown], everything, **QUIET)
    live(idx.input, show_row, [page.visitor, idx], row)
    live(nine.click, show_other_nine, page.visitor, browse)
    judge.click(evaluate, [page.visitor, page.hand], judged, **QUIET)
    begun = train.click(start_training, [page.visitor, page.hand, epochs, size, rate], started, **QUIET)
    begun.success(None, js=RUN_STARTED, api_visibility="private")
    code_panel(page, "custom", code_inputs, make, [idx.input, page.hand.change])
