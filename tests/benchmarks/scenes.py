"""How many drawings are read on sheets on tables, on icons' tiles and on ruled paper: of those read alone.

    python -m tests.benchmarks.scenes [sheets|tiles|ruled] [--unseen]

Twenty drawings a row, ten outlined and ten filled. `--unseen`: twenty others, in other light and with other noise.
"""

import argparse
from collections.abc import Callable, Iterator
from itertools import product

from PIL import Image

from fmnist.checkpoint.save_load import load_checkpoint
from fmnist.data.sources import ASSETS
from fmnist.errors import ImageError
from fmnist.pictures.to_input import to_input
from fmnist.prediction.predict import predict
from tests.pictures import scenes
from tests.pictures.drawings import SHAPES, Shape

Scene = Callable[[Shape, bool], Image.Image]


def rows(kind: str, unseen: bool) -> Iterator[tuple[str, Scene]]:
    """The grid's rows: a name and the scene."""
    if kind == "sheets":
        for table, sheet in product(scenes.TABLES, scenes.SHEETS):
            light = "from above" if unseen else "from the left"
            yield f"{table}, {sheet}", lambda shape, fill, a=table, b=sheet, c=light: scenes.on_sheet(
                shape, fill, a, b, c, seed=7 * unseen)
    elif kind == "tiles":
        arounds = ("#f4f4f0", "black") if unseen else ("transparent", "white")
        for colour, rounding, around in product(scenes.COLOURS, scenes.ROUNDINGS, arounds):
            if (colour, around) == ("black", "black"):
                continue
            ink = "dark" if colour == "yellow" else "white"
            yield f"{colour} {rounding} on {around}", lambda shape, fill, a=colour, b=rounding, c=around, d=ink: (
                scenes.on_tile(shape, fill, a, b, c, d))
    else:
        darknesses, spacings = ((70, 90), (27, 50)) if unseen else ((40, 80), (24, 36))
        for paper, darkness, spacing, light in product(
                ("lined", "squared"), darknesses, spacings, (None, "from above" if unseen else "from the left")):
            name = f"{paper}, {darkness} dark, {spacing} apart, {'photographed' if light else 'painted'}"
            yield name, lambda shape, fill, a=paper, b=darkness, c=spacing, d=light: scenes.on_ruled(
                shape, fill, a, b, c, d, seed=7 * unseen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kinds", nargs="*", default=["sheets", "tiles", "ruled"])
    parser.add_argument("--unseen", action="store_true")
    args = parser.parse_args()
    model = load_checkpoint(ASSETS / "convnet.pth")

    def answer(picture: Image.Image) -> str | None:
        try:
            return next(iter(predict(model, to_input(picture))))
        except ImageError:
            return None

    items = [(shape, fill) for shape in SHAPES[2 if args.unseen else 0 :: 4] for fill in (False, True)]
    read = [item for item in items if answer(scenes.alone(*item)) == item[0].label]
    print(f"{len(read)} of {len(items)} are read alone; of these")
    for kind in args.kinds:
        total = []
        for name, scene in rows(kind, args.unseen):
            right = sum(answer(scene(*item)) == item[0].label for item in read)
            total.append(right)
            print(f"  {right:2}  {name}", flush=True)
        print(f"{kind}: {sum(total)} of {len(total) * len(read)}, {min(total)} in the worst row")


if __name__ == "__main__":
    main()
