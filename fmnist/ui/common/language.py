"""Which language a visitor reads, and a switch that is remembered.

Gradio translates labels by `navigator.language`, Python text goes by `Accept-Language`. The switch sets a cookie
(and `?lang=`, for browsers that refuse cookies inside a Space's frame); this middleware makes both follow it. What a
page with `?lang=` asks for is answered in the page's language, whatever the cookie says.
"""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from fmnist.lru_dict import LRUDict
from fmnist.ui.common.compression import Answer, Headers, collected, compressed, reads_brotli, send_answer

COOKIE = "fmnist_lang"
LOCALES = {"en": "en-US", "zh": "zh-CN"}
PAGES = 16  # as served to different addresses, languages and browsers
ADDRESS = (b"host", b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server")  # of which Gradio makes its own


def language(request: gr.Request | None) -> str:
    """ "en" or "zh", from the request's `Accept-Language`; English for a call without a browser."""
    accepted = request.headers.get("accept-language", "") if request is not None else ""
    return "zh" if accepted.strip().lower().startswith("zh") else "en"


class LanguageMiddleware:
    """Pure ASGI: rewrites `Accept-Language` to the visitor's choice and tells the page's scripts about it.

    - `first_script`, `style`: JavaScript and CSS for the head of the page as it is served; Gradio's scripts add what
      `demo.launch(head=…)` takes, after the first paint.
    - `rewrite`: what else is done to the page as it is served.
    - `same_for_all`: no visitor gets another page than the others, as with a password.
    """

    def __init__(self, app: Any, first_script: str = "", style: str = "", rewrite: Callable[[bytes], bytes] = bytes,
                 same_for_all: bool = False) -> None:
        self.app, self.first_script, self.style, self.rewrite = app, first_script, style, rewrite
        self.same_for_all = same_for_all
        self.pages: LRUDict[tuple[Any, ...], Answer] = LRUDict(PAGES)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        choice = _choice(scope)
        if choice is not None:
            headers = [(name, value) for name, value in scope["headers"] if name != b"accept-language"]
            scope = {**scope, "headers": [*headers, (b"accept-language", LOCALES[choice].encode())]}
        if scope["method"] != "GET" or scope["path"] != "/":
            return await self.app(scope, receive, send)
        lang = choice or accepted(scope)
        key = (lang, scope["scheme"], scope.get("root_path"), *map(dict(scope["headers"]).get, ADDRESS), *_asks(scope))
        answer = self.pages.get(key)
        if answer is None:
            answer = await collected(self.app, scope)
            if dict(answer[1]).get(b"content-type", b"").startswith(b"text/html"):
                answer = self._page(scope, lang, *answer)
                if answer[0] == 200 and self.same_for_all:
                    self.pages[key] = answer
        await send_answer(send, answer)

    def _page(self, scope: dict[str, Any], lang: str, status: int, headers: Headers, body: bytes) -> Answer:
        """With language, first script and style in its `<head>`."""
        locale = LOCALES[lang]
        script = (
            f"<script>for (const [name, value] of [['language', '{locale}'], ['languages', ['{locale}']]])"
            "Object.defineProperty(navigator, name, {get: () => value, configurable: true});"
            f"document.documentElement.lang = '{locale}';\n{self.first_script}</script>"
            f"<title>fmnist</title><style>{self.style}</style>"
        )
        body = self.rewrite(body.replace(b"<head>", b"<head>" + script.encode(), 1))
        return status, *compressed(scope, headers, body, quality=5 if self.same_for_all else 1)


def _asks(scope: dict[str, Any]) -> tuple[Any, ...]:
    """What else Gradio makes another page of: its own words in the address, and what the browser can unpack."""
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    return reads_brotli(scope), *(str(asked.get(name)) for name in ("page", "deep_link", "all_endpoints"))


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
