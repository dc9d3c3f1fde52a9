"""Every question about reviews."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.errors import InvalidCursor
from shopwright.kernel.paging import Page, PageRequest, decode_cursor, encode_cursor
from shopwright.modules.reviews.contracts import (
    NO_REVIEWS,
    RatingSummary,
    Report,
    Review,
    ReviewFilter,
    ReviewSort,
    ReviewState,
)
from shopwright.modules.reviews.models import ReviewReportRow, ReviewRow, ReviewSummaryRow

_REVIEW = tuple(getattr(ReviewRow, name) for name in Review.__dataclass_fields__)
_MOST_REPORTS = 100
_KEYS: Mapping[ReviewSort, Any] = {
    ReviewSort.HELPFUL: ReviewRow.helpful,
    ReviewSort.RATING: ReviewRow.rating,
    ReviewSort.LOWEST: ReviewRow.rating,
}


async def by_id(db: AsyncConnection, review_id: UUID) -> Review | None:
    row = (await db.execute(select(*_REVIEW).where(ReviewRow.id == review_id))).one_or_none()
    return review_of(row) if row else None


async def known(db: AsyncConnection, review_ids: Collection[UUID]) -> set[UUID]:
    """Which of these there are."""
    return set(await db.scalars(select(ReviewRow.id).where(ReviewRow.id.in_(review_ids))))


async def own(db: AsyncConnection, *, product_id: UUID, user_id: UUID) -> Review | None:
    """What somebody said of a product."""
    statement = select(*_REVIEW).where(
        ReviewRow.product_id == product_id, ReviewRow.user_id == user_id
    )
    row = (await db.execute(statement)).one_or_none()
    return review_of(row) if row else None


async def locked(work: Work, *conditions: ColumnElement[bool]) -> list[Review]:
    """Reviews as they are now, their rows locked until the Work ends, in the order of ids."""
    statement = select(*_REVIEW).where(*conditions).order_by(ReviewRow.id)
    return [review_of(row) for row in await work.db.execute(dialect.lock_rows(work.db, statement))]


async def page(
    db: AsyncConnection, wanted: ReviewFilter, sort: ReviewSort, request: PageRequest
) -> Page[Review]:
    """A page of reviews in one statement, and one more where they are to be counted."""
    conditions = _conditions(wanted)
    statement = select(*_REVIEW).where(*conditions).limit(request.limit + 1)
    statement = _ordered(statement, sort)
    if request.offset is not None:
        statement = statement.offset(request.offset)
    elif request.cursor:
        statement = statement.where(_after(request.cursor, sort))
    found = [review_of(row) for row in await db.execute(statement)]
    items = found[: request.limit]
    is_counted = request.with_total or request.offset is not None
    total = await count(db, wanted) if is_counted else None
    more = _cursor(items[-1], sort) if len(found) > request.limit else None
    return Page(items, request.limit, next_cursor=more, total=total, offset=request.offset)


async def count(db: AsyncConnection, wanted: ReviewFilter) -> int:
    statement = select(func.count()).select_from(ReviewRow).where(*_conditions(wanted))
    return int((await db.execute(statement)).scalar_one())


async def reports(db: AsyncConnection, review_id: UUID) -> Sequence[Report]:
    """What people complain of about a review, the latest first; the last hundred."""
    row = ReviewReportRow
    statement = (
        select(row.reason, row.created_at)
        .where(row.review_id == review_id)
        .order_by(row.created_at.desc(), row.user_id)
        .limit(_MOST_REPORTS)
    )
    return [Report(*each) for each in await db.execute(statement)]


async def summaries(
    db: AsyncConnection, product_ids: Collection[UUID]
) -> dict[UUID, RatingSummary]:
    """The numbers of stars of products, by id; of one without reviews all are zero."""
    if not product_ids:
        return {}
    row = ReviewSummaryRow
    rows = await db.execute(
        select(row.product_id, row.stars_1, row.stars_2, row.stars_3, row.stars_4, row.stars_5)
        .where(row.product_id.in_(product_ids))
        .order_by(row.product_id)
    )
    found = {each[0]: RatingSummary((each[1], each[2], each[3], each[4], each[5])) for each in rows}
    return {product_id: found.get(product_id, NO_REVIEWS) for product_id in product_ids}


async def summary(db: AsyncConnection, product_id: UUID) -> RatingSummary:
    return (await summaries(db, [product_id]))[product_id]


def review_of(row: Any) -> Review:
    """A row of the table as a contract."""
    values = {name: getattr(row, name) for name in Review.__dataclass_fields__}
    return Review(**values | {"state": ReviewState(row.state)})


def _ordered(statement: Select[*tuple[Any, ...]], sort: ReviewSort) -> Select[*tuple[Any, ...]]:
    key = _KEYS.get(sort)
    if key is None:
        return statement.order_by(ReviewRow.id.desc())
    first = key.asc() if sort is ReviewSort.LOWEST else key.desc()
    return statement.order_by(first, ReviewRow.id.desc())


def _cursor(last: Review, sort: ReviewSort) -> str:
    key = _KEYS.get(sort)
    value = getattr(last, key.key) if key is not None else 0
    return encode_cursor(f"reviews-{sort}", value, str(last.id))


def _after(cursor: str, sort: ReviewSort) -> ColumnElement[bool]:
    value, last = decode_cursor(cursor, f"reviews-{sort}", 2)
    edge = ids.parse(last) if isinstance(last, str) else None
    if edge is None or not isinstance(value, int) or abs(value) >= 2**31:
        raise InvalidCursor
    key = _KEYS.get(sort)
    if key is None:
        return ReviewRow.id < edge
    beyond = key > value if sort is ReviewSort.LOWEST else key < value
    return or_(beyond, and_(key == value, ReviewRow.id < edge))


def _conditions(wanted: ReviewFilter) -> Sequence[ColumnElement[bool]]:
    row = ReviewRow
    conditions: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (row.product_id, wanted.product_id),
            (row.user_id, wanted.user_id),
            (row.rating, wanted.stars),
            (row.state, wanted.state),
        )
        if value is not None
    ]
    for flag, value in ((row.is_verified, wanted.is_verified), (row.is_shown, wanted.is_shown)):
        if value is not None:
            conditions.append(flag.is_(value))
    if wanted.is_reported is not None:
        conditions.append(row.reports > 0 if wanted.is_reported else row.reports == 0)
    return conditions
