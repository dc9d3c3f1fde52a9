"""Pieces of an order that will not be delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shopwright.infra.work import Work
from shopwright.kernel.money import Money, total
from shopwright.modules.inventory import service as inventory
from shopwright.modules.orders import rules
from shopwright.modules.orders.contracts import Order, PaymentStatus, Pieces, RefundedPieces
from shopwright.modules.orders.errors import MoneyNotTaken, NotCancellable, NothingLeft
from shopwright.modules.orders.events import OrderPiecesCancelled
from shopwright.modules.orders.models import OrderLineRow
from shopwright.modules.orders.service.counting import (
    as_stock,
    by_id,
    change_counts,
    locked_whole,
    merged,
)
from shopwright.modules.orders.service.parcels import follow
from shopwright.modules.payments import queries as payments


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The order after it, what is to be given back, and what each line's pieces are worth of it."""

    order: Order
    amount: Money
    pieces: tuple[RefundedPieces, ...]


_TAKEN = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED)


async def cancel_pieces(
    work: Work, *, order_id: UUID, pieces: Sequence[Pieces], reason: str = ""
) -> Trimmed:
    """Take pieces off a paid order that are in no parcel: their stock is free at once.

    What is to be given back is the share that the pieces have in their lines' totals, and never
    more than is left of what was paid. Promotions stay redeemed.

    Raises:
        OrderNotFound: no such order.
        NotCancellable: it is not confirmed yet, or has left, or is over.
        MoneyNotTaken: its money was not captured, so that nothing can be given back.
        PiecesGone: not that many pieces of a line are left.
        NothingLeft: nothing would be left to deliver; cancel the whole order.
    """
    order = await locked_whole(work, order_id)
    lines, unwanted = by_id(order), merged(pieces)
    if order.status not in rules.SHIPPABLE:
        raise NotCancellable(order_status=order.status)
    if order.payment_status not in _TAKEN:
        raise MoneyNotTaken(payment_status=order.payment_status)
    row = OrderLineRow
    left = row.quantity - row.cancelled - row.packed
    await change_counts(work, order, unwanted, guard=left, cancelled=1, credited=1)
    if sum(line.due for line in order.lines) == sum(each.quantity for each in unwanted):
        raise NothingLeft("Nothing would be left to deliver: cancel the whole order.")
    await inventory.release(work, order_id=order.id, pieces=as_stock(order, unwanted))
    shares = tuple(
        RefundedPieces(each.line_id, each.quantity, rules.share(lines[each.line_id], each.quantity))
        for each in unwanted
    )
    worth = total((each.amount for each in shares), order.currency)
    attempts = await payments.of_order(work.db, order.id)
    amount = min(worth, total((each.refundable for each in attempts), order.currency))
    work.record(
        OrderPiecesCancelled(
            order_id=order.id,
            number=order.number,
            pieces=tuple((each.line_id, each.quantity) for each in unwanted),
            amount=amount.minor,
            currency=amount.currency,
        )
    )
    return Trimmed(await follow(work, order, reason=reason), amount, shares)
