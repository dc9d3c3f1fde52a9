"""Carts that nobody came back to: found once for each change, announced at most once a week."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.carts import queries
from shopwright.modules.carts.contracts import CartState, Untouched
from shopwright.modules.carts.events import CartAbandoned
from shopwright.modules.carts.models import CartLineRow, CartRow, ReminderRefusalRow

AGAIN_AFTER = timedelta(days=7)


async def look_at_untouched(
    work: Work, *, since: datetime, limit: int
) -> tuple[list[Untouched], bool]:
    """Carts that nobody changed after a time, each once until it is changed; and whether there may be more.

    Of several who look, each gets others. One that was announced within the last week is passed over, and so is an empty
    one. A cart that is changed afterwards is looked at again.
    """
    row = CartRow
    found = (
        select(row.id)
        .where(
            row.state == CartState.OPEN,
            row.looked_at.is_(None) | (row.looked_at < row.updated_at),
            row.updated_at <= since,
        )
        .order_by(row.updated_at)
        .limit(limit)
    )
    free = dialect.lock_rows(work.db, found, skip_locked=True)
    cart_ids = list((await work.db.execute(free)).scalars())
    filled = select(CartLineRow.cart_id).where(CartLineRow.cart_id.in_(cart_ids)).distinct()
    with_lines = set((await work.db.execute(filled)).scalars())
    looked_at = await work.db.execute(
        update(row)
        .where(row.id.in_(cart_ids), row.state == CartState.OPEN)
        .values(looked_at=work.now)
        .returning(
            *(row.id, row.user_id, row.email, row.version, row.updated_at),
            *(row.announced_at, row.expires_at),
        )
    )
    left = [
        Untouched(*each[:5])
        for each in looked_at
        if each.id in with_lines
        and each.expires_at > work.now
        and (each.announced_at is None or each.announced_at <= work.now - AGAIN_AFTER)
    ]
    return sorted(left, key=lambda each: each.id), len(cart_ids) == limit


async def announce(work: Work, cart: Untouched) -> None:
    """State that a cart is abandoned; it stays as it is."""
    row = CartRow
    announced = update(row).where(row.id == cart.id).values(announced_at=work.now)
    await work.db.execute(announced)
    work.record(CartAbandoned(cart_id=cart.id, cart_version=cart.version))


async def refuse_reminders(work: Work, *, email: str) -> None:
    """Write no more mails about carts to an address; said twice, it is said once."""
    row = ReminderRefusalRow
    statement = dialect.insert_or_ignore(work.db, row, [row.address])
    key = queries.refusal_key(work.db, email)
    await work.db.execute(statement.values(address=key, created_at=work.now))
