"""What the Save & load tab shows, as HTML."""

import torch
from torch import nn

from fmnist.checkpoint.card import Card
from fmnist.checkpoint.save_load import Checkpoint
from fmnist.checkpoint.state_dict import Difference, StateDictError
from fmnist.data.fashion_mnist import CLASSES
from fmnist.errors import FmnistError
from fmnist.prediction.predict import changed_by_eval, with_and_without_eval
from fmnist.server.model_in_hand import ModelInHand
from fmnist.ui.common.classes import class_text
from fmnist.ui.common.html import escape, facts
from fmnist.ui.strings import say, say_error

SHOWN_DIFFERENCES = 20  # rows of the table
WHOLE_TEST_SET = 10_000  # images


def card_html(lang: str, card: Card | None) -> str:
    """Where weights come from, as far as they tell; the texts may be a stranger's."""
    if card is None or card == Card():
        return f'<p class="quiet">{escape(say(lang, "weights.card.none"))}</p>'
    told = {
        "model": card.model,
        "seed": "" if card.seed is None else str(card.seed),
        "epochs": "" if card.epochs is None else str(card.epochs),
        "accuracy": "" if card.accuracy is None else f"{card.accuracy:.2%}",
        "data": card.data,
        "config": ", ".join(f"{name}={value}" for name, value in card.config.items()
                            if name not in ("model", "epochs")),  # stand above
        "created": card.created,
        "versions": ", ".join(f"{name} {value}" for name, value in card.versions.items()),
    }
    return facts([(say(lang, f"weights.card.{key}"), value) for key, value in told.items() if value])


def loaded_html(lang: str, hand: ModelInHand, checkpoint: Checkpoint, images: int) -> str:
    """What a loaded file holds, its accuracy on that many test images, what its card claims if that differs, what was
    changed to make it fit, and the card."""
    done = say(lang, "weights.load.done", kind=say(lang, f"weights.kind.{checkpoint.kind}"),
               model=type(hand.model).__name__, accuracy=hand.accuracy, count=images)
    claimed = checkpoint.card and checkpoint.card.accuracy
    whole = images == WHOLE_TEST_SET  # on a part of it the same weights have another accuracy
    differs = claimed is not None and whole and f"{claimed:.2%}" != f"{hand.accuracy:.2%}"
    claim = say(lang, "weights.load.done.claim", claimed=claimed) if differs else ""
    changes = "".join(f"<p>{escape(say_error(lang, change))}</p>" for change in checkpoint.changes)
    return (f'<div class="loaded" role="status"><p><strong>{escape(done)}</strong> {escape(claim)}</p>{changes}</div>'
            + card_html(lang, checkpoint.card))


def eval_html(lang: str, model: nn.Module, X: torch.Tensor) -> str:
    """7.1: what `eval()` is for: two answers to that picture of the batch `X` for which it matters most."""
    if changed_by_eval(model):
        answers = with_and_without_eval(model, X)
        index = int((answers[0] - answers[1]).abs().sum(1).argmax())
        shares, labels = zip(*(probabilities[index].max(0) for probabilities in answers), strict=True)
        names = [class_text(lang, CLASSES[label]) for label in labels]
        text = say(lang, "weights.eval", index=index, count=len(X), name=names[0], share=shares[0].item(),
                   name_without=names[1], share_without=shares[1].item())
    else:
        text = say(lang, "weights.eval.same")
    return f'<p class="quiet">{escape(text)}</p>'


def refused_html(lang: str, error: FmnistError) -> str:
    """Why a file was not loaded: the sentence, and every difference in words."""
    html = (f'<div class="refused" role="alert"><p><strong>{escape(say(lang, "weights.load.refused"))}</strong></p>'
            f"<p>{escape(say_error(lang, error))}</p>")
    if isinstance(error, StateDictError):
        html += differences_html(lang, error.differences)
    return html + "</div>"


def differences_html(lang: str, differences: tuple[Difference, ...]) -> str:
    """A table of what does not fit."""
    heads = "".join(f'<th scope="col" class="text">{escape(say(lang, f"weights.difference.{key}"))}</th>'
                    for key in ("name", "kind", "expected", "got"))
    rows = "".join(
        f'<tr><th scope="row">{escape(d.name)}</th><td class="text">{escape(say(lang, f"weights.difference.{d.kind}"))}'
        f'</td><td class="text">{escape(d.expected)}</td><td class="text">{escape(d.got)}</td></tr>'
        for d in differences[:SHOWN_DIFFERENCES]
    )
    more = len(differences) - SHOWN_DIFFERENCES
    note = f'<p class="quiet">{escape(say(lang, "weights.difference.more", count=more))}</p>' if more > 0 else ""
    return (f'<div class="scroll" tabindex="0"><table class="parameters"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>{note}")
