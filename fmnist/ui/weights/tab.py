"""Chapter 7 on screen: save the model in hand, load another one."""

from __future__ import annotations

from typing import Any

import gradio as gr

from fmnist.checkpoint.save_load import KINDS
from fmnist.errors import CheckpointError
from fmnist.scripts.loading import loading_code
from fmnist.scripts.models import save_script
from fmnist.scripts.script import Script
from fmnist.server.model_in_hand import card_of
from fmnist.server.weights_files import Outbox, load_weights
from fmnist.ui.code_panel import COPY, code_html, code_panel
from fmnist.ui.common.fields import LATEST, QUIET, click_download
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import language
from fmnist.ui.common.uploads import file_input
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page, hand_updates
from fmnist.ui.strings import say, t
from fmnist.ui.weights.html import card_html, refused_html


def weights_tab(page: Page) -> None:
    """Save on the left with the lines that load it elsewhere, load on the right with what was found."""
    store, outbox = page.store, Outbox()
    gr.Markdown(t("weights.intro"))
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=320):
            gr.Markdown(t("weights.save"))
            kind = gr.Radio([(t(f"weights.kind.{name}"), name) for name in KINDS], value="state_dict",
                            label=t("weights.kind"), elem_id="weights-kind", interactive=True)
            about = gr.HTML(elem_id="weights-about")
            save = gr.Button(t("weights.download"), variant="primary", elem_id="weights-save")
            file = gr.DownloadButton(visible="hidden", elem_id="weights-file")
            gr.Markdown(t("weights.code"))
            code = gr.HTML(js_on_load=COPY, elem_id="weights-code")
            gr.Markdown(t("weights.card"))
            card = gr.HTML(elem_id="weights-card")
        with gr.Column(scale=1, min_width=320):
            gr.Markdown(t("weights.load"))
            gr.Markdown(t("weights.load.text"))
            upload = file_input(label=t("weights.load.file"), file_types=[".pth", ".pt", ".safetensors"],
                                elem_id="weights-upload", interactive=True, height=150)
            result = gr.HTML(elem_id="weights-result")
            with gr.Accordion(t("weights.danger"), open=True, elem_id="weights-danger"):
                gr.Markdown(t("weights.danger.text"))

    @guarded
    def show_card(visitor_id: str | None, choice: str, request: gr.Request) -> str:
        return card_html(language(request), card_of(store.model(visitor_id, choice)))

    @guarded
    def show(visitor_id: str | None, choice: str, kind: str, request: gr.Request) -> tuple[str, str, str]:
        lang, model, kind = language(request), store.model(visitor_id, choice).model, str(kind)
        code = code_html(lang, Script("load_model.py", loading_code(model, kind)))
        text = say(lang, f"weights.kind.{kind}.info", name=type(model).__name__)
        return f'<p class="quiet">{escape(text)}</p>', code, show_card(visitor_id, choice, request)

    @guarded
    def save_file(visitor_id: str | None, choice: str, kind: str, request: gr.Request) -> str:
        return str(outbox.save(store.model(visitor_id, choice), str(kind)))

    @guarded
    def load_file(visitor_id: str, path: str | None, request: gr.Request) -> list[Any]:
        lang = language(request)
        if path is None:
            return ["", *[gr.skip()] * 2]
        try:
            hand, checkpoint = load_weights(store, visitor_id, path)
        except CheckpointError as error:  # stays on the page, with every difference
            return [refused_html(lang, error), *[gr.skip()] * 2]
        done = say(lang, "weights.load.done", kind=say(lang, f"weights.kind.{checkpoint.kind}"),
                   model=type(hand.model).__name__, accuracy=hand.accuracy, count=len(store.data(False)))
        claimed = checkpoint.card and checkpoint.card.accuracy
        claim = "" if claimed is None else say(lang, "weights.load.done.claim", claimed=claimed)
        html = f'<div class="loaded" role="status"><p><strong>{escape(done)}</strong> {escape(claim)}</p></div>'
        return [html + card_html(lang, checkpoint.card), *hand_updates(store, visitor_id, lang)]

    which = [page.visitor, page.hand, kind]
    gr.on([page.tab.select, page.hand.change, kind.input], show, which, [about, code, card], **LATEST)
    live([page.pulse.input, page.pulse.submit], show_card, which[:2], card, open_only=page.while_open)  # of a run
    saved = save.click(save_file, which, file, **QUIET)
    saved.success(None, js=click_download("weights-file"), api_visibility="private")
    upload.change(load_file, [page.visitor, upload], [result, page.hand, page.hand_facts],
                  api_visibility="private", show_progress_on=upload)
    weights_code(page)


def weights_code(page: Page) -> None:
    """7: save and load the model in hand."""

    def make(visitor: str | None, hand: str) -> Script:
        return save_script(page.store.model(visitor, hand).model)

    code_panel(page, "weights", [page.visitor, page.hand], make, [page.hand.change])
