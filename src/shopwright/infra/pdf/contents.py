"""What goes into a document beside its words: files within, and what it says of itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attached:
    """A file within: ``metadata`` is what the document's own metadata says about it, as RDF."""

    name: str
    content: bytes
    told: str
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself; ``foot`` stands at the end of every page, ``page`` numbers them."""

    title: str
    author: str
    language: str
    made_at: datetime
    foot: Sequence[str] = ()
    page: Callable[[int], str] = str
