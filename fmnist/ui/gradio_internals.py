"""What the page takes from the inside of Gradio 6.31, all of it; `assets/gradio_internals.js` is the other half.

Gradio promises none of this, so `requirements.txt` pins its minor version. `tests/ui/test_gradio_internals.py` and
`tests/browser/test_gradio_internals.py` name what a new version has changed:

- function numbers (`fn_index`, the `id` of a `Dependency`), `Component._id`, the session hash: `live`
- `EventData._data`: `event_data`
- `Blocks._queue`: `rest_queue`
- `Blocks.preprocess_data`, which reads what a request brings: `quiet_refusals`
- `Blocks.space_id`: `forget_space`
- `Blocks.default_config`, which every session copies: `light_sessions`
- `<gradio-app` in the page as it is served, before which another element may stand: `before_gradio`
- the text of the function that finds a component in the client's tree: `quick_search`
- the loop that Gradio's page loader leaves behind: the patched `requestAnimationFrame` of the script
- POST /run/… of Gradio's own events: their answers in order, their refusals as toasts (`fmnistAnswers`)
- `window.gradio_config`, its components and events: what the page starts with, and starts faster with
"""

import json
import logging
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import gradio as gr
from gradio.blocks import BlocksConfig
from gradio.events import Dependency
from gradio_client.utils import is_http_url_like

from fmnist.ui.common.fields import QUIET

log = logging.getLogger("fmnist")

QUEUE_PAUSE = 0.01
"""Seconds between two looks of Gradio's for queued work; its own 0.001 takes the interpreter from the training."""


def live(triggers: Any, handler: Callable[..., Any], inputs: Any, outputs: Any, open_only: str = "") -> Dependency:
    """Like `gr.on(triggers, handler, inputs, outputs)`, but fast enough to follow a pen or a slider.

    Gradio's own events copy the properties of all components that took part in an event so far, twice an event: 150 ms
    of work in the browser once all tabs have been open. So the script posts to the handler by its function number.
    Clicks gain too: a button of the Samples tab answers in 40 ms, not 112, a radio in 54, not 102 (medians of 20).
    While an answer is under way, the page keeps only the latest of the later events. No answer replaces one to a later
    question. An error appears in the first HTML of the `outputs`; without one, in the browser's console.

    **Arguments**

    - `triggers`: events; or what an event of Gradio's returned, to come after that.
    - `open_only`: a CSS selector; while it finds nothing on the page, the event asks nothing.

    Returns the event that puts the answer into the page; its `.then` comes after that.
    """
    inputs, outputs = ([item] if not isinstance(item, Sequence) else list(item) for item in (inputs or [], outputs))
    number = gr.on([], handler, inputs, outputs, **QUIET)["id"]
    problem = next((i for i, output in enumerate(outputs) if isinstance(output, gr.HTML)), None)
    places = json.dumps({"outputs": [output._id for output in outputs], "problem": problem})
    js = f"() => fmnistLive.turn({number}, {json.dumps(open_only)})"
    on = triggers.then if isinstance(triggers, Dependency) else partial(gr.on, triggers)
    turn = on(None, js=js, **QUIET)
    return turn.success(None, inputs, outputs, js=f"(...data) => fmnistLive.ask({number}, {places}, data)", **QUIET)


def event_data(event: gr.EventData) -> dict[str, Any]:
    """What a component's script gave to `trigger(name, data)`; empty where a request over HTTP brings something else.

    `EventData` has public attributes only for names that are there: asking for another one is a `TypeError`.
    """
    return event._data if isinstance(event._data, dict) else {}


def rest_queue(demo: gr.Blocks) -> None:
    """Let Gradio look for queued work a hundred times a second instead of a thousand times."""
    demo._queue.sleep_when_free = QUEUE_PAUSE


class _PageConfig(BlocksConfig):
    """What a page is made of; a session's copy describes no component."""

    def __copy__(self) -> BlocksConfig:
        copy = super().__copy__()
        copy.__class__ = _SessionConfig
        return copy


