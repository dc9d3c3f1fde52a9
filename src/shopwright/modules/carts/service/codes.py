"""Discount codes in a cart; what they are worth is decided when it is priced."""

from uuid import UUID

from sqlalchemy import delete, func, insert, select

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.carts.contracts import CartLimits
from shopwright.modules.carts.errors import TooManyCodes
from shopwright.modules.carts.models import CartCodeRow
from shopwright.modules.carts.service.filling import touch
from shopwright.modules.promotions import service as promotions

MOST_CODES = 10


async def add_code(work: Work, *, cart_id: UUID, code: str, limits: CartLimits) -> None:
    """Put a code in; one that is there, in capitals or not, stays as it is.

    Raises:
        InvalidCode: it does not look like a code.
        CartNotFound, CartBeingCompleted, CartCompleted: see :func:`touch`.
        TooManyCodes: the cart holds ``MOST_CODES``.
    """
    code = promotions.checked_code(code)
    await touch(work, cart_id, expires_at=limits.expires_at)
    row = CartCodeRow
    values = {
        "cart_id": cart_id,
        "code_key": promotions.key_of(code),
        "code": code,
        "created_at": work.now,
    }
    statement = dialect.insert_or_ignore(work.db, row, [row.cart_id, row.code_key]).values(**values)
    if (await work.db.execute(statement)).rowcount == 0:
        return
    count = await work.db.scalar(select(func.count()).where(row.cart_id == cart_id))
    if (count or 0) > MOST_CODES:
        raise TooManyCodes(limit=MOST_CODES)


async def remove_code(work: Work, *, cart_id: UUID, code: str, limits: CartLimits) -> None:
    """Take a code out; one that is not there is out already.

    Raises:
        CartNotFound, CartBeingCompleted, CartCompleted: see :func:`touch`.
    """
    await touch(work, cart_id, expires_at=limits.expires_at)
    row = CartCodeRow
    await work.db.execute(
        delete(row).where(row.cart_id == cart_id, row.code_key == promotions.key_of(code))
    )


async def move_codes(work: Work, *, from_id: UUID, into_id: UUID) -> None:
    """Put the codes of one cart beside those of another, as many as it takes."""
    row = CartCodeRow
    found = await work.db.execute(
        select(row.code_key, row.code, row.cart_id)
        .where(row.cart_id.in_([from_id, into_id]))
        .order_by(row.code_key)
    )
    codes = found.all()
    there = {each.code_key for each in codes if each.cart_id == into_id}
    more = [each for each in codes if each.cart_id == from_id and each.code_key not in there]
    rows = [
        {"cart_id": into_id, "code_key": each.code_key, "code": each.code, "created_at": work.now}
        for each in more[: MOST_CODES - len(there)]
    ]
    if rows:
        await work.db.execute(insert(row), rows)
    if more:
        await work.db.execute(delete(row).where(row.cart_id == from_id))
