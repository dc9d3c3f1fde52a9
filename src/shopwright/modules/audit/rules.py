"""How an entry becomes a hash, and what breaks a chain."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from shopwright.modules.audit.contracts import Anchor, Entry, Fault, FaultKind

GENESIS = "0" * 64
_LARGEST = 2**53 - 1  # beyond it a database or a reader may round


def plain(value: object) -> Any:
    """A value as JSON keeps it the same on every database: numbers that might be rounded become text."""
    text = json.dumps(value, default=_written)
    return json.loads(text, parse_float=str, parse_int=_whole, parse_constant=str)


def digest(entry: Entry) -> str:
    """SHA-256 over everything an entry says, in one canonical form, and over the hash before it."""
    said = {
        "seq": entry.seq,
        "actor": entry.actor,
        "action": entry.action,
        "subject": [entry.subject.type, entry.subject.id],
        "before": entry.before,
        "after": entry.after,
        "request_id": entry.request_id,
        "address": entry.address,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "previous_hash": entry.previous_hash,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class ChainWalk:
    """Goes along a chain entry by entry, in order of their numbers, and tells what is broken."""

    anchors: Mapping[int, str] = field(default_factory=dict)
    seq: int = 0
    hash: str = GENESIS
    entries: int = 0

    def step(self, entry: Entry) -> Iterator[Fault]:
        if entry.seq != self.seq + 1:
            yield Fault(FaultKind.MISSING, self.seq + 1)
        elif entry.previous_hash != self.hash:
            yield Fault(FaultKind.UNCHAINED, entry.seq)
        expected = self.anchors.get(entry.seq, entry.hash)
        if digest(entry) != entry.hash or expected != entry.hash:
            yield Fault(FaultKind.EDITED, entry.seq)
        self.seq, self.hash, self.entries = entry.seq, entry.hash, self.entries + 1

    def end(self, head: Anchor) -> Iterator[Fault]:
        """What the end says: it has to be where the head stands, and beyond every anchor."""
        furthest = max(self.anchors, default=0)
        if self.seq < head.seq or furthest > self.seq:
            yield Fault(FaultKind.TRUNCATED, self.seq + 1)
        elif self.seq > head.seq:
            yield Fault(FaultKind.INSERTED, head.seq + 1)
        elif self.hash != head.hash:
            yield Fault(FaultKind.UNCHAINED, self.seq)


def _written(value: object) -> object:
    if isinstance(value, (frozenset, set)):
        return sorted(value, key=str)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def _whole(digits: str) -> int | str:
    number = int(digits)
    return number if abs(number) <= _LARGEST else digits
