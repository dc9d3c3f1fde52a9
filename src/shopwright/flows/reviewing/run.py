"""Bringing a file of reviews in, batch by batch."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from shopwright.flows.reviewing import steps
from shopwright.flows.reviewing.contracts import ReviewReport, ReviewRow, RowFault
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import Actor
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    ImportedReview,
    Opinion,
)

BATCH = 500
MOST_FAULTS = 1000
_LONGEST_ORIGIN, _LONGEST_AUTHOR = 100, 255


async def import_reviews(
    works: Works, file: Path, *, actor: Actor, source: str, product: str = "{}"
) -> ReviewReport:
    """Take in the reviews of a file, each once however often the file comes; batches of it stand for themselves.

    ``source`` names where they are from, and with a review's own id makes it known again. ``product`` makes a product's
    slug of what the file calls it: ``"clothing-{}"``.

    Raises:
        UnreadableReviews: see :func:`steps.read`.
    """
    report = ReviewReport()
    rows = steps.read(file, product=product)
    while batch := list(itertools.islice(rows, BATCH)):
        for each in batch:
            if isinstance(each, RowFault):
                _fail(report, each)
        async with works(actor) as work:
            good = [each for each in batch if isinstance(each, ReviewRow)]
            faults = await _bring_in(work, good, source, report)
        for fault in faults:
            _fail(report, fault)
    return report


async def _bring_in(
    work: Work, rows: Sequence[ReviewRow], source: str, report: ReviewReport
) -> list[RowFault]:
    products = await catalog.product_ids_by_slug(work.db, {row.product for row in rows})
    faults = [fault for row in rows if (fault := _fault(row, products))]
    wrong = {fault.line for fault in faults}
    wanted = [_review(row, products, source) for row in rows if row.line not in wrong]
    created = await reviews.bring_in(work, wanted)
    report.created += created
    report.known += len(wanted) - created
    return faults


def _fault(row: ReviewRow, products: dict[str, UUID]) -> RowFault | None:
    if row.product not in products:
        return RowFault(row.line, f"There is no product '{row.product[:100]}'.")
    if not row.origin or len(row.origin) > _LONGEST_ORIGIN:
        return RowFault(row.line, "A review has an id of its own, of at most 100 characters.")
    too_long = (
        len(row.title) > LONGEST_TITLE
        or len(row.text) > LONGEST_TEXT
        or len(row.author) > _LONGEST_AUTHOR
    )
    return RowFault(row.line, "The words are too many to be kept.") if too_long else None


def _review(row: ReviewRow, products: dict[str, UUID], source: str) -> ImportedReview:
    return ImportedReview(
        origin=f"{source[:90]}:{row.origin}",
        product_id=products[row.product],
        opinion=Opinion(row.rating, row.title, row.text),
        author=row.author,
        helpful=row.helpful,
    )


def _fail(report: ReviewReport, fault: RowFault) -> None:
    report.failed += 1
    if len(report.faults) < MOST_FAULTS:
        report.faults.append(fault)
