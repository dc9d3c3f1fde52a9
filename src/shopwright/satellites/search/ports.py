"""What looks words up."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.search.contracts import Matched


class Engine(Protocol):
    """Finds products by words. Filters, counts and orders are not its business: they are alike for every engine."""

    async def match(
        self,
        db: AsyncConnection,
        words: Sequence[str],
        *,
        count: int,
        synonyms: Mapping[str, frozenset[str]],
        worded: int,
    ) -> Matched:
        """The products that hold the words, or enough of them, or words that are written nearly so.

        ``words`` are folded, at least one; ``count`` is the number of products there are, ``worded`` the
        version of the catalog at which the words of one of them changed last.
        """
        ...

    async def complete(self, db: AsyncConnection, words: Sequence[str], *, limit: int) -> list[str]:
        """Queries that go on from what was typed so far, each of which finds something; the likeliest first."""
        ...

    async def close(self) -> None: ...
