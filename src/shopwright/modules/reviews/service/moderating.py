"""Staff looks at reviews; the shop and its vendors answer them."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete, update

from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.reviews import queries
from shopwright.modules.reviews.contracts import Review, ReviewState
from shopwright.modules.reviews.errors import InvalidReview, ReviewChanged, ReviewNotFound
from shopwright.modules.reviews.events import ReviewModerated
from shopwright.modules.reviews.models import ReviewReportRow, ReviewRow
from shopwright.modules.reviews.permissions import REVIEWS_ANSWER_OWN, REVIEWS_MODERATE
from shopwright.modules.reviews.service.summing import count_change


async def moderate(
    work: Work, *, review_id: UUID, version: int, state: ReviewState, reason: str = ""
) -> tuple[Review, Review]:
    """Approve or reject the version of a review that was read; answers it before and after.

    Complaints are settled by it. A rejected review stays its author's, who may mend it.

    Raises:
        ReviewNotFound: there is none.
        ReviewChanged: its author has changed it since.
        InvalidReview: neither approved nor rejected, or rejected without a reason.
    """
    is_reasoned = bool(reason) or state is not ReviewState.REJECTED
    if state is ReviewState.NEW or not is_reasoned:
        message = "A review is approved, or rejected with a reason."
        raise InvalidReview(message)
    before = await _locked(work, review_id)
    if before.version != version:
        raise ReviewChanged
    is_shown = state is ReviewState.APPROVED
    after = replace(before, state=state, reason=reason, is_shown=is_shown, reports=0)
    await work.db.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id)
        .values(state=state, reason=reason, is_shown=is_shown, reports=0)
    )
    await work.db.execute(delete(ReviewReportRow).where(ReviewReportRow.review_id == review_id))
    reach("reviews.moderated")
    await count_change(work, before, after)
    reach("reviews.counted")
    work.record(ReviewModerated(review_id=review_id, state=state))
    return before, after


async def answer(work: Work, *, review_id: UUID, text: str) -> tuple[Review, Review]:
    """Answer a review for everybody to read: the shop any, a vendor those of his products; an empty text takes it back.

    Raises:
        ReviewNotFound: there is none that the actor may answer.
    """
    before = await _locked(work, review_id)
    if not await _may_answer(work, before):
        raise ReviewNotFound
    after = replace(before, answer=text, answered_at=work.now if text else None)
    await work.db.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id)
        .values(answer=after.answer, answered_at=after.answered_at)
    )
    return before, after


async def _locked(work: Work, review_id: UUID) -> Review:
    found = await queries.locked(work, ReviewRow.id == review_id)
    if not found:
        raise ReviewNotFound
    return found[0]


async def _may_answer(work: Work, review: Review) -> bool:
    if work.actor.may(REVIEWS_MODERATE):
        return True
    product = (await catalog.products(work.db, [review.product_id])).get(review.product_id)
    owner_id = product.owner_id if product is not None else None
    is_own = owner_id is not None and owner_id == work.actor.user_id
    return review.is_shown and is_own and work.actor.may(REVIEWS_ANSWER_OWN)
