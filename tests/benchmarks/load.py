"""What the app holds: a class at once, a thousand visits, half-open connections, and requests that want to stall it.

    python -m tests.benchmarks.load [seconds=120] [visitors=50] [sessions=1000] [pictures=60]

Each row says what was measured and its goal. The server runs in a process of its own; the visitors share the machine
with it, so on two cores they take a part of its time too.
"""

import asyncio
import io
import json
import os
import secrets
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
from PIL import Image

from tests.benchmarks.timing import machine
from tests.benchmarks.watched import serve

PORT = 7991
URL = f"http://127.0.0.1:{PORT}"
RUN = f"{URL}/gradio_api/run"
PATIENCE = 300
ROUNDS = 4


def row(what, measured, goal):
    print(f"{what:<62} {measured:<34} goal: {goal}", flush=True)


def megabytes(pid):
    """Resident memory of the server."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def folder_megabytes(folder):
    sizes = []
    for file in Path(folder).rglob("*"):
        try:
            sizes.append(file.lstat().st_size)
        except FileNotFoundError:  # removed this instant
            continue
    return sum(sizes) / 1e6


def png(width, height):
    """A picture of one shade with a square on it."""
    picture, file = Image.new("RGB", (width, height), "white"), io.BytesIO()
    picture.paste("navy", (width // 4, height // 4, width // 2, height // 2))
    picture.save(file, "PNG")
    return file.getvalue()


def upload(data, name="shoe.png"):
    path = httpx.post(f"{URL}/gradio_api/upload", files={"files": (name, data)}, timeout=PATIENCE).json()[0]
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


async def ask(http, endpoint, data, taken, **more):
    """One question; its seconds go to `taken`, or what was wrong with the answer."""
    began = time.monotonic()
    try:
        answer = await http.post(f"{RUN}/{endpoint}", json={"data": data, **more})
        taken.append(time.monotonic() - began if answer.status_code == 200 else answer.text[:80])
        return answer.json().get("data")
    except httpx.HTTPError as error:
        taken.append(repr(error))


def told(taken):
    """Errors, median, 95th percentile and maximum."""
    times = sorted(one for one in taken if isinstance(one, float))
    p95 = times[int(0.95 * (len(times) - 1))] if times else 0
    return (f"{len(taken) - len(times)} errors of {len(taken)}, p95 {1000 * p95:.0f} ms, "
            f"{1000 * max(times, default=0):.0f} at most")


def page_events(config):
    """What a page asks when it opens, and one operation of Tensors: each the function's number and its inputs."""
    components = {one["id"]: one for one in config["components"]}
    events = [(event["id"], [components[number] for number in event["inputs"]], event["targets"])
              for event in config["dependencies"] if event["backend_fn"]]
    opening = [(number, [field["props"].get("value") for field in fields]) for number, fields, targets in events
               if any(trigger == "load" for _, trigger in targets)]
    tensors = next((number, [field["props"].get("value") for field in fields]) for number, fields, _ in events
                   if fields and all((field["props"].get("elem_id") or "").startswith("tensors-") for field in fields))
    return opening, tensors


