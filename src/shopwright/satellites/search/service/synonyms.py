"""Words that mean the same to the customers of this shop."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.satellites.search import rules
from shopwright.satellites.search.contracts import SynonymGroup
from shopwright.satellites.search.errors import InvalidSynonyms, SynonymsNotFound
from shopwright.satellites.search.models import SearchSynonymRow
from shopwright.satellites.search.service.indexing import tell_readers
from shopwright.satellites.search.service.refreshing import touch


async def add_synonyms(work: Work, *, words: Sequence[str]) -> SynonymGroup:
    """From now on each of the words finds what the others find, a little further down.

    Raises:
        InvalidSynonyms: fewer than two words, or something that is not one word.
    """
    found = [rules.words_of(each) for each in words]
    singles = list(dict.fromkeys(each[0] for each in found if len(each) == 1))
    if len(singles) < 2 or any(len(each) != 1 for each in found):
        raise InvalidSynonyms
    group = SynonymGroup(ids.new(), tuple(singles))
    await work.db.execute(insert(SearchSynonymRow).values(id=group.id, words=singles))
    await tell_readers(work, await touch(work))
    return group


async def remove_synonyms(work: Work, *, synonyms_id: UUID) -> SynonymGroup:
    """Raises SynonymsNotFound."""
    row = SearchSynonymRow
    gone = await work.db.execute(delete(row).where(row.id == synonyms_id).returning(row.words))
    words = gone.scalar_one_or_none()
    if words is None:
        raise SynonymsNotFound
    await tell_readers(work, await touch(work))
    return SynonymGroup(synonyms_id, tuple(words))
