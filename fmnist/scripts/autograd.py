"""Chapter 5: gradients, their accumulation and products, descent, one batch of the network."""

from torch import nn

from fmnist.autograd.gradients import Inputs
from fmnist.scripts.script import Script, dataset_line, import_block, name_of_split, script, source_of
from fmnist.tensors.operations import spell
from fmnist.tensors.parsing import parse_data

DATA_IMPORTS = ("from torchvision import datasets", "from torchvision.transforms import ToTensor")

FORWARD = """\
z = torch.matmul(x, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
print(f"z = {z}")
print(f"loss = {loss}")"""

GRAPH = """\
print(f"Gradient function for z = {z.grad_fn}")
print(f"Gradient function for loss = {loss.grad_fn}")"""

DIFFERENCE = """\
# One entry of {name}.grad checked by hand, in float64
def loss_at(offset):
    {name}_moved = {name}.detach().double()
    {name}_moved[{index}] += offset
    {z}
    return torch.nn.functional.binary_cross_entropy_with_logits(z, y.double()).item()


epsilon = {epsilon!r}
plus, minus = loss_at(epsilon), loss_at(-epsilon)
print(f"({{plus:.12f}} - {{minus:.12f}}) / (2 * {{epsilon:g}}) = {{(plus - minus) / (2 * epsilon):.6f}}")
print(f"{name}.grad[{index}] = {{{name}.grad[{index}].item():.6f}}")"""

TRACKING = """\
print(z.requires_grad)
with torch.no_grad():
    z = torch.matmul(x, w) + b
print(z.requires_grad)
z = torch.matmul(x, w) + b
z_det = z.detach()
print(z_det.requires_grad)"""


def autograd_script(inputs: Inputs, name: str = "w", index: tuple[int, ...] = (0, 0), epsilon: float = 1e-4) -> Script:
    """5.1 to 5.3: the chapter's example with these inputs, one entry by finite differences, `no_grad` and `detach`."""
    w, b = ("w_moved", "b.detach().double()") if name == "w" else ("w.detach().double()", "b_moved")
    entry = ", ".join(map(str, index))
    return script(
        "autograd.py",
        imports="import torch",
        inputs="\n".join(inputs.code),
        forward=FORWARD,
        graph=GRAPH,
        backward="loss.backward()\nprint(w.grad)\nprint(b.grad)",
        leaves="print(w.is_leaf, b.is_leaf, z.is_leaf)  # only leaves have .grad",
        difference=DIFFERENCE.format(
            name=name, index=entry, z=f"z = torch.matmul(x.double(), {w}) + {b}", epsilon=epsilon
        ),
        tracking=TRACKING,
    )


ACCUMULATION = """\
inp = torch.eye({rows}, {columns}, requires_grad=True)
out = (inp + 1).pow(2).t()
out.backward(torch.ones_like(out), retain_graph=True)  # without retain_graph, no second call
print(f"First call\\n{{inp.grad}}")
out.backward(torch.ones_like(out), retain_graph=True)
print(f"\\nSecond call\\n{{inp.grad}}")
inp.grad.zero_()
out.backward(torch.ones_like(out), retain_graph=True)
print(f"\\nCall after zeroing gradients\\n{{inp.grad}}")"""


def accumulation_script(rows: int = 4, columns: int = 5) -> Script:
    """5.5: gradients add up until they are zeroed."""
    return script("accumulation.py", imports="import torch", calls=ACCUMULATION.format(rows=rows, columns=columns))


def jacobian_script(function: str, inp: str, v: str = "") -> Script:
    """5.5: the vector–Jacobian product and the whole Jacobian. Arguments as for `fmnist.autograd.vector_jacobian`."""
    vector = f"torch.tensor({spell(parse_data(v))}, dtype=torch.float32)" if v.strip() else "torch.ones_like(out)"
    return script(
        "jacobian.py",
        imports="import torch",
        product=f"inp = torch.tensor({spell(parse_data(inp))}, dtype=torch.float32, requires_grad=True)\n"
        f"out = {function}\nv = {vector}\nout.backward(v)\nprint(inp.grad)",
        jacobian=f"jacobian = torch.autograd.functional.jacobian(lambda inp: {function}, inp.detach())\n"
        "jacobian = jacobian.reshape(out.numel(), inp.numel())\n"
        "print(jacobian)\nprint((v.flatten() @ jacobian).reshape(inp.shape))",
    )


def descent_script(loss: str, start: float, learning_rate: float, steps: int) -> Script:
    """5.2 and 6.5: SGD on one parameter. Arguments as for `fmnist.autograd.descent.descend`."""
    return script(
        "descent.py",
        imports="import torch",
        parameter=f"w = torch.tensor({float(start)!r}, requires_grad=True)\n"
        f"optimizer = torch.optim.SGD([w], lr={float(learning_rate)!r})",
        steps=f"for step in range({int(steps) + 1}):\n    loss = {loss}\n"
        "    optimizer.zero_grad()\n    loss.backward()\n"
        '    print(f"step {step}: w = {w.item():.6g}, loss = {loss.item():.6g}, slope = {w.grad.item():.6g}")\n'
        "    optimizer.step()",
    )


FORWARD_BACKWARD = """\
model.train()
pred = model(X)
print(pred.shape)
loss = loss_fn(pred, y)
print(f"loss {loss.item():.6f}")
loss.backward()"""


def one_batch_script(
    model: nn.Module, parameter: str, index: tuple[int, ...], learning_rate: float, batch_size: int, first: int = 0,
    train: bool = True, root: str = "data",
) -> Script:  # fmt: skip
    """6.3: one turn of the loop on the images `first` to `first + batch_size`, stopped after every line."""
    net, data = source_of(type(model)), name_of_split(train)
    entry = ", ".join(map(str, index))
    return script(
        "one_batch.py",
        imports=import_block(
            "import torch",
            "from torch import nn",
            "from torchvision import datasets",
            "from torchvision.transforms import ToTensor",
            *net.imports,
        ),
        images=f"{dataset_line(train, root)}\nbatch = [{data}[i] for i in range({first}, {first + batch_size})]\n"
        "X, y = torch.stack([image for image, _ in batch]), torch.tensor([label for _, label in batch])",
        network=net.text,
        model=f'model = {type(model).__name__}()\nmodel.load_state_dict(torch.load("model.pth", weights_only=True))\n'
        f"loss_fn = nn.CrossEntropyLoss()\nlearning_rate = {learning_rate!r}\n"
        "optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)",
        forward_backward=FORWARD_BACKWARD,
        by_hand=f'weight = model.get_parameter("{parameter}")\n'
        f'w, grad = weight[{entry}].item(), weight.grad[{entry}].item()\n'
        f"by_hand = weight.detach().sub(weight.grad, alpha=learning_rate)[{entry}].item()  # in float32, as SGD does\n"
        'print(f"w {w:.8g}, grad {grad:.8g}, w - lr * grad {by_hand:.8g}")',
        step=f"optimizer.step()\nprint(f'after the step {{weight[{entry}].item():.8g}}')\noptimizer.zero_grad()\n"
        "print(weight.grad)\nprint(f'loss {loss_fn(model(X), y).item():.6f}')",
    )
