"""After the run, on the Train tab: confusion matrix, mistakes, comparison."""

TEXTS = {
    "title": ("After the run", "训练之后"),
    "intro": (
        "What the network confuses after any epoch. Click a cell of the matrix to see those images.",
        "网络在任意一轮之后会弄混什么。点矩阵里的格子，看看是哪些图。",
    ),
    "run": ("Run", "训练"),
    "epoch": ("After epoch", "第几轮之后"),
    "show": ("Evaluate", "评估"),
    "name": (
        "{model} · {optimizer} · lr {learning_rate:g} · batch {batch_size} · {epochs} epochs",
        "{model} · {optimizer} · lr {learning_rate:g} · 批 {batch_size} · {epochs} 轮",
    ),
    "none": (
        "Nothing here yet. Once a run has ended, see here which items its network confuses, and compare runs.",
        "这里还没有内容。训练结束后，可以看看网络会把哪些衣物弄混，也可以比较多次训练。",
    ),
    "accuracy": ("{accuracy:.2%} of {count:,} test images right after epoch {epoch}", "第 {epoch} 轮之后，{count:,} 张测试图答对 {accuracy:.2%}"),
    "confusion": ("Confusion matrix: rows are labels, columns what the network says", "混淆矩阵：行是标签，列是网络的回答"),
    "per_class": ("Right, by class", "各类准确率"),
    "worst": ("The nine surest mistakes", "最自信的九个错误"),
    "no_mistakes": ("No mistakes at all.", "一个错误也没有。"),
    "mistake": ("{label} taken for {predicted}, {confidence:.0%} sure", "把 {label} 认成 {predicted}，把握 {confidence:.0%}"),
    "cell": ("{count} images of {label} called {predicted}", "{label} 被认作 {predicted} 的有 {count} 张"),
    "cell.more": ("the {shown} surest", "显示最自信的 {shown} 张"),
    "compare": ("Compare your runs (up to five)", "比较您的训练（最多五个）"),
    "compare.none": ("Tick runs to compare them", "勾选要比较的训练"),
    "compare.title": ("Test accuracy per epoch", "每轮的测试准确率"),
    "compare.run": ("run", "训练"),
    "compare.validation": ("best validation accuracy", "最佳验证准确率"),
    "compare.chosen": ("test accuracy of that epoch", "该轮的测试准确率"),
    "compare.best": ("best test accuracy", "最佳测试准确率"),
    "compare.last": ("last test accuracy", "最后测试准确率"),
    "compare.seconds": ("seconds", "用时（秒）"),
}
