"""The Transforms tab."""

TEXTS = {
    "tab": ("Transforms", "变换"),
    "spelling.old": ("as in the tutorial", "教程写法"),
    "spelling.new": ("the modern form, v2", "新写法 v2"),
    "spelling.same": ("Largest difference between the two results: {difference}", "两种写法的结果最多相差 {difference}"),
    "mean": ("mean {mean:.4g}", "均值 {mean:.4g}"),
    "target": ("The data set's target_transform makes label {label} ({name}) one-hot, and F.one_hot does the same:",
               "数据集的 target_transform 把标签 {label} · {name} 变成 one-hot，F.one_hot 的结果也一样："),
    "target.same": ("scatter_ and F.one_hot: same result ✓", "scatter_ 与 F.one_hot：结果相同 ✓"),
}
