"""Pictures as people have them: the same ankle boot as phones, scanners, cameras, editors and the web write it."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

from tests.pictures.bad import PNG, chunk, encode
from tests.pictures.common import BOOT
from tests.pictures.drawings import filled

GREY = filled(BOOT).convert("L").resize((320, 240))
COLOUR = Image.merge("RGB", [GREY.point(lambda v, w=w: 255 - (255 - v) * w // 255) for w in (255, 220, 180)])
WIDE = GREY.resize((GREY.width * 3 // 2, GREY.height))  # a wrong turn gives another item
INK = Image.merge("LA", (Image.new("L", GREY.size, 0), GREY.point(lambda v: 255 - v)))  # black on transparent
VALUES = np.asarray(GREY)
SHARE = VALUES / 255
# What turns a picture that EXIF says is turned back again (CIPA DC-008, tag 274).
TURNED = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
          5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
          8: Image.Transpose.ROTATE_270}


def ordinary_files() -> dict[str, bytes]:
    """Name -> bytes."""
    return phones() | scanners() | floats() | transparent() | animated() | cut_short() | windows() | netpbm()


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "A phone"
    return tags


def save(image: Image.Image, kind: str, **options: object) -> bytes:
    """As `encode`, for every kind that Pillow writes."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def phones() -> dict[str, bytes]:
    files = {f"turned {turn}.jpg": encode(WIDE.transpose(how), "jpg", exif=exif(turn)) for turn, how in TURNED.items()}
    photo = encode(COLOUR, "jpg", quality=90)
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return files | {
        **{f"zeroed EXIF.{kind}": encode(COLOUR, kind, exif=b"Exif" + bytes(40)) for kind in ("jpg", "png", "webp")},
        "turned 0, which is none.jpg": encode(COLOUR, "jpg", exif=exif(0)),
        "turned.png": encode(WIDE.transpose(TURNED[6]), "png", exif=exif(6)),
        "turned.webp": encode(WIDE.transpose(TURNED[8]), "webp", exif=exif(8), quality=90),
        "turned.tiff": encode(WIDE.transpose(TURNED[3]), "tiff", exif=exif(3)),
        "turned and large.jpg": encode(WIDE.resize((4000, 2000)).transpose(TURNED[6]), "jpg", exif=exif(6)),
        "turned and large.tiff": encode(WIDE.resize((4000, 2000)).transpose(TURNED[6]), "tiff", exif=exif(6),
                                        compression="tiff_deflate"),
        "progressive.jpg": encode(COLOUR, "jpg", progressive=True, quality=90),
        "profile.jpg": encode(COLOUR, "jpg", icc_profile=icc, quality=90),
        "motion photo.jpg": photo + b"\x00\x00\x00\x18ftypmp42" + bytes(5000),  # a film behind the picture
        "two lenses.mpo": save(COLOUR, "MPO", save_all=True, append_images=[COLOUR.rotate(3)], quality=90),
        "new phone.avif": save(COLOUR, "AVIF", quality=90),
    }


def scanners() -> dict[str, bytes]:
    def deep(bits: int, dtype: str = "uint16") -> Image.Image:
        return Image.fromarray(np.round(SHARE * (2**bits - 1)).astype(dtype))

    black_on_white = GREY.point(lambda v: 255 * (v > 127)).convert("1")
    blank = Image.new("1", black_on_white.size, 1)
    return {
        "16 bit.png": encode(deep(16), "png"), "16 bit.tiff": encode(deep(16), "tiff"),
        "16 bit, of a Macintosh.tiff": encode(deep(16, ">u2"), "tiff"),
        "14 in 16 bit.png": encode(deep(14), "png"), "12 in 16 bit.png": encode(deep(12), "png"),
        "12 in 16 bit.tiff": encode(deep(12), "tiff"), "10 in 16 bit.tiff": encode(deep(10), "tiff"),
        "10 in 16 bit, dim.png": encode(Image.fromarray((SHARE * 300 + 64).astype(np.uint16)), "png"),
        "12 in 16 bit, large.tiff": encode(
            Image.fromarray(np.kron(deep(12), np.ones((12, 12), np.uint16))), "tiff", compression="tiff_deflate"),
        "48 bit.png": colours(16), "12 in 48 bit.png": colours(12),
        "12 in 16 bit, with alpha.png": ink(12),
        "1 bit.png": encode(black_on_white, "png"), "2 bit.png": few_bits(2), "4 bit.png": few_bits(4),
        "fax.tiff": encode(black_on_white, "tiff", compression="group4"),
        "blank page first.tiff": encode(blank, "tiff", save_all=True, append_images=[black_on_white],
                                        compression="group4"),
        "lzw.tiff": encode(COLOUR, "tiff", compression="tiff_lzw"),
        "jpeg.tiff": encode(COLOUR, "tiff", compression="jpeg", quality=90),
        "lab.tiff": encode(ImageCms.profileToProfile(COLOUR, ImageCms.createProfile("sRGB"),
                                                     ImageCms.createProfile("LAB"), outputMode="LAB"), "tiff"),
        "cmyk.jpg": encode(COLOUR.convert("CMYK"), "jpg", quality=90),
        "cmyk.tiff": encode(COLOUR.convert("CMYK"), "tiff"),
    }


