"""How long an answer takes: in the core, and over HTTP beside a bare `gr.Interface` that does the same.

    python -m tests.benchmarks.predict

Milliseconds, medians after 20 rounds for warming up: of 200 in the core, of 600 over HTTP, where both servers are in
this process and asked in turn.
"""

import os
import statistics
import tempfile
import time

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
import httpx
from PIL import Image

from fmnist.pictures.to_input import to_input
from fmnist.prediction.predict import predict
from fmnist.server.store import Store
from fmnist.ui import build_demo
from fmnist.ui.launch import launch_options
from tests.pictures.drawings import SHAPES, filled


def median_ms(what, runs=200, warm_up=20):
    times = []
    for _ in range(warm_up + runs):
        started = time.perf_counter()
        what()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times[warm_up:])


def asker(url, path):
    client = httpx.Client()
    with open(path, "rb") as file:
        uploaded = client.post(f"{url}/gradio_api/upload", files={"files": file}).json()[0]
    # A session, as gradio_client has one: without it Gradio copies the settings of the whole page at every call.
    body = {"data": [{"path": uploaded, "meta": {"_type": "gradio.FileData"}}], "session_hash": "benchmark"}

    def ask():
        answer = client.post(f"{url}/gradio_api/run/predict", json=body)
        assert answer.json()["data"][0]["label"], answer.text

    return ask


def main():
    picture = filled(SHAPES[18])
    path = os.path.join(tempfile.mkdtemp(), "boot.png")
    picture.save(path)
    store = Store()
    model = store.in_hand(None).model
    X = to_input(picture)
    print(f"to_input, a page of 640×480      {median_ms(lambda: to_input(picture)):7.2f} ms")
    print(f"predict, in the core             {median_ms(lambda: predict(model, X)):7.2f} ms (at most 3)")

    def answer(image: Image.Image):
        return predict(model, to_input(image))

    ours = build_demo(store)
    ours.launch(prevent_thread_lock=True, quiet=True, server_port=7951, **launch_options())
    bare = gr.Interface(answer, gr.Image(type="pil"), gr.Label(), api_name="predict", flagging_mode="never")
    bare.queue(api_open=True).launch(prevent_thread_lock=True, quiet=True, server_port=7952, ssr_mode=False)
    asks = [asker("http://127.0.0.1:7951", path), asker("http://127.0.0.1:7952", path)]
    times = [[], []]
    for round_ in range(620):
        for number in (0, 1) if round_ % 2 else (1, 0):
            started = time.perf_counter()
            asks[number]()
            if round_ >= 20:
                times[number].append(1000 * (time.perf_counter() - started))
    mine, theirs = map(statistics.median, times)
    print(f"HTTP predict                     {mine:7.2f} ms")
    print(f"the same by a bare gr.Interface  {theirs:7.2f} ms (ratio {mine / theirs:.2f}, at most 1)")
    ours.close()
    bare.close()


if __name__ == "__main__":
    main()
