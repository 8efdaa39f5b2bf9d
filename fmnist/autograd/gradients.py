"""Chapter 5, "Automatic differentiation": gradients of the chapter's example, and what switches them off.

Every number is torch's own. Beside this: the graph (`graph.py`), SGD on one parameter (`descent.py`), and one step of
the real network (`one_batch.py`).
"""

from dataclasses import dataclass

import torch
from torch import nn

from fmnist.checks import choice, valid_seed, whole_number
from fmnist.errors import TensorError
from fmnist.tensors.operations import spell
from fmnist.tensors.parsing import parse_data
from fmnist.tensors.torch_errors import plain_words

MAX_FEATURES = 8  # inputs and outputs of the example, so that every number fits on the page


@dataclass(frozen=True)
class Inputs:
    """The leaves of the chapter's example: `x` float32 `(n,)`, `y` `(m,)` in [0, 1], `w` `(n, m)` and `b` `(m,)`.

    `w` and `b` have `requires_grad=True`; `code` makes the same tensors.
    """

    x: torch.Tensor
    y: torch.Tensor
    w: torch.Tensor
    b: torch.Tensor
    code: tuple[str, ...]


def random_inputs(n: int = 5, m: int = 3, seed: int = 0) -> Inputs:
    """5.1 as it stands in the chapter: `x` of ones, `y` of zeros, `w` and `b` drawn with `seed`.

    Raises `ConfigError` for sizes outside 1 to `MAX_FEATURES` and for a seed out of range.
    """
    n, m, seed = whole_number("n", n, 1, MAX_FEATURES), whole_number("m", m, 1, MAX_FEATURES), valid_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    w = torch.randn(n, m, generator=generator).requires_grad_()
    b = torch.randn(m, generator=generator).requires_grad_()
    code = (
        f"torch.manual_seed({seed})",
        f"x = torch.ones({n})  # input tensor",
        f"y = torch.zeros({m})  # expected output",
        f"w = torch.randn({n}, {m}, requires_grad=True)",
        f"b = torch.randn({m}, requires_grad=True)",
    )
    return Inputs(torch.ones(n), torch.zeros(m), w, b, code)


def chosen_inputs(x: str, y: str, w: str, b: str) -> Inputs:
    """5.1 with typed numbers. Shapes: `x` `(n,)`, `y` `(m,)` in [0, 1], `w` `(n, m)`, `b` `(m,)`.

    Raises `TensorError` for text that holds no numbers, and for shapes that do not fit together.
    """
    made, code = {}, []
    for name, text, ndim in (("x", x, 1), ("y", y, 1), ("w", w, 2), ("b", b, 1)):
        data = parse_data(text)
        with plain_words():
            made[name] = torch.tensor(data, dtype=torch.float32)
        if made[name].ndim != ndim or not 1 <= max(made[name].shape) <= MAX_FEATURES or 0 in made[name].shape:
            raise TensorError("{name} must have {ndim} dimension(s) of 1 to {limit} numbers, got shape {shape}.",
                              name=name, ndim=ndim, limit=MAX_FEATURES, shape=tuple(made[name].shape))
        if not made[name].isfinite().all():
            raise TensorError("{name} must hold finite numbers, got nan or inf.", name=name)
        grad = ", requires_grad=True" if name in "wb" else ""
        code.append(f"{name} = torch.tensor({spell(data)}, dtype=torch.float32{grad})")
    x_, y_, w_, b_ = (made[name] for name in "xywb")
    if w_.shape != (len(x_), len(y_)) or b_.shape != y_.shape:
        raise TensorError("x ({n},) and y ({m},) need w ({n}, {m}) and b ({m},), got w {w} and b {b}.", n=len(x_),
                          m=len(y_), w=tuple(w_.shape), b=tuple(b_.shape))
    if not ((y_ >= 0) & (y_ <= 1)).all():
        raise TensorError("y must be between 0 and 1, as binary cross-entropy expects.")
    return Inputs(x_, y_, w_.requires_grad_(), b_.requires_grad_(), tuple(code))


