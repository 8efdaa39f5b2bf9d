"""Weights files made to harm or to confuse.

`HOSTILE` maps a name to `(write, words)`: `write(path, marker)` writes the file, whose code, if it ran, would touch
`marker`; `words` must stand in the one sentence that refuses it.
"""

from tests.hostile import code, damaged, misfits, resources, tensors
from tests.hostile.making import HOSTILE

__all__ = ["HOSTILE", "code", "damaged", "misfits", "resources", "tensors"]
