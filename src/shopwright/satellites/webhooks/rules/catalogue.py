"""The events that others may hear of: a closed list, a line each. What is not in it is nobody's business."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from shopwright.kernel.events import Event
from shopwright.modules.catalog import events as catalog
from shopwright.modules.identity import events as identity
from shopwright.modules.inventory import events as inventory
from shopwright.modules.invoices import events as invoices
from shopwright.modules.orders import events as orders
from shopwright.modules.payments import events as payments
from shopwright.modules.pricing import events as pricing
from shopwright.satellites.webhooks.contracts import TEST_EVENT, PublicEvent

_MEANINGS: Mapping[type[Event], str] = {
    orders.OrderPlaced: "An order was placed; whether it will be paid is still to be seen.",
    orders.OrderConfirmed: "An order is confirmed: it is to be fulfilled.",
    orders.OrderProcessing: "An order is being worked on.",
    orders.OrderPartiallyShipped: "Some of an order was sent.",
    orders.OrderShipped: "All of an order was sent.",
    orders.OrderDelivered: "An order has arrived.",
    orders.OrderCancelled: "An order was cancelled.",
    orders.OrderRefunded: "All that was paid for an order went back.",
    orders.OrderPiecesCancelled: "Some pieces of an order will not be sent.",
    orders.OrderPaymentChanged: "How far an order is paid has changed.",
    orders.ParcelShipped: "A parcel left.",
    orders.ParcelDelivered: "A parcel arrived.",
    orders.ReturnRequested: "A customer wants to send something back.",
    orders.ReturnApproved: "A return was approved.",
    orders.ReturnDeclined: "A return was declined.",
    orders.ReturnReceived: "A return has arrived.",
    orders.ReturnRefunded: "The money of a return went back.",
    payments.PaymentMoved: "Money was authorised, taken, refunded or refused; kind says which.",
    invoices.InvoiceIssued: "The invoice of an order was issued; total is in minor units.",
    invoices.CreditNoteIssued: "A credit note was issued; total is in minor units.",
    payments.TransferAwaited: "An order was placed whose money is to come by transfer.",
    catalog.ProductCreated: "A product was made.",
    catalog.ProductChanged: "A product was changed; fields names what.",
    catalog.ProductPublished: "A product is for sale.",
    catalog.ProductDeleted: "A product was taken away.",
    catalog.CategoryCreated: "A category was made.",
    catalog.CategoryChanged: "A category was changed; fields names what.",
    catalog.CategoryDeleted: "A category was taken away.",
    pricing.PriceChanged: "The price of a variant changed; amounts are in minor units.",
    inventory.StockLevelCrossed: "The stock of a variant went from one level to another.",
    inventory.StockRanOut: "The last piece of a variant is promised or gone.",
    inventory.StockReturned: "A variant is to be had again.",
    identity.UserRegistered: "Somebody made an account; only its id is told.",
}
# What is recorded about orders gets a snapshot of the order on top.
_SNAPSHOT = "order"
TEST = PublicEvent(TEST_EVENT, "Sent when staff try an endpoint out.", ("endpoint_id",))
HEARD: tuple[type[Event], ...] = tuple(_MEANINGS)


def _public(event: type[Event], meaning: str) -> PublicEvent:
    names = tuple(each.name for each in fields(event))
    return PublicEvent(event.name, meaning, (*names, _SNAPSHOT) if "order_id" in names else names)


CATALOGUE: Mapping[str, PublicEvent] = {
    event.name: _public(event, meaning) for event, meaning in _MEANINGS.items()
}


def matches(patterns: Iterable[str], event: str) -> bool:
    """Whether one of them means the event: its name, ``noun.*``, or ``*``."""
    return any(
        each in ("*", event) or (each.endswith(".*") and event.startswith(each[:-1]))
        for each in patterns
    )


def patterns_without_event(patterns: Iterable[str]) -> Sequence[str]:
    """Those that mean no event of the list."""
    return [each for each in patterns if not any(matches([each], name) for name in CATALOGUE)]