def forward(inputs: Inputs) -> tuple[torch.Tensor, torch.Tensor]:
    """5.1: `z = x @ w + b` `(m,)` and the loss, a scalar of at least 0."""
    z = torch.matmul(inputs.x, inputs.w) + inputs.b
    return z, nn.functional.binary_cross_entropy_with_logits(z, inputs.y)


@dataclass(frozen=True)
class Gradients:
    """5.2: `z` `(m,)`, `loss` `()`, `w_grad` `(n, m)`, `b_grad` `(m,)`; `loss` still holds its graph."""

    z: torch.Tensor
    loss: torch.Tensor
    w_grad: torch.Tensor
    b_grad: torch.Tensor


def gradients(inputs: Inputs) -> Gradients:
    """5.2: what `loss.backward()` writes into `w.grad` and `b.grad`; the inputs' own `.grad` stays None."""
    z, loss = forward(inputs)
    w_grad, b_grad = torch.autograd.grad(loss, (inputs.w, inputs.b), retain_graph=True)
    return Gradients(z, loss, w_grad, b_grad)


@dataclass(frozen=True)
class Check:
    """One entry of a gradient beside its central difference `(loss(+ε) − loss(−ε)) / 2ε`, computed in float64."""

    name: str
    index: tuple[int, ...]
    value: float
    epsilon: float
    loss_plus: float
    loss_minus: float
    difference: float
    gradient: float


def finite_difference(inputs: Inputs, name: str = "w", index: tuple[int, ...] = (0, 0), epsilon: float = 1e-4) -> Check:
    """5.2, checked by hand: move the entry `index` of `w` or `b` by ±`epsilon` and see how much the loss moves.

    Raises `ConfigError` for another name, `TensorError` for an entry that does not exist.
    """
    choice("parameter", name, ("w", "b"))
    got = gradients(inputs)
    gradient = got.w_grad if name == "w" else got.b_grad
    if len(index) != gradient.ndim or not all(0 <= i < size for i, size in zip(index, gradient.shape, strict=True)):
        raise TensorError("{name} has shape {shape}, so there is no entry {index}.", name=name,
                          shape=tuple(gradient.shape), index=index)
    losses = []
    for sign in (1, -1):
        w, b = inputs.w.detach().double(), inputs.b.detach().double()
        (w if name == "w" else b)[index] += sign * epsilon
        losses.append(forward(Inputs(inputs.x.double(), inputs.y.double(), w, b, ()))[1].item())
    value = (inputs.w if name == "w" else inputs.b)[index].item()
    return Check(name, index, value, epsilon, *losses, (losses[0] - losses[1]) / (2 * epsilon), gradient[index].item())


@dataclass(frozen=True)
class Tracking:
    """5.3: one way to compute `z`: whether the result requires grad, its `grad_fn`, whether it shares `z`'s memory."""

    code: str
    requires_grad: bool
    grad_fn: str | None
    shares_memory: bool


def tracking(inputs: Inputs) -> tuple[Tracking, Tracking, Tracking]:
    """5.3: `z` as usual, under `torch.no_grad()`, and `z.detach()`."""
    z = forward(inputs)[0]
    with torch.no_grad():
        z_no_grad = forward(inputs)[0]
    named = (
        ("z = x @ w + b", z),
        ("with torch.no_grad(): z = x @ w + b", z_no_grad),
        ("z_det = z.detach()", z.detach()),
    )
    return tuple(
        Tracking(code, t.requires_grad, t.grad_fn.name() if t.grad_fn else None, t.data_ptr() == z.data_ptr())
        for code, t in named
    )


@dataclass(frozen=True)
class Accumulation:
    """5.5's three calls: `inp.grad` `(rows, columns)` after the first, after the second, and after zeroing it."""

    first: torch.Tensor
    second: torch.Tensor
    zeroed: torch.Tensor


