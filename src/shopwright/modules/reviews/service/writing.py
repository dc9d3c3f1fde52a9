"""Customers write, change and remove what they say of products."""

from uuid import UUID

from sqlalchemy import delete, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import ProductStatus
from shopwright.modules.catalog.errors import ProductNotFound
from shopwright.modules.identity import queries as accounts
from shopwright.modules.orders import queries as orders
from shopwright.modules.reviews import queries, rules
from shopwright.modules.reviews.contracts import Opinion, Review, ReviewState
from shopwright.modules.reviews.errors import AlreadyReviewed, ReviewNotFound
from shopwright.modules.reviews.models import ReviewRow
from shopwright.modules.reviews.service.summing import count_change

_EDITED = (
    *("author", "rating", "title", "text", "state", "reason", "is_shown", "is_verified"),
    *("version", "updated_at"),
)


async def add(
    work: Work, *, user_id: UUID, product_id: UUID, opinion: Opinion, shows_at_once: bool
) -> Review:
    """Say something of a product, once; ``shows_at_once`` where staff looks only afterwards.

    Raises:
        ProductNotFound: it is not for sale to everybody.
        AlreadyReviewed: by this customer.
        InvalidReview: see :func:`rules.checked`.
    """
    said = rules.checked(opinion)
    product = (await catalog.products(work.db, [product_id])).get(product_id)
    if product is None or product.status is not ProductStatus.PUBLISHED:
        raise ProductNotFound
    review = Review(
        id=ids.new(),
        product_id=product_id,
        user_id=user_id,
        author=await _author(work, user_id),
        rating=said.rating,
        title=said.title,
        text=said.text,
        is_verified=await orders.has_bought(work.db, user_id=user_id, product_id=product_id),
        is_shown=shows_at_once,
        state=ReviewState.NEW,
        reason="",
        helpful=0,
        reports=0,
        answer="",
        answered_at=None,
        version=1,
        created_at=work.now,
        updated_at=work.now,
    )
    statement = dialect.insert_or_ignore(
        work.db, ReviewRow, [ReviewRow.product_id, ReviewRow.user_id]
    )
    values = {name: getattr(review, name) for name in Review.__dataclass_fields__}
    if (await work.db.execute(statement.values(**values))).rowcount != 1:
        raise AlreadyReviewed
    await count_change(work, None, review)
    return review


async def change(
    work: Work, *, user_id: UUID, review_id: UUID, opinion: Opinion, shows_at_once: bool
) -> Review:
    """Say it otherwise; the same again changes nothing.

    Raises:
        ReviewNotFound: not his.
        InvalidReview: see :func:`rules.checked`.
    """
    said = rules.checked(opinion)
    before = await _own_locked(work, user_id, review_id)
    if before.opinion == said:
        return before
    after = rules.edited(before, said, now=work.now, shows_at_once=shows_at_once)
    bought = await orders.has_bought(work.db, user_id=user_id, product_id=before.product_id)
    values = {name: getattr(after, name) for name in _EDITED}
    values |= {
        "author": await _author(work, user_id),
        "is_verified": before.is_verified or bought,
    }
    changed = update(ReviewRow).where(ReviewRow.id == review_id).values(**values)
    await work.db.execute(changed)
    await count_change(work, before, after)
    found = await queries.by_id(work.db, review_id)
    if found is None:
        raise ReviewNotFound
    return found


async def verify_bought(work: Work, *, order_id: UUID) -> int:
    """Mark the reviews of who ordered as a buyer's, where he wrote them before; answers how many. Done twice, it is done once.

    The words stay as they are, and so does what staff thinks of them.
    """
    order = await orders.by_id(work.db, order_id)
    if order is None or order.user_id is None:
        return 0
    row = ReviewRow
    unproved = await work.db.execute(
        select(row.id, row.product_id).where(
            row.user_id == order.user_id,
            row.product_id.in_({line.product_id for line in order.lines}),
            ~row.is_verified,
        )
    )
    bought = [
        review_id
        for review_id, product_id in unproved.all()
        if await orders.has_bought(work.db, user_id=order.user_id, product_id=product_id)
    ]
    verified = update(row).where(row.id.in_(bought), ~row.is_verified).values(is_verified=True)
    return (await work.db.execute(verified)).rowcount if bought else 0


async def remove(work: Work, *, user_id: UUID, review_id: UUID) -> None:
    """Take back what was said.

    Raises:
        ReviewNotFound: not his.
    """
    before = await _own_locked(work, user_id, review_id)
    await work.db.execute(delete(ReviewRow).where(ReviewRow.id == review_id))
    await count_change(work, before, None)


async def _own_locked(work: Work, user_id: UUID, review_id: UUID) -> Review:
    found = await queries.locked(work, ReviewRow.id == review_id, ReviewRow.user_id == user_id)
    if not found:
        raise ReviewNotFound
    return found[0]


async def _author(work: Work, user_id: UUID) -> str:
    user = await accounts.by_id(work.db, user_id)
    return rules.shown_name(user.full_name) if user is not None else ""
