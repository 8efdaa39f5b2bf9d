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
    # weights files
    "this is not a weights file; expected what torch.save or safetensors writes (.pth, .safetensors).":
        "这不是权重文件；需要 torch.save 或 safetensors 写出的文件（.pth、.safetensors）。",
    "the file has {size} bytes, more than the {limit} that these weights can need; load a smaller one.":
        "文件有 {size} 字节，超过了这些权重可能需要的 {limit} 字节；请换一个小一些的文件。",
    "the file is empty; save the weights again.":
        "文件是空的；请重新保存权重。",
    "the file is cut short or has something behind its end; copy or save it again.":
        "文件不完整，或者末尾多出了内容；请重新复制或保存。",
    "this is a bare pickle or a file from before torch 1.6, which is never opened here; save it again with "
    "torch.save(model.state_dict(), …) of a newer torch.":
        "这是裸 pickle 文件，或 torch 1.6 之前的旧格式，这里一律不打开；请用新版 torch 的 torch.save(model.state_dict(), …) 重新保存。",
    "{name} could not be written ({reason}); what was there before is unchanged.":
        "无法写入 {name}（{reason}）；原有的文件没有改动。",
    "{name} could not be read ({reason}).":
        "无法读取 {name}（{reason}）。",
    "the archive is damaged and cannot be read; copy or save it again.":
        "文件已损坏，无法读取；请重新复制或保存。",
    "the file's tensors are damaged and cannot be read; save it again.":
        "文件里的张量已损坏，无法读取；请重新保存。",
    "the file is compressed, which torch.save never does; save it with torch.save.":
        "文件经过压缩，而 torch.save 从不压缩；请用 torch.save 保存。",
    "this is a TorchScript program, expected weights; save model.state_dict().":
        "这是 TorchScript 程序，而这里需要权重；请保存 model.state_dict()。",
    "this is a zip archive without weights; expected what torch.save writes.":
        "这个 zip 文件里没有权重；需要 torch.save 写出的文件。",
    "the safetensors header says it is {claimed} bytes long, but the file has {size}; it is damaged.":
        "safetensors 文件头声称自己长 {claimed} 字节，而整个文件只有 {size} 字节；文件已损坏。",
    "the safetensors file is damaged and cannot be read; save it again.":
        "safetensors 文件已损坏，无法读取；请重新保存。",
    "kind must be one of {choices}, got {got!r}.":
        "kind 只能是 {choices} 之一，收到的是 {got!r}。",
    "the file calls `{name}`, which weights never need; save it again with torch.save.":
        "文件要调用 `{name}`，而权重从不需要这样做；请用 torch.save 重新保存。",
    "the file asks for `{name}`, which weights never need, so it was not opened; only load files from people "
    "you trust.":
        "文件要使用 `{name}`，而权重从不需要它，因此没有打开；请只加载您信任的人给的文件。",
    "the file says that tensor {key} has {claimed} bytes, but holds {got}; it is damaged, save it again.":
        "文件声称张量 {key} 有 {claimed} 字节，实际只有 {got} 字节；文件已损坏，请重新保存。",
    "the file is written in pickle protocol {got}, expected 2; save it with torch.save and its defaults.":
        "文件用的是 pickle 协议 {got}，应为 2；请用 torch.save 的默认设置保存。",
    "the file's list of tensors is damaged and cannot be read; save it again.":
        "文件里的张量清单已损坏，无法读取；请重新保存。",
    "the file holds {got}, expected a state_dict; save model.state_dict().":
        "文件里是 {got}，而这里需要 state_dict；请保存 model.state_dict()。",
    "the file holds entries that are not tensors ({names}), as a training checkpoint does; save "
    "model.state_dict() alone.":
        "文件里有不是张量的内容（{names}），像是训练检查点；请只保存 model.state_dict()。",
    "the state_dict is empty; save model.state_dict() of a model with parameters.":
        "state_dict 是空的；请保存有参数的模型的 model.state_dict()。",
    "the weights do not fit {model}: `{name}` {expected} is missing (differences in all: {n}).":
        "权重与 {model} 不符：缺少 `{name}` {expected}（共 {n} 处不同）。",
    "the file's model is not built as torch builds one; save model.state_dict().":
        "文件里的模型结构不正常；请保存 model.state_dict()。",
    "the weights do not fit {model}: it has no `{name}` {got} (differences in all: {n}).":
        "权重与 {model} 不符：模型里没有 `{name}` {got}（共 {n} 处不同）。",
    "{got} of the numbers in `{name}` are nan or infinite, expected finite ones; load weights from before the "
    "training diverged.":
        "`{name}` 里有 {got} 个数是 nan 或无穷大，应全部为有限的数；请加载训练发散之前的权重。",
    "the weights do not fit {model}: expected `{name}` {expected}, got {got} (differences in all: {n}).":
        "权重与 {model} 不符：`{name}` 应为 {expected}，实际是 {got}（共 {n} 处不同）。",
    "there is no parameter {name!r} in this model; choose one from the table.":
        "这个模型里没有参数 {name!r}；请从表中选择。",
    # images, transforms
    "the picture has more than {limit:,} pixels; use a smaller one.": "图片超过 {limit:,} 像素；请换一张小一些的。",
    "the file is not a picture that can be read; use a PNG, JPEG, GIF, WebP, BMP or TIFF file.":
        "这个文件不是可以读取的图片；请使用 PNG、JPEG、GIF、WebP、BMP 或 TIFF 文件。",
    "the picture has {width:,} × {height:,} pixels, more than {limit:,} in all; use a smaller one.":
        "图片有 {width:,} × {height:,} 像素，超过了 {limit:,} 像素的上限；请换一张小一些的。",
    "the picture is damaged or incomplete; save it again or use another one.": "图片已损坏或不完整；请重新保存或换一张。",
    "expected the drawing as a data:image/…;base64 address, got something else; draw again.":
        "画板内容应为 data:image/…;base64 地址，收到的却是别的东西；请重新画。",
    "the drawing's base64 text is broken; draw again.": "画板内容的 base64 文本已损坏；请重新画。",
    "the picture has values that are NaN or infinite; expected numbers from 0 to 1 or 0 to 255.":
        "图片里有 NaN 或无穷大；应为 0 到 1 或 0 到 255 的数。",
    "the file {name!r} cannot be read; choose another one.": "无法读取文件 {name!r}；请换一个。",
    "the file is empty; choose a picture.": "文件是空的；请选一张图片。",
    "the file has {size:.1f} MB, more than {limit:.0f}; use a smaller one.":
        "文件有 {size:.1f} MB，超过了 {limit:.0f} MB 的上限；请换一个小一些的。",
    "expected whole numbers as labels, got {dtype}; use int64.": "标签应为整数，收到的是 {dtype}；请使用 int64。",
    "labels must be from 0 to {last}, got {low} to {high}.": "标签应在 0 到 {last} 之间，收到的是 {low} 到 {high}。",
    "there is nothing on the picture: it is the same shade all over; draw or choose an item.":
        "图片上什么也没有，整张都是同一种颜色；请画一件或选一件服饰。",
    "expected a picture of shape (H, W), (H, W, 3) or (H, W, 4), got {shape} of {dtype}.":
        "图片的形状应为 (H, W)、(H, W, 3) 或 (H, W, 4)，收到的是 {dtype} 类型的 {shape}。",
    "the picture has no pixels; choose another one.": "图片没有像素；请换一张。",
    "the weights you loaded had to make room for others; load them again, or choose another model.":
        "您加载的权重已为其他访客腾出空间；请重新加载，或选择别的模型。",
    # runs, command line
    "device {device!r} is not available on this machine; it has {has}.": "这台机器没有设备 {device!r}；可用的有 {has}。",
    "{path} cannot be written: it must be a file in an existing folder.": "{path} 不可写：它应是某个已有文件夹里的文件。",
    "the log {path} cannot be written: {reason}.": "日志 {path} 不可写：{reason}。",
    "the run's folder could not be made ({reason}); free some space and start again.": "无法创建训练目录（{reason}）；请腾出一些空间后重新开始。",
    "the run has no weights for that epoch; it kept those after {kept}.": "这次训练没有保存那一轮的权重；保存了的是这些轮次：{kept}。",
    "the run in {folder} cannot be read; start a new one.": "训练 {folder} 的记录无法读取；请重新开始一次训练。",
    "a run that is {state} cannot be resumed; start a new one.": "状态为 {state} 的训练不能继续；请重新开始一次训练。",
    "there is no such run; it may have been removed to make room, start a new one.": "没有这次训练；它可能已被清理以腾出空间，请重新开始一次。",
    "you have a run under way already; stop it or wait until it ends.": "您已经有一次训练在进行；请先停止它，或等它结束。",
    "{count} runs are waiting already; try again in a few minutes.": "已有 {count} 个训练在排队；请过几分钟再试。",
    "the runs folder {folder} cannot be written ({reason}); name another one with FMNIST_RUNS.": "训练目录 {folder} 不可写（{reason}）；请用 FMNIST_RUNS 指定另一个目录。",
    "{variable} must be a number over 0, got {got!r}.": "{variable} 应为大于 0 的数，收到的是 {got!r}。",
}