def accumulation(rows: int = 4, columns: int = 5) -> Accumulation:
    """5.5: gradients add up in `.grad` until they are zeroed. `inp = torch.eye(rows, columns)`, as in the chapter.

    Raises `ConfigError` for sizes outside 1 to `MAX_FEATURES`.
    """
    rows, columns = whole_number("rows", rows, 1, MAX_FEATURES), whole_number("columns", columns, 1, MAX_FEATURES)
    inp = torch.eye(rows, columns, requires_grad=True)
    out = (inp + 1).pow(2).t()
    seen = []
    for call in range(3):
        if call == 2:
            inp.grad.zero_()
        out.backward(torch.ones_like(out), retain_graph=True)
        seen.append(inp.grad.clone())
    return Accumulation(*seen)


def retain_graph_error() -> str:
    """What torch says to a second `backward` without `retain_graph=True` (5.5): this runs it."""
    inp = torch.eye(4, 5, requires_grad=True)
    out = (inp + 1).pow(2).t()
    out.backward(torch.ones_like(out))
    try:
        out.backward(torch.ones_like(out))
    except RuntimeError as error:
        return str(error)
    raise AssertionError("torch no longer refuses a second backward")


FUNCTIONS = {
    "(inp + 1).pow(2).t()": lambda inp: (inp + 1).pow(2).t(),
    "inp.sin()": torch.sin,
    "inp.softmax(dim=-1)": lambda inp: inp.softmax(dim=-1),
    "inp.cumsum(dim=-1)": lambda inp: inp.cumsum(dim=-1),
    "inp @ inp.T": lambda inp: inp @ inp.T,
}


@dataclass(frozen=True)
class VectorJacobian:
    """5.5: `out` of shape `(...)`, `v` of the same shape, the full `jacobian` `(out.numel(), inp.numel())`, and the
    product: `grad` as `out.backward(v)` leaves it in `inp.grad`, `product` as `v.flatten() @ jacobian` gives it."""

    inp: torch.Tensor
    out: torch.Tensor
    v: torch.Tensor
    jacobian: torch.Tensor
    grad: torch.Tensor
    product: torch.Tensor


def vector_jacobian(function: str, inp: str, v: str = "") -> VectorJacobian:
    """5.5: the vector–Jacobian product, with the whole Jacobian beside it.

    **Arguments**

    - `function`: a key of `FUNCTIONS`. `inp`: one or two dimensions of numbers, at most 36 of them.
    - `v`: numbers of `out`'s shape; empty for ones, as in the chapter.

    Raises `ConfigError` for another function, `TensorError` for numbers that do not fit.
    """
    run = FUNCTIONS[choice("function", function, FUNCTIONS)]
    with plain_words():
        leaf = torch.tensor(parse_data(inp), dtype=torch.float32)
        if leaf.ndim not in (1, 2) or not 1 <= leaf.numel() <= 36:
            raise TensorError("inp must be 1 to 36 numbers in one or two dimensions, got shape {shape}.",
                              shape=tuple(leaf.shape))
        if leaf.ndim == 1 and function == "inp @ inp.T":
            raise TensorError("inp @ inp.T needs a matrix, got shape {shape}.", shape=tuple(leaf.shape))
        leaf.requires_grad_()
        out = run(leaf)
        vector = torch.tensor(parse_data(v), dtype=torch.float32) if str(v).strip() else torch.ones_like(out)
    if vector.shape != out.shape:
        raise TensorError("v must have out's shape {expected}, got {got}.", expected=tuple(out.shape),
                          got=tuple(vector.shape))
    out.backward(vector)
    jacobian = torch.autograd.functional.jacobian(run, leaf.detach()).reshape(out.numel(), leaf.numel())
    product = (vector.flatten() @ jacobian).reshape(leaf.shape)
    return VectorJacobian(leaf.detach(), out.detach(), vector, jacobian, leaf.grad, product)
