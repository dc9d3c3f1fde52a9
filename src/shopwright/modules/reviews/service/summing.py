"""The sums of a product's stars, changed by differences in the Work that changed a review."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.reviews import rules
from shopwright.modules.reviews.contracts import HIGHEST, LOWEST, Review
from shopwright.modules.reviews.events import ReviewsChanged
from shopwright.modules.reviews.models import ReviewSummaryRow


async def count_change(work: Work, before: Review | None, after: Review | None) -> None:
    """Let a product's sums follow a review that came, went or became another; its row is locked by the caller."""
    told = after or before
    if told is not None:
        await shift(work, told.product_id, rules.differences(before, after))


async def shift(work: Work, product_id: UUID, changes: Mapping[int, int]) -> None:
    """Add so many reviews to each number of stars; the schema refuses sums below zero."""
    if not any(changes.values()):
        return
    row = ReviewSummaryRow
    names = {rating: f"stars_{rating}" for rating in range(LOWEST, HIGHEST + 1)}
    empty: Any = dialect.insert_or_ignore(work.db, row, [row.product_id])
    await work.db.execute(empty.values(product_id=product_id, **dict.fromkeys(names.values(), 0)))
    moved = {names[rating]: getattr(row, names[rating]) + step for rating, step in changes.items()}
    await work.db.execute(update(row).where(row.product_id == product_id).values(**moved))
    work.record(ReviewsChanged(product_id=product_id))
