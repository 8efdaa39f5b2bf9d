"""Downloads of a run on the Train tab: its figure, and the weights it started from."""

import base64
from typing import Any

import gradio as gr

from fmnist.runs.figures import history_figure, to_png
from fmnist.server.weights_files import copy_for_download
from fmnist.ui.common.fields import QUIET, click_download
from fmnist.ui.common.guard import guarded
from fmnist.ui.page import Page
from fmnist.ui.strings import t

DOWNLOAD_PNG = """(png) => {
  const link = document.createElement('a');
  link.href = `data:image/png;base64,${png}`;
  link.download = 'fmnist-run.png';
  link.click();
}"""


def figure_button(page: Page) -> gr.Button:
    """Both curves of the latest run as a PNG. Hidden until an epoch is over."""
    figure = gr.Button(t("train.figure"), size="sm", visible=False, elem_id="train-figure")
    png = gr.Textbox(visible="hidden", elem_id="train-figure-png")

    @guarded
    def draw_figure(visitor_id: str, request: gr.Request) -> str:
        run = page.store.runs.latest(visitor_id)
        if run is None:
            return ""
        title = f"{run.config.model}, {run.config.optimizer}, lr {run.config.learning_rate:g}, seed {run.config.seed}"
        return base64.b64encode(to_png(history_figure(run.losses, run.metrics, title))).decode()

    drawn = figure.click(draw_figure, [page.visitor], png, **QUIET)
    drawn.then(None, [png], js=DOWNLOAD_PNG, api_visibility="private")
    return figure


def first_weights_button(page: Page) -> gr.Button:
    """The weights that a continued run started from. Hidden for any other run."""
    first = gr.Button(t("train.first"), size="sm", visible=False, elem_id="train-first")
    file = gr.DownloadButton(visible="hidden", elem_id="train-first-file")

    @guarded
    def save_first(visitor_id: str, request: gr.Request) -> Any:
        run = page.store.runs.latest(visitor_id)
        path = run and page.store.runs.start_weights(run.id, visitor_id)
        if not path:
            return gr.skip()
        page.store.runs.start_model(run.id, visitor_id)  # what cannot be read is nothing to take home
        return str(copy_for_download(path))

    kept = first.click(save_first, [page.visitor], file, **QUIET)
    kept.success(None, js=click_download("train-first-file"), api_visibility="private")
    return first
