"""The ten classes by label; both tables of names are the core's, `CLASSES` and `CLASSES_ZH`."""

from fmnist.data.fashion_mnist import CLASSES, CLASSES_ZH

TEXTS = {str(label): names for label, names in enumerate(zip(CLASSES, CLASSES_ZH, strict=True))}
TEXTS |= {f"both.{i}": (english, f"{english}（{chinese}）") for i, (english, chinese) in TEXTS.items()}  # in lists
