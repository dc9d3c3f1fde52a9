"""Whom mails about parcels, returns, notes and documents tell what, and what those show."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Payload
from shopwright.modules.invoices import queries as invoices
from shopwright.modules.invoices.contracts import OPEN_DOCUMENT
from shopwright.modules.invoices.errors import DocumentNotFound
from shopwright.modules.invoices.events import CreditNoteIssued, InvoiceIssued
from shopwright.modules.orders import events
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import (
    FulfilmentStatus,
    Order,
    Parcel,
    ParcelStatus,
    Pieces,
)
from shopwright.satellites.notifications.contracts import Facts, Post, Receiver
from shopwright.satellites.notifications.service.letter import Letter
from shopwright.satellites.notifications.service.order_letters import (
    ORDER_LETTERS,
    buyer,
    order_link,
)


async def receiver_of_all(db: AsyncConnection, event: Payload) -> Receiver | None:
    """The buyer, where everything that he shall have went out at once; of several parcels each is told by itself."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    if order is None or not order.needs_shipping:
        return None
    parcels = _sent(await orders.parcels(db, order.id))
    return await buyer(db, event) if len(parcels) < 2 else None


async def receiver_of_part(db: AsyncConnection, event: Payload) -> Receiver | None:
    """The buyer, where the parcel holds a part of what he shall have."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    parcel = await orders.parcel(db, UUID(event["parcel_id"]))
    if order is None or parcel is None or not order.needs_shipping:
        return None
    inside = sum(each.quantity for each in parcel.lines)
    return await buyer(db, event) if inside < sum(line.due for line in order.lines) else None


async def waiting_for_more(db: AsyncConnection, event: Payload) -> Receiver | None:
    """The buyer, as long as something of the order is still to come: the last parcel is told of as the order."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    if order is None or order.fulfilment_status is FulfilmentStatus.DELIVERED:
        return None
    return await receiver_of_part(db, event)


async def receiver_of_goods(db: AsyncConnection, event: Payload) -> Receiver | None:
    """The buyer, where there were goods to be sent."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    return await buyer(db, event) if order is not None and order.needs_shipping else None


async def parcel(post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """What is in the parcel, and how it can be followed."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    found = await orders.parcel(db, UUID(event["parcel_id"]))
    if order is None or found is None:
        return None
    return {**_of_order(post, order), **followed(found), "pieces": _named(order, found.lines)}


async def whole(post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """What was sent, as a whole, and how it can be followed."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    if order is None:
        return None
    sent = _sent(await orders.parcels(db, order.id))
    tracking = followed(sent[0]) if sent else {"carrier": "", "tracking": "", "tracking_link": ""}
    everything = [Pieces(line.id, line.due) for line in order.lines if line.due]
    return {**_of_order(post, order), **tracking, "pieces": _named(order, everything)}


async def announced(post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """What somebody wants to send back, and what was said to it."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    found = await orders.return_by_id(db, UUID(event["return_id"]))
    if order is None or found is None:
        return None
    return {
        **_of_order(post, order),
        "return_number": found.number,
        "pieces": _named(order, [Pieces(line.line_id, line.quantity) for line in found.lines]),
        "decision": found.decision,
        "amount": str(found.amount) if found.amount is not None else "",
    }


async def arrived(post: Post, db: AsyncConnection, event: Payload, now: datetime) -> Facts | None:
    """The same, with what came of it."""
    told = await announced(post, db, event, now)
    order = await orders.by_id(db, UUID(event["order_id"]))
    found = await orders.return_by_id(db, UUID(event["return_id"]))
    if told is None or order is None or found is None:
        return None
    came = [Pieces(line.line_id, line.received) for line in found.lines if line.received]
    return {**told, "pieces": _named(order, came)}


async def note(post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """What staff wrote."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    found = await orders.note(db, UUID(event["note_id"]))
    if order is None or found is None or not found.to_customer:
        return None
    return {**_of_order(post, order), "text": found.text}


async def document(post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """The document, and where its file is: a guest's link opens this one document, customers sign in."""
    order = await orders.by_id(db, UUID(event["order_id"]))
    try:
        found = await invoices.by_id(db, UUID(event["document_id"]))
    except DocumentNotFound:
        return None
    if order is None:
        return None
    path = (
        f"documents/{post.slips.sign(OPEN_DOCUMENT, found.id)}"
        if order.user_id is None
        else f"orders/{order.id}/documents/{found.id}"
    )
    return {
        **_of_order(post, order),
        "document": found.number,
        "amount": str(found.total),
        "link": f"{post.shop_url}/api/v1/{path}",
    }


def followed(found: Parcel) -> dict[str, object]:
    """How a parcel can be followed."""
    tracking = found.tracking
    page = tracking.url if tracking.number or "{number}" not in tracking.url else ""
    return {
        "carrier": tracking.carrier,
        "tracking": tracking.number,
        "tracking_link": page.replace("{number}", quote(tracking.number, safe="")),
    }


def _sent(parcels: Iterable[Parcel]) -> list[Parcel]:
    return [each for each in parcels if each.status is not ParcelStatus.CANCELLED]


def _of_order(post: Post, order: Order) -> dict[str, object]:
    return {"number": order.number, "order_link": order_link(post, order)}


def _named(order: Order, pieces: Iterable[Pieces]) -> list[str]:
    names = {
        line.id: " ".join(f"{line.title} {line.variant_title}".split()) for line in order.lines
    }
    return [f"{each.quantity} x {names[each.line_id]}" for each in pieces]


BUYERS_LETTERS: tuple[Letter, ...] = (
    *ORDER_LETTERS,
    Letter("order_shipped", events.OrderShipped, receiver_of_all, whole),
    Letter("order_delivered", events.OrderDelivered, receiver_of_goods, whole),
    Letter("parcel_shipped", events.ParcelShipped, receiver_of_part, parcel),
    Letter("parcel_delivered", events.ParcelDelivered, waiting_for_more, parcel),
    Letter("order_note", events.OrderNoted, buyer, note),
    Letter("return_requested", events.ReturnRequested, buyer, announced),
    Letter("return_approved", events.ReturnApproved, buyer, announced),
    Letter("return_declined", events.ReturnDeclined, buyer, announced),
    Letter("return_received", events.ReturnReceived, buyer, arrived),
    Letter("return_refunded", events.ReturnRefunded, buyer, arrived),
    Letter("invoice_issued", InvoiceIssued, buyer, document),
    Letter("credit_note_issued", CreditNoteIssued, buyer, document),
)
