"""Whom mails about orders tell what, and what those show."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Payload
from shopwright.kernel.money import Money
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import OPEN_ORDER, Order, OrderLine, PaymentStatus
from shopwright.modules.orders.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderPaymentChanged,
)
from shopwright.modules.payments import queries as payments
from shopwright.modules.payments.contracts import FactKind
from shopwright.modules.payments.events import PaymentMoved, TransferAwaited
from shopwright.satellites.notifications.contracts import Facts, Post, Receiver
from shopwright.satellites.notifications.service.letter import Letter

_ERASED = "@erased.invalid"


async def buyer(db: AsyncConnection, event: Payload) -> Receiver | None:
    """Who ordered, at the address that the order has; nobody where he is erased."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    if order is None or not order.email or order.email.endswith(_ERASED):
        return None
    return Receiver(order.email, order.user_id)


def _when(
    name: str, value: str
) -> Callable[[AsyncConnection, Payload], Awaitable[Receiver | None]]:
    """The buyer, where a member of the event says that this is what happened."""

    async def receiver(db: AsyncConnection, event: Payload) -> Receiver | None:
        return await buyer(db, event) if event[name] == value else None

    return receiver


payer = _when("payment_status", PaymentStatus.PAID)
_refunded = _when("kind", FactKind.REFUNDED)


async def refunded_buyer(db: AsyncConnection, event: Payload) -> Receiver | None:
    """The buyer, where money went back; that of a return is told of as the return's."""
    refund_id = event.get("refund_id")
    if refund_id and await orders.return_of_refund(db, UUID(refund_id)) is not None:
        return None
    return await _refunded(db, event)


async def order(post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """The order as it is now."""
    found = await orders.by_id(db, UUID(event["order_id"]))
    if found is None:
        return None
    return {
        "number": found.number,
        "total": str(found.total),
        "lines": [_line(each) for each in found.lines],
        "sums": _sums(found),
        "reason": found.cancel_reason,
        "was_paid": not found.paid.is_zero,
        "order_link": order_link(post, found),
    }


def order_link(post: Post, found: Order) -> str:
    """The order's page in a storefront.

    A guest's token is taken out of the address by our own pages, which need no script for it; elsewhere it stands
    behind the #, where no server and no log reads it.
    """
    if not post.has_storefront:
        return ""
    page = f"{post.shop_pages}/orders/{found.id}"
    if found.user_id is not None:
        return page
    token = post.slips.sign(OPEN_ORDER, found.id)
    return f"{page}/open/{token}" if post.opens_orders else f"{page}#token={token}"


async def refund(post: Post, db: AsyncConnection, event: Payload, now: datetime) -> Facts | None:
    """The order, and how much of its money goes back this time."""
    told = await order(post, db, event, now)
    amount = Money(int(event["amount"]), event["currency"])
    return told and {**told, "refunded": str(amount)}


async def owing_buyer(db: AsyncConnection, event: Payload) -> Receiver | None:
    """The buyer, while the money is still to come."""
    payment = await payments.by_id(db, UUID(event["payment_id"]))
    return await buyer(db, event) if payment is not None and payment.is_open else None


async def transfer(post: Post, db: AsyncConnection, event: Payload, now: datetime) -> Facts | None:
    """The order, and where to send how much."""
    told, payment = (
        await order(post, db, event, now),
        await payments.by_id(db, UUID(event["payment_id"])),
    )
    if told is None or payment is None or not payment.is_open:
        return None
    return {**told, "due": str(payment.amount), "account": dict(post.account)}


def _sums(found: Order) -> list[dict[str, str]]:
    """What comes on top of the lines until it is the total: delivery, with its tax where prices do not hold it."""
    delivery = found.shipping if found.tax_included else found.shipping + found.shipping_tax
    name = found.delivery_method
    return [{"name": name, "amount": str(delivery)}] if name and not delivery.is_zero else []


def _line(line: OrderLine) -> dict[str, object]:
    name = " ".join(f"{line.title} {line.variant_title}".split())
    return {"name": name, "quantity": line.quantity, "total": str(line.total)}


ORDER_LETTERS: tuple[Letter, ...] = (
    Letter("order_confirmed", OrderConfirmed, buyer, order),
    Letter("order_paid", OrderPaymentChanged, payer, order),
    Letter("order_cancelled", OrderCancelled, buyer, order),
    Letter("order_refunded", PaymentMoved, refunded_buyer, refund),
    Letter("order_transfer", TransferAwaited, owing_buyer, transfer),
)
