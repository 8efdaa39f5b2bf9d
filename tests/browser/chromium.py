"""Finding a Chromium for the tests, and getting one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium(chromium) -> str:
    """The browser in PATH or in Playwright's cache; else Playwright's download; else, as root on Debian, its package.

    `chromium`: Playwright's browser type. Raises `RuntimeError` with what to do where all of that fails: a missing
    browser is a failure, not a skip.
    """
    for get in (_nothing, _playwright_install, _apt_install):
        get()
        found = next((path for path in map(shutil.which, NAMES) if path), None) or chromium.executable_path
        if found and Path(found).exists():
            return found
    raise RuntimeError("the browser tests need Chromium and could not get one; install it (`playwright install "
                       "--with-deps chromium`, or on Debian `apt-get install chromium`) and run the tests again.")


def _nothing() -> None:
    """First look at what is there."""


def _playwright_install() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=600)


def _apt_install() -> None:
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False, timeout=600)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"], check=False, timeout=1200)
