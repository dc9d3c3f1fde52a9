"""Searching: an engine finds by words, the memory filters, counts and sorts, the listing tables give the cards."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.errors import InvalidCursor
from shopwright.kernel.money import LARGEST_MINOR
from shopwright.kernel.paging import Page, PageRequest, decode_cursor, encode_cursor
from shopwright.satellites.search.contracts import (
    CardFilter,
    FacetValue,
    Found,
    Highlight,
    Hits,
    Matched,
    Sort,
    Suggestions,
)
from shopwright.satellites.search.models import SearchEntryRow
from shopwright.satellites.search.ports import Engine
from shopwright.satellites.search.queries.cards import cards_of
from shopwright.satellites.search.queries.memory import Memory
from shopwright.satellites.search.rules.counting import Sifted, facets, sift
from shopwright.satellites.search.rules.entries import BRAND, CATEGORY, Entry
from shopwright.satellites.search.rules.marking import excerpt, marked
from shopwright.satellites.search.rules.words import folded, words_of

MOST_SUGGESTIONS = 8
_PRODUCTS_SUGGESTED = 5
_LEAST_LETTERS = 2  # of the word that is being typed: one letter is half the dictionary
_NO_HITS = Hits({}, {})

Key = Callable[[Entry], int | str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted beside the page itself; facets of attributes come in their order."""

    facets: bool = False
    highlights: bool = False
    attribute_order: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finder:
    """One a process: an engine, and the memory that all its searches share."""

    engine: Engine
    memory: Memory = field(default_factory=Memory)

    async def find(
        self,
        db: AsyncConnection,
        wanted: CardFilter,
        sort: Sort,
        page: PageRequest,
        wish: Wish | None = None,
    ) -> Found:
        """A page of what was found: at most four statements, however much that is; more for words that nothing has.

        Raises:
            InvalidCursor: not one of this list in this order.
        """
        wish = wish or Wish()
        await self.memory.catch_up(db)
        matched = await self._matched(db, wanted)
        scores, sifted = self._sifted(matched.hits if matched else None, wanted)
        if matched is None and sort is Sort.RELEVANCE:
            sort = Sort.NEWEST
        ordered = _Ordered(sort, _key(sort, wanted.currency, scores))
        shown, following = ordered.page(sifted.passed, page)
        cards = await cards_of(db, [entry.number for entry in shown], wanted.currency)
        items = [card for entry in shown if (card := cards.get(entry.number))]
        stems = matched.hits.stems if matched else frozenset()
        return Found(
            page=Page(items, page.limit, following, len(sifted.passed), page.offset),
            facets=facets(sifted, wanted, wish.attribute_order) if wish.facets else (),
            highlights=await _highlights(db, shown, stems) if wish.highlights and stems else {},
            corrected=matched.corrected if matched else None,
        )

    async def suggest(self, db: AsyncConnection, typed: str, currency: str) -> Suggestions:
        """What somebody may go on to type, with the first products that it leads to."""
        words = words_of(typed)
        if not words or len(words[-1]) < _LEAST_LETTERS:
            return Suggestions()
        await self.memory.catch_up(db)
        queries = await self.engine.complete(db, words, limit=MOST_SUGGESTIONS)
        wanted = CardFilter(currency=currency, text=queries[0] if queries else typed)
        first = await self.find(db, wanted, Sort.RELEVANCE, PageRequest(_PRODUCTS_SUGGESTED))
        return Suggestions(
            queries=queries,
            categories=self._named(CATEGORY, folded(typed)),
            brands=self._named(BRAND, folded(typed)),
            products=list(first.page.items),
        )

    async def _matched(self, db: AsyncConnection, wanted: CardFilter) -> Matched | None:
        """None where no words are asked for; words of signs alone find nothing."""
        if not wanted.text:
            return None
        words = words_of(wanted.text)
        if not words:
            return Matched(hits=_NO_HITS)
        memory = self.memory
        return await self.engine.match(
            db,
            words,
            count=len(memory.entries),
            synonyms=memory.synonyms,
            worded=memory.worded,
        )

    def _sifted(self, hits: Hits | None, wanted: CardFilter) -> tuple[Mapping[int, int], Sifted]:
        """Where the filter leaves nothing of the best, what holds any of the words; without words the whole shop."""
        if hits is None:
            return {}, sift(self.memory.entries.values(), wanted)
        sifted = sift(self._candidates(hits.scores), wanted)
        if sifted.passed or len(hits.any_word) == len(hits.scores):
            return hits.scores, sifted
        return hits.any_word, sift(self._candidates(hits.any_word), wanted)

    def _candidates(self, numbers: Iterable[int]) -> list[Entry]:
        entries = self.memory.entries
        return [entry for number in numbers if (entry := entries.get(number))]

    def _named(self, facet: str, beginning: str) -> list[FacetValue]:
        """Choices with a word that begins so, and how many published products have each."""
        found = [
            choice
            for choice in self.memory.published(facet)
            if f" {beginning}" in f" {folded(choice.label)}"
        ]
        ordered = sorted(found, key=lambda choice: (len(choice.label), choice.label))
        return [
            FacetValue(choice.slug or choice.label, choice.label, choice.published)
            for choice in ordered[:MOST_SUGGESTIONS]
        ]


@dataclass(frozen=True, slots=True)
class _Ordered:
    """Entries by a key, smallest first, and by number where that is equal."""

    sort: Sort
    key: Key

    @property
    def name(self) -> str:
        """What cursors of this order are good for; not for those of a list that was not searched."""
        return f"{self.sort}~found"

    def page(
        self, entries: Iterable[Entry], page: PageRequest
    ) -> tuple[Sequence[Entry], str | None]:
        """Those on the page, and the cursor of the next."""
        places = {entry.number: (self.key(entry), entry.number) for entry in entries}
        ordered = sorted(places.values())
        if page.cursor is not None:
            last = self._last(page.cursor)
            ordered = [place for place in ordered if place > last]
        start = page.offset or 0
        chosen = ordered[start : start + page.limit]
        by_number = {entry.number: entry for entry in entries}
        following = None
        if chosen and len(ordered) > start + page.limit:
            following = encode_cursor(self.name, *chosen[-1])
        return [by_number[number] for _, number in chosen], following

    def _last(self, cursor: str) -> tuple[int | str, int]:
        value, number = decode_cursor(cursor, self.name, 2)
        wanted = str if self.sort is Sort.TITLE else int
        if not isinstance(value, wanted) or not isinstance(number, int):
            raise InvalidCursor
        return value, number


def _key(sort: Sort, currency: str, scores: Mapping[int, int]) -> Key:
    if sort is Sort.RELEVANCE:
        return lambda entry: -scores.get(entry.number, 0)
    if sort is Sort.TITLE:
        return lambda entry: entry.title_key
    if sort is Sort.NEWEST:
        return lambda entry: -entry.newest

    def price(entry: Entry) -> int:
        """Without a price behind all others, whichever way."""
        amount = entry.prices[currency]
        if amount is None:
            return LARGEST_MINOR + 1
        return amount if sort is Sort.PRICE else -amount

    return price


async def _highlights(
    db: AsyncConnection, shown: Sequence[Entry], stems: Collection[str]
) -> dict[UUID, Highlight]:
    row = SearchEntryRow
    asked = select(row.number, row.title, row.prose).where(
        row.number.in_([entry.number for entry in shown])
    )
    products = {entry.number: entry.product_id for entry in shown}
    return {
        products[number]: Highlight(marked(title, stems), excerpt(prose, stems))
        for number, title, prose in await db.execute(asked)
    }
