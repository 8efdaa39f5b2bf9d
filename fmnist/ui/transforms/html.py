"""A picture on its way to a tensor, as HTML."""

import torch
from PIL import Image

from fmnist.data import transforms as pipelines
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.transforms import Pipeline, Stage
from fmnist.ui.common.classes import class_text
from fmnist.ui.common.html import escape, picture
from fmnist.ui.common.tensor_html import grid, note, side_by_side
from fmnist.ui.strings import say


def draw_pipeline(lang: str, image: Image.Image, label: int, pipeline: Pipeline) -> str:
    """3.1 and 3.2: every stage as a picture, both spellings, the same numbers; then the label."""
    old, new = pipelines.run(image, pipeline), pipelines.run(image, pipeline, v2=True)
    stages = "".join(_stage(stage) for stage in old)
    difference = (old[-1].values - new[-1].values).abs().max().item()
    codes = ""
    for key, name, v2 in (("old", "transforms", False), ("new", "v2", True)):
        lines = "".join(f"    {line},\n" for line in pipelines.spell(pipeline, v2))
        codes += (f'<figure class="spelling"><figcaption>{escape(say(lang, f"transforms.spelling.{key}"))}</figcaption>'
                  f'<pre class="printed" tabindex="0">{escape(f"{name}.Compose([{chr(10)}{lines}])")}</pre></figure>')
    same = note(say(lang, "transforms.spelling.same", difference=f"{difference:.1g}"), "result")
    one_hot = pipelines.one_hot_both(label)
    label_line = note(say(lang, "transforms.target", label=label, name=class_text(lang, CLASSES[label])), "result")
    grids = side_by_side([
        grid(lang, torch.tensor(label), "y"), grid(lang, one_hot.zeros, "torch.zeros(10)"),
    ]) + side_by_side([
        grid(lang, one_hot.scattered, ".scatter_(0, torch.tensor(y), value=1)", one_hot.scattered > 0),
        grid(lang, one_hot.modern, "F.one_hot(torch.tensor(y), 10).float()", one_hot.modern > 0),
    ])  # fmt: skip
    return (f'<div class="stages" data-flipped="{pipeline.flip:g}">{stages}</div><div class="tensors">{codes}</div>'
            f"{same}{label_line}{grids}")


def _stage(stage: Stage) -> str:
    low, mean, high = stage.range
    values = stage.values if stage.dtype == "torch.uint8" else (stage.values - low) / max(high - low, 1e-9)
    code = escape(stage.code).replace("transforms.", "transforms.<wbr>").replace("(", "(<wbr>")
    return (
        f"<figure>{picture(values, stage.code)}<figcaption><code>{code}</code><br>"
        f"{escape(stage.kind)}<br>{escape(stage.dtype.removeprefix('torch.'))} · {low:.4g} … {high:.4g}<br>"
        f"mean {mean:.4g}</figcaption></figure>"
    )
