"""From the form to the answer: a `Question`, its picture, and what the tab shows for it."""

import json
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image

from fmnist.data.fashion_mnist import CLASSES
from fmnist.errors import ImageError
from fmnist.inspection.blocks import walk_blocks
from fmnist.inspection.layers import walk_layers
from fmnist.pictures.open_image import open_data_url
from fmnist.pictures.to_input import Stages, prepare
from fmnist.prediction.predict import nearest, predict, saliency
from fmnist.server.network_in_use import run_of
from fmnist.server.store import Store
from fmnist.ui.common.uploads import open_upload
from fmnist.ui.network import network_label, network_name
from fmnist.ui.predict.explain_html import note_of, stages_html, walk_html, why_html
from fmnist.ui.predict.flow_html import flow_html
from fmnist.ui.predict.html import answer_html, message_html, side_by_side
from fmnist.ui.strings import say, say_error

MAX_RUNS = 2  # beside the network in use: an answer is 3 ms of work, and all of them follow the pen


@dataclass(frozen=True)
class Question:
    """The form as the browser sends it.

    - `kind`: of the network in use. `source`: the open one of "draw", "upload" and "test".
    - `drawing`: value of the pad. `upload`: path or `data:` address. `index`: of a test image.
    - `flip`, `centre`, `compare`: the three switches.
    """

    visitor: str | None
    kind: str
    source: str = "draw"
    drawing: Any = ""
    upload: str | None = None
    index: Any = None
    flip: bool = False
    centre: bool = True
    compare: bool = False

    @classmethod
    def parse(cls, *values: Any) -> "Question":
        """`values`: in the order of the fields; a restarted server sends `None` for `source`."""
        visitor, kind, source, *chosen, flip, centre, compare = values
        return cls(visitor, kind, source or "draw", *chosen, bool(flip), centre is not False, bool(compare))

    def picture(self, store: Store) -> Image.Image | None:
        """The picture of the open source, or `None` if there is none yet. Raises `ImageError`."""
        if self.source == "test":
            data = store.data(False).data
            fits = type(self.index) is int and 0 <= self.index < len(data)
            return Image.fromarray(data[self.index].numpy()) if fits else None
        if self.source == "upload":
            return open_upload(self.upload) if self.upload else None
        return pad_image(self.drawing)

    def stages(self, image: Image.Image) -> Stages:
        """`prepare`, with the switches. `flip` overrules the polarity that is known, or was found in an upload."""
        if self.source != "upload":  # the pad draws light on black, as the data set is
            return prepare(image, invert=self.flip, centre=self.centre)
        found = prepare(image, centre=self.centre)
        return prepare(image, invert=not found.inverted, centre=self.centre) if self.flip else found


def is_ghost(value: Any) -> bool:
    """Whether the pad's value is the shoe that the page draws on a first visit."""
    try:
        return json.loads(value).get("ghost") is True
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False


def pad_image(value: Any) -> Image.Image | None:
    """The drawing in the pad's value, `{"image": "data:…", "done": bool}`; `None` if empty. Raises `ImageError`."""
    if not value:
        return None
    try:
        url = json.loads(value)["image"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ImageError("the drawing cannot be read: expected an object with an image; draw again.") from None
    return open_data_url(url) if url != "" else None


def answer(lang: str, store: Store, question: Question) -> tuple[str, Stages | None]:
    """The answer's HTML, and the stages where there is a picture; an error stands in the answer's place."""
    try:
        image = question.picture(store)
        if image is None:
            return message_html(say(lang, f"predict.empty.{question.source}"), lang=lang), None
        stages = question.stages(image)
        return draw_answer(lang, store, question, stages.X), stages
    except ImageError as error:
        return message_html(say_error(lang, error), is_error=True, lang=lang), None


def draw_answer(lang: str, store: Store, question: Question, X: torch.Tensor) -> str:
    """The answer of the network in use, or those of several networks, that one first."""
    visitor, kind = question.visitor, question.kind
    actual = CLASSES[store.data(False).targets[question.index]] if question.source == "test" else None
    ghost = question.source == "draw" and is_ghost(question.drawing)
    if not question.compare:
        new = question.source == "draw" and has_seen_photos_only(store, kind)
        return answer_html(lang, predict(store.model(visitor, kind).model, X), "", actual, ghost, new)
    return side_by_side([
        answer_html(lang, predict(store.model(visitor, name).model, X), network_label(lang, store, visitor, name),
                    actual, ghost)
        for name in compared(store, visitor, kind)
    ])


def has_seen_photos_only(store: Store, kind: str) -> bool:
    """Whether the network is a run's that began with fresh weights and was shown no sketch."""
    run_id = run_of(kind)
    if run_id is None:
        return False
    run = store.runs.snapshot(run_id)
    return run.config.augment == "none" and not run.config.drawn_share and not run.continued


def compared(store: Store, visitor: str | None, kind: str) -> list[str]:
    """The kinds of the networks that answer side by side: the one in use, the shipped ones, the newest runs, a file."""
    others = [one for one in store.choices(visitor) if one != kind]
    runs = [one for one in others if run_of(one) is not None]
    return [kind, *(one for one in others if one not in runs[MAX_RUNS:])]


def draw_why(lang: str, store: Store, question: Question, stages: Stages) -> str:
    """What the network in use sees, what it looked at, and the three nearest training images."""
    training_data = store.data(True)
    near = [(training_data.data[index], CLASSES[training_data.targets[index]])
            for index in nearest(stages.X, training_data.data).tolist()]
    looked_at = saliency(store.model(question.visitor, question.kind).model, stages.X)
    name = network_name(lang, store, question.visitor, question.kind)
    return why_html(lang, stages, looked_at, near, note_of(lang, stages, question.flip, question.centre), name)


def draw_waiting_way(lang: str, store: Store, question: Question) -> str:
    """The way through the network in use before there is a picture: what its places are called."""
    model = store.model(question.visitor, question.kind).model
    steps = walk_layers(model, torch.zeros(1, 1, 28, 28))
    return flow_html(lang, None, walk_blocks(model, steps), steps[-1].output[0])


def draw_way(lang: str, store: Store, question: Question, stages: Stages, is_walking: bool) -> tuple[str, str, str]:
    """The way through the network in use; and every stage and every layer where `is_walking`, else two empty texts."""
    model = store.model(question.visitor, question.kind).model
    steps = walk_layers(model, stages.X)
    flow = flow_html(lang, stages.X[0, 0], walk_blocks(model, steps), steps[-1].output[0])
    if not is_walking:
        return flow, "", ""
    name = network_name(lang, store, question.visitor, question.kind)
    return flow, stages_html(lang, stages, question.flip, question.centre), walk_html(lang, name, steps)
