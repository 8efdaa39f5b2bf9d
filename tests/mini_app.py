"""`python app.py` on the mini set, whatever else the machine has: what tests run in a process of its own."""

from fmnist.data import sources

sources.prepare.__kwdefaults__["names"] = ("mini",)

import app  # noqa: E402

if __name__ == "__main__":
    app.launch(app.demo, app.store)
