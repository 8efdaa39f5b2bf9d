"""What a visitor sees when something goes wrong: one sentence in their language, never a traceback or a path."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

import gradio as gr

from fmnist.errors import FmnistError
from fmnist.ui.language import language
from fmnist.ui.strings import say, say_error

log = logging.getLogger("fmnist")


def guarded(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a handler's `FmnistError` into a toast in the language of its `request: gr.Request`; log anything else."""

    @functools.wraps(handler)
    def guard(*args: Any, **kwargs: Any) -> Any:
        try:
            return handler(*args, **kwargs)
        except FmnistError as error:
            raise gr.Error(say_error(_language(args, kwargs), error), print_exception=False, duration=8) from None
        except gr.Error:
            raise
        except Exception:
            log.exception("in %s", handler.__name__)
            text = say(_language(args, kwargs), "page.error.unknown")
            raise gr.Error(text, print_exception=False, duration=8) from None

    return guard


def _language(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    return language(next((arg for arg in (*args, *kwargs.values()) if isinstance(arg, gr.Request)), None))
