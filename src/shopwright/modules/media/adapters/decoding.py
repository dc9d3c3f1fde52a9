"""The program that decodes a stranger's picture: a process of its own for each, which knows nothing and may little.

Run by its path, so that nothing of the shop is loaded: the picture comes by standard input, a line of JSON and the
renditions one after another go to standard output. Where it is refused the line names why.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

_FORMATS = ("PNG", "JPEG", "WEBP")
_SETTINGS: Mapping[str, dict[str, Any]] = {
    "webp": {"format": "WEBP", "quality": 82, "method": 4},
    "avif": {"format": "AVIF", "quality": 65, "speed": 8, "max_threads": 1},
}


class Refused(Exception):
    """The picture is not shown; says why in one word."""


def limit(memory: int, seconds: int) -> None:
    """Take away from this process what decoding does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def renditions(
    content: bytes, sides: Mapping[str, int], ending: str, most_pixels: int
) -> Iterator[tuple[str, int, int, bytes]]:
    """Name, width, height and bytes of each size, the largest first."""
    picture = _pixels(_opened(content, most_pixels))
    for name, side in sorted(sides.items(), key=lambda each: -each[1]):
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        picture.save(buffer, **_SETTINGS[ending])
        yield name, picture.width, picture.height, buffer.getvalue()


def _opened(content: bytes, most_pixels: int) -> Image.Image:
    """The picture before a pixel of it is decoded."""
    Image.MAX_IMAGE_PIXELS = None  # the size is looked at below, and not only warned of
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS)
    except UnidentifiedImageError:
        raise Refused("unsupported") from None
    if picture.width * picture.height > most_pixels:
        raise Refused("too_large")
    if getattr(picture, "is_animated", False):
        raise Refused("animated")
    return picture


def _pixels(picture: Image.Image) -> Image.Image:
    """The picture the right way up, in sRGB, with nothing attached."""
    picture.load()
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    wants_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    picture = _in_srgb(_eight_bits(picture), profile)
    picture = picture.convert("RGBA" if wants_alpha else "RGB")
    picture.info = {}
    return picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture.convert("L") if picture.mode == "1" else picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                picture, own, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            return converted or picture
    return picture


def main(arguments: Sequence[str]) -> None:
    """``decoding.py ENDING SIDES MOST_PIXELS MEMORY SECONDS``."""
    ending, sides, most_pixels, memory, seconds = arguments
    limit(int(memory), int(seconds))
    told: dict[str, object]
    made: list[tuple[str, int, int, bytes]] = []
    try:
        made = list(
            renditions(sys.stdin.buffer.read(), json.loads(sides), ending, int(most_pixels))
        )
        told = {"made": [(name, width, height, len(data)) for name, width, height, data in made]}
    except Refused as refusal:
        told = {"refused": str(refusal)}
    except MemoryError:
        told = {"refused": "too_large"}
    except Exception:  # noqa: BLE001 - whatever a decoder stumbles over, the picture is not sound
        told = {"refused": "damaged"}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    for _, _, _, data in made:
        sys.stdout.buffer.write(data)


if __name__ == "__main__":
    main(sys.argv[1:])
