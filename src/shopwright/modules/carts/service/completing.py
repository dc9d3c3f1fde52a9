"""Turning a cart into an order: claimed while it lasts, completed or open again after it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update

from shopwright.infra.work import Work
from shopwright.modules.carts import queries
from shopwright.modules.carts.contracts import Cart, CartState
from shopwright.modules.carts.events import CartCompleted
from shopwright.modules.carts.models import CartRow
from shopwright.modules.carts.service.filling import refusal


async def claim(work: Work, *, cart_id: UUID, user_id: UUID | None, until: datetime) -> Cart:
    """Take the cart for a completion; every change is refused until ``until``, or until it is over.

    One guarded statement: of two completions at once, one gets it. The claim ends by itself, so that a crash locks
    no cart for good.

    Raises:
        CartNotFound: no such cart, or another customer's.
        CartBeingCompleted: another completion holds it.
        CartCompleted: it has become an order.
    """
    row = CartRow
    free = (row.state == CartState.OPEN) | (
        (row.state == CartState.COMPLETING) & (row.claimed_until <= work.now)
    )
    cart = await _claim(work, cart_id, user_id, until, free)
    if cart is None:
        raise await refusal(work, cart_id)
    return cart


async def claim_unclaimed(
    work: Work, *, cart_id: UUID, user_id: UUID | None, until: datetime
) -> Cart | None:
    """:func:`claim` of a cart that no completion holds or held, so that no order can have come of it; None of others."""
    row = CartRow
    free = (row.state == CartState.OPEN) & row.claimed_until.is_(None)
    return await _claim(work, cart_id, user_id, until, free)


async def _claim(
    work: Work, cart_id: UUID, user_id: UUID | None, until: datetime, free: ColumnElement[bool]
) -> Cart | None:
    row = CartRow
    result = await work.db.execute(
        update(row)
        .where(row.id == cart_id, free, row.user_id.is_(None) | (row.user_id == user_id))
        .values(state=CartState.COMPLETING, claimed_until=until, updated_at=work.now)
        .returning(*row.__table__.c)
    )
    found = result.one_or_none()
    if found is None:
        return None
    return await queries.with_lines(work.db, queries.cart_of(work.db, found))


async def finish(work: Work, *, cart_id: UUID) -> None:
    """The cart has become an order. Done twice, it is done once."""
    row = CartRow
    result = await work.db.execute(
        update(row)
        .where(row.id == cart_id, row.state.in_([CartState.OPEN, CartState.COMPLETING]))
        .values(state=CartState.COMPLETED, claimed_until=None, updated_at=work.now)
    )
    if result.rowcount == 1:
        work.record(CartCompleted(cart_id=cart_id))


async def reopen(work: Work, *, cart_id: UUID) -> None:
    """The order came to nothing: the cart is the customer's again, unless he is filling another one already."""
    row = CartRow
    found = await work.db.execute(
        update(row)
        .where(row.id == cart_id, row.state == CartState.COMPLETING)
        .values(state=CartState.OPEN, claimed_until=None, updated_at=work.now)
        .returning(row.id)
    )
    if found.scalar_one_or_none() is not None:
        return
    other = row.__table__.alias("other")
    busy = (
        other.select()
        .where(
            other.c.user_id == row.user_id,
            other.c.state.in_([CartState.OPEN, CartState.COMPLETING]),
        )
        .exists()
    )
    await work.db.execute(
        update(row)
        .where(row.id == cart_id, row.state == CartState.COMPLETED, ~busy)
        .values(state=CartState.OPEN, claimed_until=None, updated_at=work.now)
    )
