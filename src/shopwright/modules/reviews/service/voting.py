"""Readers say which reviews help, and which staff should look at."""

from uuid import UUID

from sqlalchemy import delete, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.reviews import queries
from shopwright.modules.reviews.errors import OwnReview, ReviewNotFound
from shopwright.modules.reviews.events import ReviewReported
from shopwright.modules.reviews.models import ReviewReportRow, ReviewRow, ReviewVoteRow


async def vote(work: Work, *, review_id: UUID, user_id: UUID) -> int:
    """Find a review helpful, once however often it is said; answers how many do.

    Raises:
        ReviewNotFound: none that is shown.
        OwnReview: he wrote it.
    """
    helpful = await _locked_for(work, review_id, user_id)
    row = ReviewVoteRow
    statement = dialect.insert_or_ignore(work.db, row, [row.review_id, row.user_id])
    added = await work.db.execute(
        statement.values(review_id=review_id, user_id=user_id, created_at=work.now)
    )
    return await _count(work, review_id, helpful, added.rowcount)


async def unvote(work: Work, *, review_id: UUID, user_id: UUID) -> int:
    """Take a vote back, if there is one; answers how many find the review helpful.

    Raises:
        ReviewNotFound, OwnReview: as :func:`vote`.
    """
    helpful = await _locked_for(work, review_id, user_id)
    row = ReviewVoteRow
    removed = await work.db.execute(
        delete(row).where(row.review_id == review_id, row.user_id == user_id)
    )
    return await _count(work, review_id, helpful, -removed.rowcount)


async def report(work: Work, *, review_id: UUID, user_id: UUID, reason: str) -> None:
    """Ask staff to look at a review; a second time says nothing new.

    Raises:
        ReviewNotFound, OwnReview: as :func:`vote`.
    """
    await _locked_for(work, review_id, user_id)
    row = ReviewReportRow
    statement = dialect.insert_or_ignore(work.db, row, [row.review_id, row.user_id])
    added = await work.db.execute(
        statement.values(review_id=review_id, user_id=user_id, reason=reason, created_at=work.now)
    )
    if added.rowcount == 1:
        counted = update(ReviewRow).where(ReviewRow.id == review_id)
        await work.db.execute(counted.values(reports=ReviewRow.reports + 1))
        work.record(ReviewReported(review_id=review_id))


async def _locked_for(work: Work, review_id: UUID, user_id: UUID) -> int:
    """The row is locked before the vote refers to it, so that voters queue and none waits for another in a ring."""
    found = await queries.locked(work, ReviewRow.id == review_id)
    if not found or (not found[0].is_shown and found[0].user_id != user_id):
        raise ReviewNotFound
    if found[0].user_id == user_id:
        raise OwnReview
    return found[0].helpful


async def _count(work: Work, review_id: UUID, helpful: int, step: int) -> int:
    if step:
        counted = update(ReviewRow).where(ReviewRow.id == review_id)
        await work.db.execute(counted.values(helpful=ReviewRow.helpful + step))
    return helpful + step
