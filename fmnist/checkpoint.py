"""Chapter 7, "Save, load and use the model": weights to a file and back, safely."""

from __future__ import annotations

from fmnist.archive import atomic_save, safe_load

__all__ = ["atomic_save", "safe_load"]
