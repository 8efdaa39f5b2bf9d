"""The Samples tab."""

TEXTS = {
    "tab": ("Samples", "样本"),
    "intro": ("**Chapter 2 · Datasets & DataLoaders.** Fashion-MNIST holds 28×28 grey images of ten kinds of clothing. Choose a picture to see the tensor it becomes.",
              "**第 2 章 · 数据集与 DataLoader。** Fashion-MNIST 是十类服饰的 28×28 灰度图。点一张图，看看它变成了怎样的张量。"),
    "split": ("Split", "数据划分"),
    "split.train": ("Training", "训练集"),
    "split.test": ("Test", "测试集"),
    "class": ("Class", "类别"),
    "class.all": ("All classes", "全部类别"),
    "seed": ("Seed", "随机种子"),
    "seed.info": ("The same seed shows the same nine.", "种子相同，九张图就相同。"),
    "shuffle": ("Shuffle", "换一批"),
    "grid": ("Nine samples", "九个样本"),
    "few": ("Only {count} image(s) of this class are in this split; all are shown.", "这个划分里该类别只有 {count} 张图，已全部显示。"),
    "none": ("No image of this class is in this split.", "这个划分里没有该类别的图片。"),
    "index": ("index", "下标"),
    "label": ("label", "标签"),
    "range": ("min · mean · max", "最小 · 平均 · 最大"),
}
