"""The sentences of `FmnistError`, by their English template, in Chinese."""

ERRORS_ZH: dict[str, str] = {
    # checks, config
    "{field} must be one of {choices}, got {got}.": "{field} 只能是 {choices} 之一，收到的是 {got}。",
    "{field} must be a whole number from {low} to {high}, got {got}.":
        "{field} 应为 {low} 到 {high} 的整数，收到的是 {got}。",
    "{field} must be a number {above} {low:g}, got {got}.": "{field} 应为 {above} {low:g} 的数，收到的是 {got}。",
    "{field} must be a number {above} {low:g} and {below} {high:g}, got {got}.":
        "{field} 应为 {above} {low:g} 且 {below} {high:g} 的数，收到的是 {got}。",
    "shuffle must be true or false, got {got!r}.": "shuffle 只能是 true 或 false，收到的是 {got!r}。",
    "frozen must be a list of parameter names, got {got}.": "frozen 应为参数名列表，收到的是 {got}。",
    "frozen may have at most {limit} parameter names of at most {limit} letters; leave out those that the model does not have.":
        "frozen 最多 {limit} 个参数名，每个不超过 {limit} 个字符；模型里没有的名字请去掉。",
    "more must be settings by name, such as {example}, got {got}.":
        "more 应为按名称给出的设置，例如 {example}，收到的是 {got}。",
    "drawn_share works only in the command line; leave it out.": "drawn_share 只能在命令行里使用，请去掉。",
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
    "validation_share {share:g} of {size:,} pictures holds out none of them; choose a larger share, or 0.":
        "{size:,} 张图片按 validation_share {share:g} 留不出一张；请加大比例，或设为 0。",
    "{model} normalizes over a batch, which takes at least 2 pictures, and one batch of the {size:,} would have 1; choose another batch_size.":
        "{model} 要在一批图片上做归一化，每批至少要有 2 张，而这 {size:,} 张里会有一批只剩 1 张；请换一个 batch_size。",
    "{model} normalizes over a batch, which takes at least 2 pictures; choose a larger batch.":
        "{model} 要在一批图片上做归一化，至少需要 2 张；请把这一批调大。",
    "the checkpoint is of a run with another {names}; use the settings it was made with.":
        "这个检查点来自设置不同的训练（{names} 不一样）；请使用它当时的设置。",
    "the checkpoint is of an earlier version of {model}, which had other layers; start a new run.":
        "这个检查点属于旧版的 {model}，层结构不同；请重新开始一次训练。",
    "the loss became {value} in epoch {epoch} at step {step}: training diverged; try a much smaller learning rate, {smaller:g} instead of {learning_rate:g}.":
        "第 {epoch} 轮第 {step} 步损失变成了 {value}：训练发散了；请大幅调小学习率，例如从 {learning_rate:g} 改为 {smaller:g}。",
    # store, samples
    "there is no network {kind!r} to use; choose one of {choices}.": "没有名为 {kind!r} 的网络可用；请从 {choices} 中选一个。",
    "sample {index} is out of range; this split has {count} images.": "下标 {index} 超出范围；这个划分共有 {count} 张图片。",
    # weights files
    "this is not a weights file; expected what torch.save or safetensors writes (.pth, .safetensors).":
        "这不是权重文件；需要 torch.save 或 safetensors 写出的文件（.pth、.safetensors）。",
    "the file has {size} bytes, more than the {limit} that these weights can need; save model.state_dict() alone.":
        "文件有 {size} 字节，超过了这些权重可能需要的 {limit} 字节；请只保存 model.state_dict()。",
    "the file is empty; save the weights again.":
        "文件是空的；请重新保存权重。",
    "the file is cut short or has something behind its end; copy or save it again.":
        "文件不完整，或者末尾多出了内容；请重新复制或保存。",
    "this is a file in the format from before torch 1.6, expected today's of torch.save; save it again: torch.save(torch.load(file, weights_only=True), file).":
        "这是 torch 1.6 之前的旧格式，这里需要 torch.save 现在的格式；请重新保存：torch.save(torch.load(file, weights_only=True), file)。",
    "this is a Git LFS pointer, a few lines in place of the weights; run git lfs pull, or download the file itself.":
        "这是 Git LFS 指针文件，只有几行文字，不是权重本身；请运行 `git lfs pull`，或直接下载原文件。",
    "this is a web page, not a weights file; open its address in a browser and download the file itself.":
        "这是网页，不是权重文件；请在浏览器里打开它的地址，下载真正的文件。",
    "the file is packed ({name}); unpack it and load the weights file that is in it.":
        "文件是 {name} 压缩包；请先解压，再加载里面的权重文件。",
    "this is not a weights file but {name}; expected what torch.save or safetensors writes (.pth, .safetensors).":
        "这不是权重文件，而是 {name} 文件；需要 torch.save 或 safetensors 写出的文件（.pth、.safetensors）。",
    "this is a bare pickle, which is never opened here; save the weights with torch.save(model.state_dict(), …).":
        "这是裸 pickle 文件，这里一律不打开；请用 torch.save(model.state_dict(), …) 保存权重。",
    "{name} could not be written ({reason}); what was there before is unchanged.":
        "无法写入 {name}（系统提示：“{reason}”）；原有的文件没有改动。",
    "{name} could not be read ({reason}); check its path.":
        "无法读取 {name}（系统提示：“{reason}”）；请检查路径。",
    "the archive is damaged and cannot be read; copy or save it again.":
        "文件已损坏，无法读取；请重新复制或保存。",
    "the file's tensors are damaged and cannot be read; save it again.":
        "文件里的张量已损坏，无法读取；请重新保存。",
    "the file was unpacked and zipped again, compressed or in other folders; load the file as torch.save wrote it.":
        "文件被解压后又重新打包过（经过压缩，或目录结构变了）；请加载 torch.save 写出的原文件。",
    "this is a TorchScript program, expected weights; save the state_dict() of what torch.jit.load reads, or model.state_dict().":
        "这是 TorchScript 程序，而这里需要权重；请保存 torch.jit.load 读出的模型的 state_dict()，或 model.state_dict()。",
    "this is a program of torch.export, expected weights; save model.state_dict().":
        "这是 torch.export 导出的程序，而这里需要权重；请保存 model.state_dict()。",
    "this is a zip archive without weights; expected what torch.save writes.":
        "这个 zip 文件里没有权重；需要 torch.save 写出的文件。",
    "the safetensors header says it is {claimed} bytes long, but the file has {size}; it is damaged, save it again.":
        "safetensors 文件头声称自己长 {claimed} 字节，而整个文件只有 {size} 字节；文件已损坏，请重新保存。",
    "the safetensors file is damaged and cannot be read; save it again.":
        "safetensors 文件已损坏，无法读取；请重新保存。",
    "the file calls `{name}`, which weights never need; save it again with torch.save.":
        "文件要调用 `{name}`，而权重从不需要这样做；请用 torch.save 重新保存。",
    "the file asks for `{name}`, which weights never need, so it was not opened; only load files from people you trust.":
        "文件要使用 `{name}`，而权重从不需要它，因此没有打开；请只加载您信任的人给的文件。",
    "the file asks for `{name}`, a kind of tensor that is not read here, such as float8, quantized or sharded; save model.float().state_dict() of the plain model.":
        "文件要使用 `{name}`，这里不读取这类张量（如 float8、量化或分片的张量）；请保存普通模型的 model.float().state_dict()。",
    "the file asks for `{name}`, which is no tensor and no layer that is known here, so it was not opened; save model.state_dict() alone.":
        "文件要使用 `{name}`，它既不是张量，也不是这里认识的网络层，因此没有打开；请只保存 model.state_dict()。",
    "the file says that tensor {key} has {claimed} bytes, but holds {got}; it is damaged, save it again.":
        "文件声称张量 {key} 有 {claimed} 字节，实际只有 {got} 字节；文件已损坏，请重新保存。",
    "the file is written in pickle protocol {got}, expected 2; save it with torch.save and its defaults.":
        "文件用的是 pickle 协议 {got}，应为 2；请用 torch.save 的默认设置保存。",
    "the file's list of tensors is damaged and cannot be read; save it again.":
        "文件里的张量清单已损坏，无法读取；请重新保存。",
    "the file holds a {got}, expected a state_dict; save model.state_dict().":
        "文件里是 {got}，而这里需要 state_dict；请保存 model.state_dict()。",
    "the file holds no tensors by name ({names}), expected a state_dict; save model.state_dict().":
        "文件里没有带名字的张量（只有 {names}），而这里需要 state_dict；请保存 model.state_dict()。",
    "the file holds several state_dicts that fit ({places}); save the one you mean alone.":
        "文件里有几个 state_dict 都符合（{places}）；请只保存您要用的那一个。",
    "the file's model has {got} between its layers, expected {expected} as in {model}, which would answer otherwise with these weights; load a model with {expected}.":
        "文件里的模型在各层之间用的是 {got}，而 {model} 用的是 {expected}，用这些权重会得出不同的结果；请加载使用 {expected} 的模型。",
    # what was changed to make weights fit
    "only `{place}` of the file was loaded.": "只加载了文件里的 `{place}`。",
    "`{prefix}` was taken off the names.": "已去掉名字里的 `{prefix}`。",
    "left out, as it is no part of {model}: {names}.": "以下内容不属于 {model}，没有加载：{names}。",
    "the names are not those of {model}, so its layers were matched by shape and order: `{old}` is `{new}`, and so on.":
        "名字与 {model} 不同，因此按形状和顺序逐层对应：`{old}` 即 `{new}`，依此类推。",
    "{got} was converted to {wanted}.": "已把 {got} 转换为 {wanted}。",
    "the state_dict is empty; save model.state_dict() of a model with parameters.":
        "state_dict 是空的；请保存有参数的模型的 model.state_dict()。",
    "the weights do not fit {model}: `{name}` {expected} is missing (differences in all: {n}); load weights of that network.":
        "权重与 {model} 不符：缺少 `{name}` {expected}（共 {n} 处不同）；请加载同一网络的权重。",
    "the file's model is not built as torch builds one; save model.state_dict().":
        "文件里的模型结构不正常；请保存 model.state_dict()。",
    "the weights do not fit {model}: it has no `{name}` {got} (differences in all: {n}); load weights of that network.":
        "权重与 {model} 不符：模型里没有 `{name}` {got}（共 {n} 处不同）；请加载同一网络的权重。",
    "{got} of the numbers in `{name}` are nan or infinite, expected finite ones; load weights from before the training diverged, or saved in float32.":
        "`{name}` 里有 {got} 个数是 nan 或无穷大，应全部为有限的数；请加载训练发散之前的权重，或以 float32 保存的权重。",
    "the weights do not fit {model}: expected `{name}` {expected}, got {got} (differences in all: {n}); load weights of that network.":
        "权重与 {model} 不符：`{name}` 应为 {expected}，实际是 {got}（共 {n} 处不同）；请加载同一网络的权重。",
    "there is no parameter {name!r} in this model; choose one from the table.":
        "这个模型里没有参数 {name!r}；请从表中选择。",
    "a file must be uploaded to the server first; “Use via API” at the foot of the page shows how.":
        "文件须先上传到服务器，做法见页面底部的 API 说明。",
    # images, transforms
    "{limit} large pictures and archives are being read or wait for it already; try again in a minute, or send a picture of less than a million pixels.":
        "正在读取或排队的大图片和压缩包已有 {limit} 个；请过一分钟再试，或发送一百万像素以内的图片。",
    "the picture has more than {limit:,} pixels; use a smaller one.": "图片超过 {limit:,} 像素；请换一张小一些的。",
    "the file is not a picture that can be read; use a PNG, JPEG, GIF, WebP, BMP or TIFF file.":
        "这个文件不是可以读取的图片；请使用 PNG、JPEG、GIF、WebP、BMP 或 TIFF 文件。",
    "this {kind} file cannot be read here; export it as JPEG or PNG.":
        "这里无法读取这个 {kind} 文件；请导出为 JPEG 或 PNG。",
    "the picture has {width:,} × {height:,} pixels, more than {limit:,} in all; use a smaller one.":
        "图片有 {width:,} × {height:,} 像素，超过了 {limit:,} 像素的上限；请换一张小一些的。",
    "the picture is damaged or incomplete; save it again or use another one.": "图片已损坏或不完整；请重新保存或换一张。",
    "expected a picture as a data:image/…;base64 address, got something else; draw or send it again.":
        "图片应为 data:image/…;base64 地址，收到的却是别的东西；请重新画或重新发送。",
    "the picture's base64 text is broken; draw or send it again.": "图片的 base64 文本已损坏；请重新画或重新发送。",
    "the picture has values that are NaN or infinite; expected finite numbers.":
        "图片里有 NaN 或无穷大；应全部为有限的数。",
    "the file {name!r} is not here; it may have been deleted meanwhile: choose it again, or another one.":
        "找不到文件 {name!r}，它可能已被删除；请重新选择，或换一个。",
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
    "expected a picture of shape (H, W), (H, W, 3) or (H, W, 4), got rows of different lengths.":
        "图片的形状应为 (H, W)、(H, W, 3) 或 (H, W, 4)，收到的各行长度不一。",
    "the picture has no pixels; choose another one.": "图片没有像素；请换一张。",
    "the weights you loaded had to make room for others; load them again, or choose another network.":
        "您加载的权重已被清除，以便为其他访客腾出空间；请重新加载，或选择别的网络。",
    # runs, command line
    "device {device!r} is not available on this machine; it has {has}.": "这台机器没有设备 {device!r}；可用的有 {has}。",
    "{path} cannot be written: it must be a file in an existing folder.": "{path} 不可写：它应是某个已有文件夹里的文件。",
    "the log {path} cannot be written: {reason}.": "日志 {path} 不可写：{reason}。",
    "the run's folder could not be made ({reason}); free some space and start again.": "无法创建训练目录（系统提示：“{reason}”）；请腾出一些空间后重新开始。",
    "the weights of this run in {name} are damaged and are left out from now on; choose another epoch or another network.":
        "这次训练的权重文件 {name} 已损坏，之后不再列出；请选择其他轮次，或换一个网络。",
    "the weights that this run went on from are damaged and cannot be read; start a new run.":
        "这次训练开始时沿用的权重已损坏，无法读取；请重新开始一次训练。",
    "the run has no weights for that epoch; it kept those after {kept}.": "这次训练没有保存那一轮的权重；保存了的是这些轮次：{kept}。",
    "the run in {folder} cannot be read ({reason}); its files stay as they are.": "训练 {folder} 的记录无法读取（“{reason}”）；它的文件保持原样。",
    "the run has computed for {minutes:g} minutes, as long as one may here; press Continue to go on, or start a shorter one.":
        "这次训练已经算了 {minutes:g} 分钟，达到了这里的上限；可以点“继续”接着训练，或开始一次短一些的。",
    "the files of this run are gone, so it cannot go on; start a new one.": "这次训练的文件已经不在了，无法继续；请重新开始一次。",
    "the checkpoint of this run is damaged: it cannot go on, and its curves are lost; the weights that it saved after its epochs are kept.":
        "这次训练的检查点已损坏：无法继续，曲线也丢失了；各轮之后保存的权重还在。",
    "only a run that was stopped or interrupted can go on; start a new one.": "只有停止或中断了的训练才能继续；请重新开始一次训练。",
    "there is no such run; it may have been removed to make room, start a new one.": "没有这次训练；它可能已被清理以腾出空间，请重新开始一次。",
    "you have a run under way already; stop it or wait until it ends.": "您已经有一次训练在进行；请先停止它，或等它结束。",
    "{count} runs from your network's address are under way already; wait until one ends.":
        "从您所在网络的地址发起的训练已有 {count} 个在进行；请等其中一个结束。",
    "{count} runs are under way already; try again in a few minutes.": "已有 {count} 个训练在进行；请过几分钟再试。",
    "the runs folder {folder} cannot be written ({reason}); name another one with FMNIST_RUNS.": "训练目录 {folder} 不可写（系统提示：“{reason}”）；请用 FMNIST_RUNS 指定另一个目录。",
    # tensors
    "{what} is empty; type something such as {example}.":
        "{what} 是空的；请输入例如 {example} 这样的内容。",
    "{what} may have {limit} characters, got {got}; use less.":
        "{what} 最多 {limit} 个字符，实际有 {got} 个；请缩短。",
    "{what} cannot be read: {text!r} is not valid Python.":
        "{what} 无法解析：{text!r} 不是合法的 Python 写法。",
    "data may be nested {limit} deep here, got more.":
        "data 在这里最多嵌套 {limit} 层。",
    "data may hold numbers and lists of numbers, got {got!r}.":
        "data 只能由数和数的列表组成，收到的是 {got!r}。",
    "data is ragged: {where}[{i}] has shape {got}, {where}[0] has {expected}; make all rows equally long.":
        "data 各行长度不一致：{where}[{i}] 的形状是 {got}，而 {where}[0] 是 {expected}；请让各行一样长。",
    "this result has no elements, so there is nothing to go on with.": "这个结果没有元素，没法接着用。",
    "written as lists, this result has {got:,} characters, more than the {limit:,} of data; take fewer elements.":
        "这个结果写成列表有 {got:,} 个字符，超过 data 的上限 {limit:,} 个；请少取一些元素。",
    "a shape is whole numbers of at least 0, such as 2, 3; got {got!r}.":
        "shape 应为不小于 0 的整数，例如 2, 3；收到的是 {got!r}。",
    "a shape may have {limit} dimensions here, got {got}.":
        "shape 在这里最多 {limit} 维，收到的是 {got} 维。",
    "shape {shape} has {n} elements, more than the {limit} this page shows; choose a smaller one.":
        "形状 {shape} 共有 {n} 个元素，超过本页能显示的 {limit} 个；请选小一些的。",
    "an index is what stands between one pair of brackets, got {got!r}.":
        "索引是一对方括号之间的内容，收到的是 {got!r}。",
    "an index may hold whole numbers, slices, ..., None, lists and tensor > number; got {got!r}.":
        "索引可以是整数、切片、...、None、列表，以及 tensor > 数；收到的是 {got!r}。",
    "a slice is whole numbers, such as 0:2 or ::2; got {got!r}.":
        "切片应由整数组成，例如 0:2 或 ::2；收到的是 {got!r}。",
    "a list in an index holds up to {limit} whole numbers, or booleans; got {got!r}.":
        "索引里的列表最多含 {limit} 个整数或布尔值；收到的是 {got!r}。",
    "join takes 1 to {limit} tensors here, got {got}.":
        "这里可以拼接 1 到 {limit} 个张量，收到的是 {got} 个。",
    ".T needs a matrix here, got {ndim} dimensions.":
        "这里的 .T 需要一个矩阵，收到的是 {ndim} 维张量。",
    "torch cannot do that: “{reason}”":
        "torch 做不到：“{reason}”",
    "a matrix product needs as many columns on the left as rows on the right, got ({a}, {b}) @ ({c}, {d}); transpose one of them, or use * for an element-wise product.":
        "矩阵乘法要求左边的列数等于右边的行数，收到的是 ({a}, {b}) @ ({c}, {d})；请转置其中一个，或用 * 逐元素相乘。",
    "a matrix of {b} columns needs a vector of {b} elements, got {c}.":
        "{b} 列的矩阵要乘 {b} 个元素的向量，收到的有 {c} 个。",
    "the product of two vectors needs equal lengths, got {a} and {b}.":
        "两个向量相乘要一样长，收到的是 {a} 和 {b}。",
    "a matrix product needs at least one dimension on both sides, got {a} and {b}; use * with a single number.":
        "矩阵乘法两边都至少要有一维，收到的是 {a} 维和 {b} 维；与单个数相乘请用 *。",
    "the sizes {a} and {b} do not fit in dimension {c}; they must be equal, or one of them 1 to be broadcast.":
        "第 {c} 维的大小 {a} 和 {b} 对不上；要么相等，要么其中一个为 1 才能广播。",
    "{b} values do not fit into {a} places in dimension {c}; give {a} values, or one for all of them.":
        "第 {c} 维有 {a} 个位置，放不下 {b} 个值；请给 {a} 个值，或只给一个填满全部。",
    "values of shape ({a}) do not fit into places of shape ({b}).":
        "形状 ({a}) 的值放不进形状 ({b}) 的位置。",
    "cat along dimension {a} needs all other sizes equal, got {b} and {c}; choose another dim.":
        "沿第 {a} 维 cat 要求其余各维大小相同，收到的是 {b} 和 {c}；请换一个 dim。",
    "cat joins along a dimension, and a single number has none; use stack.":
        "cat 沿某一维拼接，而单个数没有维度；请用 stack。",
    "cat needs tensors of as many dimensions, got {a} and {b}.":
        "cat 要求各张量维数相同，收到的是 {a} 和 {b}。",
    "stack needs equal shapes, got ({a}) and ({b}).":
        "stack 要求形状相同，收到的是 ({a}) 和 ({b})。",
    "dim must be from {a} to {b} for these tensors, got {c}.":
        "对这些张量，dim 应在 {a} 到 {b} 之间，收到的是 {c}。",
    "index {a} is out of range: dimension {b} has size {c}.":
        "下标 {a} 越界：第 {b} 维的大小是 {c}。",
    "the index has more parts than the tensor has dimensions ({a}).":
        "索引的个数超过了张量的维数（{a}）。",
    "lists in one index must be equally long, got {a}.":
        "同一个索引里的列表要一样长，收到的是 {a}。",
    "a mask of shape ({a}) does not fit a tensor of shape ({b}).":
        "形状 ({a}) 的掩码与形状 ({b}) 的张量不匹配。",
    "torch slices forward only: the step must be at least 1; use flip() to reverse.":
        "torch 只能向前切片：步长至少为 1；要倒序请用 flip()。",
    "a matrix product needs one dtype on both sides, got {a} and {b}; make both float32, for example.":
        "矩阵乘法两边的 dtype 要相同，收到的是 {a} 和 {b}；可以都改成 float32。",
    "both sides of a product need one dtype; make both float32, for example.":
        "乘法两边的 dtype 要相同；可以都改成 float32。",
    "the product of two vectors needs one dtype, got {a} and {b}; make both float32, for example.":
        "两个向量相乘 dtype 要相同，收到的是 {a} 和 {b}；可以都改成 float32。",
    "out= must have the result's dtype {a}, got {b}.":
        "out= 的 dtype 必须与结果相同，应为 {a}，收到的是 {b}。",
    "an in-place operation keeps the tensor's dtype, and {b} cannot hold a {a} result; choose {a} as its dtype.":
        "原地操作不会改变张量的 dtype，而 {b} 装不下 {a} 的结果；请把张量的 dtype 选为 {a}。",
    "an in-place operation keeps the tensor's shape ({a}), but the result would have ({b}).":
        "原地操作不会改变张量的形状 ({a})，而结果的形状会是 ({b})。",
    "item() takes a tensor of one element, this one has {a}; sum it first.":
        "item() 只能用于单元素张量，这个有 {a} 个元素；请先求和。",
    "t() takes at most 2 dimensions, got {a}.":
        "t() 最多用于 2 维张量，收到的是 {a} 维。",
    "a value does not fit into {a}; choose a wider dtype.":
        "有的值超出了 {a} 的范围；请选更宽的 dtype。",
    "a whole number is beyond ±2⁶³, more than int64 holds; write it as a float.":
        "有整数超出 ±2⁶³，int64 装不下；请写成浮点数。",
    "random numbers from 0 to 1 are fractions, and {a} has none; choose torch.float32 as dtype.":
        "0 到 1 之间的随机数是小数，{a} 存不下；请把 dtype 选为 torch.float32。",
    "torch has no such operation for {a}; choose another dtype, such as torch.float32.":
        "torch 没有针对 {a} 的这种操作；请换一种 dtype，例如 torch.float32。",
    "NumPy has no {a}; convert with .to(torch.float32) first.":
        "NumPy 没有 {a} 类型；请先用 .to(torch.float32) 转换。",
    # autograd
    "{name} must have {ndim} dimension(s) of 1 to {limit} numbers, got shape {shape}.":
        "{name} 应为 {ndim} 维，每维 1 到 {limit} 个数，收到的形状是 {shape}。",
    "{name} must hold finite numbers, got nan or inf.":
        "{name} 应全为有限的数，收到的含有 nan 或 inf。",
    "x ({n},) and y ({m},) need w ({n}, {m}) and b ({m},), got w {w} and b {b}.":
        "x ({n},) 和 y ({m},) 需要 w ({n}, {m}) 和 b ({m},)，收到的是 w {w}、b {b}。",
    "y must be between 0 and 1, as binary cross-entropy expects.":
        "y 应在 0 到 1 之间，这是二元交叉熵的要求。",
    "{name} has shape {shape}, so there is no entry {index}.":
        "{name} 的形状是 {shape}，没有下标为 {index} 的元素。",
    "an entry is whole numbers such as 0, 1; got {got!r}.":
        "元素下标应为整数，例如 0, 1；收到的是 {got!r}。",
    "inp must be 1 to 36 numbers in one or two dimensions, got shape {shape}.":
        "inp 应为一维或二维的 1 到 36 个数，收到的形状是 {shape}。",
    "inp @ inp.T needs a matrix, got shape {shape}.":
        "inp @ inp.T 需要一个矩阵，收到的形状是 {shape}。",
    "v must have out's shape {expected}, got {got}.":
        "v 的形状应与 out 相同，为 {expected}，收到的是 {got}。",
    "every parameter is frozen; unfreeze one to see a step.":
        "所有参数都被冻结了；请至少解冻一个才能看到一步更新。",
    # data: batches, transforms, a data set of one's own
    "the data set is empty; add at least one row.":
        "数据集是空的；请至少加入一行。",
    "choose a zip with the images, and a CSV with file name and label unless the zip has one or folders named after the "
    "classes.":
        "请选一个图片 zip；如果 zip 里没有 CSV，也没有以类别命名的文件夹，还需要一个含文件名和标签的 CSV。",
    "one zip and at most one CSV make a data set, got {zips} and {tables}; remove the others.":
        "一个数据集由一个 zip 和最多一个 CSV 组成，收到 {zips} 个 zip 和 {tables} 个 CSV；请删去多余的。",
    "your data set is no longer here: uploads are deleted after a while; upload it again.":
        "您的数据集已不在这里：上传的文件过一段时间会被删除；请重新上传。",
    "row 1: expected two columns, file name and label, got {got}.":
        "第 1 行：应有两列（文件名和标签），实际有 {got} 列。",
    "row {row}: label must be from 0 to 9, got {got}.":
        "第 {row} 行：标签应为 0 到 9，收到的是 {got}。",
    "row {row}: the CSV is broken here, perhaps by a quotation mark.":
        "第 {row} 行：CSV 此行格式有误，可能是引号的问题。",
    "row {row}: expected a label from 0 to 9 or a class such as Bag, got {got!r}.":
        "第 {row} 行：标签应为 0 到 9，或“包”这样的类别名，收到的是 {got!r}。",
    "the labels go from {low} to {high}, expected 0 to 9 with 0 for {first}; subtract 1 from each.":
        "标签是 {low} 到 {high}，而这里应为 0 到 9（0 表示 {first}）；请把每个标签减 1。",
    "which column of the CSV holds the file names and which the labels is not clear, found {found}; begin it with a line "
    "such as file_name,label.":
        "看不出 CSV 的哪一列是文件名、哪一列是标签，找到的列是：{found}；请在开头加一行表头，例如 file_name,label。",
    "the columns {columns} of the CSV hold different labels; keep one of them.":
        "CSV 的 {columns} 几列给出的标签互相矛盾；请只保留其中一列。",
    "the CSV is not text; save it as “CSV UTF-8” and upload it again.":
        "这个 CSV 不是文本文件；请另存为“CSV UTF-8”后重新上传。",
    "the CSV is an Excel workbook or a zip; in Excel choose “Save As” and “CSV UTF-8”.":
        "这个 CSV 其实是 Excel 工作簿或 zip；请在 Excel 里用“另存为”保存成“CSV UTF-8”。",
    "row {row}: {name!r} is no file name on every system: it has a colon, a character that cannot be shown, or more than "
    "{limit} bytes; rename the image.":
        "第 {row} 行：{name!r} 并非在所有系统上都能用作文件名：含有冒号或不可见字符，或超过 {limit} 字节；请给图片改名。",
    "the CSV has a header but no rows; it needs a line per image: file name, label.":
        "CSV 只有表头没有数据；每张图片应占一行：文件名和标签。",
    "the CSV has more than {limit:,} rows; upload fewer.":
        "CSV 超过 {limit:,} 行；请减少行数。",
    "the CSV has {got:,} bytes, more than {limit:,}; upload fewer rows.":
        "CSV 有 {got:,} 字节，超过 {limit:,} 的上限；请减少行数。",
    "the CSV is empty; it needs a line per image: file name, label.":
        "CSV 是空的；每张图片应占一行：文件名和标签。",
    "row {row}: image {name!r} has more than {n:,} bytes; make it smaller.":
        "第 {row} 行：图片 {name!r} 超过 {n:,} 字节；请缩小。",
    "row {row}: image {name!r} has more than {n:,} pixels; make it smaller.":
        "第 {row} 行：图片 {name!r} 超过 {n:,} 像素；请缩小。",
    "row {row}: image {name!r} not found, the zip holds {near!r}; correct the name or add the image.":
        "第 {row} 行：找不到图片 {name!r}，zip 里有的是 {near!r}；请改正文件名或补上图片。",
    "row {row}: {name!r} can be {first!r} or {second!r}; write the folder and the whole name.":
        "第 {row} 行：{name!r} 可能是 {first!r}，也可能是 {second!r}；请写出文件夹和完整的文件名。",
    "row {row}: {name!r} cannot be unpacked, it is damaged or compressed in a way that few programs know; pack the images "
    "anew.":
        "第 {row} 行：{name!r} 无法解压，可能已损坏，或用了少见的压缩方式；请重新打包图片。",
    "row {row}: up to here the images have more than {limit:,} bytes in all; upload fewer or smaller ones.":
        "第 {row} 行：到这里为止，图片总共已超过 {limit:,} 字节；请减少或缩小图片。",
    "row {row}: up to here the images have more than {limit:,} pixels in all; upload fewer or smaller ones.":
        "第 {row} 行：到这里为止，图片总共已超过 {limit:,} 像素；请减少或缩小图片。",
    "row {row}: {name!r} is both a file and a folder; rename one.":
        "第 {row} 行：{name!r} 既是文件又是目录；请给其中一个改名。",
    "row {row}: {name!r} is a {kind} file, which cannot be read here; export it as JPEG or PNG.":
        "第 {row} 行：{name!r} 是 {kind} 文件，这里无法读取；请导出为 JPEG 或 PNG。",
    "row {row}: {name!r} is not a picture that can be read; use PNG or JPEG.":
        "第 {row} 行：{name!r} 不是可以读取的图片；请使用 PNG 或 JPEG。",
    "the image file is not a zip, or it is damaged; pack the images into a .zip.":
        "图片文件不是 zip，或已损坏；请把图片打包成 .zip。",
    "the zip has {got:,} bytes, more than {limit:,}; upload fewer images.":
        "zip 有 {got:,} 字节，超过 {limit:,} 的上限；请减少图片。",
    "the zip holds no images; pack the images into it.": "zip 里没有图片；请把图片打包进去。",
    "the zip holds neither a CSV nor folders named after classes, found {found}; add a CSV, or sort the images into "
    "folders such as Bag and Coat.":
        "zip 里既没有 CSV，也没有以类别命名的文件夹，找到的文件夹是：{found}；请加上 CSV，或按类别把图片分到“包”“外套”这样的文件夹里。",
    "the zip holds {count} CSVs, such as {first!r} and {second!r}; upload the right one beside it.":
        "zip 里有 {count} 个 CSV，例如 {first!r} 和 {second!r}；请把要用的那个单独上传。",
    "the zip holds a link, {name!r}; pack the images themselves.":
        "zip 里有链接 {name!r}；请打包图片本身。",
    "the zip holds {got:,} files, more than {limit:,}; pack fewer.":
        "zip 里有 {got:,} 个文件，超过 {limit:,} 的上限；请减少。",
    "the zip holds {name!r}, a path that leaves its folder; pack it anew.":
        "zip 里有超出目录的路径 {name!r}；请重新打包。",
    "the zip is encrypted; pack it without a password.":
        "zip 有密码；请不设密码重新打包。",
    "the drawing cannot be read: expected an object with an image; draw again.":
        "无法读取画板内容：应为带有 image 的对象；请重新画。",
    "no picture came with the request; send an image file.": "请求里没有图片；请附上一个图片文件。",
    # results
    "there is no such epoch; choose one of the run's.": "没有这一轮；请选这次训练里的一轮。",
    "there is no such cell; choose one of the matrix.": "没有这个格子；请从矩阵里选一个。",
    "there is no run to evaluate yet; train a network first.": "还没有可评估的训练；请先训练一个网络。",
    # more than one process, resume
    "batch_size must be divisible by the {size} processes, got {batch_size}.": "batch_size 必须能被 {size} 个进程整除，收到的是 {batch_size}。",
    "there is nothing to resume: {path} was not found; run without --resume.": "没有可继续的训练：找不到 {path}；请去掉 --resume 再运行。",
    "this run was on your own images, which are gone by now; start a new one.": "这次训练用的是您自己的图片，现在已经不在了；请重新开始一次。",
    "the page is still getting ready; try again in a second.": "页面还没准备好，请稍等一秒再试。",
}
