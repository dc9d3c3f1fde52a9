"""The words of products are written where a search looks them up: only what changed, so that new stock costs next to nothing.

Whoever comes here holds the catalog's version (:func:`.refreshing.touch`), so two Works never write words at once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select, text, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.satellites.search.contracts import Projection
from shopwright.satellites.search.models import SearchEntryRow, SearchSurfaceRow, SearchWordRow
from shopwright.satellites.search.rules.entries import packed
from shopwright.satellites.search.rules.words import impacts, surfaces_of

_CHUNK = 2_000
_NOTHING = {
    "facts": None,
    "words": "{}",
    "digest": "",
    "is_public": False,
    "title": "",
    "labels": "",
    "prose": "",
}
_SUGGESTED = range(2, 41)  # letters of a word that is worth suggesting
_ADD = {
    "postgresql": """
        INSERT INTO search_postings (word_id, number, impact)
        SELECT * FROM unnest(CAST(:words AS integer[]), CAST(:numbers AS integer[]), CAST(:impacts AS smallint[]))
        ON CONFLICT (word_id, number) DO UPDATE SET impact = excluded.impact""",
    "sqlite": """
        INSERT INTO search_postings (word_id, number, impact) VALUES (:word, :number, :impact)
        ON CONFLICT (word_id, number) DO UPDATE SET impact = excluded.impact""",
}
_REMOVE = {
    "postgresql": """
        DELETE FROM search_postings p
        USING unnest(CAST(:words AS integer[]), CAST(:numbers AS integer[])) AS gone (word_id, number)
        WHERE p.word_id = gone.word_id AND p.number = gone.number""",
    "sqlite": "DELETE FROM search_postings WHERE word_id = :word AND number = :number",
}
_COUNT = {
    "postgresql": """
        UPDATE search_words w SET products = w.products + more.change
        FROM unnest(CAST(:words AS integer[]), CAST(:changes AS integer[])) AS more (id, change)
        WHERE w.id = more.id""",
    "sqlite": "UPDATE search_words SET products = products + :change WHERE id = :word",
}


@dataclass(frozen=True, slots=True)
class _Written:
    """The impacts of a product by the ids of its stems, and whether everybody may see it."""

    words: Mapping[int, int] = field(default_factory=dict)
    is_public: bool = False

    @property
    def suggested(self) -> AbstractSet[int]:
        return self.words.keys() if self.is_public else frozenset()


_ABSENT = _Written()


@dataclass(slots=True)
class _Changes:
    """Postings to write and to take away, and how the number of products of each word changes with it."""

    added: list[tuple[int, int, int]] = field(default_factory=list)
    removed: list[tuple[int, int]] = field(default_factory=list)
    counts: Counter[int] = field(default_factory=Counter)

    def replace(self, number: int, before: _Written, after: _Written) -> None:
        for word, impact in after.words.items():
            if before.words.get(word) != impact:
                self.added.append((word, number, impact))
        self.removed += [(word, number) for word in before.words if word not in after.words]
        self.counts.update(after.suggested - before.suggested)
        self.counts.subtract(before.suggested - after.suggested)


async def index(
    work: Work, written: Mapping[int, Projection], *, gone: Sequence[int], version: int
) -> None:
    """Bring the index to what the products say, by their numbers; those of ``gone`` are no more."""
    known = await _digests(work, written)
    digests = {number: _digest(each) for number, each in written.items()}
    same = [number for number, digest in digests.items() if known.get(number) == digest]
    other = [number for number in written if number not in set(same)]
    now = await _words(work, {number: written[number] for number in other})
    await _move(work, now, [*(number for number in other if number in known), *gone])
    rows = [
        _row(number, written[number], version)
        | {
            "words": _dumped(now[number].words),
            "digest": digests[number],
            "is_public": now[number].is_public,
            "worded": version,
        }
        for number in other
    ]
    rows += [
        {"number": number, "version": version, "worded": version} | _NOTHING for number in gone
    ]
    if rows:
        columns = (
            "version",
            "worded",
            "facts",
            "words",
            "digest",
            "is_public",
            "title",
            "labels",
            "prose",
        )
        upsert = dialect.insert_or_update(work.db, SearchEntryRow, ["number"], columns)
        await work.db.execute(upsert, rows)
    if same:
        await _renew_facts(work, [_row(number, written[number], version) for number in same])


async def tell_readers(work: Work, version: int) -> None:
    """Something else than a product changed: an entry of no product bears the version to those who catch up."""
    row = {"number": 0, "version": version} | _NOTHING
    upsert = dialect.insert_or_update(work.db, SearchEntryRow, ["number"], ["version"])
    await work.db.execute(upsert, row)


async def _digests(work: Work, numbers: Iterable[int]) -> dict[int, str]:
    row = SearchEntryRow
    found = await work.db.execute(
        select(row.number, row.digest).where(row.number.in_(list(numbers)))
    )
    return {each.number: each.digest for each in found}


async def _words(work: Work, written: Mapping[int, Projection]) -> dict[int, _Written]:
    """What each product is found by; new stems get an id."""
    if not written:
        return {}
    by_stem = {number: impacts(each.words) for number, each in written.items()}
    ids = await _ids_of(work, sorted({stem for words in by_stem.values() for stem in words}))
    surfaces: dict[str, str] = {}
    for each in written.values():
        surfaces |= surfaces_of(each.words)
    await _add_surfaces(work, surfaces)
    return {
        number: _Written(
            {ids[stem]: impact for stem, impact in words.items()}, _is_public(written[number])
        )
        for number, words in by_stem.items()
    }


async def _ids_of(work: Work, stems: Sequence[str]) -> dict[str, int]:
    row, ids = SearchWordRow, dict[str, int]()
    for chunk in _chunks(stems):
        ids |= await _known_ids(work, chunk)
        if unknown := [stem for stem in chunk if stem not in ids]:
            added = insert(row).returning(row.stem, row.id)
            rows = [{"stem": stem, "products": 0} for stem in unknown]
            ids |= {each.stem: each.id for each in await work.db.execute(added, rows)}
    return ids


async def _known_ids(work: Work, stems: Sequence[str]) -> dict[str, int]:
    row = SearchWordRow
    found = await work.db.execute(select(row.stem, row.id).where(row.stem.in_(stems)))
    return {each.stem: each.id for each in found}


async def _add_surfaces(work: Work, surfaces: Mapping[str, str]) -> None:
    """Words as they are written; those that are there stay."""
    row = SearchSurfaceRow
    worth = sorted(word for word in surfaces if len(word) in _SUGGESTED)
    for chunk in _chunks(worth):
        known = set(await work.db.scalars(select(row.surface).where(row.surface.in_(chunk))))
        fresh = [word for word in chunk if word not in known]
        if not fresh:
            continue
        await work.db.execute(
            insert(row), [{"surface": word, "stem": surfaces[word]} for word in fresh]
        )
        if not dialect.is_postgres(work.db):
            grams = text("INSERT INTO search_grams (surface) VALUES (:surface)")
            await work.db.execute(grams, [{"surface": word} for word in fresh])


async def _move(work: Work, now: Mapping[int, _Written], replaced: Sequence[int]) -> None:
    """Write the postings that differ from those of before."""
    row, before = SearchEntryRow, dict[int, _Written]()
    if replaced:
        found = await work.db.execute(
            select(row.number, row.words, row.is_public).where(row.number.in_(replaced))
        )
        before = {
            number: _Written(
                {int(word): impact for word, impact in orjson.loads(words).items()}, is_public
            )
            for number, words, is_public in found
        }
    changes = _Changes()
    for number in sorted({*now, *before}):
        changes.replace(number, before.get(number, _ABSENT), now.get(number, _ABSENT))
    await _write(work, changes)


async def _write(work: Work, changes: _Changes) -> None:
    names = ("word", "number", "impact")
    await _run(work, _REMOVE, sorted(changes.removed), names[:2])
    await _run(work, _ADD, sorted(changes.added), names)
    counts = sorted((word, change) for word, change in changes.counts.items() if change)
    await _run(work, _COUNT, counts, ("word", "change"))


async def _run(
    work: Work,
    statements: Mapping[str, str],
    rows: Sequence[tuple[int, ...]],
    names: Sequence[str],
) -> None:
    """Columns as arrays on PostgreSQL, which takes them in one go; row by row on SQLite."""
    if not rows:
        return
    statement = text(statements[work.db.dialect.name])
    if dialect.is_postgres(work.db):
        columns = zip(names, zip(*rows, strict=True), strict=True)
        await work.db.execute(statement, {f"{name}s": list(values) for name, values in columns})
    else:
        await work.db.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


async def _renew_facts(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    row = SearchEntryRow
    statement = (
        update(row)
        .where(row.number == bindparam("of"))
        .values(version=bindparam("as_of"), facts=bindparam("told"))
    )
    await work.db.execute(
        statement,
        [{"of": each["number"], "as_of": each["version"], "told": each["facts"]} for each in rows],
    )


def _row(number: int, each: Projection, version: int) -> dict[str, Any]:
    return {
        "number": number,
        "version": version,
        "facts": packed(each.facts),
        "title": each.title,
        "labels": each.words.labels,
        "prose": each.prose,
    }


def _is_public(each: Projection) -> bool:
    return each.facts.status == "published"


def _digest(each: Projection) -> str:
    words, seen = each.words, str(_is_public(each))
    fields = (seen, words.title, words.brand, words.labels, words.description, words.attributes)
    return blake2b("\0".join(fields).encode(), digest_size=8).hexdigest()


def _dumped(words: Mapping[int, int]) -> str:
    return orjson.dumps({str(word): impact for word, impact in words.items()}).decode()


def _chunks(words: Sequence[str]) -> Iterable[Sequence[str]]:
    rest = iter(words)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
