"""The Inspect tab."""

TEXTS = {
    "tab": ("Inspect", "查看参数"),
    "intro": (
        "**Chapter 4 · Build the network.** A model is its structure and its numbers. Here are all of them, for the "
        "model in hand.",
        "**第 4 章 · 搭建网络。** 模型就是结构加上一堆数字。这里可以看到当前模型的全部参数。",
    ),
    "structure": ("print(model)", "print(model)"),
    "stage": ("Weights at", "哪个时刻的权重"),
    "stage.info": (
        "Left end: the initial weights. Right end: the weights now; stay there to follow your run while it trains. One "
        "stop for each of its epochs.",
        "最左是初始权重，最右是现在的权重（停在最右会随训练自动更新）；自己训练的模型每个 epoch 一格。",
    ),
    "stage.first": ("Initial weights (seed {seed})", "初始权重（seed {seed}）"),
    "stage.continued": ("The weights this run went on from", "这次训练开始时沿用的权重"),
    "stage.epoch": ("After epoch {epoch}", "第 {epoch} 个 epoch 之后"),
    "stage.now": ("The weights now", "现在的权重"),
    "stage.moved": (
        "“moved” compares with the initial weights of seed {seed}.",
        "“移动”一列与 seed {seed} 的初始权重比较。",
    ),
    "stage.moved.continued": (
        "“moved” compares with the weights this run went on from.",
        "“移动”一列与这次训练开始时沿用的权重比较。",
    ),
    "stage.unknown": (
        "The seed of the initial weights is not known; enter one to compare.",
        "不知道初始权重的 seed；填入一个即可比较。",
    ),
    "seed": ("Seed of the initial weights", "初始权重的 seed"),
    "seed.info": ("The same seed gives the same initial weights.", "seed 相同，初始权重就相同。"),
    "totals": (
        "{tensors} parameter tensors · {count:,} numbers · {trainable:,} trainable · {size}",
        "{tensors} 个参数张量 · {count:,} 个数 · 可训练 {trainable:,} 个 · {size}",
    ),
    "buffers": (
        "Buffers: {count}, {size}. Kept with the model but moved by no gradient (BatchNorm's running averages).",
        "缓冲区（buffer）：{count} 个，{size}。随模型保存，但不由梯度更新（例如 BatchNorm 的滑动平均）。",
    ),
    "buffers.none": ("Buffers: none", "缓冲区（buffer）：无"),
    "caption": (
        "All parameters of the model in hand; choose a row to see its values.",
        "当前模型的所有参数；点一行查看其数值。",
    ),
    "yes": ("True", "True"),
    "no": ("False", "False"),
    "column.name": ("name", "name"),
    "column.name.info": ("as in model.named_parameters()", "即 model.named_parameters() 里的名字"),
    "column.size": ("size", "size"),
    "column.size.info": ("param.size()", "param.size()"),
    "column.dtype": ("dtype", "dtype"),
    "column.dtype.info": ("param.dtype", "param.dtype"),
    "column.numel": ("numel", "numel"),
    "column.numel.info": ("how many numbers: param.numel()", "有多少个数：param.numel()"),
    "column.requires_grad": ("requires_grad", "requires_grad"),
    "column.requires_grad.info": (
        "whether training moves it; False for a frozen one and for buffers",
        "训练时是否更新；被冻结的参数和缓冲区为 False",
    ),
    "column.mean": ("mean", "mean"),
    "column.mean.info": ("param.mean()", "param.mean()"),
    "column.std": ("std", "std"),
    "column.std.info": ("param.std()", "param.std()"),
    "column.min": ("min", "min"),
    "column.min.info": ("param.min()", "param.min()"),
    "column.max": ("max", "max"),
    "column.max.info": ("param.max()", "param.max()"),
    "column.norm": ("norm", "norm"),
    "column.norm.info": ("param.norm(), the root of the sum of squares", "param.norm()，平方和的平方根"),
    "column.moved": ("moved", "移动"),
    "column.moved.info": (
        "‖w − w₀‖, and as a share of ‖w₀‖; w₀: the initial weights",
        "‖w − w₀‖，以及它占 ‖w₀‖ 的比例；w₀ 为初始权重",
    ),
    "column.grad": ("‖grad‖", "‖grad‖"),
    "column.grad.info": (
        "norm of the gradient of the cross-entropy on the first 64 training images, at these weights",
        "在这些权重下，前 64 张训练图片的交叉熵对它的梯度的范数",
    ),
    "column.last_grad": ("last ‖grad‖", "最后的 ‖grad‖"),
    "column.last_grad.info": (
        "norm of the gradient at the run's last step of this epoch",
        "这一轮最后一步时它的梯度的范数",
    ),
    "column.preview": ("param[:2]", "param[:2]"),
    "column.preview.info": ("the first two rows, as the tutorial prints them", "前两行，与教程中打印的一样"),
    "parameter": ("Parameter", "参数"),
    "parameter.info": ("Or choose a row of the table.", "也可以直接点表格中的一行。"),
    "pick": (
        "Choose a row of the table to see how its numbers are spread, and every one of them.",
        "点表格中的一行，查看数值分布和每一个数。",
    ),
    "histogram.bar": ("{count:,} number(s) from {low} to {high}", "{low} 到 {high} 之间有 {count:,} 个数"),
    "histogram.alt": (
        "{name}: {count:,} number(s) from {low} to {high}; the highest bar holds {top:,}.",
        "{name}：共 {count:,} 个数，从 {low} 到 {high}；最高的柱子有 {top:,} 个。",
    ),
    "heat.title": (
        "{name} as a matrix: {rows:,} × {columns:,}. Drag, or use the arrow keys; point at a cell for its exact value.",
        "把 {name} 看作 {rows:,} × {columns:,} 的矩阵。拖动或用方向键移动，指向一格可看精确值。",
    ),
    "heat.label": ("Values of {name}; arrow keys move from number to number", "{name} 的数值；用方向键逐个移动"),
    "units": ("First layer: what each unit looks for", "第一层：每个单元在找什么"),
    "units.what": ("Show", "显示"),
    "units.weights": ("The weights", "权重"),
    "units.change": ("Their change since the start", "相对初始权重的变化"),
    "units.count": ("How many units", "显示多少个单元"),
    "units.unit": ("unit {unit}, norm {norm:.4g}", "单元 {unit}，范数 {norm:.4g}"),
    "units.none": (
        "The first layer of this model takes no picture, so its weights are none.",
        "这个模型的第一层输入不是图片，因此无法把权重画成图片。",
    ),
    "units.Linear": (
        "{name}: the {count} strongest units, each with its 784 weights as a 28×28 picture. Orange: bright pixels "
        "excite it; blue: they inhibit it. Below: unit, norm. Full colour from ±{limit:.3g}.",
        "{name}：最强的 {count} 个单元，每个单元的 784 个权重画成 28×28 的图。橙色：该处越亮越激活；蓝色：越亮越抑制。"
        "图下为单元编号和范数，±{limit:.3g} 起颜色最深。",
    ),
    "units.Conv2d": (
        "{name}: the {count} strongest kernels, sorted by norm. Orange: positive weights; blue: negative ones. Below: "
        "unit, norm. Full colour from ±{limit:.3g}.",
        "{name}：最强的 {count} 个卷积核，按范数排序。橙色为正，蓝色为负。图下为单元编号和范数，±{limit:.3g} 起颜色最深。",
    ),
    "units.unknown": (
        "Enter the seed of the initial weights above to see the change.",
        "请先在上方填入初始权重的 seed，才能看到变化。",
    ),
    "freeze": ("Freeze and train on from here", "冻结部分参数，从这里继续训练"),
    "freeze.text": (
        "**Chapter 5.3 · Frozen parameters.** Training leaves the chosen ones as they are (`requires_grad = False`); "
        "the others go on from the weights shown above.",
        "**第 5.3 节 · 冻结参数。** 选中的参数在训练中保持不变（`requires_grad = False`），其余参数从上面显示的权重继续训练。",
    ),
    "freeze.names": ("Frozen", "冻结"),
    "freeze.epochs": ("epochs", "epochs"),
    "freeze.rate": ("learning_rate", "learning_rate"),
    "freeze.start": ("Train on from here", "从这里继续训练"),
    "freeze.started": (
        "Training goes on from these weights; watch it in the Train tab.",
        "已从这些权重继续训练，请到“训练”标签页查看。",
    ),
}
