"""What a run has come to, in one sentence, with what to do next."""

from fmnist.runs import record as states
from fmnist.runs.record import Snapshot
from fmnist.server.network_in_use import run_kind
from fmnist.server.store import Store
from fmnist.ui.common.html import escape
from fmnist.ui.strings import say, together


def banner(lang: str, store: Store, run: Snapshot, visitor: str | None) -> str:
    """HTML; empty while the run goes on, and where it left no weights. `visitor`: as for `draw_run`."""
    if run.active or not run.has_weights:
        return ""
    if not run.metrics:
        return f"<p>{escape(say(lang, 'train.banner.unmeasured'))}</p>{_draw(lang)}"
    if not run.has_learned:
        return f"<p>{escape(say(lang, 'train.banner.nothing'))}</p>"
    about = say(lang, "train.banner.compare", shipped=store.shipped("convnet").accuracy or 0)
    if run.start_accuracy is not None:
        forgot = run.source == "custom" and run.accuracy < run.start_accuracy
        key = "train.banner.forgot" if forgot else "train.banner.before"
        about = together(lang, about, say(lang, key, before=run.start_accuracy))
    if in_use(store, run, visitor):
        name = say(lang, "train.run.name", number=run.number)
        about = together(lang, about, say(lang, "train.banner.in_use", name=name))
    if run.state == states.STOPPED and run.epoch > run.metrics[-1].epoch:
        about = together(lang, about, say(lang, "train.banner.further"))
    longer = "" if run.source == "custom" else _button("longer", say(lang, "train.banner.longer"))
    return (f"<p>{escape(about)}</p>{_draw(lang)}"
            f"<div>{_button('confuse', say(lang, 'train.banner.confuse'))}{longer}</div>")


def in_use(store: Store, run: Snapshot, visitor: str | None) -> bool:
    """Whether this run's network answers on Predict."""
    return visitor is not None and store.kind_in_use(visitor) == run_kind(run.id)


def take_in_use(store: Store, visitor: str, run: Snapshot) -> None:
    """Let this run's network answer from now on."""
    if not in_use(store, run, visitor):
        store.choose(visitor, run_kind(run.id))


def _draw(lang: str) -> str:
    return f'<a class="go" href="#predict" data-do="draw">{escape(say(lang, "train.banner.draw"))} →</a>'


def _button(do: str, text: str) -> str:
    return f'<button type="button" data-do="{do}">{escape(text)}</button>'
