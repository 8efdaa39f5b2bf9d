"""The ten classes in Chinese; their English names are the data set's own, `fmnist.data.fashion_mnist.CLASSES`."""

TEXTS = {
    "0": ("T-shirt/top", "T 恤/上衣"),
    "1": ("Trouser", "裤子"),
    "2": ("Pullover", "套头衫"),
    "3": ("Dress", "连衣裙"),
    "4": ("Coat", "外套"),
    "5": ("Sandal", "凉鞋"),
    "6": ("Shirt", "衬衫"),
    "7": ("Sneaker", "运动鞋"),
    "8": ("Bag", "包"),
    "9": ("Ankle boot", "短靴"),
}
