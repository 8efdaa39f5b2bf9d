"""The panel "Show the code"."""

TEXTS = {
    "show": ("Show the code", "查看代码"),
    "copy": ("Copy", "复制"),
    "download": ("Download", "下载"),
    "notebook": ("Notebook", "Notebook"),
    "notebook.tip": ("Download as Jupyter notebook (.ipynb)", "下载为 Jupyter Notebook（.ipynb）"),
    "copied": ("Copied", "已复制"),
    "changed": ("{count} line(s) changed by your last setting", "最近一次改动影响了 {count} 行"),
}
