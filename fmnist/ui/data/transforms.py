"""Chapter 3 on screen: the way from picture to tensor, in both spellings."""

from __future__ import annotations

from typing import Any

import gradio as gr

from fmnist.checks import whole_number
from fmnist.data.transforms import Pipeline
from fmnist.scripts.data import transforms_script
from fmnist.scripts.script import Script
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import data_root, edits, seed_number, split_radio, typed_seed
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt
from fmnist.ui.data import html as draws
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t


def transforms_section(page: Page) -> None:
    """3.1 and 3.2."""
    store = page.store
    gr.Markdown(t("data.transforms.intro"))
    with gr.Row(elem_classes="controls"):
        split = split_radio("data-transforms")
        index = gr.Number(
            0,
            label=t("samples.index"),
            precision=0,
            minimum=0,
            elem_id="data-transforms-index",
            interactive=True,
            min_width=100,
        )
        padding = gr.Slider(
            0, 14, value=0, step=1, label="RandomCrop(28, padding)", elem_id="data-transforms-padding", interactive=True
        )
        flip = gr.Slider(
            0, 1, value=0, step=0.5, label="RandomHorizontalFlip(p)", elem_id="data-transforms-flip", interactive=True
        )
        vertical = gr.Slider(
            0, 1, value=0, step=0.5, label="RandomVerticalFlip(p)", elem_id="data-transforms-vertical", interactive=True
        )
    with gr.Row(elem_classes="controls"):
        degrees = gr.Slider(
            -180, 180, value=0, step=5, label="degrees", elem_id="data-transforms-degrees", interactive=True
        )
        scale = gr.Slider(0.5, 2, value=1, step=0.1, label="scale", elem_id="data-transforms-scale", interactive=True)
        shear = gr.Slider(-60, 60, value=0, step=5, label="shear", elem_id="data-transforms-shear", interactive=True)
        normalize = gr.Checkbox(
            False, label="Normalize", elem_id="data-transforms-normalize", interactive=True, min_width=100
        )
        seed = seed_number("data-transforms")
    shown = gr.HTML(elem_id="data-transforms-result", min_height=300)
    inputs = [split, index, padding, flip, vertical, degrees, scale, shear, normalize, seed]

    def settings(
        padding: Any, flip: Any, vertical: Any, degrees: Any, scale: Any, shear: Any, normalize: bool, seed: Any
    ) -> Pipeline:
        return Pipeline(padding, flip, vertical, degrees, scale, shear, bool(normalize), typed_seed(seed or 0))

    def place(split: str, index: Any) -> tuple[Any, int]:
        dataset = store.data(split == "train")
        return dataset, whole_number("index", index or 0, 0, len(dataset) - 1)

    def draw(lang: str, split: str, index: Any, *values: Any) -> str:
        from PIL import Image

        dataset, i = place(split, index)
        image = Image.fromarray(dataset.data[i].numpy())
        return draws.draw_pipeline(lang, image, int(dataset.targets[i]), settings(*values))

    @guarded
    def show_transforms(request: gr.Request, *values: Any) -> str:
        return attempt(language(request), draw, *values)

    def make(split: str, index: Any, *values: Any) -> Script:
        _, i = place(split, index)
        return transforms_script(split == "train", i, settings(*values), root=data_root(store))

    live([page.tab.select, *edits(*inputs)], show_transforms, inputs, shown)
    code_panel(page, "transforms", inputs, make, edits(*inputs))
