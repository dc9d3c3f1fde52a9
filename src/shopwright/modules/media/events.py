"""Facts about pictures."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PictureUploaded(Event):
    name: ClassVar[str] = "picture.uploaded"
    picture_id: UUID


@dataclass(frozen=True, slots=True)
class PictureDeleted(Event):
    name: ClassVar[str] = "picture.deleted"
    picture_id: UUID


@dataclass(frozen=True, slots=True)
class InfectedFileRefused(Event):
    """``signature`` is the scanner's name of what it found."""

    name: ClassVar[str] = "picture.infected_file_refused"
    checksum: str
    signature: str
