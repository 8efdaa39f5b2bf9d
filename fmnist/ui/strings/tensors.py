"""The Tensors tab."""

TEXTS = {
    "tab": ("Tensors", "张量"),
    "intro": (
        "**Chapter 1 · Tensors.** Make one, change anything, and watch the numbers, the shape and the dtype. "
        "What torch refuses is said in plain words.",
        "**第 1 章 · 张量。** 先创建一个，再随意改动，看数值、形状和 dtype 怎样变化。torch 不接受的操作，这里会用大白话说明原因。",
    ),
    "how": ("Create with", "创建方式"),
    "data": ("data", "数据 data"),
    "shape": ("shape", "形状 shape"),
    "dtype.auto": ("as torch chooses", "由 torch 决定"),
    "empty": ("no elements", "没有元素"),
    "more": ("and {count:,} more", "还有 {count:,} 个"),
    "index": ("Index & slice", "索引与切片"),
    "index.info": ("whole numbers, slices, …, None, lists, tensor > 0", "整数、切片、…、None、列表、tensor > 0"),
    "preset": ("First row, first column, last column, a mask", "首行、首列、末列、掩码"),
    "assign": ("= value", "= 值"),
    "assign.info": ("empty: only look", "留空则只查看"),
    "join": ("Join", "拼接"),
    "count": ("how many times", "份数"),
    "product": ("Multiply", "乘法"),
    "product.matrix": ("matrix product", "矩阵乘法"),
    "product.elements": ("element-wise", "逐元素相乘"),
    "spelling": ("Spelling", "写法"),
    "other.typed": ("typed", "自己输入"),
    "other.data": ("typed numbers", "输入的数"),
    "item": ("agg.item() gives {item}, a Python {type}.", "agg.item() 得到 {item}，是 Python 的 {type}。"),
    "inplace": ("In place", "原地操作"),
    "value": ("value", "值"),
    "before": ("before", "之前"),
    "inplace.why": (
        "In-place operations save memory, but lose what backward may need; torch then says: “{reason}” "
        "Hence their use is discouraged.",
        "原地操作省内存，但会丢掉反向传播可能用到的值；这时 torch 会报错：“{reason}” 因此不建议使用。",
    ),
    "bridge": ("NumPy bridge", "与 NumPy 互通"),
    "bridge.link": ("How one is made from the other", "怎样由一方得到另一方"),
    "bridge.change": ("Then change one side", "然后改动其中一方"),
    "bridge.shared": (
        "t and n share one piece of memory: what is done to one is seen in the other.",
        "t 与 n 共用同一块内存：改动一方，另一方也跟着变。",
    ),
    "bridge.copied": (
        "This link copies: t and n have memory of their own, and only one side changes.",
        "这种方式会复制数据：t 与 n 各有各的内存，只有一方变化。",
    ),
    "bridge.parted": (
        "They shared memory, but the change made a new object under the old name: only one side shows it.",
        "原本共用内存，但这次改动创建了新对象并沿用旧名字：只有一方变化。",
    ),
}
