"""The network as a block diagram: one block a layer, which chooses its weight."""

from torch import nn

from fmnist.inspection.diagram import Block, network_blocks
from fmnist.ui.common.html import escape
from fmnist.ui.strings import say


def structure_html(lang: str, model: nn.Module, chosen: str) -> str:
    """The blocks from the picture down to the logits, and `print(model)` in a fold. `chosen`: a parameter's name."""
    blocks = network_blocks(model)
    count = sum(param.numel() for param in model.parameters())
    heading = (f'<h2>{escape(say(lang, "inspect.structure"))} '
               f'<small>{escape(say(lang, "inspect.structure.note", count=count))}</small></h2>')
    takes = blocks[0].takes if blocks else ()
    picture = _plain(escape(say(lang, "inspect.picture")), "X", str(takes), 0)
    rows = "".join(f"<li>{_block(lang, block, chosen)}</li>" for block in blocks)
    return (f'{heading}<ol class="blocks"><li>{picture}</li>{rows}</ol>'
            f'<details class="printed-model"><summary>print(model)</summary>'
            f'<pre class="structure" tabindex="0">{escape(str(model))}</pre></details>')


def _block(lang: str, block: Block, chosen: str) -> str:
    if block.wraps:
        return _plain(block.kind, block.name, "x + layers(x)" if block.kind == "Residual" else "", block.depth)
    if not block.tensors:
        return _plain(block.kind, block.name, str(block.gives), block.depth)
    pressed = chosen in block.tensors
    folded = f'<small>+ {escape(", ".join(block.folded))}</small>' if block.folded else ""
    return (f'<button type="button" class="net-block{" chosen" if pressed else ""}{_inner(block.depth)}" '
            f'data-name="{escape(block.tensors[0])}" data-all="{escape(" ".join(block.tensors))}" '
            f'aria-pressed="{str(pressed).lower()}"><span class="line"><b>{escape(block.kind)}</b>'
            f'<span>{_short(block.takes)} → {_short(block.gives)}</span></span>'
            f'<span class="line"><code>{escape(block.name)}</code>'
            f'<em title="{escape(say(lang, "inspect.block.numel", count=block.numel))}">{block.numel:,}</em></span>'
            f"{folded}</button>")


def _plain(kind: str, name: str, shape: str, depth: int) -> str:
    return (f'<div class="net-block plain{_inner(depth)}"><span class="line"><b>{kind}</b>'
            f"<span>{escape(shape)}</span></span><code>{escape(name)}</code></div>")


def _inner(depth: int) -> str:
    return " inner" if depth else ""


def _short(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
