"""The app: `python app.py`, or a Hugging Face Space."""

from fmnist.runs import cores
from fmnist.server.store import Store
from fmnist.ui import build_demo, launch, mistakes_told

cores.leave_to_runs()
with mistakes_told():  # a variable that is wrong
    store = Store()
demo = build_demo(store)

if __name__ == "__main__":
    launch(demo, store)
