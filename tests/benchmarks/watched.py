"""Training while 1, 5 or 10 browsers watch, against the same training while nobody does; and `status` meanwhile.

    python -m tests.benchmarks.watched [rounds] [watchers,…]

One run of the tutorial's MLP goes on all the time; pages are opened on it and closed again in turn, so that a machine
that changes its speed meanwhile does so for both. The server runs in a process of its own, as it does for visitors; the
browsers share the machine with it.
"""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import httpx
from playwright.sync_api import sync_playwright

from tests.benchmarks.timing import machine
from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGS

WATCHERS, ROUNDS, EPOCHS = (1, 5, 10), 5, 6
SETTLED = 5  # seconds after which a page has arrived; what opening it costs is no part of watching


def serve(port):
    environment = {**os.environ, "GRADIO_SERVER_PORT": str(port), "FMNIST_RUNS": tempfile.mkdtemp()}
    with socket.socket() as free:
        free.bind(("127.0.0.1", port))  # an OSError here: an app that was left running would be measured
    server = subprocess.Popen([sys.executable, "app.py"], env=environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    connection = httpx.Client(base_url=f"http://127.0.0.1:{port}/", timeout=30)
    for _ in range(120):
        try:
            connection.get("/")
            assert server.poll() is None, f"port {port} is taken"
            return server, connection
        except httpx.HTTPError:
            time.sleep(0.5)
    raise AssertionError("the server does not answer")


def status(connection, job):
    """One answer over a connection with a session, as a client has them that asks again and again."""
    answer = connection.post("gradio_api/run/status", json={"data": [job], "session_hash": "watching"})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"][0]


def seconds(connection, job):
    """Of the next `EPOCHS` whole epochs."""
    last = len(status(connection, job)["metrics"]) + 1 + EPOCHS
    while len(metrics := status(connection, job)["metrics"]) < last:
        time.sleep(1)
    return metrics[last - 1]["elapsed_seconds"] - metrics[last - 1 - EPOCHS]["elapsed_seconds"]


def start(browser, url):
    """A visitor's run: its id, and what makes another page theirs."""
    context, asked = browser.new_context(), []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request) if "component_server" in request.url else None)
    page.goto(url)
    page.wait_for_selector("#hand-facts p", state="attached")
    page.get_by_role("tab", name="Train").click()
    page.locator("#train-epochs input").fill("1000")
    page.locator("#train-start").click()
    page.get_by_text(re.compile("Training: epoch")).wait_for(timeout=60_000)
    page.wait_for_timeout(2000)
    storage, job = context.storage_state(), json.loads(asked[-1].post_data)["data"][0]
    context.close()
    return job, storage


def watch(browser, url, storage):
    context = browser.new_context(storage_state=storage)
    page = context.new_page()
    page.goto(f"{url}/#train")
    page.get_by_text(re.compile("Training: epoch")).wait_for(timeout=120_000)
    page.wait_for_timeout(1000 * SETTLED)
    return context


def main() -> None:
    print(machine())
    rounds = int((sys.argv[1:] or [ROUNDS])[0])
    watchers = tuple(map(int, sys.argv[2].split(","))) if len(sys.argv) > 2 else WATCHERS
    url = "http://127.0.0.1:7990"
    server, connection = serve(7990)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(playwright.chromium), args=ARGS)
            job, storage = start(browser, url)
            for count in watchers:
                alone, seen = [], []
                for _ in range(rounds):
                    alone.append(seconds(connection, job))
                    contexts = [watch(browser, url, storage) for _ in range(count)]
                    seen.append(seconds(connection, job))
                    for context in contexts:
                        context.close()
                ratios = [b / a for a, b in zip(alone, seen, strict=True)]
                steps = status(connection, job)["steps"] * EPOCHS
                print(f"{count:>2} watching: {steps / statistics.median(seen):.0f} steps/s, "
                      f"nobody: {steps / statistics.median(alone):.0f}; "
                      f"{statistics.median(ratios):.3f}× the time ({min(ratios):.3f}-{max(ratios):.3f}, n={rounds}), "
                      "goal for one: at most 1.05", flush=True)
            browser.close()
        asked = []
        for _ in range(100):
            started = time.perf_counter()
            status(connection, job)
            asked.append(1000 * (time.perf_counter() - started))
        print(f"status while training: {statistics.median(asked):.1f} ms median (goal at most 10), "
              f"{max(asked):.1f} ms at most")
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