class Visitor:
    """One connection that stays open. Visitors' computers are not the server's: httpx, which took as much processor
    time as the answers, would take it from the training."""

    async def __aenter__(self):
        self.incoming, self.outgoing = await asyncio.open_connection("127.0.0.1", PORT)
        return self

    async def __aexit__(self, *_):
        self.outgoing.close()

    async def ask(self, endpoint, taken, **question):
        """One question; its seconds go to `taken`, or what was wrong with the answer."""
        began, body = time.monotonic(), json.dumps(question).encode()
        self.outgoing.write(f"POST /gradio_api/run/{endpoint} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                            f"application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        try:
            status, answer = await asyncio.wait_for(self._answer(), 60)
            taken.append(time.monotonic() - began if status == 200 else answer[:80])
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError) as error:
            taken.append(repr(error))

    async def _answer(self):
        """The next answer's status and body."""
        head = (await self.incoming.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        return int(head.split()[1]), await self.incoming.readexactly(length)


async def a_class(seconds, visitors, tensors):
    """Visitors who ask once a second while a run goes on."""
    shoe, taken = upload(png(400, 300)), []

    async def visit(number):
        async with Visitor() as visitor:
            session = {"session_hash": secrets.token_hex(6)}
            end = time.monotonic() + seconds
            await asyncio.sleep(number / visitors)
            for turn in range(number, 10**9):
                if time.monotonic() > end:
                    return
                began = time.monotonic()
                if turn % 4 == 3:
                    await visitor.ask("predict", taken, data=tensors[1], fn_index=tensors[0], **session)
                else:
                    endpoint, data = [("samples", ["train", "all", turn]), ("predict", [shoe]),
                                      ("parameters", ["mlp"])][turn % 4]
                    await visitor.ask(endpoint, taken, data=data, **session)
                await asyncio.sleep(max(0, 1 - (time.monotonic() - began)))

    await asyncio.gather(*map(visit, range(visitors)))
    return taken


async def sessions(count, opening, pid, folder):
    """Pages opened and closed one after another: the server's memory and folder after 100 of them, and after all."""
    seen, taken = {}, []
    async with httpx.AsyncClient(timeout=60) as http:
        for number in range(1, count + 1):
            session = secrets.token_hex(6)
            async with http.stream("GET", f"{URL}/gradio_api/heartbeat/{session}"):
                for event, values in opening:
                    await ask(http, "predict", values, taken, fn_index=event, session_hash=session)
            if number in (min(100, count), count):
                seen[number] = megabytes(pid), folder_megabytes(folder)
    return list(seen.values()), taken


async def meanwhile(work):
    """How long nine samples take while `work` goes on."""
    taken, task = [], asyncio.ensure_future(work)
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        while not task.done():
            await ask(http, "samples", ["test", "all", 0], taken)
            await asyncio.sleep(0.1)
    return await task, taken


async def at_once(count, endpoint, data):
    async with httpx.AsyncClient(timeout=3600, limits=httpx.Limits(max_connections=count)) as http:
        answers = []
        await asyncio.gather(*(ask(http, endpoint, data, answers) for _ in range(count)))
        return answers


def half_open(count):
    """Connections that send half a header, half a body, and half an upload."""
    question = b"POST /gradio_api/run/status HTTP/1.1\r\nHost: x\r\n"
    heads = (question + b"Content-", question + b"Content-Length: 900\r\n\r\n{",
             b"POST /gradio_api/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
             b"Content-Length: 900\r\n\r\n--x\r\n")
    opened = [socket.create_connection(("127.0.0.1", PORT)) for _ in range(count)]
    for number, connection in enumerate(opened):
        connection.sendall(heads[number % 3])
    return opened


def seconds_until_refused():
    """A body of 50 MB that says how long it is, of which nothing is sent."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", PORT)) as connection:
        connection.sendall(b"POST /gradio_api/run/status HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n")
        assert b" 413 " in connection.recv(100)
    return time.monotonic() - began


def train():
    """A run of the tutorial's MLP; what gives the steps it has done."""
    job = httpx.post(f"{RUN}/train", json={"data": ["mlp", 1000, 64, 1e-3, "sgd", 0, {}]}, timeout=60).json()["data"][0]

    def steps():
        run = httpx.post(f"{RUN}/status", json={"data": [job]}, timeout=60).json()["data"][0]
        return max(run["epoch"] - 1, 0) * run["steps"] + run["step"]

    while steps() < 200:  # the data set has been read
        time.sleep(0.2)
    return job, steps


def measure(server, folder, seconds, visitors, visits, pictures):
    opening, tensors = page_events(httpx.get(f"{URL}/config", timeout=60).json())
    job, steps = train()
    made, taken = {0: 0, visitors: 0}, []
    for crowd in (0, visitors) * ROUNDS:  # in turn: a machine that changes its speed meanwhile does so for both
        before = steps()
        if crowd:
            taken += asyncio.run(a_class(seconds / ROUNDS, crowd, tensors))
        else:
            time.sleep(seconds / ROUNDS)
        made[crowd] += steps() - before
    row(f"{visitors} visitors at 1 Hz while one trains", told(taken), "0 errors, p95 300 ms")
    row("  the training's speed", f"{made[visitors] / made[0]:.0%} of {made[0] / seconds:.0f} steps/s alone", "70%")
    httpx.post(f"{RUN}/stop", json={"data": [job]}, timeout=60)
    kept, taken = asyncio.run(sessions(visits, opening, server.pid, folder))
    (memory, files), (memory_after, files_after) = kept[0], kept[-1]
    row(f"{visits} sessions opened and closed: memory from the 100th on",
        f"{memory_after - memory:+.0f} MB, {told(taken).split(',')[0]}", "at most +100 MB")
    row("  temporary folder", f"{files_after - files:+.1f} MB", "flat")
    opened = half_open(300)
    _, taken = asyncio.run(meanwhile(asyncio.sleep(10)))
    row("300 half-open connections: samples meanwhile", told(taken), "block nobody")
    for connection in opened:
        connection.close()
    taken = [seconds_until_refused() for _ in range(20)]
    row("a body of 50 MB: until it is refused", f"{1000 * statistics.median(taken):.0f} ms, "
        f"{1000 * max(taken):.0f} at most", "milliseconds")
    large, memory = upload(png(8160, 6120)), megabytes(server.pid)
    answers, taken = asyncio.run(meanwhile(at_once(pictures, "predict", [large])))
    row(f"{pictures} pictures of 50 megapixels at once: samples meanwhile", told(taken), "1000 ms")
    row("  the pictures themselves; memory afterwards",
        f"{told(answers).split(',')[0]}, {megabytes(server.pid) - memory:+.0f} MB", "at most +300 MB")
    most = 0
    for number in range(40):
        upload(os.urandom(19_000_000), f"{number}.bin")
        most = max(most, folder_megabytes(folder))
    row("760 MB uploaded: temporary folder", f"{most:.0f} MB at most", "500 MB")


def main() -> None:
    print(machine())
    given = dict(word.split("=") for word in sys.argv[1:])
    seconds, visitors, visits, pictures = (int(given.get(name, usual)) for name, usual in (
        ("seconds", 120), ("visitors", 50), ("sessions", 1000), ("pictures", 60)))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder
        server, _ = serve(PORT)
        try:
            measure(server, folder, seconds, visitors, visits, pictures)
        finally:
            server.terminate()
            server.wait()
        left = [path.name for path in Path(folder).iterdir() if "temp" in path.name]
        row("left of the temporary folder after SIGTERM", str(left or "nothing"), "nothing")


if __name__ == "__main__":
    main()
