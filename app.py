"""The app: `python app.py`, or a Hugging Face Space."""

from fmnist.server.store import Store
from fmnist.ui import build_demo, launch

store = Store()
demo = build_demo(store)

if __name__ == "__main__":
    launch(demo, store)