class _SessionConfig(BlocksConfig):
    @staticmethod
    def config_for_block(*_: Any, **__: Any) -> dict[str, Any]:
        return {}


def light_sessions(demo: gr.Blocks) -> None:
    """Let Gradio keep no description of every component, with its latest value, for every session.

    Only its `DeepLinkButton` reads them. They are 2 MB a session and 100 ms of the event loop, anew for each request
    over HTTP that names no session.
    """
    demo.default_config.__class__ = _PageConfig


def forget_space(demo: gr.Blocks) -> None:
    """In a Hugging Face Space, let the page ask no other host: Gradio's header for a Space asks for fonts and facts."""
    demo.space_id = None


def before_gradio(html: str, page: bytes) -> bytes:
    """The page as it is served, with `html` before what Gradio's scripts build; the form for a password stays alone."""
    if b'"auth_required":true' in page:
        return page
    return page.replace(b"<gradio-app", html.encode() + b"<gradio-app", 1)


# The function of `core-….js` that finds a component by its number: it goes through the tree of all of them.
SEARCH = re.compile(rb"function (\w+)\(e,t\)\{if\(e\.id===t\)return e;if\(e\.children\)for\(let n of e\.children\)"
                    rb"\{let e=\1\(n,t\);if\(e\)return e\}return null\}")
INDEX = rb"""const fmnistNodes=new WeakMap;function \1(e,t){let found=fmnistNodes.get(e);if(!found){found=new Map;
const nodes=[e];for(const node of nodes){found.set(node.id,node);if(node.children)nodes.push(...node.children)}
fmnistNodes.set(e,found)}return found.get(t)??null}"""


def quick_search(script: bytes) -> bytes:
    """A file of Gradio's frontend, in which a page finds its components by an index that it makes once.

    Gradio's client searches the tree, through Svelte's proxies, at each event of the list and each change of a
    component: 200 ms until the page stands. The index is made anew for another tree; `gr.render` would need more.
    """
    return SEARCH.sub(INDEX, script)


def quiet_refusals(demo: gr.Blocks) -> None:
    """Let a value that fits no component be one line in the log, not a traceback, and no address be fetched for it.

    The sentence in the answer comes from `RefusalMiddleware`, which knows the language.
    """
    preprocess = demo.preprocess_data

    async def preprocess_data(block_fn: Any, inputs: Any, state: Any = None, *args: Any, **kwargs: Any) -> Any:
        try:
            if _names_an_address(inputs):
                raise ValueError("a picture or file at an address")
            return await preprocess(block_fn, _still_offered(block_fn, inputs, state), state, *args, **kwargs)
        except gr.Error as error:  # a number beyond the ends of its slider
            error.print_exception = False
            raise
        except Exception as error:
            log.warning("refused a value for %s: %s", block_fn.api_name or block_fn.name, type(error).__name__)
            refusal = gr.Error(print_exception=False)
            refusal.message = None
            raise refusal from None

    demo.preprocess_data = preprocess_data


def _still_offered(block_fn: Any, inputs: Any, state: Any) -> Any:
    """The inputs, with Inspect's slider inside its ends and no run to compare that is gone: a page may not know yet."""
    offered = list(inputs)
    for number, block in enumerate(block_fn.inputs[:len(offered)]):
        name, value = getattr(block, "elem_id", None), offered[number]
        if name not in ("inspect-stage", "results-compared"):
            continue
        now = state[block._id] if state is not None and block._id in state else block
        if name == "inspect-stage" and isinstance(value, int | float):
            offered[number] = min(max(value, now.minimum), now.maximum)
        elif name == "results-compared" and isinstance(value, list):
            offered[number] = [run for run in value if run in [choice for _, choice in now.choices]]
    return offered


def _names_an_address(value: Any) -> bool:
    if isinstance(value, dict):
        path = value.get("path")
        return (isinstance(path, str) and is_http_url_like(path)) or any(map(_names_an_address, value.values()))
    return isinstance(value, list) and any(map(_names_an_address, value))
