"""What a visitor sees when something goes wrong: one sentence in their language, never a traceback or a path."""

import functools
import json
import logging
import re
from collections.abc import Callable
from typing import Any, get_type_hints

import gradio as gr
from gradio.route_utils import FnIndexInferError

from fmnist.errors import FmnistError
from fmnist.runs import cores
from fmnist.ui.common.html import escape
from fmnist.ui.common.language import accepted, language
from fmnist.ui.strings import say, say_error

log = logging.getLogger("fmnist")


as_text = functools.partial(escape, quote=False)  # what a toast, which shows HTML, shows as it is


def guarded(handler: Callable[..., Any], shown: Callable[[str], str] = as_text) -> Callable[..., Any]:
    """Turn a handler's `FmnistError` into a toast in the language of its `request: gr.Request`; log anything else.

    The sentence may name a visitor's file: `shown` makes text of it.
    """

    @functools.wraps(handler)
    def guard(*args: Any, **kwargs: Any) -> Any:
        cores.settle()
        try:
            return handler(*args, **kwargs)
        except FmnistError as error:
            log.info("refused %s: %s", handler.__name__, type(error).__name__)  # the sentence may quote the visitor
            text = shown(say_error(_language(args, kwargs), error))
            raise gr.Error(text, print_exception=False, duration=8) from None
        except gr.Error:
            raise
        except Exception:
            log.exception("in %s", handler.__name__)
            text = say(_language(args, kwargs), "page.error.unknown")
            raise gr.Error(text, print_exception=False, duration=8) from None

    guard.__annotations__ = get_type_hints(handler)  # Gradio reads them at every call: no strings to evaluate
    return guard


guarded_api = functools.partial(guarded, shown=str)  # for programs, which show no HTML


def warn(lang: str, error: FmnistError) -> None:
    """A toast with what went wrong, where the handler answers all the same."""
    gr.Warning(as_text(say_error(lang, error)))


UNTOLD = re.compile(rb'(?<=\{"error":) ?(?:null|"Value (?P<got>[^" ]+) is (?P<less>less)?(?:greater)? than \w+ value '
                    rb'(?P<limit>[^" ]+)\.")(?=[,}])')
ANSWERS = ("/run/", "/call/", "/queue/data")


class RefusalMiddleware:
    """Pure ASGI: puts a sentence where Gradio refuses a value without a word, or fails over it.

    A value that fits no component is refused before any handler runs: `{"error": null` in the answer or stream, and a
    sentence in English for a number beyond the ends of a slider.
    The page asks for its refusals with the status 200, as browsers log anything else as an error of the page.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not any(part in scope["path"] for part in ANSWERS):
            return await self.app(scope, receive, send)
        start: dict[str, Any] = {}
        begun = False

        async def explain(message: dict[str, Any]) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and message["status"] >= 400:
                start.update(message)
                return
            if UNTOLD.search(message.get("body", b"")):
                body = UNTOLD.sub(lambda found: _told(scope, **found.groupdict()), message["body"])
                message = {**message, "body": body}
            begun = True
            if start:  # an error is one message, and longer now; a stream of events states no length
                kept = [pair for pair in start["headers"] if pair[0] != b"content-length"]
                start["headers"] = [*kept, (b"content-length", str(len(message["body"])).encode())]
                status = 200 if (b"x-refusal-status", b"200") in scope["headers"] else start["status"]
                await send({**start, "status": status})
                start.clear()
            await send(message)

        try:
            await self.app(scope, receive, explain)
        except Exception as error:
            if begun:
                raise
            known = isinstance(error, FnIndexInferError)  # no endpoint of that name
            log.error("refused a request: %s", type(error).__name__, exc_info=not known)
            await send({"type": "http.response.start", "status": 404 if known else 500,
                        "headers": [(b"content-type", b"application/json")]})
            await send({"type": "http.response.body", "body": b'{"error": %s}' % _told(scope)})


def _told(scope: dict[str, Any], **found: bytes | None) -> bytes:
    """The sentence, as JSON. `found`: the groups of `UNTOLD`."""
    key, fields = "page.error.values", {}
    if found.get("limit"):
        key = "page.error.low" if found.pop("less") else "page.error.high"
        fields = {name: value.decode() for name, value in found.items()}
    return json.dumps(say(accepted(scope), key, **fields)).encode()


def _language(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    return language(next((arg for arg in (*args, *kwargs.values()) if isinstance(arg, gr.Request)), None))
