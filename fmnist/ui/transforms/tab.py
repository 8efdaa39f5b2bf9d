"""Chapter 3 on screen: the way from picture to tensor, in both spellings."""

from typing import Any

import gradio as gr

from fmnist.checks import whole_number
from fmnist.data.transforms import Pipeline, one_hot_both
from fmnist.scripts.data import transforms_script
from fmnist.scripts.script import Script
from fmnist.ui.code_panel import code_panel
from fmnist.ui.common.fields import data_root, edits, seed_number, slider, split_radio, typed_seed
from fmnist.ui.common.guard import guarded
from fmnist.ui.common.language import language
from fmnist.ui.common.tensor_html import attempt
from fmnist.ui.gradio_internals import live
from fmnist.ui.page import Page
from fmnist.ui.strings import t
from fmnist.ui.transforms import html as draws


def transforms_tab(page: Page) -> None:
    """3.1 and 3.2."""
    store = page.store
    inputs = _controls()
    shown = gr.HTML(elem_id="transforms-result", min_height=300)

    def place(split: str, index: Any) -> tuple[Any, int]:
        dataset = store.data(split == "train")
        return dataset, whole_number("index", index or 0, 0, len(dataset) - 1)

    def draw(lang: str, split: str, index: Any, *settings: Any) -> str:
        from PIL import Image

        dataset, i = place(split, index)
        image = Image.fromarray(dataset.data[i].numpy())
        return draws.draw_pipeline(lang, image, one_hot_both(dataset, i), pipeline_of(*settings))

    @guarded
    def show_transforms(request: gr.Request, *values: Any) -> str:
        return attempt(language(request), draw, *values)

    def make(split: str, index: Any, *settings: Any) -> Script:
        _, i = place(split, index)
        return transforms_script(split == "train", i, pipeline_of(*settings), root=data_root(store))

    live([page.tab.select, *edits(*inputs)], show_transforms, inputs, shown)
    code_panel(page, "transforms", inputs, make, edits(*inputs))


def pipeline_of(*settings: Any) -> Pipeline:
    """The values of the controls, in the order of `Pipeline`'s fields."""
    *numbers, normalize, seed = settings
    return Pipeline(*numbers, bool(normalize), typed_seed(seed or 0))


def _controls() -> list[Any]:
    """Split and index of the picture and one control a field of `Pipeline`, returned in the order of its fields."""
    with gr.Row(elem_classes="controls"):
        split = split_radio("transforms")
        index = gr.Number(0, label=t("samples.index"), elem_id="transforms-index", interactive=True, min_width=100)
        seed = seed_number("transforms")
        normalize = gr.Checkbox(False, label="Normalize", elem_id="transforms-normalize", interactive=True,
                                min_width=100)
    with gr.Row(elem_classes="controls"):
        padding = slider("RandomCrop(28, padding)", 0, 14, 0, 1, elem_id="transforms-padding")
        flip = slider("RandomHorizontalFlip(p)", 0, 1, 0, 0.5, elem_id="transforms-flip")
        vertical = slider("RandomVerticalFlip(p)", 0, 1, 0, 0.5, elem_id="transforms-vertical")
    with gr.Row(elem_classes="controls"):
        degrees = slider("RandomAffine(degrees)", -180, 180, 0, 5, elem_id="transforms-degrees")
        scale = slider("RandomAffine(scale)", 0.5, 2, 1, 0.1, elem_id="transforms-scale")
        shear = slider("RandomAffine(shear)", -60, 60, 0, 5, elem_id="transforms-shear")
    return [split, index, padding, flip, vertical, degrees, scale, shear, normalize, seed]
