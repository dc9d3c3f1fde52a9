"""Carts that become one at sign-in, and carts that nobody came back to."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from shopwright.infra.work import Work
from shopwright.modules.carts import queries
from shopwright.modules.carts.contracts import CartLimits, CartState
from shopwright.modules.carts.events import CartMerged
from shopwright.modules.carts.models import CartLineRow, CartRow
from shopwright.modules.carts.service.codes import move_codes
from shopwright.modules.carts.service.filling import put_lines, touch


async def merge(
    work: Work, *, guest_cart_id: UUID, into_id: UUID, most: Mapping[UUID, int], limits: CartLimits
) -> bool:
    """Put what a guest collected into the cart of the customer that he turned out to be.

    Quantities are added, and cut off at the limit and at ``most`` pieces of a variant. The guest's cart is over after it, so that a second sign-in with
    the same token adds nothing; False where it was over already, or is being completed.
    """
    guest = await queries.by_id(work.db, guest_cart_id)
    if guest is None or guest.user_id is not None or guest_cart_id == into_id:
        return False
    row = CartRow
    ended = await work.db.execute(
        update(row)
        .where(row.id == guest_cart_id, row.state == CartState.OPEN, row.user_id.is_(None))
        .values(state=CartState.MERGED, updated_at=work.now)
    )
    if ended.rowcount == 0:
        return False
    cart = await touch(work, into_id, expires_at=limits.expires_at)
    lines = [
        (line.variant_id, line.quantity, line.seen_price)
        for line in guest.lines
        if guest.currency == cart.currency
    ]
    await put_lines(work, cart_id=into_id, lines=lines, most=most, limits=limits)
    await work.db.execute(delete(CartLineRow).where(CartLineRow.cart_id == guest_cart_id))
    await move_codes(work, from_id=guest_cart_id, into_id=into_id)
    work.record(CartMerged(cart_id=guest_cart_id, into_id=into_id))
    return True


async def delete_expired(work: Work, *, now: datetime, limit: int = 500) -> int:
    """Remove carts past their time, with their lines; never one that is being completed."""
    cart_ids = await queries.expired(work.db, now, limit=limit)
    if not cart_ids:
        return 0
    result = await work.db.execute(
        delete(CartRow).where(CartRow.id.in_(cart_ids), *queries.over(now))
    )
    return result.rowcount
