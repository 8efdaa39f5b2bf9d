"""Gradio's own English words that its translation leaves, in Chinese, by JavaScript's regular expressions.

In what is looked up, any run of spaces and line breaks is one space, with none at the ends.
"""

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
    "Open copy menu": "打开复制菜单",
    "Close copy menu": "收起复制菜单",
}

# The panel behind "Use via API": its texts, piece by piece between the pieces of code.
API_ZH: dict[str, str] = {
    "documentation": " 文档",
    "API Recorder": "录制 API 调用",
    "API endpoint": "个 API 接口",
    "CLI endpoint": "个 CLI 接口",
    "MCP Tools?": "个 MCP 工具",
    "s": "",  # of a plural
    ":": "：",
    "Choose one of the following ways to interact with the API\\.": "请选择一种调用 API 的方式。",
    "Copy Page": "复制本页",
    "Copied (.*) Docs!": "已复制 $1 文档",
    "Open in HuggingChat": "在 HuggingChat 中打开",
    "Copy (.*) Docs as Markdown for LLMs": "把 $1 文档复制成 Markdown，供大模型使用",
    "Ask Questions About The (.*) Docs": "就 $1 文档提问",
    "1\\. Install the": "1. 安装 ",
    "python": "Python",
    "javascript": "JavaScript",
    "client \\(": " 客户端（",
    "docs": "文档",
    "\\) if you don't already have it installed\\.": "），已安装的可以跳过。",
    "1\\. Install the CLI if you don't already have it installed\\.": "1. 安装命令行工具，已安装的可以跳过。",
    "First, install the HF CLI\\.": "先安装 HF CLI。",
    "On macOS and Linux:": "在 macOS 和 Linux 上：",
    "On Windows:": "在 Windows 上：",
    "Then, install the Gradio extension:": "再安装 Gradio 扩展：",
    "1\\. Confirm that you have cURL installed on your system\\.": "1. 确认系统里装有 cURL。",
    "2\\. Find the API endpoint below corresponding to your desired function in the app\\. Copy the code snippet, replacing the placeholder values with your own input data\\.":
        "2. 在下面找到所需功能的 API 接口，复制代码，把占位的值换成自己的数据。",
    "Or use the": "也可以用 ",
    "to automatically generate your API requests\\.": " 自动生成请求代码。",
    "Making a prediction and getting a result requires": "调用一次并取得结果需要",
    "2 requests": "两个请求",
    ": a": "：一个 ",
    "and a": " 和一个 ",
    "request\\. The": "。",
    "request returns an": " 请求返回 ",
    ", which is used in the second": "，再用它发第二个 ",
    "request to fetch the results\\. In these snippets, we've used": " 请求取回结果。下面的命令用 ",
    "and": " 和 ",
    "to parse the results, combining these two requests into one command for ease of use\\.":
        " 解析结果，把两个请求合成一条命令。",
    "If your endpoint accepts files, you must first upload them via a": "接口如果接收文件，要先用 ",
    "to": " 上传到 ",
    ", then reference the returned path with the": "，再用 ",
    "key:": " 键引用返回的路径：",
    "See": "参见 ",
    "curl docs": "curl 文档",
    "\\.": "。",
    "API name:": "API 名称：",
    "Accepts (\\d+) parameter": "接收 $1 个参数",
    "Accepts a JSON object with (\\d+) key": "接收一个有 $1 个键的 JSON 对象",
    "Default:": "默认值：",
    "Required": "必填",
    'The input value that is provided in the "(\\d+).." Api component\\.': "第 $1 个参数。",
    'The input value that is provided in the "(.*)" (.*) component\\. A local filepath or publicly available URL\\.':
        "$2 组件 $1 的输入：本地文件路径，或可公开访问的网址。",
    "Returns": "返回",
    "(\\d+) elements?": " $1 个值",
    "an array of (\\d+) elements?": "有 $1 个元素的数组",
    'The output value that appears in the "1st" Api component\\.': "返回值。",
    'The output value that appears in the "(.*)" (.*) component\\.': "$2 组件 $1 的输出。",
    "This Gradio app can also serve as an MCP server, with an MCP tool corresponding to each API endpoint\\. To enable this, launch this Gradio app with":
        "这个 Gradio 应用也可以作为 MCP 服务器，每个 API 接口对应一个 MCP 工具。启用方法：启动时加上 ",
    "or set the": "，或者把环境变量 ",
    "env variable to": " 设为 ",
    "Stop Recording": "停止录制",
    "Recording API Calls:": "正在录制 API 调用：",
    "(.*) Recorded API Calls(.*)": "$1 已录制的 API 调用$2",
    "API Documentation": "API 文档",
    "Here is the code snippet to replay the most recently recorded API calls using the (.*) client\\.":
        "用 $1 重放最近录制的调用：",
    "Note: Some API calls only affect the UI, so when using the clients, the desired result may be achieved with only a subset of the recorded calls\\.":
        "注意：有些调用只影响界面，用客户端时只需其中一部分就能得到同样的结果。",
}

# What each endpoint does; in English the page takes its docstring.
ENDPOINTS_ZH: dict[str, str] = {
    "samples": "一个划分（“train” 或 “test”）里某一类或全部（“all”）的九个样本，顺序由随机种子决定。每个样本有下标、标签（0 到 9）、类名，以及 data: 地址形式的 28×28 PNG 图片。",
    "train": '开始一次训练，返回任务编号（job id）。more：按名称给出的其他设置，例如 {"shuffle": true}。请不时用 status 查询：长时间无人查询的训练会被停止。同一地址的调用算作同一个人的：一次只训练一个，结束的只保留最近几次。',
    "status": "训练的当前情况：状态、轮次、步数、损失、准确率、用时。",
    "stop": "停止训练，已学到的都保留着；返回它的当前情况。",
    "parameters": "模型的每个参数和缓冲区：名字、形状、dtype、numel、requires_grad、均值、标准差、最小值、最大值、范数，以及合计。model：“convnet”、“mlp”、任务编号，或 load_weights 给出的编号。",
    "save_weights": "把模型的权重存成文件。model 与 parameters 的相同；kind：“state_dict”、“model” 或 “safetensors”。",
    "load_weights": "检查并保存一个权重文件：三种格式之一，或含有权重的训练检查点。返回 parameters 和 save_weights 可用的编号、文件和模型的种类、在测试集上实测的准确率、文件自带的来历，以及为了装得进去而去掉、略过或转换了什么。",
    "predict": "图片里是什么：最可能的类别，以及十个类别的概率。",
}
