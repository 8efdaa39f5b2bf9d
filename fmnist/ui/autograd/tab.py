"""Chapter 5 on screen: one parameter, one batch, the chapter's example, accumulation, the Jacobian."""

import gradio as gr

from fmnist.ui.autograd.gradients import accumulate_section, example_section, jacobian_section
from fmnist.ui.autograd.steps import batch_section, descent_section
from fmnist.ui.page import Page
from fmnist.ui.strings import t

SECTIONS = {
    "descent": descent_section,
    "onebatch": batch_section,
    "example": example_section,
    "accumulate": accumulate_section,
    "jacobian": jacobian_section,
}


def autograd_tab(page: Page) -> None:
    """One section a question."""
    with gr.Tabs(elem_id="autograd-sections", overflow_behavior="wrap"):
        for name, build in SECTIONS.items():
            with gr.Tab(t(f"autograd.{name}"), id=name, elem_id=f"autograd-tab-{name}"):
                gr.Markdown(t(f"autograd.intro.{name}"))
                build(page)
