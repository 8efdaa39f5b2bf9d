"""What a file is by its first bytes, where Pillow does not open it, or not before it is measured."""

import io
import struct

from PIL import Image

_STARTS = {
    b"%PDF": "PDF", b"8BPS": "PSD", b"%!PS": "PostScript", b"\xff\x0a": "JPEG XL", b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\0\0\0\x0cjP  ": "JPEG 2000", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"PK\x03\x04": "ZIP",
}
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # ISO/IEC 23008-12
MAX_ICONS = 64  # pictures in an .ico


def kind_of(data: bytes) -> str | None:
    """The name of a format that people take for a picture and Pillow does not read, or not in every variety."""
    if data[4:8] == b"ftyp":
        return "HEIC" if data[8:12] in _HEIC else "AVIF" if data[8:12] == b"avif" else "MP4"
    if b"<svg" in data[:1000]:
        return "SVG"
    return next((kind for start, kind in _STARTS.items() if data.startswith(start)), None)


def largest_icon(data: bytes) -> int:
    """The pixels of the largest picture in an .ico, which Pillow decodes as it opens it; 0 for any other file."""
    count = int.from_bytes(data[4:6], "little")
    if not data.startswith(b"\0\0\1\0") or count > MAX_ICONS:
        return 0
    largest = 0
    for number in range(count):
        size, start = struct.unpack_from("<II", data, 6 + 16 * number + 8)
        with Image.open(io.BytesIO(data[start:start + size]), formats=("PNG", "DIB")) as picture:
            largest = max(largest, picture.width * picture.height)
    return largest
