"""What happens to an order brings its documents in line."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from uuid import UUID

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.kernel.events import Event
from shopwright.modules.invoices import service
from shopwright.modules.invoices.contracts import InvoiceTerms
from shopwright.modules.orders.events import (
    OrderCancelled,
    OrderPartiallyShipped,
    OrderPaymentChanged,
    OrderShipped,
)
from shopwright.modules.payments.contracts import FactKind
from shopwright.modules.payments.events import PaymentMoved

_HEARD = (OrderPaymentChanged, OrderShipped, OrderPartiallyShipped, OrderCancelled)
Terms = Callable[[], InvoiceTerms]
Handler = Callable[[Terms, Work, Payload], Awaitable[None]]


def listeners(terms: Terms) -> Mapping[type[Event], tuple[JobKind, ...]]:
    """Each event after which a document may be due."""
    heard: dict[type[Event], Handler] = dict.fromkeys(_HEARD, _follow)
    heard[PaymentMoved] = _follow_refund
    return {
        event: (JobKind(f"invoices.{event.name}", partial(handle, terms)),)
        for event, handle in heard.items()
    }


async def _follow(terms: Terms, work: Work, payload: Payload) -> None:
    await service.follow(work, terms(), order_id=UUID(payload["order_id"]))


async def _follow_refund(terms: Terms, work: Work, payload: Payload) -> None:
    if payload["kind"] == FactKind.REFUNDED:
        await _follow(terms, work, payload)
