"""The steps of the Dockerfile without Docker: python -m tests.dockerfile [--here]

As root, since the app runs as another user. A new folder stands for the image's `/`, a new virtual environment of the
system's Python for its Python; with `--here` nothing is installed, and it finds the packages of the Python that runs
this, which must be of the same version. Prints what was done.
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOBODY = 65534
PYTHON = "/usr/bin/python3"
TRIES = 120


def steps():
    """`[(instruction, arguments)]`"""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [tuple(line.split(" ", 1)) for line in text.splitlines() if line.strip()]


def build(image, here):
    """Carry out what makes the image; returns the environment, the commands of HEALTHCHECK and CMD."""
    environment, folder, commands = {"PATH": os.environ["PATH"], "HOME": f"{image}/home/fmnist"}, image, {}
    subprocess.run([PYTHON, "-m", "venv", *(["--without-pip"] if here else []), image / "venv"], check=True)
    environment["PATH"] = f"{image}/venv/bin:{environment['PATH']}"
    if here:
        packages = next((image / "venv/lib").glob("python3*/site-packages"))
        (packages / "here.pth").write_text(sysconfig.get_path("purelib"))
    for instruction, arguments in steps():
        if instruction == "WORKDIR":
            folder = image / arguments.strip("/")
            folder.mkdir()
        elif instruction == "COPY":
            source, target = arguments.split()
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, folder / target)
        elif instruction == "RUN" and arguments.startswith("useradd"):
            (image / "home/fmnist").mkdir(parents=True)
            os.chown(image / "home/fmnist", NOBODY, NOBODY)
        elif instruction == "RUN" and not (here and arguments.startswith("pip ")):
            subprocess.run(arguments, shell=True, check=True, cwd=folder, env={**os.environ, **environment})
        elif instruction == "ENV":
            environment |= dict(pair.split("=") for pair in shlex.split(arguments))
        elif instruction in ("CMD", "HEALTHCHECK"):
            commands[instruction] = json.loads(arguments[arguments.index("["):])
        print("done:", instruction, arguments[:80], flush=True)
    return folder, environment, commands


def main() -> None:
    with tempfile.TemporaryDirectory() as name, socket.socket() as probe:
        image = Path(name)
        image.chmod(0o755)
        folder, environment, commands = build(image, "--here" in sys.argv)
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        environment = {key: value.replace("/home/fmnist", f"{image}/home/fmnist") if key.startswith("FMNIST") else value
                       for key, value in environment.items()} | {"GRADIO_SERVER_PORT": port}
        as_nobody = {"cwd": folder, "env": environment, "user": NOBODY, "group": NOBODY, "extra_groups": []}
        app = subprocess.Popen(commands["CMD"], **as_nobody)
        try:
            probe = [part.replace("7860", port) for part in commands["HEALTHCHECK"]]
            for _ in range(TRIES):
                healthy = subprocess.run(probe, **as_nobody, stderr=subprocess.DEVNULL).returncode == 0
                if healthy or app.poll() is not None:
                    break
                time.sleep(1)
            assert healthy, "HEALTHCHECK fails"
            print("HEALTHCHECK: ok")
            written = subprocess.run(["find", ".", "-writable", "-not", "-type", "l"], **as_nobody,
                                     capture_output=True, text=True).stdout.split()
            assert written == [], f"the app could change {written}"
            print("the code is read-only for the app")
        finally:
            app.send_signal(signal.SIGTERM)
        assert app.wait(timeout=10) == 0
        print("SIGTERM: exit code 0")


if __name__ == "__main__":
    main()
