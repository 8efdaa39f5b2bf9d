"""The words that explain themselves on hover and focus: `[loss]` in a text of `frame`."""

TEXTS = {
    "loss": ("How wrong the answers of a batch are, as one number. Training makes it smaller.",
             "一批答案错得多厉害，用一个数表示。训练就是让它变小。"),
    "epoch": ("One pass through all training pictures.", "把全部训练图片看过一遍。"),
    "batch": ("The pictures of one step; their mean gradient moves the weights.", "一步所用的图片；权重按它们的平均梯度移动。"),
    "logit": ("What the last layer says for a class, before softmax: any number, larger is likelier.",
              "softmax 之前最后一层对某个类别给出的数，可正可负，越大越有可能。"),
    "softmax": ("Turns ten logits into ten probabilities that sum to 1.", "把十个 logit 变成和为 1 的十个概率。"),
    "learning rate": ("How far each step goes. Small: it learns slowly; too large: the loss jumps about, or diverges.",
                      "每一步走多远。太小学得慢；太大则损失来回跳动，甚至发散。"),
    "gradient": ("How much the loss grows if one number grows a little.", "某个数增大一点点时，损失会增大多少。"),
}
