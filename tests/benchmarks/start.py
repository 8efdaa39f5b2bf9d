"""From start to the first answer of the page, against a bare `gr.Interface` with torch imported.

    python -m tests.benchmarks.start [n]
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request

from tests.benchmarks.timing import compare, machine

BARE = """
import torch, gradio as gr
def greet(name): return name
gr.Interface(greet, "text", "text").launch(quiet=True, ssr_mode=False)
"""


def seconds(*command: str) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "GRADIO_SERVER_PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "False"}
    started = time.perf_counter()
    server = subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                    page.read()
                return time.perf_counter() - started
            except OSError:
                time.sleep(0.02)
    finally:
        server.kill()
        server.wait()


def main() -> None:
    print(machine())
    compare("a bare gr.Interface", lambda: seconds("-c", BARE), "python app.py", lambda: seconds("app.py"),
            int((sys.argv[1:] or ["5"])[0]), "at most 1.3")


if __name__ == "__main__":
    main()
