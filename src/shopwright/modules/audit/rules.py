"""How an entry becomes a hash, and what breaks a chain."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from shopwright.modules.audit.contracts import Anchor, Entry, Fault, FaultKind

GENESIS = "0" * 64
ERASED = "privacy.erased"  # what an entry is called that says that a person was removed
_LARGEST = 2**53 - 1  # beyond it a database or a reader may round


def plain(value: object) -> Any:
    """A value as JSON keeps it the same on every database: numbers that might be rounded become text."""
    text = json.dumps(value, default=_written)
    return json.loads(text, parse_float=str, parse_int=_whole, parse_constant=str)


def committed(entry: Entry, salt_of: Callable[[], str]) -> Entry:
    """The entry with hashes over what may tell of a person, each with a salt of its own."""
    salted = replace(entry, details_salt=salt_of(), origin_salt=salt_of())
    return replace(salted, details_hash=_details(salted), origin_hash=_origin(salted))


def digest(entry: Entry) -> str:
    """SHA-256 over everything an entry says, in one canonical form, and over the hash before it.

    What may tell of a person goes in by its salted hash; entries of before there were any have it in clear.
    """
    told: dict[str, object] = {
        "before": entry.before,
        "after": entry.after,
        "request_id": entry.request_id,
        "address": entry.address,
    }
    if entry.details_hash:
        told = {"details": entry.details_hash, "origin": entry.origin_hash}
    said = {
        "seq": entry.seq,
        "actor": entry.actor,
        "action": entry.action,
        "subject": [entry.subject.type, entry.subject.id],
        **told,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "previous_hash": entry.previous_hash,
    }
    return _hash_of(said)


@dataclass(slots=True)
class ChainWalk:
    """Goes along a chain entry by entry, in order of their numbers, and tells what is broken."""

    anchors: Mapping[int, str] = field(default_factory=dict)
    seq: int = 0
    hash: str = GENESIS
    entries: int = 0
    forgotten: set[str] = field(default_factory=set)
    emptied: dict[int, set[str]] = field(default_factory=dict)

    def step(self, entry: Entry) -> Iterator[Fault]:
        if entry.seq != self.seq + 1:
            yield Fault(FaultKind.MISSING, self.seq + 1)
        elif entry.previous_hash != self.hash:
            yield Fault(FaultKind.UNCHAINED, entry.seq)
        expected = self.anchors.get(entry.seq, entry.hash)
        if digest(entry) != entry.hash or expected != entry.hash:
            yield Fault(FaultKind.EDITED, entry.seq)
        elif entry.details_hash:
            yield from self._parts(entry)
        if entry.action == ERASED:
            self.forgotten |= _forgotten_by(entry)
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
        for seq, names in self.emptied.items():
            if not names <= self.forgotten:
                yield Fault(FaultKind.EDITED, seq)

    def _parts(self, entry: Entry) -> Iterator[Fault]:
        """What the hashes within an entry say; one that was emptied has to be somebody's who was erased."""
        subject = f"{entry.subject.type}:{entry.subject.id}"
        by = entry.actor.partition("/")[0]  # what somebody's key did is his
        origin = by if by.startswith("user:") else subject
        parts = (
            (_details(entry) == entry.details_hash, _has_no_details(entry), subject),
            (_origin(entry) == entry.origin_hash, _has_no_origin(entry), origin),
        )
        for is_whole, is_empty, name in parts:
            if is_whole:
                continue
            if is_empty:
                self.emptied.setdefault(entry.seq, set()).add(name)
            else:
                yield Fault(FaultKind.EDITED, entry.seq)


def _details(entry: Entry) -> str:
    return _hash_of([entry.details_salt, entry.before, entry.after])


def _origin(entry: Entry) -> str:
    return _hash_of([entry.origin_salt, entry.request_id, entry.address])


def _has_no_details(entry: Entry) -> bool:
    return not entry.details_salt and entry.before is None and entry.after is None


def _has_no_origin(entry: Entry) -> bool:
    return not (entry.origin_salt or entry.request_id or entry.address)


def _forgotten_by(entry: Entry) -> set[str]:
    """Whom and what an erasure names."""
    orders = (entry.after or {}).get("orders", ())
    return {f"user:{entry.subject.id}", *(f"order:{each}" for each in orders)}


def _hash_of(said: object) -> str:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _written(value: object) -> object:
    if isinstance(value, (frozenset, set)):
        return sorted(value, key=str)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def _whole(digits: str) -> int | str:
    number = int(digits)
    return number if abs(number) <= _LARGEST else digits
