"""Chapter 7 on screen: save the network in use, load another one."""

from typing import Any

import gradio as gr

from fmnist.checkpoint.save_load import KINDS
from fmnist.errors import CheckpointError, FileError
from fmnist.scripts.loading import loading_script
from fmnist.scripts.models import save_script, vgg16_script
from fmnist.scripts.script import Script
from fmnist.server.model_in_hand import card_of
from fmnist.server.weights_files import load_weights, save_for_download
from fmnist.ui.code_panel import COPY, code_html, code_panel
from fmnist.ui.common.fields import LATEST, QUIET, click_download
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import language
from fmnist.ui.common.uploads import file_input
from fmnist.ui.gradio_internals import live
from fmnist.ui.network import network_name
from fmnist.ui.page import Page
from fmnist.ui.strings import say, t
from fmnist.ui.weights.html import card_html, eval_html, loaded_html, refused_html

BATCH = 64  # test pictures, one of which shows what eval() is for


def weights_tab(page: Page) -> None:
    """Two cards: one to take the network home, with the lines that load it there; one to bring a network back."""
    with gr.Row(equal_height=True, elem_id="weights-cards"):
        with gr.Column(scale=1, min_width=320, elem_classes="weights-side"):
            save_section(page)
        with gr.Column(scale=1, min_width=320, elem_classes="weights-side"):
            load_section(page)

    def make(visitor: str | None, hand: str) -> Script:
        return save_script(page.store.model(visitor, hand).model)

    with gr.Column(elem_classes="code-beside"):
        code_panel(page, "weights", [page.visitor, page.hand], make, [page.hand.change])
        code_panel(page, "vgg16", [], vgg16_script, title="weights.vgg16")


def save_section(page: Page) -> None:
    """Download the network in use; the lines that load the file, and its card."""
    store = page.store
    gr.Markdown(t("weights.save"))
    kind = gr.Radio([(t(f"weights.kind.{name}"), name) for name in KINDS], value="state_dict", label=t("weights.kind"),
                    elem_id="weights-kind", interactive=True)
    about = gr.HTML(elem_id="weights-about")
    save = gr.Button(t("weights.download"), variant="primary", elem_id="weights-save")
    file = gr.DownloadButton(visible="hidden", elem_id="weights-file")
    with gr.Accordion(t("weights.code"), open=False, elem_id="weights-code-fold"):
        code = gr.HTML(js_on_load=COPY, elem_id="weights-code")
    with gr.Accordion(t("weights.card"), open=False, elem_id="weights-card-fold"):
        card = gr.HTML(elem_id="weights-card")

    @guarded
    def show_card(visitor_id: str | None, choice: str, request: gr.Request) -> str:
        return card_html(language(request), card_of(store.model(visitor_id, choice)))

    @guarded
    def show(visitor_id: str | None, choice: str, kind: str, request: gr.Request) -> dict[Any, Any]:
        lang, model, kind = language(request), store.model(visitor_id, choice).model, str(kind)
        loading = code_html(lang, loading_script(model, kind))  # refuses a kind that is none
        X = store.data(False).data[:BATCH].unsqueeze(1) / 255
        text = say(lang, f"weights.kind.{kind}.info", name=type(model).__name__)
        which = network_name(lang, store, visitor_id, choice)
        return {about: f'<p class="quiet"><strong>{escape(which)}</strong> · {escape(text)}</p>',
                code: loading + eval_html(lang, model, X),
                card: show_card(visitor_id, choice, request)}

    @guarded
    def save_file(visitor_id: str | None, choice: str, kind: str, request: gr.Request) -> str:
        return str(save_for_download(store.model(visitor_id, choice), str(kind)))

    which = [page.visitor, page.hand, kind]
    gr.on([page.tab.select, page.hand.change, kind.input], show, which, [about, code, card], **LATEST)
    live(page.pulse.input, show_card, which[:2], card, open_only=page.while_open)  # of a run
    saved = save.click(save_file, which, file, **QUIET)
    saved.success(None, js=click_download("weights-file"), api_visibility="private")


def load_section(page: Page) -> None:
    """A file becomes the network in use, or every difference is told."""
    store = page.store
    gr.Markdown(t("weights.load"))
    gr.Markdown(t("weights.load.text"))
    # No file_types: Gradio goes by what follows the last dot (.pth.tar), phones know none of these, and over HTTP any
    # name is welcome. What a file is, its content tells.
    upload = file_input(label=t("weights.load.file"), elem_id="weights-upload", interactive=True, height=150)
    result = gr.HTML(elem_id="weights-result")
    with gr.Accordion(t("weights.danger"), open=False, elem_id="weights-danger"):
        gr.Markdown(t("weights.danger.text"))

    @guarded
    def load_file(visitor_id: str, path: str | None, request: gr.Request) -> dict[Any, Any]:
        lang = language(request)
        if path is None:
            return {result: ""}
        try:
            loaded, checkpoint = load_weights(store, visitor_id, path)
        except (CheckpointError, FileError) as error:  # stays on the page, with every difference
            return {result: refused_html(lang, error)}
        return {result: loaded_html(lang, loaded, checkpoint, len(store.data(False))),
                **page.network.updates(visitor_id, lang)}

    upload.change(load_file, [page.visitor, upload], [result, *page.network.outputs],
                  api_visibility="private", show_progress_on=upload)
