"""A picture on its way to a tensor, as HTML."""

import torch
from PIL import Image

from fmnist.data import transforms as pipelines
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.transforms import OneHot, Pipeline, Stage
from fmnist.ui.common.classes import class_text
from fmnist.ui.common.html import escape, picture
from fmnist.ui.common.tensor_html import grid, note, side_by_side
from fmnist.ui.strings import say

TARGET_TRANSFORM = """\
ds = datasets.FashionMNIST(
    …, transform=ToTensor(),
    target_transform=Lambda(lambda y: torch.zeros(10, dtype=torch.float).scatter_(0, torch.tensor(y), value=1))
)"""


def draw_pipeline(lang: str, image: Image.Image, target: OneHot, pipeline: Pipeline) -> str:
    """3.1 and 3.2: every stage as a picture, both spellings, the same numbers; then the label."""
    old, new = pipelines.run(image, pipeline), pipelines.run(image, pipeline, v2=True)
    stages = "".join(_stage(lang, stage) for stage in old)
    difference = (old[-1].values - new[-1].values).abs().max().item()
    codes = ""
    for key, name, v2 in (("old", "transforms", False), ("new", "v2", True)):
        lines = "".join(f"    {line},\n" for line in pipelines.spell(pipeline, v2))
        codes += (f'<figure class="spelling"><figcaption>{escape(say(lang, f"transforms.spelling.{key}"))}</figcaption>'
                  f'<pre class="printed" tabindex="0">{escape(f"{name}.Compose([{chr(10)}{lines}])")}</pre></figure>')
    same = note(say(lang, "transforms.spelling.same", difference=f"{difference:.1g}"), "result")
    return (f'<div class="stages" data-flipped="{pipeline.flip:g}">{stages}</div><div class="tensors">{codes}</div>'
            f"{same}{_draw_target(lang, target)}")


def _draw_target(lang: str, target: OneHot) -> str:
    """3.2: what the data set gives as target, and below it the same by `F.one_hot`."""
    name = class_text(lang, CLASSES[target.label])
    html = note(say(lang, "transforms.target", label=target.label, name=name), "result")
    html += f'<pre class="printed" tabindex="0">{escape(TARGET_TRANSFORM)}</pre>'
    html += side_by_side([grid(lang, torch.tensor(target.label), "y"), grid(lang, target.zeros, "torch.zeros(10)")])
    for values, code in ((target.scattered, ".scatter_(0, torch.tensor(y), value=1)"),
                         (target.modern, "F.one_hot(torch.tensor(y), num_classes=10).float()")):
        html += side_by_side([grid(lang, values, code, values > 0)])
    if torch.equal(target.scattered, target.modern):
        html += note(say(lang, "transforms.target.same"), "result")
    return html


def _stage(lang: str, stage: Stage) -> str:
    low, mean, high = stage.range
    values = stage.values if stage.dtype == "torch.uint8" else (stage.values - low) / max(high - low, 1e-9)
    code = escape(stage.code).replace("transforms.", "transforms.<wbr>").replace("(", "(<wbr>")
    return (
        f"<figure>{picture(values, stage.code)}<figcaption><code>{code}</code><br>"
        f"{escape(stage.kind)}<br>{escape(stage.dtype.removeprefix('torch.'))} · {low:.4g} … {high:.4g}<br>"
        f"{escape(say(lang, 'transforms.mean', mean=mean))}</figcaption></figure>"
    )
