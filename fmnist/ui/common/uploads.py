"""Files that visitors upload, and no others: Gradio passes on any path of the server that comes without `meta`."""

from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder, is_in_or_equal
from PIL import Image

from fmnist.errors import DataError
from fmnist.pictures.open_image import open_data_url, open_image


def uploaded(path: Any) -> str:
    """`path` if it is that of an uploaded file. Raises `DataError`."""
    if not isinstance(path, str) or not is_in_or_equal(path, get_upload_folder()):
        raise DataError("a file must be uploaded to the server first; “Use via API” at the foot of the page shows how.")
    return path


def file_input(**options: Any) -> gr.File:
    """A `gr.File` of one file that takes only what was uploaded."""
    component = gr.File(type="filepath", **options)
    component.preprocess = _file  # not a subclass: Gradio would write a .pyi file beside this one
    return component


def picture_input(**options: Any) -> gr.Image:
    """A `gr.Image` that hands over the file as it came: Gradio's own opening trips over strange files."""
    component = gr.Image(type="filepath", **options)
    component.preprocess = _picture
    return component


def open_upload(source: str) -> Image.Image:
    """What a `picture_input` hands over. Raises `ImageError`."""
    return open_data_url(source) if source.startswith("data:") else open_image(source)


def _file(payload: Any) -> str | None:
    return None if payload is None else uploaded(payload.path)


def _picture(payload: Any) -> str | None:
    if payload is None:
        return None
    source = payload.path or payload.url
    return source if isinstance(source, str) and source.startswith("data:") else uploaded(source)
