"""Which of the things that Gradio does not promise has changed: one test each, named by what broke."""

import asyncio
import tracemalloc
from collections import defaultdict
from pathlib import Path

import gradio as gr
import httpx
import pytest
from gradio.state_holder import SessionState

from fmnist.ui import build_demo
from fmnist.ui.gradio_internals import QUEUE_PAUSE, event_data, live, quick_search


@pytest.fixture
def one_event():
    """A page with one live event: the page, the handler's function number, its field and its output."""

    def double(value):
        return f"<p>{2 * value}</p>"

    with gr.Blocks() as demo:
        field, shown = gr.Number(3), gr.HTML()
        live(field.input, double, field, shown)
    number = next(number for number, event in demo.fns.items() if event.fn is double)
    yield demo, number, field, shown
    demo.close()


def test_function_numbers_and_component_numbers_stand_in_the_scripts_of_live(one_event):
    demo, number, _, shown = one_event
    scripts = [event["js"] for event in demo.config["dependencies"] if event["js"]]
    assert any(f"fmnistLive.turn({number}, " in js for js in scripts)
    assert any(f'fmnistLive.ask({number}, {{"outputs": [{shown._id}], "problem": 0}}' in js for js in scripts)
    assert shown._id in {component["id"] for component in demo.config["components"]}


def test_a_post_with_a_function_number_and_a_session_hash_is_answered(one_event):
    demo, number, _, _ = one_event
    demo.launch(prevent_thread_lock=True, quiet=True)
    body = {"fn_index": number, "data": [21], "session_hash": "a session", "event_data": None}
    answer = httpx.post(f"{demo.local_url}gradio_api/run/predict", json=body)
    assert answer.json()["data"] == ["<p>42</p>"]


@pytest.mark.parametrize("data", [{"index": 3}, None, "a string", [3]])
def test_event_data_holds_what_a_script_gave_to_trigger(data):
    assert event_data(gr.EventData(None, data)) == (data if isinstance(data, dict) else {})


def test_the_search_for_a_component_stands_once_in_the_frontend_and_is_exchanged():
    files = (Path(gr.__file__).parent / "templates" / "frontend" / "assets").glob("*.js")
    changed = [name.name for name in files if quick_search(content := name.read_bytes()) != content]
    assert [name.partition("-")[0] for name in changed] == ["core"]


def test_gradios_page_has_the_place_before_which_the_first_screen_stands(served):
    page = httpx.get(served.url).text
    assert page.count('<div id="shell"') == 1
    assert page.index("</head>") < page.index('<div id="shell"') < page.index("<gradio-app")


def test_the_queue_can_be_told_to_look_less_often(store):
    demo = build_demo(store)
    assert gr.Blocks()._queue.sleep_when_free < demo._queue.sleep_when_free == QUEUE_PAUSE


def test_no_event_has_a_second_handler_beside_one_that_asks_again(store):
    """Gradio asks again by firing the whole event: two such handlers keep each other asking for ever on a slow line."""
    handlers = defaultdict(list)
    for event in build_demo(store).fns.values():
        for component, name in event.targets if event.fn else ():
            handlers[component, name].append(event)
    twice = {target: found for target, found in handlers.items() if target[0] and len(found) > 1}
    assert [[event.fn.__name__ for event in found] for found in twice.values()
            if any(event.trigger_mode == "always_last" for event in found)] == []


def test_a_session_keeps_no_description_of_the_components(store):
    demo = build_demo(store)
    session = SessionState(demo)
    tracemalloc.start()
    kept = [SessionState(demo) for _ in range(10)]
    size = tracemalloc.get_traced_memory()[0] / len(kept)
    tracemalloc.stop()
    assert size < 200_000  # bytes
    number, field = next((number, one) for number, one in session.blocks_config.blocks.items()
                         if isinstance(one, gr.Textbox))
    session._update_value_in_config(number, "x" * 100_000)
    session[number] = gr.Textbox("mine", render=False)
    assert not any(session.components)
    assert (session[number].value, kept[0][number]) == ("mine", field)  # what is one session's is not another's


def test_in_a_space_the_page_asks_no_other_host(store, monkeypatch):
    monkeypatch.setenv("SYSTEM", "spaces")
    monkeypatch.setenv("SPACE_ID", "somebody/fmnist")
    with gr.Blocks() as bare:
        pass
    assert bare.get_config_file()["space_id"] == "somebody/fmnist"  # the frontend then asks two other hosts
    assert build_demo(store).get_config_file()["space_id"] is None


def test_a_run_that_is_gone_is_left_out_of_those_to_compare(store):
    """A visitor ticked it, and it had to make room before the visitor ticked another one."""
    demo = build_demo(store)
    event = next(event for event in demo.fns.values() if event.fn and event.fn.__name__ == "compare")
    session = SessionState(demo)
    session[event.inputs[1]._id] = gr.CheckboxGroup([("Run 2", "two")], render=False)
    asked = asyncio.run(demo.preprocess_data(event, ["a visitor", ["one", "two"]], session))
    assert asked[1] == ["two"]
