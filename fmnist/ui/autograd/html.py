"""What the Autograd tab shows: the graph, gradients, the Jacobian, the bowl."""

from fmnist.autograd.descent import Descent
from fmnist.autograd.gradients import (
    Inputs,
    accumulation,
    finite_difference,
    gradients,
    retain_graph_error,
    tracking,
    vector_jacobian,
)
from fmnist.autograd.graph import graph_of
from fmnist.ui.autograd.bowl_svg import draw_bowl
from fmnist.ui.autograd.graph_svg import draw
from fmnist.ui.common.html import escape, table
from fmnist.ui.common.tensor_html import grid, note, side_by_side
from fmnist.ui.strings import say


def draw_example(lang: str, inputs: Inputs, name: str, index: tuple[int, ...]) -> str:
    """5.1 and 5.2: forward, the graph, backward, and one entry checked by finite differences."""
    got = gradients(inputs)
    graph = draw(graph_of(got.loss, {"w": inputs.w, "b": inputs.b}), say(lang, "autograd.graph"))
    check = finite_difference(inputs, name, index)
    marked_w, marked_b = got.w_grad != got.w_grad, got.b_grad != got.b_grad
    (marked_w if name == "w" else marked_b)[index] = True
    entry = f"{name}.grad[{', '.join(map(str, index))}]"
    checked = say(lang, "autograd.check", name=entry, gradient=check.gradient, difference=check.difference,
                  epsilon=check.epsilon, plus=check.loss_plus, minus=check.loss_minus)
    return (
        side_by_side([
            grid(lang, inputs.x, "x"), grid(lang, inputs.w, "w"), grid(lang, inputs.b, "b"), grid(lang, inputs.y, "y"),
            grid(lang, got.z, "z = x @ w + b"), grid(lang, got.loss, "loss"),
        ])
        + f'<div class="scroll" tabindex="0">{graph}</div>'
        + note(say(lang, "autograd.graph.note"))
        + side_by_side([grid(lang, got.w_grad, "w.grad", marked_w), grid(lang, got.b_grad, "b.grad", marked_b)])
        + note(checked, "result")
        + note(say(lang, "autograd.leaves", w=inputs.w.is_leaf, b=inputs.b.is_leaf, z=got.z.is_leaf))
    )  # fmt: skip


def draw_tracking(lang: str, inputs: Inputs) -> str:
    """5.3: what `no_grad` and `detach` leave."""
    heads = ("z", "requires_grad", "grad_fn", say(lang, "autograd.shares"))
    rows = ""
    for kind in tracking(inputs):
        shares = say(lang, "autograd.yes" if kind.shares_memory else "autograd.no")
        cells = (kind.requires_grad, kind.grad_fn or "None", shares)
        values = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
        rows += f"<tr><th scope=row><code>{escape(kind.code)}</code></th>{values}</tr>"
    return table(heads, rows)


def draw_accumulation(lang: str, rows: int, columns: int) -> str:
    """5.5: three calls of `backward`, and torch's error without `retain_graph`."""
    got = accumulation(rows, columns)
    grids = [grid(lang, getattr(got, key), say(lang, f"autograd.{key}")) for key in ("first", "second", "zeroed")]
    why = say(lang, "autograd.retain", reason=retain_graph_error())
    return side_by_side(grids) + note(say(lang, "autograd.accumulate.note"), "result") + note(why, "warning")


def draw_jacobian(lang: str, function: str, inp: str, v: str) -> str:
    """5.5: `out.backward(v)` and `v · J` beside each other."""
    got = vector_jacobian(function, inp, v)
    shape = tuple(got.jacobian.shape)
    return side_by_side([
        grid(lang, got.inp, "inp"), grid(lang, got.out, f"out = {function}"), grid(lang, got.v, "v"),
        grid(lang, got.grad, "inp.grad"), grid(lang, got.jacobian, "J"),
        grid(lang, got.product, "(v.flatten() @ J).reshape(inp.shape)"),
    ]) + note(say(lang, "autograd.jacobian.note", rows=shape[0], columns=shape[1]), "result")  # fmt: skip


def draw_descent(lang: str, got: Descent) -> str:
    """The loss as a curve, its tangent where the parameter is now, and the steps; the same numbers as a table."""
    steps = len(got.w) - 1
    kind = "left" if got.diverged else "still" if steps == 0 else "moved"
    text = say(lang, f"autograd.descent.{kind}", steps=steps, w=got.w[-1], loss=got.loss[-1], slope=got.slope[-1])
    rows = ""
    for i, values in enumerate(zip(got.w, got.loss, got.slope, strict=True)):
        rows += f"<tr><td>{i}</td>{''.join(f'<td>{value:.6g}</td>' for value in values)}</tr>"
    heads = (say(lang, "autograd.step"), "w", "loss", "w.grad")
    beside = note(text, "result") + table(heads, rows, scroll="scroll short")
    diverged = " data-diverged" * got.diverged
    return (f'<div class="tensors"{diverged}><div class="grow">{draw_bowl(lang, got)}</div>'
            f'<div class="grow">{beside}</div></div>')
