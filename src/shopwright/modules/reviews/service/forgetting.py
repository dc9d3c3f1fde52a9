"""What becomes of the reviews of somebody who is erased."""

from uuid import UUID

from sqlalchemy import delete, update

from shopwright.infra.work import Work
from shopwright.modules.reviews import queries
from shopwright.modules.reviews.models import ReviewReportRow, ReviewRow
from shopwright.modules.reviews.service.summing import count_change


async def forget(work: Work, *, user_id: UUID, keeps_words: bool) -> None:
    """Remove somebody's reviews, or leave their words and stars as nobody's; his complaints lose their words."""
    for review in await queries.locked(work, ReviewRow.user_id == user_id):
        row = ReviewRow.id == review.id
        if keeps_words:
            await work.db.execute(update(ReviewRow).where(row).values(user_id=None, author=""))
        else:
            await work.db.execute(delete(ReviewRow).where(row))
            await count_change(work, review, None)
    complaints = update(ReviewReportRow).where(ReviewReportRow.user_id == user_id)
    await work.db.execute(complaints.values(reason=""))
