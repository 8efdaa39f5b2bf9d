"""What all visitors get alike: the page and Gradio's frontend, once made, still the visitor's own."""

from pathlib import Path

import anyio
import gradio
import httpx
import pytest
from starlette.responses import FileResponse

from fmnist.ui.common.compression import FrontendMiddleware

FRONTEND = Path(gradio.__file__).parent / "templates" / "frontend"


def page(served, **headers):
    return httpx.get(served.url, headers={"accept-encoding": "identity", **headers})


def test_a_page_is_the_same_packed_or_not_and_in_its_readers_language(served):
    for _ in range(2):  # made, then kept
        plain, packed = page(served), page(served, **{"accept-encoding": "br"})
        assert packed.headers["content-encoding"] == "br"
        assert packed.text == plain.text
        assert int(packed.headers["content-length"]) < len(plain.content) / 5
        assert "documentElement.lang = 'en-US'" in plain.text
        assert "documentElement.lang = 'zh-CN'" in page(served, **{"accept-language": "zh-CN"}).text
        assert "documentElement.lang = 'zh-CN'" in page(served, cookie="fmnist_lang=zh").text


@pytest.mark.parametrize(("headers", "root"), [
    ({"host": "class.example:7860"}, "http://class.example:7860"),
    ({"x-forwarded-host": "space.example", "x-forwarded-proto": "https"}, "https://space.example"),
])
def test_a_page_names_the_address_at_which_it_was_asked_for(served, headers, root):
    own = f'"root":"{served.url}"'
    for _ in range(2):
        assert own in page(served).text
        other = page(served, **headers).text
        assert f'"root":"{root}"' in other
        assert own not in other


def test_a_file_of_the_frontend_is_the_one_on_the_disk_and_kept_by_browsers(served):
    file = next(FRONTEND.glob("assets/Blocks-*.js"))
    for encoding in ("identity", "br", "br"):
        answer = httpx.get(f"{served.url}/assets/{file.name}", headers={"accept-encoding": encoding})
        assert answer.content == file.read_bytes()
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert answer.headers["content-type"].partition(";")[0].endswith("/javascript")
    part = httpx.get(f"{served.url}/assets/{file.name}", headers={"range": "bytes=0-9"})
    assert part.content in (file.read_bytes(), file.read_bytes()[:10])
    other_name = httpx.get(f"{served.url}/assets/%2e/{file.name}")  # would fill the memory if kept
    assert "cache-control" not in other_name.headers
    missing = httpx.get(f"{served.url}/assets/none.js")
    assert missing.status_code == 404
    assert "cache-control" not in missing.headers


def test_a_visitor_who_leaves_early_spoils_no_file_for_the_others(tmp_path):
    file = tmp_path / "a.js"
    file.write_bytes(200_000 * b"let a;")
    frontend, sent = FrontendMiddleware(FileResponse(file)), []
    scope = {"type": "http", "asgi": {"spec_version": "2.3"}, "method": "GET", "path": "/assets/a.js", "headers": []}

    async def leave():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message.get("body"))

    anyio.run(frontend, scope, leave, send)
    anyio.run(frontend, scope, leave, send)
    assert sent[-1] == file.read_bytes()
