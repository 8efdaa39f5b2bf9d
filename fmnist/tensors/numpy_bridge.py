"""Chapter 1.4, "Bridge with NumPy": a CPU tensor and an array may share one piece of memory, or not."""

from dataclasses import dataclass

import numpy as np
import torch

from fmnist.checks import choice

# Ways to make one side from the other. The first two share memory (1.4), the others copy.
LINKS: dict[str, tuple[str, str]] = {
    "t.numpy()": ("t = torch.ones(5)", "n = t.numpy()"),
    "torch.from_numpy(n)": ("n = np.ones(5)", "t = torch.from_numpy(n)"),
    "torch.tensor(n)": ("n = np.ones(5)", "t = torch.tensor(n)"),
    "t.clone().numpy()": ("t = torch.ones(5)", "n = t.clone().numpy()"),
    "torch.from_numpy(n).to(torch.float32)": ("n = np.ones(5)", "t = torch.from_numpy(n).to(torch.float32)"),
}
# Changes to one side. The last two make a new object and give it the old name.
CHANGES = ("t.add_(1)", "np.add(n, 1, out=n)", "t[0] = 7", "n[0] = 7", "t = t + 1", "n = n + 1")


@dataclass(frozen=True)
class Bridge:
    """Both sides before and after the change, and whether they shared memory before and after it.

    `t_before`, `t_after`: float32 or float64 `(5,)`; `n_before`, `n_after`: the same as arrays.
    """

    t_before: torch.Tensor
    n_before: np.ndarray
    t_after: torch.Tensor
    n_after: np.ndarray
    shared_before: bool
    shared_after: bool
    code: tuple[str, ...]


def bridge(link: str = "t.numpy()", change: str = "t.add_(1)") -> Bridge:
    """1.4: link a tensor and an array, change one side, look at both.

    **Arguments**

    - `link`: a key of `LINKS`. `change`: one of `CHANGES`.

    Raises `ConfigError` for any other choice.
    """
    choice("link", link, LINKS)
    choice("change", change, CHANGES)
    t, n = _linked(link)
    t_before, n_before, shared_before = t.clone(), n.copy(), _shared(t, n)
    if change == "t.add_(1)":
        t.add_(1)
    elif change == "np.add(n, 1, out=n)":
        np.add(n, 1, out=n)
    elif change == "t[0] = 7":
        t[0] = 7
    elif change == "n[0] = 7":
        n[0] = 7
    elif change == "t = t + 1":
        t = t + 1
    else:
        n = n + 1
    code = (*LINKS[link], change, 'print(f"t: {t}")', 'print(f"n: {n}")')
    return Bridge(t_before, n_before, t, n, shared_before, _shared(t, n), code)


def _linked(link: str) -> tuple[torch.Tensor, np.ndarray]:
    if link.startswith("t."):
        t = torch.ones(5)
        return t, t.numpy() if link == "t.numpy()" else t.clone().numpy()
    n = np.ones(5)
    if link == "torch.tensor(n)":
        return torch.tensor(n), n
    t = torch.from_numpy(n)
    return t if link == "torch.from_numpy(n)" else t.to(torch.float32), n


def _shared(t: torch.Tensor, n: np.ndarray) -> bool:
    return t.data_ptr() == n.__array_interface__["data"][0]