def floats() -> dict[str, bytes]:
    def tiff(values: np.ndarray) -> bytes:
        return encode(Image.fromarray(values), "tiff")

    return {f"{name}.tiff": tiff(values.astype(np.float32)) for name, values in {
        "0 to 1": SHARE, "0 to 255": SHARE * 255, "0 to 65535": SHARE * 65535, "-1 to 1": SHARE * 2 - 1,
        "0 to a hundredth": SHARE / 100, "1000 to 1010": 1000 + SHARE * 10, "0 to a million": SHARE * 1e6,
        "0.4 to 0.6": 0.4 + SHARE / 5,
    }.items()} | {
        "64 bit.tiff": tiff_of_doubles("<"), "64 bit, of a Macintosh.tiff": tiff_of_doubles(">"),
        "int32.tiff": tiff((SHARE * 2e9).astype(np.int32)),
        "int16 with negatives.tiff": tiff((SHARE * 2000 - 1000).astype(np.int16)),
        "large, 0 to 5.tiff": tiff(np.kron(SHARE * 5, np.ones((8, 8))).astype(np.float32)),
    }


def tiff_of_doubles(order: str) -> bytes:
    """As tifffile writes an array of NumPy's own floats."""
    pixels, (width, height) = (SHARE * 7).astype(f"{order}f8").tobytes(), GREY.size
    tags = {256: width, 257: height, 258: 64, 259: 1, 262: 1, 273: 8, 277: 1, 278: height, 279: len(pixels), 339: 3}
    entries = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in tags.items())
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8 + len(pixels))
    return head + pixels + struct.pack(f"{order}H", len(tags)) + entries + bytes(4)


def transparent() -> dict[str, bytes]:
    palette = COLOUR.quantize(64)
    corner = palette.getpixel((0, 0))
    return {
        "palette.png": encode(palette, "png"),
        "palette, paper transparent.png": encode(palette, "png", transparency=corner),
        "palette, an alpha each.png": encode(palette, "png", transparency=bytes(
            0 if index == corner else 255 for index in range(64))),
        "palette, paper transparent.gif": encode(palette, "gif", transparency=corner),
        "grey, paper transparent.png": encode(GREY, "png", transparency=VALUES[0, 0].item()),
        "colour, paper transparent.png": encode(COLOUR, "png", transparency=COLOUR.getpixel((0, 0))),
        "grey and alpha.png": encode(INK, "png"), "colour and alpha.png": encode(INK.convert("RGBA"), "png"),
        "colour and alpha.webp": encode(INK.convert("RGBA"), "webp", lossless=True),
        "all opaque.png": encode(COLOUR.convert("RGBA"), "png"),
        "interlaced.png": interlaced(),
    }


def animated() -> dict[str, bytes]:
    """The first frame shows nothing: white, or all of it transparent."""
    white, clear = Image.new("RGB", COLOUR.size, "white"), Image.new("RGBA", COLOUR.size)
    files = {}
    for kind in ("gif", "png", "webp"):
        more = {"save_all": True, "duration": 100, **({"lossless": True} if kind == "webp" else {})}
        files[f"white first.{kind}"] = encode(white, kind, append_images=[white, COLOUR, white], **more)
        files[f"transparent first.{kind}"] = encode(clear, kind, append_images=[COLOUR], **more)
    return files


