"""The Data tab."""

TEXTS = {
    "tab": ("Data", "数据"),
    "intro": (
        "**Chapters 2 and 3 · Datasets, DataLoaders, Transforms.** How pictures become the batches a network trains on.",
        "**第 2、3 章 · 数据集、DataLoader 与 Transforms。** 图片是怎样变成网络训练用的批次的。",
    ),
    "batch": ("DataLoader", "DataLoader"),
    "batch.intro": (
        "`next(iter(train_dataloader))`: one batch of pictures and labels. Call it again, and a shuffled loader deals anew.",
        "`next(iter(train_dataloader))`：取一批图片和标签。再调用一次，打乱的 DataLoader 就会重新发牌。",
    ),
    "batch.again": ("Draw again", "再取一批"),
    "batch.anew": (
        "Draw {draw}: {same} of the {count} images were in draw {before} too.",
        "第 {draw} 次：{count} 张图里有 {same} 张在第 {before} 次也出现过。",
    ),
    "custom": ("Your own images", "自己的图片"),
    "custom.intro": (
        "`CustomImageDataset` exactly as in the tutorial: a CSV with file name and label (0–9), and a zip with the images "
        "(PNG, JPEG, GIF, WebP). They stay in a private folder of yours and are deleted after an hour unused.",
        "和教程里一样的 `CustomImageDataset`：一个 CSV（文件名和 0–9 的标签），加一个图片 zip（PNG、JPEG、GIF、WebP）。"
        "文件只存放在您自己的私有文件夹里，一小时不用即删除。",
    ),
    "custom.bring": ("Load my files", "载入我的文件"),
    "custom.use": ("Use the sample", "使用示例数据"),
    "custom.sample": ("{count} rows of the sample are in.", "示例数据共载入 {count} 行。"),
    "custom.in": ("{count} rows are in.", "已载入 {count} 行。"),
    "custom.encoding": ("The CSV was read as {encoding}.", "CSV 按 {encoding} 编码读取。"),
    "custom.header": (
        "The first line is data already, so it is not taken for a header.",
        "第一行就是数据，因此没有把它当作表头。",
    ),
    "custom.rewritten": (
        "{count} picture(s), {name} first, were saved again as 8-bit PNG, since decode_image cannot read BMP or TIFF and "
        "misreads palettes, CMYK, 16 bits, animations and rotated photos.",
        "有 {count} 张图片（如 {name}）已转存为 8 位 PNG：decode_image 不支持 BMP 和 TIFF，"
        "也读不对调色板、CMYK、16 位、动图和相机旋转过的照片。",
    ),
    "custom.left": ("{count} row(s) were left out:", "有 {count} 行未载入："),
    "custom.more": ("and {count:,} more", "还有 {count:,} 行"),
    "custom.download": ("Download the files as they came in", "下载实际载入的文件"),
    "custom.idx": ("dataset[idx], line by line", "逐行查看 dataset[idx]"),
    "custom.nine": ("Another nine", "换九张"),
    "custom.evaluate": ("Evaluate the model in hand", "用当前模型评估"),
    "custom.accuracy": (
        "{model}: {right} of {count} right, {accuracy:.1%}.",
        "{model}：{count} 张里对了 {right} 张，准确率 {accuracy:.1%}。",
    ),
    "custom.column.file": ("file", "文件"),
    "custom.column.actual": ("actual", "实际"),
    "custom.column.predicted": ("predicted", "预测"),
    "custom.column.confidence": ("probability", "概率"),
    "custom.train.intro": (
        "**Train the model in hand on them.** It goes on from its present weights with AdamW; the Fashion-MNIST test set "
        "says whether it forgets. Watch it on the Train tab.",
        "**用这些图片继续训练当前模型。** 从现有权重出发，用 AdamW 训练；Fashion-MNIST 测试集会告诉您它有没有遗忘。"
        "训练过程请看“训练”页。",
    ),
    "custom.train": ("Train on it", "开始训练"),
    "custom.started": ("The run has started; watch it on the Train tab.", "训练已开始，请到“训练”页查看。"),
    "transforms": ("Transforms", "Transforms"),
    "transforms.intro": (
        "A picture on its way to the network, in the tutorial's spelling and in v2's. `ToTensor` divides by 255 and puts the "
        "channel first; `target_transform` does for the label what `transform` does for the picture.",
        "图片送进网络之前经过的每一步，教程写法与 v2 写法并列。`ToTensor` 除以 255 并把通道放到最前；"
        "`target_transform` 处理标签，正如 `transform` 处理图片。",
    ),
    "spelling.old": ("as in the tutorial", "教程写法"),
    "spelling.new": ("the modern form, v2", "新写法 v2"),
    "spelling.same": ("Largest difference between the two results: {difference}", "两种写法结果的最大差异：{difference}"),
    "target": (
        "target_transform: label {label} ({name}) becomes one-hot, by the tutorial's Lambda and by F.one_hot",
        "target_transform：标签 {label}（{name}）变为 one-hot，左为教程的 Lambda，右为 F.one_hot",
    ),
}
