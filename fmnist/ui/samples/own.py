"""Chapter 2.3 on screen: a visitor brings a data set; `own_work` is what they can do with it."""

from typing import Any

import gradio as gr

from fmnist.checks import whole_number
from fmnist.data import custom
from fmnist.data.csv_table import MAX_ROWS
from fmnist.data.import_csv import pack
from fmnist.errors import DataError
from fmnist.scripts.data import custom_script
from fmnist.scripts.script import Script
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import QUIET
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.uploads import file_input
from fmnist.ui.page import Page
from fmnist.ui.samples import html as draws
from fmnist.ui.samples.own_work import dataset_of, draw_nine, work_section
from fmnist.ui.strings import t


def own_section(page: Page) -> None:
    """2.3: upload, browse, trace one row, evaluate, train."""
    store = page.store
    shown = gr.State("")  # the upload on the page: a look at another tab must not reset its fields
    gr.Markdown(t("samples.own.intro"))
    table, images, bring, sample = _upload_controls()
    report = gr.HTML(elem_id="samples-own-report")
    work = work_section(page)

    def show_all(lang: str, visitor: str, was_sample: bool) -> dict[Any, Any]:
        imported, dataset = store.uploads.of(visitor), dataset_of(store, visitor)
        return {
            shown: imported.folder.name,
            report: draws.draw_imported(lang, imported, was_sample),
            work.column: gr.update(visible=True),
            work.files: str(pack(imported)),
            work.idx: gr.update(value=0, maximum=len(dataset) - 1),
            work.row: draws.draw_trace(lang, custom.trace(dataset, 0)),
            work.browse: draw_nine(dataset),
            work.judged: "",
            work.started: "",
        }

    @guarded
    def bring_own(visitor: str, table: str | None, images: str | None, request: gr.Request) -> dict[Any, Any]:
        if not images:
            raise DataError("choose a zip with the images, and a CSV with file name and label unless the zip has one "
                            "or folders named after the classes.")
        store.uploads.put(visitor, table, images)
        return show_all(language(request), visitor, False)

    @guarded
    def use_sample(visitor: str, request: gr.Request) -> dict[Any, Any]:
        store.uploads.put(visitor, custom.SAMPLE / "labels.csv", custom.SAMPLE / "images.zip")
        return show_all(language(request), visitor, True)

    @guarded
    def come_back(visitor: str | None, shown: str, request: gr.Request) -> dict[Any, Any]:
        imported = store.uploads.of(visitor)
        if imported is None or imported.folder.name == shown:
            return gr.skip()
        return show_all(language(request), visitor, False)

    def make(visitor: str | None, hand: str, idx: Any) -> Script:
        return custom_script(whole_number("idx", idx or 0, 0, MAX_ROWS), type(store.model(visitor, hand).model))

    outputs = [shown, report, *work]
    bring.click(bring_own, [page.visitor, table, images], outputs, **QUIET)
    sample.click(use_sample, page.visitor, outputs, **QUIET)
    page.tab.select(come_back, [page.visitor, shown], outputs, **QUIET)
    code_panel(page, "custom", [page.visitor, page.hand, work.idx], make, [work.idx.input, page.hand.change])


def _upload_controls() -> tuple[gr.File, gr.File, gr.Button, gr.Button]:
    """CSV, zip, the button that imports them, and the one that imports the sample set."""
    with gr.Row(equal_height=False):
        table = file_input(label="labels.csv", elem_id="samples-own-csv", file_types=[".csv", ".tsv", ".txt"],
                           height=132, interactive=True)
        images = file_input(label="images.zip", elem_id="samples-own-zip", file_types=[".zip"], height=132,
                            interactive=True)
        with gr.Column(min_width=180):
            bring = gr.Button(t("samples.own.bring"), variant="primary", elem_id="samples-own-bring")
            sample = gr.Button(t("samples.own.use"), elem_id="samples-own-sample")
            with gr.Row():
                for name, kind in (("labels.csv", "csv"), ("images.zip", "zip")):
                    gr.DownloadButton(name, custom.SAMPLE / name, size="sm", elem_id=f"samples-own-sample-{kind}",
                                      min_width=80)
    return table, images, bring, sample
