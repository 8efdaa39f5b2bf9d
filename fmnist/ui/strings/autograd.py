"""The Autograd tab."""

TEXTS = {
    "tab": ("Autograd", "自动求导"),
    "intro": (
        "**Chapter 5 · Automatic differentiation.** What `backward()` does, in numbers you can check by hand.",
        "**第 5 章 · 自动求导。** `backward()` 到底做了什么，用可以亲手验算的数字来看。",
    ),
    "example": ("The example", "教程示例"),
    "intro.example": (
        "One layer: `z = x @ w + b`, then binary cross-entropy. `w` and `b` require grad; the graph below is read from "
        "`grad_fn` and `next_functions`.",
        "一层网络：`z = x @ w + b`，再接二元交叉熵。`w` 和 `b` 需要梯度；下面的计算图由 `grad_fn` 与 `next_functions` 读出。",
    ),
    "source": ("Numbers", "数值"),
    "source.random": ("as in the chapter", "同教程"),
    "source.typed": ("my own", "自己填"),
    "n": ("inputs n", "输入个数 n"),
    "m": ("outputs m", "输出个数 m"),
    "checked": ("Check by hand", "验算哪一个"),
    "entry": ("entry", "元素下标"),
    "graph": ("The graph behind loss", "loss 背后的计算图"),
    "graph.note": (
        "The arrows show the way of the gradient, from loss back to the leaves. x and y need no gradient, so they are "
        "not in the graph.",
        "箭头表示梯度的走向：从 loss 回到叶子。x 和 y 不需要梯度，所以不在图中。",
    ),
    "check": (
        "{name} = {gradient:.6f}. By finite differences: ({plus:.8f} − {minus:.8f}) / (2 · {epsilon:g}) = {difference:.6f}.",
        "{name} = {gradient:.6f}。有限差分：({plus:.8f} − {minus:.8f}) / (2 · {epsilon:g}) = {difference:.6f}。",
    ),
    "tracking": (
        "**Disabling gradient tracking.** Inside `torch.no_grad()` no graph is kept; `detach()` gives the same values "
        "without their history. Both serve to freeze parameters and to speed up the forward pass.",
        "**关闭梯度追踪。** 在 `torch.no_grad()` 里不记录计算图；`detach()` 给出同样的值但不带历史。两者都可用来冻结参数，"
        "或加快前向计算。",
    ),
    "shares": ("shares z's memory", "与 z 共用内存"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "accumulate": ("Accumulation", "梯度累积"),
    "intro.accumulate": (
        "`out = (inp + 1).pow(2).t()` of `inp = torch.eye(…)`, and three calls of `out.backward(torch.ones_like(out), "
        "retain_graph=True)`.",
        "`inp = torch.eye(…)`，`out = (inp + 1).pow(2).t()`，连续三次调用 "
        "`out.backward(torch.ones_like(out), retain_graph=True)`。",
    ),
    "accumulate.note": (
        "backward adds to .grad, it does not replace it: hence zero_grad() in every training loop.",
        "backward 是往 .grad 上累加，而不是覆盖；所以每个训练循环里都要有 zero_grad()。",
    ),
    "rows": ("rows", "行数"),
    "columns": ("columns", "列数"),
    "first": ("inp.grad, first call", "inp.grad，第一次"),
    "second": ("inp.grad, second call", "inp.grad，第二次"),
    "zeroed": ("inp.grad after zero_()", "inp.grad，zero_() 之后"),
    "retain": (
        "Without retain_graph=True the buffers are freed in the first call, and torch says of the second: “{reason}”",
        "若不写 retain_graph=True，第一次调用后缓冲区就被释放，第二次调用 torch 会报错：“{reason}”",
    ),
    "jacobian": ("Jacobian product", "雅可比乘积"),
    "intro.jacobian": (
        "When `out` is not a scalar, `out.backward(v)` gives the product of `v` with the Jacobian, without ever building it. "
        "Here it is built, to compare.",
        "当 `out` 不是标量时，`out.backward(v)` 直接给出 `v` 与雅可比矩阵的乘积，而不必真的算出这个矩阵。这里把它算出来，以便对照。",
    ),
    "jacobian.note": (
        "The full Jacobian has {rows} × {columns} numbers; backward needed none of them.",
        "完整的雅可比矩阵有 {rows} × {columns} 个数；backward 一个也不需要。",
    ),
    "v.info": ("of out's shape; empty: ones", "形状同 out；留空则全为 1"),
    "descent": ("One parameter", "单个参数"),
    "intro.descent": (
        "Slide `w`: the blue line is the gradient, the slope of the loss. Then take steps of SGD, and try a learning rate "
        "over 1.",
        "拖动 `w`：蓝线就是梯度，即损失曲线的斜率。然后走几步 SGD，再试试大于 1 的学习率。",
    ),
    "steps": ("steps", "步数"),
    "step": ("step", "步"),
    "take": ("Take a step", "走一步"),
    "bowl": ("The loss over w, the slope at the start, and the steps of SGD", "损失随 w 的变化、起点处的斜率和 SGD 的各步"),
    "descent.still": (
        "At w = {w:.4g} the loss is {loss:.4g} and the slope {slope:.4g}: SGD will move w by −lr · slope.",
        "w = {w:.4g} 处损失为 {loss:.4g}，斜率为 {slope:.4g}：SGD 会把 w 移动 −lr · 斜率。",
    ),
    "descent.moved": (
        "After {steps} step(s): w = {w:.4g}, loss {loss:.4g}, slope {slope:.4g}.",
        "走了 {steps} 步：w = {w:.4g}，损失 {loss:.4g}，斜率 {slope:.4g}。",
    ),
    "descent.left": (
        "The learning rate is too large: after {steps} step(s) w = {w:.4g} has left the bowl, each step overshoots more "
        "than the last.",
        "学习率太大：{steps} 步之后 w = {w:.4g}，已经冲出了“碗”，一步比一步更远。",
    ),
    "onebatch": ("One batch", "一个批次"),
    "intro.onebatch": (
        "One turn of the training loop on the model in hand, stopped after every line; the entry with the largest gradient "
        "is followed by hand. The model itself is left as it is.",
        "在当前模型上走一圈训练循环，每行都停下来看；并跟踪梯度最大的那个元素，可亲手验算。模型本身不会被改动。",
    ),
    "parameter": ("parameter to follow", "跟踪的参数"),
    "zeroed.count": ("{count} parameters still hold a gradient", "仍有梯度的参数：{count} 个"),
    "again": ("loss on the same batch, now", "同一批次现在的损失"),
}
