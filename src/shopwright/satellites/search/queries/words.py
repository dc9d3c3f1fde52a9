"""The database's own engine: postings with impacts, alike on both databases; nearly written words by trigrams."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.satellites.search.contracts import Matched, WordForm
from shopwright.satellites.search.models import SearchSurfaceRow, SearchWordRow
from shopwright.satellites.search.queries.postings import Common, postings
from shopwright.satellites.search.rules.ranking import rank
from shopwright.satellites.search.rules.spelling import largest_distance, trigrams
from shopwright.satellites.search.rules.words import stem

_SYNONYM_WORTH, _BEGINNING_WORTH, _NEARLY_WORTH = 0.5, 0.6, 0.5
_MOST_BEGINNINGS, _MOST_CANDIDATES = 12, 60
_BEYOND = "\U0010ffff"
_NEARLY = {
    "trigrams": """
        SELECT s.surface FROM search_surfaces s WHERE s.surface % :word
        ORDER BY similarity(s.surface, :word) DESC LIMIT :most""",
    "sqlite": """
        SELECT surface FROM search_grams WHERE search_grams MATCH :grams ORDER BY rank LIMIT :most""",
    "beginning": """
        SELECT surface FROM search_surfaces
        WHERE surface >= :first AND surface < :beyond AND length(surface) BETWEEN :least AND :longest
        LIMIT 2000""",
}


class DatabaseEngine:
    """Reads what :mod:`shopwright.satellites.search.service` wrote."""

    def __init__(self, common: Common | None = None) -> None:
        self._has_trigrams: bool | None = None
        self._common = common or Common()

    async def match(
        self,
        db: AsyncConnection,
        words: Sequence[str],
        *,
        count: int,
        synonyms: Mapping[str, frozenset[str]],
        worded: int,
    ) -> Matched:
        """As :class:`shopwright.satellites.search.ports.Engine` says: one statement, more for unknown words alone."""
        question = [_forms(word, synonyms) for word in words]
        common = self._common.as_of(worded)
        found = await common.postings(db, {form.stem for forms in question for form in forms})
        unknown = [
            at for at, forms in enumerate(question) if found.keys().isdisjoint(_stems(forms))
        ]
        corrected = list(words)
        for at in unknown:
            forms, better = await self._instead(db, words[at], is_last=at == len(words) - 1)
            question[at] = forms
            corrected[at] = better or words[at]
        if unknown:
            found |= await common.postings(
                db, {form.stem for at in unknown for form in question[at]}
            )
        hits = rank(question, found, count)
        return Matched(hits, " ".join(corrected) if corrected != list(words) else None)

    async def close(self) -> None:
        """Nothing is kept open."""

    async def complete(self, db: AsyncConnection, words: Sequence[str], *, limit: int) -> list[str]:
        """The last word may go on; the words before it have to be found together with it."""
        *before, last = words
        endings = await _beginning_with(db, last, limit=4 * limit)
        if not before:
            return endings[:limit]
        stems = {word: stem(word) for word in (*before, *endings)}
        found = {
            word: set(posting.numbers)
            for word, posting in (await postings(db, stems.values())).items()
        }
        together: set[int] = set.intersection(*(found.get(stems[word], set()) for word in before))
        kept = [word for word in endings if together & found.get(stems[word], set())]
        return [" ".join((*before, word)) for word in kept[:limit]]

    async def _instead(
        self, db: AsyncConnection, word: str, *, is_last: bool
    ) -> tuple[list[WordForm], str | None]:
        """What stands for a word that no product has: words that begin with it, else one that is written nearly so."""
        if is_last and (going_on := await _beginning_with(db, word, limit=_MOST_BEGINNINGS)):
            return [WordForm(stem(each), _BEGINNING_WORTH) for each in going_on], None
        better = await self._nearest(db, word)
        return ([WordForm(stem(better), _NEARLY_WORTH)], better) if better else ([], None)

    async def _nearest(self, db: AsyncConnection, word: str) -> str | None:
        """The word of the shop that is the fewest slips away; of several the one that more products have."""
        most = largest_distance(word)
        if not most:
            return None
        near: dict[str, int] = {}
        for surface in await self._candidates(db, word, most):
            distance = OSA.distance(word, surface, score_cutoff=most)
            if distance <= most:
                near[surface] = distance
        if not near:
            return None
        counts = await _counts(db, near)  # of published products: no other word may be told
        return min(counts, key=lambda each: (near[each], -counts[each], each), default=None)

    async def _candidates(self, db: AsyncConnection, word: str, most: int) -> Sequence[str]:
        if not dialect.is_postgres(db):
            grams = " OR ".join(f'"{gram}"' for gram in trigrams(word))
            statement = text(_NEARLY["sqlite"]).bindparams(grams=grams, most=_MOST_CANDIDATES)
        elif await self._is_trigram_there(db):
            statement = text(_NEARLY["trigrams"]).bindparams(word=word, most=_MOST_CANDIDATES)
        else:
            statement = text(_NEARLY["beginning"]).bindparams(
                first=word[0],
                beyond=word[0] + _BEYOND,
                least=len(word) - most,
                longest=len(word) + most,
            )
        return list(await db.scalars(statement))

    async def _is_trigram_there(self, db: AsyncConnection) -> bool:
        if self._has_trigrams is None:
            asked = text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
            self._has_trigrams = bool(await db.scalar(asked))
        return self._has_trigrams


def _forms(word: str, synonyms: Mapping[str, frozenset[str]]) -> list[WordForm]:
    stemmed = stem(word)
    others = sorted(synonyms.get(stemmed, ()))
    return [WordForm(stemmed), *(WordForm(each, _SYNONYM_WORTH) for each in others)]


def _stems(forms: Iterable[WordForm]) -> set[str]:
    return {form.stem for form in forms}


async def _beginning_with(db: AsyncConnection, word: str, *, limit: int) -> list[str]:
    """Words of the shop that begin so, those of most products first, one of each stem."""
    surface, words = SearchSurfaceRow, SearchWordRow
    statement = (
        select(func.min(surface.surface))
        .join(words, words.stem == surface.stem)
        .where(surface.surface >= word, surface.surface < word + _BEYOND, words.products > 0)
        .group_by(words.stem, words.products)
        .order_by(words.products.desc(), func.min(surface.surface))
        .limit(limit)
    )
    return list(await db.scalars(statement))


async def _counts(db: AsyncConnection, surfaces: Iterable[str]) -> dict[str, int]:
    surface, words = SearchSurfaceRow, SearchWordRow
    statement = (
        select(surface.surface, words.products)
        .join(words, words.stem == surface.stem)
        .where(surface.surface.in_(sorted(surfaces)), words.products > 0)
    )
    return {row.surface: row.products for row in await db.execute(statement)}
