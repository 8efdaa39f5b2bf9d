"""Training while browsers watch, against the same training headless; steps a second with 0, 1, 5 and 10 of them.

    python -m tests.benchmarks.watched [epochs] [watchers,…]

The epochs must last until the last browser is open: with ten of them on two cores about a minute.

The server runs in a process of its own, as it does for visitors; the browsers share the machine with it.
"""

import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

from gradio_client import Client
from playwright.sync_api import sync_playwright

from tests.benchmarks.timing import machine
from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGS

WATCHERS = (0, 1, 5, 10)


def serve(port):
    environment = {**os.environ, "GRADIO_SERVER_PORT": str(port), "FMNIST_RUNS": tempfile.mkdtemp()}
    server = subprocess.Popen([sys.executable, "app.py"], env=environment, stdout=subprocess.DEVNULL)
    for _ in range(120):
        try:
            return server, Client(f"http://127.0.0.1:{port}", verbose=False)
        except Exception:
            time.sleep(0.5)
    raise AssertionError("the server does not answer")


def watch(browser, url, storage):
    """A page that shows the run of the visitor whose browser has `storage`."""
    context = browser.new_context(storage_state=storage)
    page = context.new_page()
    page.goto(url)
    page.get_by_role("tab", name="Train").click()
    page.get_by_text(re.compile("Training: epoch")).wait_for(timeout=60_000)
    return context


def headless(client, epochs):
    """Median seconds of an epoch that nobody watches; the first one is left out, as below."""
    job = client.predict(epochs=epochs, api_name="/train")
    while (run := client.predict(job, api_name="/status"))["state"] != "finished":
        time.sleep(3)
    return median_epoch([metrics["elapsed_seconds"] for metrics in run["metrics"]])


def watched(playwright, url, epochs, watchers):
    """The same with that many watching browsers; the first one starts the run."""
    browser = playwright.chromium.launch(executable_path=find_chromium(playwright.chromium), args=ARGS)
    first = browser.new_context()
    page = first.new_page()
    page.goto(url)
    page.get_by_role("tab", name="Train").click()
    page.locator("#train-epochs input").fill(str(epochs))
    page.locator("#train-start").click()
    page.get_by_text(re.compile("Training: epoch")).wait_for(timeout=60_000)
    storage = first.storage_state()
    others = [watch(browser, url, storage) for _ in range(watchers - 1)]
    page.get_by_text(re.compile("^Finished")).wait_for(timeout=1_800_000)
    page.get_by_text("The same numbers as a table").click()
    seconds = [float(row.split("\t")[-1]) for row in page.locator("#train-live tbody tr").all_inner_texts()]
    for context in others:
        context.close()
    browser.close()
    return median_epoch(seconds)


def median_epoch(elapsed):
    """Without the first epoch: browsers are still being opened in it."""
    return statistics.median(b - a for a, b in itertools.pairwise(elapsed))


def main() -> None:
    print(machine())
    epochs = int((sys.argv[1:] or ["20"])[0])
    watchers = tuple(map(int, sys.argv[2].split(","))) if len(sys.argv) > 2 else WATCHERS
    server, client = serve(7990)
    try:
        with sync_playwright() as playwright:
            took = {n: watched(playwright, "http://127.0.0.1:7990", epochs, n) if n else headless(client, epochs)
                    for n in watchers}
        for n, seconds in took.items():
            print(f"{n:>2} watching: {938 / seconds:7.1f} steps/s, {seconds / took[0]:.3f}× the headless time"
                  f"   (one: goal at most 1.05)")
        job = client.predict(epochs=3, api_name="/train")
        asked = []
        for _ in range(100):
            started = time.perf_counter()
            status(client, job)
            asked.append(1000 * (time.perf_counter() - started))
        client.predict(job, api_name="/stop")
        print(f"status while training: {statistics.median(asked):.1f} ms median (goal at most 10), "
              f"{max(asked):.1f} ms at most")
    finally:
        server.terminate()


def status(client, job):
    """Raw HTTP: gradio_client itself costs more than the answer."""
    import httpx

    answer = httpx.post(f"{client.src}gradio_api/run/status", content=json.dumps({"data": [job]}),
                        headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text


if __name__ == "__main__":
    main()
