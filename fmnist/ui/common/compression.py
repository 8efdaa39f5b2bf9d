"""What all visitors get alike is made and compressed once: the page, and 75 files of Gradio's frontend.

A class of thirty opens it at the same time.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import brotli

from fmnist.lru_dict import LRUDict

FRONTEND = re.compile(r"/assets/[\w.-]+")  # as the page asks for a file; no second name for the same one, such as ./
FILES = 1000  # Gradio's frontend has 900
Headers = list[tuple[bytes, bytes]]
Answer = tuple[int, Headers, bytes]  # status, headers, body


async def collected(app: Any, scope: dict[str, Any]) -> Answer:
    """The whole answer of an ASGI app to a GET, even if who asked leaves meanwhile: others may get it too."""
    messages: list[dict[str, Any]] = []
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def keep(message: dict[str, Any]) -> None:
        messages.append(message)

    async def receive() -> dict[str, Any]:
        return next(asked, None) or await asyncio.Event().wait()  # for ever

    await app(scope, receive, keep)
    start, *parts = messages
    return start["status"], start["headers"], b"".join(part.get("body", b"") for part in parts)


async def send_answer(send: Any, answer: Answer) -> None:
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def reads_brotli(scope: dict[str, Any]) -> bool:
    """Whether the browser that asks does; all do over https, and on this machine."""
    return b"br" in dict(scope["headers"]).get(b"accept-encoding", b"")


def compressed(scope: dict[str, Any], headers: Headers, body: bytes, quality: int) -> tuple[Headers, bytes]:
    """Headers and body, in Brotli (RFC 7932) where the browser reads that. `quality`: 1 (2 ms a megabyte) to 11."""
    headers = [(name, value) for name, value in headers if name != b"content-length"]
    if reads_brotli(scope):
        body = brotli.compress(body, quality=quality)
        headers += [(b"content-encoding", b"br"), (b"vary", b"Accept-Encoding")]
    return [*headers, (b"content-length", str(len(body)).encode())], body


class FrontendMiddleware:
    """Pure ASGI: answers for `/assets/…` from memory. Browsers keep them too: another content has another name.

    `rewrite`: what is done to the content of each file before it is kept.
    """

    def __init__(self, app: Any, rewrite: Callable[[bytes], bytes] = bytes) -> None:
        self.app, self.rewrite = app, rewrite
        self.kept: LRUDict[tuple[str, bool], Answer] = LRUDict(FILES)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not FRONTEND.fullmatch(scope["path"]):
            return await self.app(scope, receive, send)
        key = scope["path"], reads_brotli(scope)
        answer = self.kept.get(key)
        if answer is None:
            status, headers, body = answer = await collected(self.app, scope)
            if status == 200:
                lasting = (b"cache-control", b"public, max-age=31536000, immutable")
                answer = status, *compressed(scope, [*headers, lasting], self.rewrite(body), quality=5)
                self.kept[key] = answer
        await send_answer(send, answer)
