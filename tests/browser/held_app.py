"""`python -m tests.browser.held_app 230`: the mini app with runs that stand still after 230 events."""

import sys
import threading

from fmnist.runs.session import Session
from tests.mini_app import app

train = Session.train


def held(session, **how):
    for number, event in enumerate(train(session, **how)):
        if number == int(sys.argv[1]):
            threading.Event().wait()  # for ever: until the process is killed
        yield event


if __name__ == "__main__":
    Session.train = held
    app.launch(app.demo, app.store)
