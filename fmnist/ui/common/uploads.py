"""Files that visitors upload, and no others: Gradio passes on any path of the server that comes without `meta`."""

import asyncio
import ctypes
import functools
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr
from anyio import to_thread
from gradio.utils import get_upload_folder, is_in_or_equal
from PIL import Image

from fmnist.errors import DataError
from fmnist.pictures.open_image import FORMATS, LARGE_PIXELS, open_data_url, open_image
from fmnist.ui.common.guard import guarded

# Two, as each may hold a picture of 256 MB; always the same two, as the allocator keeps memory for each thread.
LARGE_PICTURES = ThreadPoolExecutor(2, "large-pictures")
# A class twice over. One that waits is a path to a file; more would let one script take everybody's turns for hours.
MAX_WAITING = 64
_under_way: list[Callable[..., Any]] = []  # the large ones that wait or are read; only the event loop changes it


def uploaded(path: Any) -> str:
    """`path` if it is that of an uploaded file. Raises `DataError`."""
    if not isinstance(path, str) or not is_in_or_equal(path, get_upload_folder()):
        raise DataError("a file must be uploaded to the server first; “Use via API” at the foot of the page shows how.")
    return path


def large_pictures_in_turn(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Have a handler that is given an uploaded large picture or archive wait for one of two threads of its own.

    Other calls go on meanwhile: who waits holds none of the threads that all handlers share. Where `MAX_WAITING` are
    there already, the visitor is told so.
    """

    @functools.wraps(handler)
    async def wait(*args: Any, **kwargs: Any) -> Any:
        call = functools.partial(handler, *args, **kwargs)
        if not await to_thread.run_sync(_any_large, args):
            return await to_thread.run_sync(call)
        if len(_under_way) >= MAX_WAITING:
            return _refuse(*args, **kwargs)
        _under_way.append(call)
        try:
            return await asyncio.get_running_loop().run_in_executor(LARGE_PICTURES, _call_and_free, call)
        finally:
            _under_way.remove(call)

    return wait


@guarded
def _refuse(*_: Any, **__: Any) -> None:
    raise DataError("{limit} large pictures and archives are being read or wait for it already; try again in a minute, "
                    "or send a picture of less than a million pixels.", limit=MAX_WAITING)


def _call_and_free(call: Callable[[], Any]) -> Any:
    try:
        return call()
    finally:
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None  # not in musl
        if trim is not None:
            trim(0)  # glibc keeps freed memory otherwise, 200 MB a thread


def _any_large(values: tuple[Any, ...]) -> bool:
    given = [one for value in values for one in (value if isinstance(value, list) else [value])]
    paths = [one for one in given if isinstance(one, str) and is_in_or_equal(one, get_upload_folder())]
    return any(map(_is_large, paths))


def _is_large(path: str) -> bool:
    try:
        with Image.open(path, formats=FORMATS) as image:
            return image.width * image.height > LARGE_PIXELS
    except Exception:  # no picture, or one that only `open_image` can judge
        return True


def file_input(**options: Any) -> gr.File:
    """A `gr.File` of one file that takes only what was uploaded."""
    component = gr.File(type="filepath", **options)
    component.preprocess = _file  # not a subclass: Gradio would write a .pyi file beside this one
    return component


def files_input(**options: Any) -> gr.File:
    """A `gr.File` of several files that takes only what was uploaded."""
    component = gr.File(type="filepath", file_count="multiple", **options)
    component.preprocess = _files
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


def _files(payload: Any) -> list[str]:
    payload = [] if payload is None else getattr(payload, "root", payload)
    return [uploaded(one.path) for one in (payload if isinstance(payload, list) else [payload])]


def _picture(payload: Any) -> str | None:
    if payload is None:
        return None
    source = payload.path or payload.url
    return source if isinstance(source, str) and source.startswith("data:") else uploaded(source)
