"""Chapter 5.1 and 5.4: the graph that autograd keeps behind a tensor, as data."""

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
    while waiting:  # no recursion: a deep network's graph is deeper than Python's recursion limit
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
    # The tensor itself is the root; its grad_fn comes next.
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
