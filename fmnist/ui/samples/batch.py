"""Chapter 2.4 and 2.5 on screen: one batch of a DataLoader."""

from typing import Any

import gradio as gr

from fmnist.checks import whole_number
from fmnist.data.batches import MAX_BATCH, MAX_DRAWS, first_batch
from fmnist.scripts.data import batch_script
from fmnist.scripts.script import Script
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import data_root, edits, seed_number, slider, split_radio, typed_seed
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.samples import html as draws
from fmnist.ui.strings import t


def batch_section(page: Page) -> None:
    """2.4 and 2.5."""
    store = page.store
    gr.Markdown(t("samples.batch.intro"))
    with gr.Row(elem_classes="controls"):
        split = split_radio("samples-batch")
        size = slider("batch_size", 1, MAX_BATCH, 64, 1, elem_id="samples-batch-size")
        shuffle = gr.Checkbox(True, label="shuffle", elem_id="samples-batch-shuffle", interactive=True, min_width=100)
        seed = seed_number("samples-batch")
        again = gr.Button(t("samples.batch.again"), variant="primary", elem_id="samples-batch-again", min_width=120)
    draw = gr.Number(1, precision=0, visible="hidden", elem_id="samples-batch-draw", label="draw")
    shown = gr.HTML(elem_id="samples-batch-result", min_height=300)

    def show(lang: str, split: str, size: Any, shuffle: bool, seed: Any, draw: int) -> str:
        dataset, seed = store.data(split == "train"), typed_seed(seed or 0)
        batch = first_batch(dataset, size, bool(shuffle), seed, draw)
        before = first_batch(dataset, size, bool(shuffle), seed, draw - 1) if draw > 1 else None
        return draws.draw_batch(lang, batch, before, draw)

    @guarded
    def show_batch(split: str, size: Any, shuffle: bool, seed: Any, request: gr.Request) -> tuple[str, int]:
        return attempt(language(request), show, split, size, shuffle, seed, 1), 1

    @guarded
    def come_back(split: str, size: Any, shuffle: bool, seed: Any, draw: int | None, request: gr.Request) -> str:
        draw = whole_number("draw", draw or 1, 1, MAX_DRAWS)
        return attempt(language(request), show, split, size, shuffle, seed, draw)

    @guarded
    def draw_again(
        split: str, size: Any, shuffle: bool, seed: Any, draw: int | None, request: gr.Request
    ) -> tuple[str, int]:
        draw = min(whole_number("draw", draw or 1, 1, MAX_DRAWS) + 1, MAX_DRAWS)
        return attempt(language(request), show, split, size, shuffle, seed, draw), draw

    def make(split: str, size: Any, shuffle: bool, seed: Any, draw: int | None) -> Script:
        seed = typed_seed(seed or 0)
        first_batch(store.data(split == "train"), size, bool(shuffle), seed, draw or 1)  # refuses as the page does
        split, root = split == "train", data_root(store)
        return batch_script(int(size), bool(shuffle), seed, int(draw or 1), split, root)

    inputs = [split, size, shuffle, seed]
    live(page.tab.select, come_back, [*inputs, draw], shown)
    live(edits(*inputs), show_batch, inputs, [shown, draw])
    live(again.click, draw_again, [*inputs, draw], [shown, draw])
    code_panel(page, "batch", [*inputs, draw], make, [*edits(*inputs), draw.change])
