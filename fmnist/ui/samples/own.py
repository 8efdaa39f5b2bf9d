"""Chapter 2.3 on screen: a visitor brings a data set; `own_work` is what they can do with it."""

from typing import Any

import gradio as gr

from fmnist.checks import whole_number
from fmnist.data import custom
from fmnist.data.csv_table import MAX_ROWS
from fmnist.data.import_csv import pack
from fmnist.errors import DataError, FmnistError
from fmnist.scripts.data import custom_script
from fmnist.scripts.script import Script
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import QUIET
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import problem
from fmnist.ui.common.uploads import files_input, large_pictures_in_turn
from fmnist.ui.page import Page
from fmnist.ui.samples import html as draws
from fmnist.ui.samples.own_work import dataset_of, draw_nine, work_section
from fmnist.ui.strings import t


def own_section(page: Page) -> None:
    """2.3: upload, browse, trace one row, evaluate, train."""
    store = page.store
    shown = gr.State("")  # the upload on the page: a look at another tab must not reset its fields
    gr.Markdown(t("samples.own.intro"))
    files, bring, sample = _upload_controls()
    report = gr.HTML(draws.draw_preview(), elem_id="samples-own-report")
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
            work.browse: draw_nine(lang, dataset),
            work.judged: "",
            work.started: "",
        }

    @large_pictures_in_turn
    @guarded
    def bring_own(visitor: str, files: list[str], request: gr.Request) -> dict[Any, Any]:
        lang = language(request)
        try:
            store.uploads.put(visitor, *csv_and_zip(files))
        except FmnistError as error:  # what was here before stays
            return {report: problem(lang, error)}
        return show_all(lang, visitor, False)

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
    bring.click(bring_own, [page.visitor, files], outputs, **QUIET)
    sample.click(use_sample, page.visitor, outputs, **QUIET)
    page.tab.select(come_back, [page.visitor, shown], outputs, **QUIET)
    code_panel(page, "custom", [page.visitor, page.hand, work.idx], make, [work.idx.input, page.hand.change])


def csv_and_zip(files: list[str]) -> tuple[str | None, str]:
    """Which of the files is the CSV, if there is one, and which the zip. Raises `DataError`."""
    zips = [file for file in files if file.lower().endswith(".zip")]
    tables = [file for file in files if file not in zips]
    if not zips:
        raise DataError("choose a zip with the images, and a CSV with file name and label unless the zip has one or "
                        "folders named after the classes.")
    if len(zips) > 1 or len(tables) > 1:
        raise DataError("one zip and at most one CSV make a data set, got {zips} and {tables}; remove the others.",
                        zips=len(zips), tables=len(tables))
    return tables[0] if tables else None, zips[0]


def _upload_controls() -> tuple[gr.File, gr.Button, gr.Button]:
    """One field for CSV and zip, the button that imports them, and the one that imports the sample set."""
    with gr.Row(equal_height=False):
        files = files_input(label="labels.csv + images.zip", elem_id="samples-own-files", interactive=True, height=150,
                            min_width=300, scale=2, file_types=[".csv", ".tsv", ".txt", ".zip"])
        with gr.Column(min_width=180):
            bring = gr.Button(t("samples.own.bring"), variant="primary", elem_id="samples-own-bring")
            sample = gr.Button(t("samples.own.use"), elem_id="samples-own-sample")
            with gr.Row():
                for name, kind in (("labels.csv", "csv"), ("images.zip", "zip")):
                    gr.DownloadButton(name, custom.SAMPLE / name, size="sm", elem_id=f"samples-own-sample-{kind}",
                                      min_width=80)
    return files, bring, sample
