"""Views as others see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

MOST_VIEWS = 100
Filters = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """What a view shall be; ``filters``, ``columns`` and ``sort`` are as the list ``kind`` takes them."""

    kind: str
    name: str
    is_shared: bool
    filters: Filters
    columns: Sequence[str]
    sort: str | None


@dataclass(frozen=True, slots=True)
class View(ViewDraft):
    """A view that somebody keeps; a shared one is seen by all who may see the list."""

    id: UUID
    owner_id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
