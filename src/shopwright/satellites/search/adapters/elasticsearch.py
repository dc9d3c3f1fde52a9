"""Elasticsearch 8 as the engine: finds and ranks by BM25 over the fields of a product; the database stays the truth.

Products are shipped after the commit (:func:`ship`) under the catalog's version, so that an older one never replaces a newer.
The index's name bears the number of its make: another make is another index, filled from the start.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from elasticsearch import ApiError, AsyncElasticsearch, TransportError
from rapidfuzz.distance import OSA
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.satellites.search.contracts import Matched, ShippedEntry
from shopwright.satellites.search.errors import EngineAway
from shopwright.satellites.search.queries.memory import entries_from
from shopwright.satellites.search.rules.ranking import choose, rarity
from shopwright.satellites.search.rules.shipping import document_of
from shopwright.satellites.search.rules.spelling import largest_distance
from shopwright.satellites.search.rules.words import FIELDS, stem

MOST_HITS = 10_000  # what Elasticsearch answers at once
_MAKE = 1
_BATCH = 500
_LARGEST = 2**31 - 1
_SYNONYM_WORTH, _BEGINNING_WORTH, _NEARLY_WORTH = 0.5, 0.6, 0.5
_FILLED = 0.9  # of the products, for the index to be asked at all
_PUBLIC = {"term": {"is_public": True}}
_FIELDS = [f"{name}^{weight.weight:g}" for name, weight in FIELDS.items()]
_SETTINGS: Mapping[str, Any] = {
    "analysis": {
        "tokenizer": {"words": {"type": "pattern", "pattern": r"[^\p{L}\p{N}]+"}},
        "filter": {"stems": {"type": "stemmer", "language": "english"}},
        "analyzer": {"words": {"type": "custom", "tokenizer": "words", "filter": ["stems"]}},
    }
}
_MAPPINGS: Mapping[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "version": {"type": "long"},
        "is_public": {"type": "boolean"},
        "surfaces": {"type": "keyword"},
        **{name: {"type": "text", "analyzer": "words"} for name in FIELDS},
    },
}

# Of a product: its score, and a bit for each word of the query that it holds.
_Found = dict[int, tuple[int, int]]


def open_engine(url: str, *, prefix: str = "shopwright") -> "ElasticsearchEngine":
    client = AsyncElasticsearch(url, request_timeout=2, max_retries=0, retry_on_timeout=False)
    return ElasticsearchEngine(client, f"{prefix}-products-{_MAKE}")


@dataclass(slots=True)
class ElasticsearchEngine:
    """One a process; whatever goes wrong on the way there is :class:`EngineAway`."""

    client: AsyncElasticsearch
    index: str
    _is_filled: bool = field(default=False)

    async def match(
        self,
        db: AsyncConnection,  # noqa: ARG002 - others ask the database
        words: Sequence[str],
        *,
        count: int,
        synonyms: Mapping[str, frozenset[str]],
        worded: int,  # noqa: ARG002 - it keeps its own
    ) -> Matched:
        """As :class:`shopwright.satellites.search.ports.Engine` says; a second question for unknown words alone."""
        async with _reached():
            await self._insist_on_being_filled(count)
            clauses = [_clause(at, _forms(word, synonyms)) for at, word in enumerate(words)]
            found = await self._hits(clauses)
            corrected = list(words)
            unknown = [
                at
                for at in range(len(words))
                if not any(held >> at & 1 for _, held in found.values())
            ]
            for at in unknown:
                forms, better = await self._instead(words[at], is_last=at == len(words) - 1)
                clauses[at], corrected[at] = _clause(at, forms), better or words[at]
            if unknown:
                found = await self._hits([clause for clause in clauses if clause])
        rarities = [
            rarity(sum(held >> at & 1 for _, held in found.values()), count)
            for at in range(len(words))
        ]
        stems = {stem(word) for word in corrected}
        stems |= {other for each in stems for other in synonyms.get(each, ())}
        scores = {number: score for number, (score, _) in found.items()}
        held = {number: words_held for number, (_, words_held) in found.items()}
        hits = choose(scores, held, rarities, frozenset(stems))
        return Matched(hits, " ".join(corrected) if corrected != list(words) else None)

    async def complete(
        self,
        db: AsyncConnection,  # noqa: ARG002 - others ask the database
        words: Sequence[str],
        *,
        limit: int,
    ) -> list[str]:
        """The last word may go on; the words before it are held by the same products."""
        *before, last = words
        async with _reached():
            endings = await self._beginning_with(last, before, limit=limit)
        return [" ".join((*before, word)) for word in endings]

    async def newest(self) -> int:
        """The catalog's version of the newest product in the index; makes the index where there is none."""
        async with _reached():
            if not await self.client.indices.exists(index=self.index):
                made = self.client.options(ignore_status=400)  # somebody else was first
                await made.indices.create(index=self.index, settings=_SETTINGS, mappings=_MAPPINGS)
            aggs = {"newest": {"max": {"field": "version"}}}
            answer = await self.client.search(index=self.index, size=0, aggs=aggs)
        return int(answer["aggregations"]["newest"]["value"] or -1)

    async def write(self, entries: Sequence[ShippedEntry]) -> None:
        """Put products in, and take out those that are no more; what the index knows newer stays.

        Raises:
            EngineAway: some of it was not taken.
        """
        operations: list[Mapping[str, Any]] = []
        for entry in entries:
            place = {
                "_id": str(entry.number),
                "version": entry.version,
                "version_type": "external_gte",
            }
            if entry.facts is None:
                operations.append({"delete": place})
            else:
                operations += [{"index": place}, document_of(entry)]
        async with _reached():
            answer = await self.client.bulk(index=self.index, operations=operations)
        statuses = [result["status"] for item in answer["items"] for result in item.values()]
        if refused := [status for status in statuses if status >= 300 and status not in {404, 409}]:
            message = (
                f"The search engine did not take {len(refused)} products: status {refused[0]}."
            )
            raise EngineAway(message)

    async def close(self) -> None:
        await self.client.close()

    async def _insist_on_being_filled(self, count: int) -> None:
        """An index that is being filled for the first time would answer as if the rest were not for sale."""
        if not self._is_filled:
            known = await self.client.count(index=self.index)
            if known["count"] < _FILLED * count:
                raise EngineAway("The search engine is being filled.")
            self._is_filled = True

    async def _hits(self, clauses: Sequence[Mapping[str, Any]]) -> _Found:
        answer = await self.client.search(
            index=self.index,
            query={"bool": {"should": list(clauses), "minimum_should_match": 1}},
            size=MOST_HITS,
            source=False,
            track_total_hits=False,
        )
        return {
            int(hit["_id"]): (
                round(hit["_score"] * 1000),
                sum(1 << int(name) for name in hit["matched_queries"]),
            )
            for hit in answer["hits"]["hits"]
        }

    async def _instead(
        self, word: str, *, is_last: bool
    ) -> tuple[list[tuple[str, float]], str | None]:
        """What stands for a word that no product has: words that begin so, else one that is written nearly so."""
        if is_last and (going_on := await self._beginning_with(word, (), limit=12)):
            return [(each, _BEGINNING_WORTH) for each in going_on], None
        better = await self._nearest(word)
        return ([(better, _NEARLY_WORTH)], better) if better else ([], None)

    async def _beginning_with(self, word: str, before: Sequence[str], *, limit: int) -> list[str]:
        """Words of published products, those of most products first, one of each stem."""
        held = [{"multi_match": {"query": each, "fields": list(FIELDS)}} for each in before]
        found = await self._surfaces(
            {"bool": {"filter": [_PUBLIC, {"prefix": {"surfaces": word}}, *held]}},
            re.escape(word) + ".*",
        )
        by_stem: dict[str, str] = {}
        for surface in found:
            by_stem.setdefault(stem(surface), surface)
        return list(by_stem.values())[:limit]

    async def _nearest(self, word: str) -> str | None:
        most = largest_distance(word)
        if not most:
            return None
        fuzzy = {"fuzzy": {"surfaces": {"value": word, "fuzziness": most, "transpositions": True}}}
        lengths = f".{{{len(word) - most},{len(word) + most}}}"
        found = await self._surfaces({"bool": {"filter": [_PUBLIC, fuzzy]}}, lengths)
        near = {
            surface: distance
            for surface in found
            if (distance := OSA.distance(word, surface, score_cutoff=most)) <= most
        }
        return min(near, key=lambda each: (near[each], -found[each], each), default=None)

    async def _surfaces(self, query: Mapping[str, Any], form: str) -> dict[str, int]:
        """Words of a form (a Lucene expression) in the products of a query, with how many of them have each."""
        terms = {"field": "surfaces", "include": form, "size": 1000}
        answer = await self.client.search(
            index=self.index, size=0, query=query, aggs={"words": {"terms": terms}}
        )
        buckets = answer["aggregations"]["words"]["buckets"]
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


