"""Reviews from a file, each once however often the file comes."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    ImportFormat,
    ImportOptions,
    ImportReport,
    Notice,
    RowProblem,
)
from shopwright.flows.merchandising.steps.opinions import OpinionRow, read_opinions
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.flows.merchandising.steps.workbook import as_text_beside
from shopwright.infra.work import Work, Works
from shopwright.kernel import ids
from shopwright.kernel.actors import Actor
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.reviews import queries
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import LONGEST_TEXT, ImportedReview, Opinion
from shopwright.modules.reviews.permissions import REVIEWS_MODERATE

BATCH = 200
_MOST_KEPT = 1000
_Told = OpinionRow | RowProblem | Notice


@dataclass(slots=True)
class _Tally:
    created: int = 0
    unchanged: int = 0
    failed: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def refuse(self, problem: RowProblem) -> None:
        self.failed += 1
        if len(self.problems) < _MOST_KEPT:
            self.problems.append(problem)


async def import_reviews(
    works: Works, path: Path, *, actor: Actor, options: ImportOptions
) -> ImportReport:
    """Take in the reviews of a file; those that are here already, or came with a file before, stay as they are.

    Raises:
        UnreadableFile, WrongEncoding: before anything is stored.
        Unauthorized, Forbidden: the actor may not moderate reviews.
    """
    actor.demand(REVIEWS_MODERATE)
    tally = _Tally()
    async with as_text_beside(path) as plain:
        source = await asyncio.to_thread(open_source, plain, encoding=options.encoding)
        told = read_opinions(source)
        while batch := await asyncio.to_thread(_some, told):
            await _store(works, actor, batch, tally, is_dry_run=options.is_dry_run)
        form = ImportFormat.JSONL if source.begins_with("{") else ImportFormat.SHEET
    return ImportReport(
        form,
        options.is_dry_run,
        created=tally.created,
        unchanged=tally.unchanged,
        failed=tally.failed,
        problems=tuple(sorted(tally.problems, key=lambda each: each.line)),
        notices=tuple(tally.notices),
    )


def _some(told: Iterator[_Told]) -> list[_Told]:
    return list(islice(told, BATCH))


async def _store(
    works: Works, actor: Actor, batch: Sequence[_Told], tally: _Tally, *, is_dry_run: bool
) -> None:
    rows = [each for each in batch if isinstance(each, OpinionRow)]
    for each in batch:
        if isinstance(each, RowProblem):
            tally.refuse(each)
        elif isinstance(each, Notice) and len(tally.notices) < _MOST_KEPT:
            tally.notices.append(each)
    async with works(actor) as work:
        wanted = await _wanted(work, rows, tally)
        if is_dry_run:
            tally.created += len(wanted)
            return
        created = await reviews.bring_in(work, wanted)
        tally.created += created
        tally.unchanged += len(wanted) - created
        if created:
            subject = Subject("reviews", f"{created} of them")
            _ = await audit.note(work, action="reviews.imported", subject=subject)


async def _wanted(work: Work, rows: Sequence[OpinionRow], tally: _Tally) -> list[ImportedReview]:
    products = await catalog.product_ids_by_slug(work.db, {row.handle for row in rows})
    own = {row.origin: ids.parse(row.origin) for row in rows}
    here = await queries.known(work.db, [each for each in own.values() if each is not None])
    wanted = []
    for row in rows:
        try:
            found = _review(row, products.get(row.handle))
        except ShopError as error:
            tally.refuse(RowProblem(row.line, error.detail, row.handle))
            continue
        if found is None:
            reason = f"There is no product '{row.handle[:100]}'."
            tally.refuse(RowProblem(row.line, reason, row.handle))
        elif own[row.origin] in here:  # a review of this shop, which a file of its own brings back
            tally.unchanged += 1
        else:
            wanted.append(found)
    return wanted


def _review(row: OpinionRow, product_id: UUID | None) -> ImportedReview | None:
    if product_id is None:
        return None
    return ImportedReview(
        origin=f"file:{row.origin}",
        product_id=product_id,
        opinion=Opinion(row.rating, row.title, row.text[:LONGEST_TEXT]),
        author=row.author,
        helpful=row.helpful,
        is_verified=row.is_verified,
        is_shown=row.is_shown,
        state=row.state,
        reason=row.reason,
        answer=row.answer[:LONGEST_TEXT],
        answered_at=row.answered_at,
        written_at=row.created_at,
    )
