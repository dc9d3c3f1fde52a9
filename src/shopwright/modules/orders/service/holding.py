"""Stock that guests hold without having paid: a few orders at a time, so that nobody empties the shop for nothing."""

from datetime import timedelta

from sqlalchemy import delete, func, select

from shopwright.infra.db import dialect
from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.kernel.networks import network_of
from shopwright.modules.orders.contracts import Order, OrderStatus
from shopwright.modules.orders.errors import TooManyUnpaid
from shopwright.modules.orders.models import GuestHoldRow, OrderRow

_PLACE = "guest_holds.origin"
_KEPT = timedelta(days=30)


async def hold_for_guest(work: Work, order: Order, *, most: int) -> None:
    """Note that a guest's order holds its stock until his money comes.

    Counted are those that wait and came from the same place, whatever mail address they name: anybody may name
    anybody's, and whoever it belongs to is not to be held up by that. Of two at once the second waits. The mail address
    counts only among those of whom nobody knows where they came from.

    Raises:
        TooManyUnpaid: there are ``most`` already. The Work must not commit.
    """
    row, email = GuestHoldRow, order.email.lower()
    sits_in = network_of(work.address)
    origin = keyring_of(work.db).blind(sits_in, place=_PLACE) if sits_in else ""
    await dialect.take_turns(work.db, f"guest:{origin or email}")
    counting = (
        select(func.count())
        .select_from(row)
        .join(OrderRow, OrderRow.id == row.order_id)
        .where(OrderRow.status == OrderStatus.PENDING, row.origin == origin)
    )
    if not origin:
        counting = counting.where(OrderRow.email_key == email)
    if int((await work.db.execute(counting)).scalar_one()) >= most:
        raise TooManyUnpaid(limit=most)
    values = {"order_id": order.id, "origin": origin, "created_at": work.now}
    work.write(row, [values])


async def forget_holds(work: Work) -> None:
    """Forget where guests sat whose orders are long through."""
    row = GuestHoldRow
    await work.db.execute(delete(row).where(row.created_at < work.now - _KEPT))
