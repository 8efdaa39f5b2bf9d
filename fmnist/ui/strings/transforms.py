"""The Transforms tab."""

TEXTS = {
    "tab": ("Transforms", "变换"),
    "spelling.old": ("as in the tutorial", "教程写法"),
    "spelling.new": ("the modern form, v2", "新写法 v2"),
    "spelling.same": ("Largest difference between the two results: {difference}", "两种写法的结果最多相差 {difference}"),
    "target": ("target_transform: label {label} ({name}) becomes one-hot, by the tutorial's Lambda and by F.one_hot",
               "target_transform：把标签 {label}，即 {name}，变成 one-hot，分别用教程的 Lambda 和 F.one_hot"),
}
