"""The sentences of `FmnistError`, by their English template, in Chinese."""

ERRORS_ZH: dict[str, str] = {
    # config, model
    "model must be one of {choices}, got {got!r}.": "model 只能是 {choices} 之一，收到的是 {got!r}。",
    "{field} must be one of {choices}, got {got!r}.": "{field} 只能是 {choices} 之一，收到的是 {got!r}。",
    "{field} must be a whole number from {low} to {high}, got {got!r}.":
        "{field} 应为 {low} 到 {high} 的整数，收到的是 {got!r}。",
    "{field} must be a number {above} {low:g} and {below} {high:g}, got {got!r}.":
        "{field} 应为 {above} {low:g} 且 {below} {high:g} 的数，收到的是 {got!r}。",
    "shuffle must be true or false, got {got!r}.": "shuffle 只能是 true 或 false，收到的是 {got!r}。",
    "frozen must be a list of parameter names, got {got!r}.": "frozen 应为参数名列表，收到的是 {got!r}。",
    "label_smoothing needs loss cross_entropy, got {got!r}.":
        "label_smoothing 只能与 cross_entropy 损失一起用，收到的损失是 {got!r}。",
    "{got} is not a setting; the settings are {choices}.": "没有名为 {got} 的设置；可用的设置有 {choices}。",
    # data
    "none of the Fashion-MNIST sources ({names}) has intact files; install fmnist afresh, its assets/mini folder is "
    "missing or damaged.": "所有 Fashion-MNIST 来源（{names}）都没有完好的文件；assets/mini 缺失或损坏，请重新安装 fmnist。",
    "the data folder {root} cannot be written; name another one with FMNIST_DATA or --root.":
        "数据目录 {root} 不可写；请用 FMNIST_DATA 或 --root 指定另一个目录。",
    "row {row}: image {name!r} was not found in the image folder.": "第 {row} 行：图片目录里找不到 {name!r}。",
    "row {row}: expected two columns, file name and label, got {got}.":
        "第 {row} 行：应有两列（文件名和标签），实际有 {got} 列。",
    "row {row}: expected a whole number as label, got {got!r}.": "第 {row} 行：标签应为整数，收到的是 {got!r}。",
    # training
    "every parameter is frozen; leave at least one to train.": "所有参数都被冻结了；至少要留一个参数来训练。",
    "{name} is not a parameter of the model; it has {names}.": "模型里没有参数 {name}；它的参数有 {names}。",
    "the checkpoint is of a run with another {names}; use the settings it was made with.":
        "这个检查点来自设置不同的训练（{names} 不一样）；请使用它当时的设置。",
    "the loss became {value} in epoch {epoch} at step {step}: training diverged; try a smaller learning rate than "
    "{learning_rate:g}.":
        "第 {epoch} 轮第 {step} 步损失变成了 {value}：训练发散了；请把学习率调到 {learning_rate:g} 以下再试。",
    # store, samples
    "there is no model {kind!r} to take in hand; choose one of {choices}.": "没有名为 {kind!r} 的模型可选；请从 {choices} 中选一个。",
    "the seed must be a whole number from 0 to {high}, got {got!r}.": "随机种子应为 0 到 {high} 的整数，收到的是 {got!r}。",
    "sample {index} is out of range; this split has {count} images.": "下标 {index} 超出范围；这个划分共有 {count} 张图片。",
}
