"""The page. `build_demo` reads like its table of contents."""

import os
from dataclasses import replace

from fmnist.ui.environment import mistakes_told

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # before gradio is imported: no look-ups on other hosts

import gradio as gr

from fmnist.server.store import Store
from fmnist.server.temp_folder import temp_folder
from fmnist.ui.api.runs import http_api
from fmnist.ui.autograd.tab import autograd_tab
from fmnist.ui.frame import CHAPTERS, lead
from fmnist.ui.gradio_internals import forget_space, light_sessions, quiet_refusals, rest_queue
from fmnist.ui.inspect.tab import inspect_tab
from fmnist.ui.launch import launch, launch_options
from fmnist.ui.page import footer, header
from fmnist.ui.predict.tab import predict_api, predict_tab
from fmnist.ui.samples.tab import samples_tab
from fmnist.ui.strings import t
from fmnist.ui.tensors.tab import tensors_tab
from fmnist.ui.train.tab import train_tab
from fmnist.ui.transforms.tab import transforms_tab
from fmnist.ui.weights.tab import weights_tab

__all__ = ["build_demo", "launch", "launch_options", "mistakes_told"]

TABS = {
    "predict": predict_tab,
    "tensors": tensors_tab,
    "samples": samples_tab,
    "transforms": transforms_tab,
    "inspect": inspect_tab,
    "autograd": autograd_tab,
    "train": train_tab,
    "weights": weights_tab,
}


def build_demo(store: Store) -> gr.Blocks:
    """The whole page on one store; launch it with `launch`, or with `demo.launch(**launch_options())`."""
    os.environ["GRADIO_TEMP_DIR"] = str(temp_folder().path)  # every component keeps it
    if not os.access(os.path.expanduser("~"), os.W_OK):  # where matplotlib would keep its cache
        os.environ.setdefault("MPLCONFIGDIR", str(temp_folder().path / "matplotlib"))
    with gr.Blocks(title="fmnist", analytics_enabled=False, delete_cache=(3600, 86400)) as demo:
        page = header(demo, store)
        http_api(store)  # before the tabs: Gradio finds an endpoint by going through all of them
        predict_api(store)
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):  # style.css lets it scroll sideways instead
            for name in CHAPTERS:
                with gr.Tab(t(f"{name}.tab"), id=name, elem_id=f"tab-{name}") as tab:
                    lead(name)
                    TABS[name](replace(page, tab=tab))
        footer(page)
    rest_queue(demo)
    light_sessions(demo)
    forget_space(demo)
    quiet_refusals(demo)
    return demo
