"""Pictures of every kind, sound and hostile, made on the spot."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, PngImagePlugin


def picture(
    form: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **given: Any
) -> bytes:
    """A picture of one colour that differs by size."""
    colour: dict[str, Any] = {
        "L": 128,
        "1": 1,
        "P": 3,
        "I;16": 40_000,
        "LA": (10, 99),
        "CMYK": (0, 200, 200, 0),
    }
    buffer = io.BytesIO()
    shade = colour.get(mode, (200, size[0] % 256, 40, 128)[: len(mode)])
    Image.new(mode, size, shade).save(buffer, form, **given)
    return buffer.getvalue()


def animated_webp() -> bytes:
    buffer = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), (shade, 0, 0)) for shade in (0, 120, 240)]
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], duration=50)
    return buffer.getvalue()


def photo_from_a_phone() -> bytes:
    """A JPEG lying on its side, with a place, a profile and a comment in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "SecretPhoneMaker"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    buffer = io.BytesIO()
    Image.new("RGB", (300, 100), (250, 10, 10)).save(
        buffer, "JPEG", exif=exif, comment=b"SecretComment", xmp=b"<x>SecretXmp</x>"
    )
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are enormous."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", pixels)
        + _chunk(b"IEND", b"")
    )


def png_with_text_bomb() -> bytes:
    """A small picture with a compressed text of 200 MB."""
    squeezer = zlib.compressobj(9)
    text = b"".join([squeezer.compress(bytes(1 << 20)) for _ in range(200)]) + squeezer.flush()
    plain = picture("PNG")
    bomb = _chunk(b"zTXt", b"Comment\0\0" + text)
    return plain[:33] + bomb + plain[33:]


def png_with_words(words: str) -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", words)
    return picture("PNG", pnginfo=told)


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack("!I", zlib.crc32(name + content))
    return struct.pack("!I", len(content)) + name + content + checksum
