"""Reviews of another shop, or of another time, come in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.reviews import rules
from shopwright.modules.reviews.contracts import ImportedReview
from shopwright.modules.reviews.models import ReviewRow
from shopwright.modules.reviews.service.summing import shift


async def bring_in(work: Work, reviews: Sequence[ImportedReview]) -> int:
    """Take in reviews of elsewhere, each once by its origin; answers how many were new.

    Raises:
        InvalidReview: see :func:`rules.checked`; none comes in then.
    """
    rows = {each.origin: _row(work, each) for each in reviews}
    if not rows:
        return 0
    statement: Any = dialect.insert_or_ignore(work.db, ReviewRow, [ReviewRow.origin])
    await work.db.execute(statement, list(rows.values()))
    wanted = [row["id"] for row in rows.values()]
    written = await work.db.execute(
        select(ReviewRow.product_id, ReviewRow.rating, ReviewRow.is_shown).where(
            ReviewRow.id.in_(wanted)
        )
    )
    changes: dict[UUID, dict[int, int]] = {}
    new = 0
    for product_id, rating, is_shown in written:
        new += 1
        if is_shown:
            stars = changes.setdefault(product_id, {})
            stars[rating] = stars.get(rating, 0) + 1
    for product_id in sorted(changes):
        await shift(work, product_id, changes[product_id])
    return new


def _row(work: Work, review: ImportedReview) -> dict[str, object]:
    said = rules.checked(review.opinion)
    written_at = min(review.written_at or work.now, work.now)
    answered_at = min(review.answered_at or written_at, work.now) if review.answer else None
    return {
        "id": ids.new_at(written_at),
        "product_id": review.product_id,
        "user_id": None,
        "author": rules.shown_name(review.author),
        "rating": said.rating,
        "title": said.title,
        "text": said.text,
        "is_verified": review.is_verified,
        "is_shown": review.is_shown,
        "state": review.state,
        "reason": review.reason,
        "helpful": review.helpful,
        "reports": 0,
        "answer": review.answer,
        "answered_at": answered_at,
        "origin": review.origin,
        "version": 1,
        "created_at": written_at,
        "updated_at": work.now,
    }
