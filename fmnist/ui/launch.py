"""How the page looks, and how it is served."""

import atexit
import contextlib
import json
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, NoReturn

import gradio as gr
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fmnist.files import ASSETS
from fmnist.server.settings import Settings
from fmnist.server.store import Store
from fmnist.ui.common.bodies import BodyLimitMiddleware
from fmnist.ui.common.compression import FrontendMiddleware
from fmnist.ui.common.guard import RefusalMiddleware
from fmnist.ui.common.language import LanguageMiddleware
from fmnist.ui.environment import is_address_of_this_machine
from fmnist.ui.frame import CHAPTERS, rail_css
from fmnist.ui.gradio_internals import before_gradio, quick_search
from fmnist.ui.shell import shell, shell_css
from fmnist.ui.strings import LANGUAGES, i18n, say
from fmnist.ui.strings.gradio import API_ZH, ENDPOINTS_ZH, GRADIO_ZH

log = logging.getLogger("fmnist")

# PyTorch's flame colour; white text on shade 600 has a contrast of 5.0.
FLAME = gr.themes.Color("#fff4f1", "#ffe5de", "#ffcbbd", "#ffa78f", "#fb7a58", "#ee4c2c", "#cf3a1c", "#ab2d14",
                        "#8b2815", "#722717", "#3e1007", name="flame")

# Warm paper to near-black ink.
PAPER = gr.themes.Color("#faf8f4", "#f3efe8", "#e6e1d8", "#cfc8bb", "#a3a8b1", "#7b828d", "#5d6470", "#4a505a",
                        "#31353c", "#1e2126", "#15171b", name="paper")

# Not in `css_paths`: Gradio puts its own container before every selector of those, and adds them after the first paint.
FIRST_CSS = ASSETS / "frame.css", ASSETS / "shell.css"


def theme() -> gr.themes.Base:
    """System fonts only: the page asks no other host for anything."""
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
             "sans-serif"]
    mono = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Noto Sans Mono", "monospace"]
    return gr.themes.Default(primary_hue=FLAME, secondary_hue=FLAME, neutral_hue=PAPER, font=fonts, font_mono=mono,
                             radius_size="md", spacing_size="md", text_size="lg").set(
        body_background_fill="#faf8f4", body_background_fill_dark="#15171b",
        background_fill_primary="#ffffff", background_fill_primary_dark="#1e2126",
        background_fill_secondary="#f3efe8", background_fill_secondary_dark="#262a30",
        body_text_color="#1a1d23", body_text_color_dark="#eceae6",
        body_text_color_subdued="#5d6470", body_text_color_subdued_dark="#a3a8b1",
        border_color_primary="#e6e1d8", border_color_primary_dark="#31353c",
        block_background_fill="transparent", block_background_fill_dark="transparent",
        block_border_width="0px", block_border_width_dark="0px", block_shadow="none", block_shadow_dark="none",
        block_padding="0px", panel_border_width="0px", panel_border_width_dark="0px",
        block_label_background_fill="transparent", block_label_background_fill_dark="transparent",
        block_label_border_width="0px", block_label_border_width_dark="0px", block_label_text_size="13px",
        block_label_text_color="*body_text_color_subdued", block_label_text_color_dark="*body_text_color_subdued",
        block_title_text_size="13px", block_title_text_weight="500", block_title_text_color="*body_text_color_subdued",
        block_title_text_color_dark="*body_text_color_subdued", block_info_text_size="13px",
        block_info_text_color="*body_text_color_subdued", block_info_text_color_dark="*body_text_color_subdued",
        input_background_fill="*background_fill_primary", input_background_fill_dark="*background_fill_primary",
        input_border_width="1px", input_border_color="#cfc8bb", input_border_color_dark="#4a505a",
        input_shadow="none", input_shadow_dark="none", input_text_size="15px", input_radius="8px",
        button_primary_background_fill="*primary_600", button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover="*primary_700", button_primary_background_fill_hover_dark="*primary_700",
        button_primary_text_color="white", button_primary_text_color_dark="white",
        button_secondary_background_fill="*background_fill_primary",
        button_secondary_background_fill_dark="*background_fill_primary",
        button_secondary_border_color="#cfc8bb", button_secondary_border_color_dark="#4a505a",
        button_border_width="1px", button_border_width_dark="1px", button_large_text_size="15px",
        button_small_text_size="14px", button_large_radius="10px", button_small_radius="8px",
        link_text_color="*primary_700", link_text_color_dark="*primary_300",
        color_accent="*primary_600", checkbox_background_color_selected="*primary_600",
        checkbox_background_color_selected_dark="*primary_600", checkbox_label_background_fill="transparent",
        checkbox_label_background_fill_dark="transparent", checkbox_label_border_width="0px",
        checkbox_label_border_width_dark="0px", checkbox_label_text_size="15px", slider_color="*primary_600",
    )


