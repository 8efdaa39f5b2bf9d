"""More than sixty files that are no picture of an item: `bad_files()` gives name -> bytes."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"
FORMATS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tiff": "TIFF", "ico": "ICO"}


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, FORMATS[kind], **options)
    return file.getvalue()


def item() -> Image.Image:
    """Something with content, so that a file is refused for what is wrong with it and nothing else."""
    values = np.full((60, 60), 255, np.uint8)
    values[15:45, 20:40] = np.arange(30, dtype=np.uint8)[:, None] * 4
    return Image.fromarray(values)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, body: bytes | None = None, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG that claims a size, whatever is in it."""
    body = zlib.compress(bytes(1000)) if body is None else body
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return PNG + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def bmp(width: int, height: int) -> bytes:
    header = struct.pack("<IHHIIiiHHIIiiII", 100, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + header + bytes(50)


def dib(width: int, height: int) -> bytes:
    return struct.pack("<IiiHHIIiiII", 40, width, height, 1, 32, 0, 0, 0, 0, 0, 0)


def icon(*pictures: bytes) -> bytes:
    """An .ico whose directory claims 16 x 16 pixels, whatever its pictures claim."""
    head, start = struct.pack("<HHH", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for picture in pictures:
        head += struct.pack("<4BHHII", 16, 16, 0, 0, 1, 32, len(picture), start)
        start += len(picture)
    return head + b"".join(pictures)


def blank_then_huge() -> bytes:
    """A TIFF of two pages: a small white one, and one that claims 20,000 x 20,000 pixels."""
    data = encode(Image.new("L", (60, 60), 255), "tiff", save_all=True, append_images=[Image.new("L", (61, 61), 255)])
    return data.replace(struct.pack("<HHII", 256, 3, 1, 61), struct.pack("<HHII", 256, 4, 1, 20_000)).replace(
        struct.pack("<HHII", 257, 3, 1, 61), struct.pack("<HHII", 257, 4, 1, 20_000))


def bad_files() -> dict[str, bytes]:
    """Name -> bytes; none of them may be predicted, all of them must be told in a sentence."""
    whole = {kind: encode(item(), kind) for kind in FORMATS if kind != "ico"}
    files: dict[str, bytes] = {"empty.png": b"", "one_byte.jpg": b"\xff", "zeros.png": bytes(5000)}
    for kind, data in whole.items():
        for share in (0.02, 0.25, 0.6):
            files[f"cut_at_{share}.{kind}"] = data[: max(3, int(len(data) * share))]
        files[f"header_only.{kind}"] = data[:24]
        files[f"garbage_after_header.{kind}"] = data[:12] + bytes(range(256)) * 8
    files |= {
        "html.png": b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>",
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>',
        "svg.png": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9"/>',
        "svg_with_entity.svg": b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
        "text.jpg": b"I am not a picture.\n" * 100,
        "json.png": b'{"image": null}',
        "pdf.png": b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n",
        "postscript.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
        "zip.png": b"PK\x03\x04" + bytes(100),
        "gzip.png": b"\x1f\x8b\x08\x00" + bytes(100),
        "elf.jpg": b"\x7fELF" + bytes(200),
        "pickle.png": b"\x80\x04\x95\x1c\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
        "shell.png": b"#!/bin/sh\nrm -rf /\n",
        "python.png": b"import os\nos.system('id')\n",
        "mp4.jpg": b"\x00\x00\x00\x18ftypmp42" + bytes(100),
        "wav.webp": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40),
        "numpy.png": b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'}" + bytes(64),
        "magic_only.png": PNG,
        "magic_only.jpg": b"\xff\xd8\xff\xe0",
        "magic_only.gif": b"GIF89a",
        "magic_only.bmp": b"BM",
        "magic_only.tiff": b"II*\x00",
        "magic_only.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        "20000x20000.png": png(20_000, 20_000),
        "100000x100000.png": png(100_000, 100_000),
        "huge_claim.png": png(2**31 - 1, 2**31 - 1),
        "20000x20000.bmp": bmp(20_000, 20_000),
        "negative.bmp": bmp(-5, 7),
        "zero_wide.png": png(0, 10),
        "zero_high.bmp": bmp(10, 0),
        "too_little_data.png": png(500, 500),
        "broken_zlib.png": png(28, 28, b"\x78\x9c" + b"\xff" * 60),
        "bomb.png": png(9000, 9000, zlib.compress(bytes(9000 * 9001), 9)),
        "text_bomb.png": PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0))
        + chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(100_000_000), 9)) + chunk(b"IEND", b""),
        "wrong_crc.png": whole["png"][:29] + b"\x00\x00\x00\x00" + whole["png"][33:],
        "bad_depth.png": png(28, 28, depth=3, colour=7),
        "no_data.png": PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0)) + chunk(b"IEND", b""),
        "tiff_loop.tiff": b"II*\x00\x08\x00\x00\x00" + b"\x00\x00" + struct.pack("<I", 8),
        "tiff_huge_tag.tiff": b"II*\x00\x08\x00\x00\x00\x01\x00" + struct.pack("<HHII", 256, 4, 2**31, 0) + bytes(8),
        "gif_of_65535.gif": b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0)
        + b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x44\x01\x00;",
        "icon.ico": icon(dib(20_000, 40_000)),
        "icon_of_a_bomb.ico": icon(png(9000, 9000, zlib.compress(bytes(9000 * 9001), 9))),
        "icon_of_65535.ico": b"\0\0\1\0\xff\xff" + struct.pack("<4BHHII", 16, 16, 0, 0, 1, 32, 40, 22) * 65535,
        "sixty_fifth_is_huge.ico": icon(*[dib(16, 32)] * 64, dib(20_000, 40_000)),
        "icon_of_nothing.ico": b"\0\0\1\0\0\0" + bytes(100),
        "icon_elsewhere.ico": b"\0\0\1\0\1\0" + struct.pack("<4BHHII", 16, 16, 0, 0, 1, 32, 2**31, 2**31),
        "photo.heic": b"\0\0\0\x18ftypheic" + bytes(4) + b"mif1heic" + bytes(100),
        "blank.gif": encode(Image.new("L", (60, 60), 255), "gif", save_all=True, append_images=[
            Image.new("L", (60, 60), 253), Image.new("L", (60, 60), 254)]),
        "noise.png": encode(Image.fromarray(np.random.default_rng(0).normal(60_000, 99, (99, 99)).astype("u2")), "png"),
        "next_page_is_huge.tiff": blank_then_huge(),
        "one_pixel.png": encode(Image.new("L", (1, 1), 90), "png"),
        "one_white_pixel.gif": encode(Image.new("L", (1, 1), 255), "gif"),
        "all_black.png": encode(Image.new("L", (300, 300), 0), "png"),
        "all_white.jpg": encode(Image.new("RGB", (300, 300), "white"), "jpg"),
        "all_transparent.png": encode(Image.new("RGBA", (80, 80), (255, 0, 0, 0)), "png"),
        "all_grey.webp": encode(Image.new("L", (64, 64), 128), "webp"),
        "too_big.bmp": b"BM" + bytes(20_000_001),
    }
    return files
