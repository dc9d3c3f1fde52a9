"""The facts of every product in this process: what is filtered and counted without asking the database.

The catalog's version numbers its changes without gaps, because its row is locked by whoever changes the catalog until he
commits; a reader that knows all up to a version asks for what came after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import anyio
from anyio.lowlevel import checkpoint
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.search.contracts import ShippedEntry, SynonymGroup
from shopwright.satellites.search.models import (
    ProductDocumentRow,
    SearchEntryRow,
    SearchSynonymRow,
)
from shopwright.satellites.search.rules.entries import Choice, Choices, Entry, unpacked
from shopwright.satellites.search.rules.words import folded, stem

_BATCH = 2_000
_START = (-1, -1)


@dataclass(slots=True)
class Memory:
    """One a process; every search begins with :meth:`catch_up`. ``worded``: when the words of a product changed last."""

    entries: dict[int, Entry] = field(default_factory=dict)
    synonyms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    worded: int = 0
    _choices: Choices = field(default_factory=Choices)
    _place: tuple[int, int] = _START
    _lock: anyio.Lock = field(default_factory=anyio.Lock)

    @property
    def version(self) -> int:
        """Of the catalog, as far as it was read."""
        return self._place[0]

    def published(self, facet: str) -> list[Choice]:
        """Choices of a facet that everybody may know of."""
        return self._choices.published(facet)

    async def catch_up(self, db: AsyncConnection) -> None:
        """Read what changed since the last time: one statement where nothing did."""
        async with self._lock:
            before = self._place
            while await self._read(db) == _BATCH:
                await checkpoint()  # the first reading of a large shop is long
            if self._place != before:
                self.synonyms = await synonyms(db)

    @staticmethod
    def _count(entry: Entry | None, change: int) -> None:
        if entry is not None and entry.status == "published":
            for choice in entry.choices:
                choice.published += change

    async def _read(self, db: AsyncConnection) -> int:
        row = SearchEntryRow
        place = tuple_(row.version, row.number)
        columns = (row.number, row.version, row.facts, row.worded)
        statement = select(*columns).where(place > tuple_(*self._place))
        found = await db.execute(statement.order_by(row.version, row.number).limit(_BATCH))
        rows = found.all()
        for number, version, facts, worded in rows:
            self.worded = max(self.worded, worded)
            self._count(self.entries.pop(number, None), -1)
            if facts is not None:
                self.entries[number] = unpacked(number, facts, self._choices)
                self._count(self.entries[number], 1)
            self._place = (version, number)
        return len(rows)


async def entries_from(
    db: AsyncConnection, place: tuple[int, int], *, limit: int
) -> list[ShippedEntry]:
    """The next entries after a version and a number, in that order; 0 is no product."""
    row = SearchEntryRow
    columns = (row.number, row.version, row.facts, row.is_public, row.title, row.labels, row.prose)
    statement = (
        select(*columns)
        .where(tuple_(row.version, row.number) > tuple_(*place), row.number > 0)
        .order_by(row.version, row.number)
        .limit(limit)
    )
    return [ShippedEntry(*each) for each in await db.execute(statement)]


async def synonym_groups(db: AsyncConnection) -> list[SynonymGroup]:
    row = SearchSynonymRow
    found = await db.execute(select(row.id, row.words).order_by(row.id))
    return [SynonymGroup(each.id, tuple(each.words)) for each in found]


async def lacks_entries(db: AsyncConnection) -> bool:
    """Whether some product that is shown can't be found."""
    document, entry = ProductDocumentRow, SearchEntryRow
    missing = select(document.number).where(
        ~select(entry.number).where(entry.number == document.number).exists()
    )
    return (await db.scalar(missing.limit(1))) is not None


async def synonyms(db: AsyncConnection) -> dict[str, frozenset[str]]:
    """For each stem the stems that mean the same."""
    found: dict[str, frozenset[str]] = {}
    for words in await db.scalars(select(SearchSynonymRow.words)):
        stems = frozenset(stem(folded(word)) for word in words)
        for each in stems:
            found[each] = found.get(each, frozenset()) | (stems - {each})
    return found
