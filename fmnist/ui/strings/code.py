"""The panel "Show the code"."""

TEXTS = {
    "show": ("Show the code", "查看代码"),
    "copy": ("Copy", "复制"),
    "download": ("Download", "下载"),
    "copied": ("Copied", "已复制"),
    "changed": ("{count} line(s) changed by your last setting", "最近一次改动影响了 {count} 行"),
}
