"""Pictures as the rest of the house sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

# The longest side of each, in pixels; a smaller picture is never made larger.
SIDES: Mapping[str, int] = {"thumbnail": 200, "card": 600, "zoom": 1600}
MAIN = "zoom"
MOST_PIXELS = 25_000_000
CONTENT_TYPES: Mapping[str, str] = {"webp": "image/webp", "avif": "image/avif"}
SHOPS_OWN = UUID(int=0)  # the owner of what staff upload


class UseKind(StrEnum):
    """What pictures hang on that keeps no list of its own."""

    CATEGORY = "category"
    BRAND = "brand"


@dataclass(frozen=True, slots=True)
class Painted:
    """A rendition as it comes from the painter."""

    name: str
    width: int
    height: int
    ending: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture in one size, and the key of its file."""

    name: str
    key: str
    width: int
    height: int
    size: int

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.key.rpartition(".")[2]]


@dataclass(frozen=True, slots=True)
class Picture:
    """An uploaded picture; ``checksum`` is the SHA-256 of what was sent, which itself is not kept."""

    id: UUID
    owner_id: UUID
    checksum: str
    alt: str
    created_at: datetime
    renditions: tuple[Rendition, ...]

    @property
    def main(self) -> Rendition:
        return next(each for each in self.renditions if each.name == MAIN)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: files that no row knew, which are gone now, and rows whose files are missing."""

    strays: int
    missing: tuple[UUID, ...]
