"""Chapter 6.3 on screen: the lines of the training loop one after another, and the numbers that each one changes."""

from fmnist.autograd.one_batch import OneBatch
from fmnist.ui.common.html import escape
from fmnist.ui.strings import say


def draw_one_batch(lang: str, got: OneBatch, learning_rate: float) -> str:
    """6.3: loss, parameter and gradient after each line; `assets/stepper.js` shows them up to the line that has run."""
    entry = f"{got.parameter}[{', '.join(map(str, got.index))}]"
    loss, after, w, stepped = f"{got.loss:.6f}", f"{got.loss_after:.6f}", f"{got.w:.8g}", f"{got.w_after:.8g}"
    grad, told = f"{got.grad:.8g}", {"w": got.w, "rate": learning_rate, "grad": got.grad, "by_hand": got.w_by_hand}
    layers = "<br>".join(f"{escape(one.name)} · {one.kind}: {one.shape_in} → {one.shape_out}" for one in got.layers)
    grads = "<br>".join(f"{escape(g.name)}.grad {g.shape}, norm {g.norm:.4g}" for g in got.gradients)
    left = escape(say(lang, "autograd.zeroed.count", count=got.grads_after_zero))
    lines = [  # what runs, loss, w and w.grad after it, which of the three it changed, and more to tell
        ("forward", "pred = model(X)", ("–", w, "None"), None, layers),
        ("loss", "loss = loss_fn(pred, y)", (loss, w, "None"), 0, ""),
        ("backward", "loss.backward()", (loss, w, grad), 2, grads),
        ("step", "optimizer.step()", (loss, stepped, grad), 1, ""),
        ("zero_grad", "optimizer.zero_grad()", (loss, stepped, "None"), 2, left),
        ("after", "loss_fn(model(X), y)", (after, stepped, "None"), 0, ""),
    ]
    heads = "".join(f'<th scope="col"><code>{escape(text)}</code></th>' for text in ("loss", "w", "w.grad"))
    rows, notes = "", ""
    for name, code, numbers, changed, more in lines:
        cells = "".join(f'<td{" class=lit" if i == changed else ""}>{text}</td>' for i, text in enumerate(numbers))
        rows += f'<tr><th scope="row"><button type="button"><code>{escape(code)}</code></button></th>{cells}</tr>'
        text = escape(say(lang, f"autograd.line.{name}", **told if name == "step" else {}))
        more = f'<p class="lines" tabindex="0">{more}</p>' if more else ""
        notes += f'<div class="line-note"><p>{text}</p>{more}</div>'
    head = f"<caption><code>w = {escape(entry)}</code></caption><thead><tr><td></td>{heads}</tr></thead>"
    return (f'<div class="stepper"><div><div class="scroll" tabindex="0"><table class="stepped">{head}'
            f'<tbody>{rows}</tbody></table></div><button type="button" class="next-line" '
            f'data-again="{escape(say(lang, "autograd.again"))}">{escape(say(lang, "autograd.next"))}</button></div>'
            f'<div class="line-notes" aria-live="polite">{notes}</div></div>')
