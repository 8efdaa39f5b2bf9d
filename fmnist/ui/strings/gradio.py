"""Gradio's own English words that its translation leaves, in Chinese, by JavaScript's regular expressions."""

GRADIO_ZH: dict[str, str] = {
    # titles of toasts
    "Error": "出错了",
    "Warning": "提醒",
    "Info": "提示",
    "Success": "完成",
    # what it says of a file whose name ends otherwise than a field takes
    "Invalid file types?: (.*)\\. Only (.*) allowed\\.": "这里不接受 $1，只能上传 $2 文件。",
    # names of buttons and fields, which screen readers say
    "Close": "关闭",
    "Remove this file": "移除此文件",
    "Click to upload or drop files": "点击上传，或把文件拖放到此处",
    "File upload": "上传文件",
    "Upload file": "上传文件",
    "Capture from camera": "用摄像头拍摄",
    "Paste from clipboard": "从剪贴板粘贴",
    "grant webcam access": "允许使用摄像头",
    "Click to Access Webcam": "点击使用摄像头",
    "capture photo": "拍照",
    "select input source": "选择摄像头",
    "select source": "选择摄像头",
    "Remove Image": "移除图片",
    "Fullscreen": "全屏",
    "Exit fullscreen mode": "退出全屏",
    "Reset to default value": "恢复默认值",
    "number input for (.*)": "$1，数值",
    "range slider for (.*)": "$1，滑块",
    "common\\.upload": "上传",  # a key of Gradio's that its Chinese has no words for
    "File: (.*)": "文件：$1",
    "Gradio footer navigation": "页脚",
}
