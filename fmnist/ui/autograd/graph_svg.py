"""Chapter 5.1: the graph that autograd keeps, as a drawing."""

import html

from fmnist.autograd.graph import Graph, Node

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
