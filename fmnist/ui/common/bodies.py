"""How much a visitor may send: more is refused before it is read, parsed or kept."""

import asyncio
import json
import logging
import time
from typing import Any

from anyio import to_thread
from python_multipart.multipart import parse_options_header
from starlette.formparsers import MultiPartException

from fmnist.server.temp_folder import UPLOAD_SECONDS, temp_folder
from fmnist.ui.common.language import accepted
from fmnist.ui.strings import say

log = logging.getLogger("fmnist")

LEAST = 4_000  # bytes; an upload of nothing takes room on the disk too
MAX_BODY = 256_000  # bytes; the pad sends 3 kB, the longest form of the page some 20 kB


class BodyLimitMiddleware:
    """Pure ASGI: answers 413 to a larger body, by its Content-Length, or by counting where it states none.

    The app sees a body once it is complete. An upload goes through as it comes and is only counted: `max_upload` bytes
    of one request, in at most five minutes, while the temporary folder has room.
    """

    def __init__(self, app: Any, max_upload: int) -> None:
        self.app, self.max_upload = app, max_upload

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            return await self.app(scope, receive, send)
        is_upload = scope["path"].endswith("/upload")
        limit = self.max_upload if is_upload else MAX_BODY
        if _stated(scope) > limit:
            return await _refuse(scope, send, limit)
        if is_upload:
            return await self.app(scope, _counted(scope, receive, limit), send)
        body = b""
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None  # the visitor has gone
            body += message.get("body", b"")
            if len(body) > limit:
                return await _refuse(scope, send, limit)
            if not message.get("more_body"):
                return await self.app(scope, _replayed(body, receive), send)


def _stated(scope: dict[str, Any]) -> int:
    return max((int(value) for name, value in scope["headers"] if name == b"content-length" and value.isdigit()),
               default=0)


def _replayed(body: bytes, receive: Any) -> Any:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> dict[str, Any]:
        return messages.pop() if messages else await receive()

    return replay


def _counted(scope: dict[str, Any], receive: Any, limit: int) -> Any:
    """`receive` of an upload. What it raises, Gradio answers with 400 or 413, and removes what it has written."""
    count, tail, end, folder = 0, b"", time.monotonic() + UPLOAD_SECONDS, temp_folder()
    form = parse_options_header(dict(scope["headers"]).get(b"content-type"))[1]
    last = b"\r\n--" + form.get(b"boundary", b"") + b"--"

    async def counting() -> dict[str, Any]:
        nonlocal count, tail
        try:
            message = await asyncio.wait_for(receive(), end - time.monotonic())
        except asyncio.TimeoutError:
            message = {"type": "http.disconnect"}
        chunk = message.get("body", b"")
        count, tail = count + len(chunk), (tail + chunk)[-1000:]
        if folder.grows(len(chunk) or LEAST):
            await to_thread.run_sync(folder.prune)
        if count > limit:
            raise MultiPartException(f"The upload exceeds the maximum allowed size of {limit} bytes.")
        if folder.is_full:
            raise MultiPartException(say(accepted(scope), "page.error.full"))
        if not message.get("more_body"):
            log.info("upload: %d bytes", count)
        if not message.get("more_body") and last not in tail:  # Gradio would keep the part of a file for ever
            raise MultiPartException("The upload breaks off.")
        return message

    return counting


async def _refuse(scope: dict[str, Any], send: Any, limit: int) -> None:
    log.warning("refused a request of more than %d bytes", limit)
    sentence = say(accepted(scope), "page.error.body", limit=f"{limit / 1e6:g}")
    body = json.dumps({"error": sentence, "detail": sentence}).encode()  # the page's client reads the second
    await send({"type": "http.response.start", "status": 413, "headers": [
        (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
