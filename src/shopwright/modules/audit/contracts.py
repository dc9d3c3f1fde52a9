"""What others may know of the audit trail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from typing_extensions import override

_ANCHOR = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a deed was done to: ``Subject("product", str(product_id))``."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    actor: str
    action: str
    subject: Subject
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    request_id: str
    address: str
    at: datetime
    previous_hash: str
    hash: str
    details_salt: str = ""
    details_hash: str = ""
    origin_salt: str = ""
    origin_hash: str = ""


class FaultKind(StrEnum):
    EDITED = "edited"  # an entry does not hash to what it says
    MISSING = "missing"  # a number in the row is absent
    UNCHAINED = "unchained"  # an entry does not follow the one before
    INSERTED = "inserted"  # entries behind the end of the chain
    TRUNCATED = "truncated"  # the end of the chain is not where it should be


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    seq: int


class NoAnchor(ValueError):
    """A text that does not look like ``12:<64 hex digits>``."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place of the chain that somebody wrote down elsewhere, as ``seq:hash``."""

    seq: int
    hash: str

    @override
    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> Self:
        """An anchor as somebody wrote it down.

        Raises:
            NoAnchor: that is none.
        """
        found = _ANCHOR.fullmatch(text)
        if found is None:
            raise NoAnchor(text[:100])
        return cls(int(found[1]), found[2])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole chain found; ``anchor`` is its end."""

    entries: int
    faults: tuple[Fault, ...]
    anchor: Anchor

    @property
    def is_sound(self) -> bool:
        return not self.faults
