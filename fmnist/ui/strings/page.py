"""The header, the model in hand, the data source, and words used on several tabs."""

TEXTS = {
    "title": ("fmnist · learn PyTorch by doing", "fmnist · 动手学 PyTorch"),
    "tagline": (
        "The official PyTorch introduction on Fashion-MNIST, alive: look at the data, train the network, draw a shoe, "
        "open the parameters.",
        "PyTorch 官方入门教程的互动版：看数据、训练网络、画一只鞋、打开参数看个究竟。",
    ),
    "language": ("中文", "English"),
    "hand": ("Model in hand", "当前模型"),
    "hand.convnet": ("ConvNet (shipped)", "ConvNet（自带）"),
    "hand.mlp": ("Tutorial's MLP (shipped)", "教程里的 MLP（自带）"),
    "hand.run": ("My run", "我训练的模型"),
    "hand.loaded": ("Weights I loaded", "我加载的权重"),
    "hand.lost": (
        "The weights you loaded had to make room for others; a shipped model is in hand now. Load yours again to go on "
        "with them.",
        "您加载的权重已为其他访客腾出空间，当前改用自带模型；要继续使用，请重新加载。",
    ),
    "hand.accuracy": ("{accuracy:.1%} on the test set", "测试集准确率 {accuracy:.1%}"),
    "hand.epoch": ("after epoch {epoch}", "第 {epoch} 轮之后"),
    "hand.parameters": ("{count:,} parameters", "{count:,} 个参数"),
    "data.loading": ("Preparing Fashion-MNIST …", "正在准备 Fashion-MNIST…"),
    "data.full": (
        "Full Fashion-MNIST: {train:,} + {test:,} images ({name})",
        "完整 Fashion-MNIST：{train:,} + {test:,} 张图片（{name}）",
    ),
    "data.mini": (
        "Mini set: {train:,} + {test:,} real images, a tenth of Fashion-MNIST. For the full set connect this machine "
        "to the Internet, or install the Debian package dataset-fashion-mnist, and restart.",
        "迷你数据集：{train:,} + {test:,} 张真实图片，是 Fashion-MNIST 的十分之一。要用完整数据集，请联网或安装 Debian 软件包 "
        "dataset-fashion-mnist，然后重启。",
    ),
    "data.local": ("from the data folder", "来自数据目录"),
    "data.system": ("from the system's copy", "来自系统自带的副本"),
    "data.download": ("downloaded", "已下载"),
    "data.damaged": ("{count} damaged file(s) were found and not used.", "发现 {count} 个损坏的文件，已弃用。"),
    "data.moved": ("The data folder cannot be written; a temporary one is used.", "数据目录不可写，已改用临时目录。"),
    "error.unknown": (
        "Something went wrong on our side; nothing of yours is lost. Please try once more.",
        "我们这边出了点问题，您的内容没有丢失，请再试一次。",
    ),
    "error.values": (
        "A value that was sent does not fit. Files must be uploaded to the server first; “Use via API” at the foot of "
        "the page shows how.",
        "发来的值不合要求。文件须先上传到服务器，做法见页面底部的 API 说明。",
    ),
    "connection.lost": (
        "No connection to the server. The page shows what it last heard and goes on by itself once it is back.",
        "连不上服务器。页面显示的是断开前的内容，恢复后会自动继续。",
    ),
    "too_big": (
        "The file is larger than {limit} MB, so it was not sent; choose a smaller one.",
        "文件超过 {limit} MB，没有发送；请换小一点的。",
    ),
    "footer": (
        "Everything on this page is computed live by the code you can copy.",
        "页面上的每个数字都由您可以复制的代码实时算出。",
    ),
}
