"""Which language a visitor reads, and a switch that is remembered.

Gradio translates labels by `navigator.language`, Python text goes by `Accept-Language`. The switch sets a cookie
(and `?lang=`, for browsers that refuse cookies inside a Space's frame); this middleware makes both follow it. What a
page with `?lang=` asks for is answered in the page's language, whatever the cookie says.
"""

from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import gradio as gr

COOKIE = "fmnist_lang"
LOCALES = {"en": "en-US", "zh": "zh-CN"}


def language(request: gr.Request | None) -> str:
    """ "en" or "zh", from the request's `Accept-Language`; English for a call without a browser."""
    accepted = request.headers.get("accept-language", "") if request is not None else ""
    return "zh" if accepted.strip().lower().startswith("zh") else "en"


class LanguageMiddleware:
    """Pure ASGI: rewrites `Accept-Language` to the visitor's choice and tells the page's scripts about it.

    `first_script`, `style`: JavaScript and CSS for the head of the page as it is served; Gradio's scripts add what
    `demo.launch(head=…)` takes, after the first paint.
    """

    def __init__(self, app: Any, first_script: str = "", style: str = "") -> None:
        self.app, self.first_script, self.style = app, first_script, style

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        choice = _choice(scope)
        if choice is not None:
            headers = [(name, value) for name, value in scope["headers"] if name != b"accept-language"]
            scope = {**scope, "headers": [*headers, (b"accept-language", LOCALES[choice].encode())]}
        if scope["method"] != "GET" or scope["path"] != "/":
            return await self.app(scope, receive, send)
        return await self.app(scope, receive, _Page(send, choice or accepted(scope), self.first_script, self.style))


class _Page:
    """Collects the page until it is complete, then puts language, first script and style into its `<head>`."""

    def __init__(self, send: Any, lang: str, first_script: str, style: str) -> None:
        self.send, self.lang, self.first_script, self.style = send, lang, first_script, style
        self.start: dict[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = dict(self.start["headers"])
        if headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers:
            locale = LOCALES[self.lang]
            script = (
                f"<script>for (const [name, value] of [['language', '{locale}'], ['languages', ['{locale}']]])"
                "Object.defineProperty(navigator, name, {get: () => value, configurable: true});"
                f"document.documentElement.lang = '{locale}';\n{self.first_script}</script><style>{self.style}</style>"
            )
            self.body = self.body.replace(b"<head>", b"<head>" + script.encode(), 1)
            headers[b"content-length"] = str(len(self.body)).encode()
        await self.send({**self.start, "headers": list(headers.items())})
        await self.send({"type": "http.response.body", "body": self.body})


def _choice(scope: dict[str, Any]) -> str | None:
    headers = dict(scope["headers"])
    own = headers.get(b"referer", b"").partition(b"?")[2]  # the address of the page that asks
    for query in (scope["query_string"], own):
        asked = parse_qs(query.decode("latin-1")).get("lang", [None])[-1]
        if asked in LOCALES:
            return asked
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                morsel = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                continue
            if morsel is not None and morsel.value in LOCALES:
                return morsel.value
    return None


def accepted(scope: dict[str, Any]) -> str:
    """ "en" or "zh", from the header of an ASGI request."""
    accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return "zh" if accepted.strip().lower().startswith(b"zh") else "en"