async def ship(works: Works, engine: ElasticsearchEngine) -> int:
    """Bring the index to the catalog's version; answers how many products went. May be run any number of times.

    Raises:
        EngineAway: to be tried again; what went is kept.
    """
    place, count = (
        (await engine.newest() - 1, 2**62),
        0,
    )  # the newest version once more: it may have gone in part
    while True:
        async with works.reading() as db:
            entries = await entries_from(db, place, limit=_BATCH)
        if not entries:
            return count
        await engine.write(entries)
        place, count = (entries[-1].version, entries[-1].number), count + len(entries)


def _forms(word: str, synonyms: Mapping[str, frozenset[str]]) -> list[tuple[str, float]]:
    others = sorted(synonyms.get(stem(word), ()))
    return [(word, 1.0), *((each, _SYNONYM_WORTH) for each in others)]


def _clause(at: int, forms: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """The best form of a word, by a name that tells which word it was; nothing where it has no form."""
    if not forms:
        return {}
    queries = [
        {"multi_match": {"query": form, "fields": _FIELDS, "type": "most_fields", "boost": worth}}
        for form, worth in forms
    ]
    return {"dis_max": {"_name": str(at), "queries": queries}}


@asynccontextmanager
async def _reached() -> AsyncIterator[None]:
    try:
        yield
    except (ApiError, TransportError, OSError, orjson.JSONDecodeError) as error:
        message = f"The search engine does not answer: {type(error).__name__}."
        raise EngineAway(message) from error
