"""Which products hold a stem, and how much it says about each; what very many hold is kept in the process."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import orjson
from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.search.contracts import Posting

COMMON = 1_000
MOST_KEPT = 4_000_000  # of products, over all stems: six bytes each
_POSTINGS = {
    "postgresql": """
        SELECT w.stem, array_agg(p.number) AS numbers, array_agg(p.impact) AS impacts
        FROM search_words w JOIN search_postings p ON p.word_id = w.id
        WHERE w.stem IN :stems GROUP BY w.stem""",
    "sqlite": """
        SELECT w.stem, json_group_array(p.number) AS numbers, json_group_array(p.impact) AS impacts
        FROM search_words w JOIN search_postings p ON p.word_id = w.id
        WHERE w.stem IN :stems GROUP BY w.id""",
}


async def postings(db: AsyncConnection, stems: Iterable[str]) -> dict[str, Posting]:
    """The products of each stem that there is."""
    wanted = sorted(set(stems))
    if not wanted:
        return {}
    statement = text(_POSTINGS[db.dialect.name]).bindparams(bindparam("stems", expanding=True))
    rows = await db.execute(statement, {"stems": wanted})
    return {found: Posting(_listed(numbers), _listed(impacts)) for found, numbers, impacts in rows}


@dataclass(slots=True)
class Common:
    """What stems that very many products hold were answered with, as long as no words change.

    Prices, stock and all else that a product is but words leave it as it is. ``least``: products that hold a stem, for it
    to be kept; ``most``: of products, over all stems that are.
    """

    least: int = COMMON
    most: int = MOST_KEPT
    worded: int = -1
    kept: dict[str, Posting] = field(default_factory=dict)
    _size: int = 0

    def as_of(self, worded: int) -> Self:
        """Itself, without what is older than a version of the words."""
        if worded != self.worded:
            self.worded, self.kept, self._size = worded, {}, 0
        return self

    async def postings(self, db: AsyncConnection, stems: Iterable[str]) -> dict[str, Posting]:
        """As :func:`postings`, asking for those alone that are not kept."""
        wanted, worded = set(stems), self.worded
        found = {stem: self.kept[stem] for stem in wanted & self.kept.keys()}
        for stem, posting in (await postings(db, wanted - found.keys())).items():
            found[stem] = posting
            if len(posting.numbers) >= self.least and worded == self.worded:
                self._keep(stem, posting)
        return found

    def _keep(self, stem: str, posting: Posting) -> None:
        """The oldest go where there are too many."""
        size = len(posting.numbers)
        while self.kept and self._size + size > self.most:
            gone = self.kept.pop(next(iter(self.kept)))
            self._size -= len(gone.numbers)
        if stem not in self.kept and self._size + size <= self.most:
            self.kept[stem] = Posting(array("I", posting.numbers), array("H", posting.impacts))
            self._size += size


def _listed(value: Any) -> Sequence[int]:
    listed: Sequence[int] = orjson.loads(value) if isinstance(value, str) else value
    return listed