def launch_options(settings: Settings | None = None) -> dict[str, Any]:
    """The arguments of `demo.launch` for the page's look, texts and limits; `settings`: `None` means none is set."""
    settings = settings or Settings()
    max_bytes = settings.max_upload_mb * 10**6
    return {
        "theme": theme(),
        "css_paths": sorted(set(ASSETS.glob("*.css")) - set(FIRST_CSS)),
        "head": f"<script>{_head_scripts(max_bytes)}</script>",
        "i18n": i18n,
        "app_kwargs": {"middleware": _middleware(max_bytes, same_for_all=not settings.password),
                       "routes": [Route("/healthz", _healthy)]},
        "auth": _password(settings.password) if settings.password else None,
        "auth_message": " · ".join(say(lang, "page.password") for lang in LANGUAGES),
        "footer_links": ["api"],
        "run_history": False,
        "enable_monitoring": False,
        "pwa": False,
        "ssr_mode": False,
        "max_file_size": max_bytes,
        "state_session_capacity": 300,
        "max_threads": 40,
        "_frontend": False,  # else Gradio gives up where its first look at the page takes 3 s, as on a busy machine
    }


async def _healthy(_: Request) -> Response:
    """For probes: the server answers. It asks for no password, and is no visitor."""
    return PlainTextResponse("ok")


def _password(password: str) -> Callable[[str, str], bool]:
    def knows(name: str, given: str) -> bool:
        """Whatever name somebody gives."""
        return secrets.compare_digest(given.encode(), password.encode())

    return knows


def _middleware(max_bytes: int, same_for_all: bool) -> list[Any]:
    said = {"SAID": "page.connection.lost", "SAID_COPIED": "frame.copied", "SAID_LINK": "frame.link",
            "SAID_UNKNOWN": "page.error.unknown"}
    constants = [f"const CHAPTERS = {json.dumps(CHAPTERS)};", *(_said(name, key) for name, key in said.items())]
    scripts = [(ASSETS / name).read_text("utf-8") for name in
               ("frame.js", "link.js", "connection.js", "gradio_internals.js")]
    style = FIRST_CSS[0].read_text("utf-8") + rail_css() + shell_css(theme())
    return [Middleware(LanguageMiddleware, first_script="\n".join(constants + scripts), style=style,
                       rewrite=partial(before_gradio, shell()), same_for_all=same_for_all),
            Middleware(FrontendMiddleware, rewrite=quick_search),
            Middleware(BodyLimitMiddleware, max_upload=2 * max_bytes),  # a zip comes with its CSV in one request
            Middleware(RefusalMiddleware)]


def _head_scripts(max_bytes: int) -> str:
    words = {"GRADIO_ZH": GRADIO_ZH, "API_ZH": API_ZH, "ENDPOINTS_ZH": ENDPOINTS_ZH}
    constants = [f"const MAX_BYTES = {max_bytes};",
                 *(f"const {name} = {json.dumps(chinese)};" for name, chinese in words.items()),
                 _said("SAID_TOO_BIG", "page.too_big", limit=max_bytes // 10**6), _said("SAID_COMMA", "page.comma")]
    scripts = [(ASSETS / name).read_text("utf-8") for name in ("too_big.js", "numbers.js", "gradio_words.js")]
    return "\n".join(constants + scripts)


def _said(constant: str, key: str, **values: Any) -> str:
    """A constant of JavaScript that holds the text `key` in every language."""
    return f"const {constant} = {json.dumps({lang: say(lang, key, **values) for lang in LANGUAGES})};"


def launch(demo: gr.Blocks, store: Store) -> NoReturn:
    """Serve the page until Ctrl-C (exit code 130) or SIGTERM (0), and read the data set while the first visitor looks.

    A run under way is stopped and can go on later. Where it cannot be served, the exit code is 2.
    """
    _log_to_stderr()
    threading.Thread(target=_warm_up, args=(store,), daemon=True, name="warm-up").start()
    port = os.environ.get("GRADIO_SERVER_PORT")
    if os.environ.get("SPACE_ID"):  # behind Hugging Face's proxies, which have such addresses
        os.environ.setdefault("FORWARDED_ALLOW_IPS", "127.0.0.1,10.0.0.0/8")
    try:
        demo.launch(**launch_options(store.settings), server_port=int(port) if port else None, prevent_thread_lock=True,
                    quiet=True)
    except OSError as error:
        if "port" not in str(error).lower():
            raise
        if is_address_of_this_machine(name := os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1")):
            log.error("Port %s is taken; choose another one with GRADIO_SERVER_PORT.", port or "7860-7959")
        else:
            log.error("GRADIO_SERVER_NAME must be an address of this machine, got %s; 0.0.0.0 is all of them.", name)
        _leave(store, 2)
    log.info("serving at %s", demo.local_url)
    log.info("limits: %s", store.settings)
    ended: SimpleQueue[int] = SimpleQueue()
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 0)):
        signal.signal(number, lambda *_, code=code: ended.put(code))
    while True:
        with contextlib.suppress(Empty):
            _leave(store, ended.get(timeout=1.0))  # without a timeout no signal would get through on Windows


def _log_to_stderr() -> None:
    """One line an event; nothing in it tells who the visitor is, or what they sent."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def _leave(store: Store, code: int) -> NoReturn:
    """Clean up and end the process. Python would first take torch apart under threads that still use it, and abort."""
    store.close()
    atexit._run_exitfuncs()  # they delete the temporary folders
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _warm_up(store: Store) -> None:
    from fmnist.errors import FmnistError

    try:
        for train in (True, False):
            data = store.data(train)
            log.info("data: %s images for %s, %s", len(data), "training" if train else "tests", data.source.name)
    except FmnistError as error:
        log.error("%s", error)