def cut_short() -> dict[str, bytes]:
    photo = encode(COLOUR.resize((1200, 900)), "jpg", quality=90)
    waves = encode(COLOUR.resize((1200, 900)), "jpg", quality=90, progressive=True)
    return {"without its last two bytes.jpg": photo[:-2], "without its last byte.jpg": photo[:-1],
            "without its last fortieth.jpg": photo[: -len(photo) // 40],
            "progressive, without its last two bytes.jpg": waves[:-2],
            "progressive, without its last fortieth.jpg": waves[: -len(waves) // 40],
            "large, without its last hundred bytes.jpg": encode(COLOUR.resize((4000, 3000)), "jpg")[:-100],
            "without an end.gif": encode(COLOUR, "gif")[:-1], "without an end.png": encode(COLOUR, "png")[:-12]}


def windows() -> dict[str, bytes]:
    palette, icon = COLOUR.quantize(16), ImageOps.pad(COLOUR, (256, 256), color="white")
    return {
        "24 bit.bmp": encode(COLOUR, "bmp"), "8 bit.bmp": encode(palette, "bmp"), "1 bit.bmp": encode(
            GREY.point(lambda v: 255 * (v > 127)).convert("1"), "bmp"),
        "32 bit, its fourth byte unused.bmp": bmp_32(), "16 bit.bmp": bmp_565(),
        "small sizes.ico": save(icon, "ICO", sizes=[(16, 16), (48, 48), (256, 256)]),
        "old.ico": save(icon, "ICO", sizes=[(256, 256), (32, 32)], bitmap_format="bmp"),
    }


def netpbm() -> dict[str, bytes]:
    width, height = GREY.size
    size = f"{width} {height}\n".encode()
    return {
        "grey.pgm": b"P5\n# made by hand\n" + size + b"255\n" + VALUES.tobytes(),
        "12 bit.pgm": b"P5\n" + size + b"4095\n" + np.round(SHARE * 4095).astype(">u2").tobytes(),
        "text.pgm": b"P2\n" + size + b"255\n" + " ".join(map(str, VALUES.ravel())).encode(),
        "colour.ppm": b"P6\n" + size + b"255\n" + COLOUR.tobytes(),
        "black and white.pbm": save(GREY.point(lambda v: 255 * (v > 127)).convert("1"), "PPM"),
        "float.pfm": b"Pf\n" + size + b"-1.0\n" + np.flipud(SHARE).astype("<f4").tobytes(),
    }


def rows_png(rows: np.ndarray, depth: int, colour: int) -> bytes:
    """A PNG of `(H, bytes)` rows, each behind the byte that says it is not filtered (RFC 2083)."""
    header = struct.pack(">IIBBBBB", *GREY.size, depth, colour, 0, 0, 0)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    return PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def colours(bits: int) -> bytes:
    values = np.round(np.asarray(COLOUR) / 255 * (2**bits - 1)).astype(">u2")
    return rows_png(values.reshape(len(values), -1), 16, 2)


def ink(bits: int) -> bytes:
    values = np.round(np.asarray(INK) / 255 * (2**bits - 1)).astype(">u2")
    return rows_png(values.reshape(len(values), -1), 16, 4)


def few_bits(depth: int) -> bytes:
    levels = np.round(SHARE * (2**depth - 1)).astype(np.uint8)
    bits = np.unpackbits(levels[..., None], axis=2)[..., -depth:]
    return rows_png(np.packbits(bits.reshape(len(levels), -1), axis=1), depth, 0)


def interlaced() -> bytes:
    """Adam7: seven passes, each with rows of its own."""
    lines = b""
    for x, y, across, down in (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (
            0, 1, 1, 2):
        lines += b"".join(b"\0" + row.tobytes() for row in VALUES[y::down, x::across])
    header = struct.pack(">IIBBBBB", *GREY.size, 8, 0, 0, 0, 1)
    return PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def bmp_32() -> bytes:
    """As the clipboard of Windows writes it: 32 bits a pixel with masks, and no alpha though there is room for it."""
    width, height = COLOUR.size
    pixels = np.flipud(np.dstack([np.asarray(COLOUR)[..., ::-1], np.zeros((height, width), np.uint8)])).tobytes()
    header = struct.pack("<IiiHHIIiiII4I", 124, width, height, 1, 32, 3, len(pixels), 2835, 2835, 0, 0,
                         0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    header += b"BGRs" + bytes(124 - len(header) - 4)
    return b"BM" + struct.pack("<IHHI", 14 + len(header) + len(pixels), 0, 0, 14 + len(header)) + header + pixels


def bmp_565() -> bytes:
    red, green, blue = (np.asarray(COLOUR).astype(np.uint16)[..., i] for i in range(3))
    pixels = np.flipud(red >> 3 << 11 | green >> 2 << 5 | blue >> 3).astype("<u2")
    pixels = np.pad(pixels, ((0, 0), (0, pixels.shape[1] % 2))).tobytes()
    header = struct.pack("<IiiHHIIiiII3I", 40, *COLOUR.size, 1, 16, 3, len(pixels), 0, 0, 0, 0, 0xF800, 0x7E0, 0x1F)
    return b"BM" + struct.pack("<IHHI", 14 + len(header) + len(pixels), 0, 0, 14 + len(header)) + header + pixels
