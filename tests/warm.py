"""A Python that has imported torch and torchvision, but nothing of this package, and runs each script in a fork of it.

It runs notebooks, too: their cells one after the other, as a kernel does.

A script that starts by itself spends three seconds of processor time on these two imports. The process that is
forked has computed nothing; what a script needs beyond the two it imports itself.
"""

import contextlib
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, NoReturn

MOST_SECONDS = 300  # a script may run


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


class Started:
    """A script under way: its process is `pid`, what it prints goes to the files `stdout` and `stderr`."""

    def __init__(self, warm: "Warm", pid: int, stdout: Path, stderr: Path) -> None:
        self.warm, self.pid, self.stdout, self.stderr = warm, pid, stdout, stderr

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> Done:
        self.warm.started = None
        return Done(self.warm.answer(), self.stdout.read_text("utf-8"), self.stderr.read_text("utf-8"))


class Warm:
    """Scripts run one after the other, each in a fresh fork; `folder` is for what they print."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.started: Started | None = None
        # `-I`: neither the working folder nor PYTHONPATH is searched, so no fmnist is found.
        self.process = subprocess.Popen(
            [sys.executable, "-I", __file__], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1", "PATH": ""})

    def start(self, script: Path | str, *arguments: object, cwd: Path) -> Started:
        """`python -I script arguments…` in the folder `cwd`; `script` may be an .ipynb."""
        self.end()
        self.count += 1
        printed = [self.folder / f"{self.count}.{name}" for name in ("out", "err")]
        request = [str(cwd), [str(script), *map(str, arguments)], *map(str, printed)]
        print(json.dumps(request), file=self.process.stdin, flush=True)
        self.started = Started(self, self.answer(), *printed)
        return self.started

    def run(self, script: Path | str, *arguments: object, cwd: Path) -> Done:
        return self.start(script, *arguments, cwd=cwd).wait()

    def answer(self) -> int:
        line = self.process.stdout.readline()
        assert line, "the Python that runs the scripts has ended"
        return int(line)

    def end(self) -> None:
        """End the script that a failing test left behind."""
        if self.started:
            with contextlib.suppress(ProcessLookupError):  # it has ended by itself
                self.started.kill()
            self.started.wait()

    def close(self) -> None:
        self.end()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def run_notebook(path: str) -> None:
    """Run its cells in a main module of their own."""
    main = sys.modules["__main__"] = ModuleType("__main__")
    for cell in json.loads(Path(path).read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile(cell["source"], f"{path}: {cell['id']}", "exec"), main.__dict__)


def end(script: str) -> NoReturn:
    """Run it as the main module, and leave without taking torch apart, which takes longer than most scripts."""
    status = 1
    try:
        run_notebook(script) if script.endswith(".ipynb") else runpy.run_path(script, run_name="__main__")
        status = 0
    except SystemExit as exit:
        status = exit.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def serve() -> None:
    """For every request on the standard input: the pid of the fork, and once it has ended its exit status."""
    import torch  # noqa: F401
    import torchvision  # noqa: F401

    gc.freeze()  # so that a fork does not copy every page to count references
    for line in sys.stdin:
        folder, arguments, stdout, stderr = json.loads(line)
        pid = os.fork()
        if pid == 0:
            signal.alarm(MOST_SECONDS)
            for number, path in enumerate((os.devnull, stdout, stderr)):
                os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
            os.chdir(folder)
            sys.argv = arguments
            end(arguments[0])
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    serve()
