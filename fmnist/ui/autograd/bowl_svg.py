"""Chapter 5.2: gradient descent on one parameter, as a drawing."""

from fmnist.autograd.descent import Descent
from fmnist.ui.common.html import escape
from fmnist.ui.strings import say

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 300, 70, 28  # CSS pixels; LEFT and BOTTOM are the margins for the ticks


def draw_bowl(lang: str, got: Descent) -> str:
    """The loss over w, its tangent where w is now, and the steps as SVG; `assets/ball.js` drags the start."""
    low, high = got.curve[0][0], got.curve[-1][0]
    bottom, top = min(y for _, y in got.curve), max(y for _, y in got.curve)

    def place(w: float, loss: float) -> str:
        # Draw a point far outside at the rim: a descent that diverges goes to infinity.
        w = min(max(w, low - (high - low)), high + (high - low))
        loss = min(max(loss, bottom - (top - bottom)), top + 2 * (top - bottom))
        x = LEFT + (w - low) / (high - low) * (WIDTH - LEFT - 8)
        y = HEIGHT - BOTTOM - (loss - bottom) / (top - bottom) * (HEIGHT - BOTTOM - 12)
        return f"{x:.1f},{y:.1f}"

    curve = " ".join(place(w, loss) for w, loss in got.curve)
    path = " ".join(place(w, loss) for w, loss in zip(got.w, got.loss, strict=True))
    tangent, reach, (w, loss, slope) = "", (high - low) / 8, (got.w[-1], got.loss[-1], got.slope[-1])
    if not got.diverged:
        (x1, y1), (x2, y2) = (place(w + d, loss + slope * d).split(",") for d in (-reach, reach))
        tangent = f'<line class="slope" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'
    dots = []
    for i, (w, loss) in enumerate(zip(got.w, got.loss, strict=True)):
        x, y = place(w, loss).split(",")
        start = ' class="start"' if i == 0 else ""
        title = f"<title>{i}: w {w:.4g}, loss {loss:.4g}</title>"
        dots.append(f'<circle cx="{x}" cy="{y}" r="{10 if i == 0 else 4}"{start}>{title}</circle>')
    ticks = "".join(
        f'<text x="{place(w, bottom).split(",")[0]}" y="{HEIGHT - 8}" text-anchor="{anchor}">{w:g}</text>'
        for w, anchor in ((low, "start"), ((low + high) / 2, "middle"), (high, "end"))
    )
    for loss in (bottom, (bottom + top) / 2, top):
        y = place(low, loss).split(",")[1]
        ticks += f'<text x="{LEFT - 6}" y="{y}" text-anchor="end" dominant-baseline="middle">{loss:.3g}</text>'
    return (
        f'<svg class="bowl" data-low="{low}" data-high="{high}" data-left="{LEFT}" data-right="8" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(say(lang, "autograd.bowl"))}">'
        f'<line class="axis" x1="{LEFT}" y1="{HEIGHT - BOTTOM}" x2="{WIDTH}" y2="{HEIGHT - BOTTOM}"/>'
        f'<polyline class="curve" points="{curve}"/><polyline class="path" points="{path}"/>'
        f'{tangent}{"".join(dots)}{ticks}</svg>'
    )
