"""Chapter 5.1 and 5.4: the graph that autograd keeps behind a tensor, as data and as a drawing."""

from __future__ import annotations

import html
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Node:
    """A step of the graph. `kind`: "function" (a `grad_fn`), "leaf" (where gradients arrive) or "root" (the tensor
    asked about). `depth`: steps from the root along the longest way."""

    label: str
    detail: str
    kind: str
    depth: int


@dataclass(frozen=True)
class Graph:
    """`edges`: pairs of positions in `nodes`, in the direction of backward: from a result to what it came from."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]


def graph_of(tensor: torch.Tensor, names: dict[str, torch.Tensor] | None = None, root: str = "loss") -> Graph:
    """The graph behind `tensor`, read from `grad_fn` and `next_functions`.

    **Arguments**

    - `tensor`: any tensor with a `grad_fn`; one without gives the single root node.
    - `names`: leaves to show by name; others show their shape only.
    - `root`: what to call `tensor` itself.
    """
    known = {id(leaf): name for name, leaf in (names or {}).items()}
    order: list[object] = []
    edges: list[tuple[int, int]] = []
    place: dict[object, int] = {}
    waiting = [tensor.grad_fn] if tensor.grad_fn is not None else []
    while waiting:  # a loop, as deep networks have graphs deeper than Python's recursion limit
        step = waiting.pop()
        if step in place:
            continue
        place[step] = len(order)
        order.append(step)
        waiting.extend(parent for parent, _ in step.next_functions if parent is not None)
    for step in order:
        edges += [(place[step], place[parent]) for parent, _ in step.next_functions if parent is not None]
    depths = _depths(len(order), edges)
    nodes = [_node(step, depth, known) for step, depth in zip(order, depths, strict=True)]
    # The tensor itself stands before its grad_fn.
    shifted = [Node(root, _shape(tensor), "root", 0), *(Node(n.label, n.detail, n.kind, n.depth + 1) for n in nodes)]
    first = [(0, 1)] if nodes else []
    return Graph(tuple(shifted), tuple(first + [(a + 1, b + 1) for a, b in edges]))


def _shape(tensor: torch.Tensor) -> str:
    return str(tuple(tensor.shape)) if tensor.ndim else "scalar"


def _node(step: object, depth: int, known: dict[int, str]) -> Node:
    leaf = getattr(step, "variable", None)
    if leaf is None:
        return Node(step.name().rsplit("::", 1)[-1], "", "function", depth)
    return Node(known.get(id(leaf), "leaf"), _shape(leaf), "leaf", depth)


def _depths(n: int, edges: list[tuple[int, int]]) -> list[int]:
    """The longest way from node 0 to each node (Kahn's order: a node is placed when all before it are)."""
    depths, missing, after = [0] * n, [0] * n, [[] for _ in range(n)]
    for a, b in edges:
        missing[b] += 1
        after[a].append(b)
    ready = [i for i in range(n) if not missing[i]]
    while ready:
        a = ready.pop()
        for b in after[a]:
            depths[b] = max(depths[b], depths[a] + 1)
            missing[b] -= 1
            if not missing[b]:
                ready.append(b)
    return depths


BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN = 176, 42, 36, 20, 8


def draw(graph: Graph, title: str) -> str:
    """The graph as SVG: forward runs from left to right, the arrows show the way of the gradient, back to the leaves.

    Colours come from CSS classes (`graph-root`, `graph-function`, `graph-leaf`), so that light and dark pages fit.
    """
    columns: dict[int, list[int]] = {}
    last = max(node.depth for node in graph.nodes)
    for i, node in enumerate(graph.nodes):
        columns.setdefault(last - node.depth, []).append(i)
    tallest = max(len(column) for column in columns.values())
    spots = {}
    for column, members in columns.items():
        top = (tallest - len(members)) * (BOX_HEIGHT + GAP_Y) / 2
        for row, i in enumerate(members):
            spots[i] = (MARGIN + column * (BOX_WIDTH + GAP_X), MARGIN + top + row * (BOX_HEIGHT + GAP_Y))
    width = 2 * MARGIN + (last + 1) * (BOX_WIDTH + GAP_X) - GAP_X
    height = 2 * MARGIN + tallest * (BOX_HEIGHT + GAP_Y) - GAP_Y
    arrows = "".join(_arrow(spots[a], spots[b]) for a, b in graph.edges)
    boxes = "".join(_box(node, *spots[i]) for i, node in enumerate(graph.nodes))
    return (
        f'<svg class="graph" viewBox="0 0 {width:g} {height:g}" style="max-width:{width:g}px" role="img" '
        f'aria-label="{html.escape(title)}"><defs><marker id="graph-tip" viewBox="0 0 8 8" refX="7" refY="4" '
        f'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="currentColor"/></marker></defs>'
        f"{arrows}{boxes}</svg>"
    )


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, y1, x2, y2 = start[0], start[1] + BOX_HEIGHT / 2, end[0] + BOX_WIDTH, end[1] + BOX_HEIGHT / 2
    middle = (x1 + x2) / 2
    curve = f"M{x1:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}"
    return f'<path d="{curve}" class="graph-edge" marker-end="url(#graph-tip)"/>'


def _box(node: Node, x: float, y: float) -> str:
    name, backward, number = node.label.partition("Backward")
    words = [name, backward + number] if backward else [node.label, node.detail]
    lines = [words[0], words[1]] if words[1] else [words[0]]
    top = y + (19 if len(lines) == 2 else 26)
    sizes = (min(13, 1.6 * BOX_WIDTH / max(len(lines[0]), 1)), 11)
    text = "".join(
        f'<text x="{x + BOX_WIDTH / 2:g}" y="{top + 15 * i:g}" font-size="{sizes[i]:.1f}">{html.escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    corner = BOX_HEIGHT // 2 if node.kind == "leaf" else 6
    box = f'<rect x="{x:g}" y="{y:g}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="{corner}"/>'
    return f'<g class="graph-{node.kind}">{box}{text}</g>'
