"""The Save & load tab."""

TEXTS = {
    "tab": ("Save & load", "保存与加载"),
    "intro": (
        "**Chapter 7 · Save, load and use the model.** Take the model in hand home, or bring one back.",
        "**第 7 章 · 保存、加载和使用模型。** 把当前模型带回家，或者把自己的模型带过来。",
    ),
    "save": ("## Save", "## 保存"),
    "kind": ("What to save", "保存什么"),
    "kind.state_dict": ("state_dict · .pth", "state_dict · .pth"),
    "kind.model": ("whole model · .pth", "整个模型 · .pth"),
    "kind.safetensors": ("safetensors", "safetensors"),
    "kind.state_dict.info": (
        "The parameters and buffers by name: the tutorial's recommended way (7.1). You need the class to load it.",
        "按名字保存参数和缓冲区，是教程推荐的方式（7.1）。加载时需要模型的类。",
    ),
    "kind.model.info": (
        "The structure too (7.2). It is a pickle that names its class, fmnist.model.{name}; torch needs a class under "
        "that name to load it, as the lines below give it.",
        "连同结构一起保存（7.2）。它是 pickle，里面写着类名 fmnist.model.{name}；加载时 torch 需要这个名字对应的类，下面的代码会提供。",
    ),
    "kind.safetensors.info": (
        "Tensors and nothing else: no pickle, so nothing in it can run. Needs the package safetensors.",
        "只有张量，不含 pickle，因此不可能执行任何代码。需要 safetensors 软件包。",
    ),
    "download": ("Download", "下载"),
    "code": ("### Load it elsewhere", "### 在别处加载"),
    "card": ("### Where these weights come from (this travels inside the file)", "### 这些权重的来历（会写进文件里）"),
    "card.model": ("model", "模型"),
    "card.seed": ("seed", "seed"),
    "card.epochs": ("epochs", "epochs"),
    "card.accuracy": ("test accuracy", "测试集准确率"),
    "card.data": ("data", "数据"),
    "card.config": ("settings", "设置"),
    "card.created": ("saved", "保存时间"),
    "card.versions": ("versions", "版本"),
    "card.none": ("The file does not tell where it comes from.", "文件没有说明来历。"),
    "load": ("## Load", "## 加载"),
    "load.text": (
        "A state_dict, a whole model or safetensors of `NeuralNetwork`, `ConvNet` or `FastConvNet`. The `model.pth` that "
        "the tutorial's own script writes loads as it is.",
        "可以加载 `NeuralNetwork`、`ConvNet` 或 `FastConvNet` 的 state_dict、整个模型或 safetensors。教程脚本保存的 `model.pth` 可直接加载。",
    ),
    "load.file": ("Weights (.pth, .pt, .safetensors)", "权重文件（.pth、.pt、.safetensors）"),
    "load.done": (
        "Loaded {kind} for {model}: {accuracy:.2%} right on the {count:,} test images. It is now the model in hand.",
        "已加载 {model} 的 {kind}：在 {count:,} 张测试图片上的准确率为 {accuracy:.2%}。它现在就是当前模型。",
    ),
    "load.done.claim": (
        "Its card says {claimed:.2%}; what counts is what was measured here.",
        "文件自称准确率为 {claimed:.2%}；以这里实测的为准。",
    ),
    "load.refused": ("Not loaded; the model in hand is unchanged.", "未加载，当前模型没有改变。"),
    "difference.name": ("name", "名字"),
    "difference.kind": ("difference", "不同之处"),
    "difference.expected": ("expected", "应为"),
    "difference.got": ("got", "实际"),
    "difference.missing": ("missing in the file", "文件里缺少"),
    "difference.unexpected": ("unknown to the model", "模型里没有"),
    "difference.shape": ("another shape", "形状不同"),
    "difference.dtype": ("another dtype", "dtype 不同"),
    "difference.values": ("nan or infinity", "有 nan 或无穷大"),
    "difference.more": ("… and {count} more.", "……另有 {count} 处。"),
    "danger": ("Why pickle is dangerous, and what happens here", "pickle 为什么危险，这里怎么做"),
    "danger.text": (
        "A `.pth` file is a pickle, and a pickle is a small program: plain `torch.load(…, weights_only=False)` runs "
        "whatever its author put in, with your rights. Here a file is first read without running anything, and refused "
        "if it names more than tensors and layers. Then `torch.load(…, weights_only=True)` opens it, whole models "
        "through `torch.serialization.safe_globals` for the classes of this app and of `torch.nn`. Only tensors are "
        "taken out, checked for name, shape, dtype and finite values, and put into a model built here; safetensors "
        "files hold no program at all.",
        "`.pth` 文件是 pickle，而 pickle 是一段小程序：普通的 `torch.load(…, weights_only=False)` 会以您的权限执行作者放进去的"
        "任何代码。在这里，文件先以不执行的方式读一遍，只要用到张量和网络层以外的东西就拒绝。然后用 "
        "`torch.load(…, weights_only=True)` 打开，整个模型则通过 `torch.serialization.safe_globals` 只放行本应用和 "
        "`torch.nn` 的类。最后只取出张量，逐一核对名字、形状、dtype 和数值是否有限，再放进这里新建的模型；"
        "safetensors 文件则根本不含程序。",
    ),
}
