"""What happens to orders is counted after it has happened; checkout itself does nothing for it."""

from collections.abc import Mapping
from datetime import tzinfo
from functools import partial
from uuid import UUID

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.kernel.events import Event
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderPiecesCancelled,
    OrdersAdopted,
)
from shopwright.modules.payments.events import PaymentMoved
from shopwright.satellites.analytics import service

# Of one that is placed nothing is heard: it counts when it is confirmed, or given up.
_HEARD: tuple[type[Event], ...] = (
    OrderConfirmed,
    OrderCancelled,
    OrderPiecesCancelled,
    PaymentMoved,
)


def listeners(zone: tzinfo) -> Mapping[type[Event], tuple[JobKind, ...]]:
    """A listener for each event that changes what an order comes to."""
    heard = {
        event: (JobKind(f"analytics.{event.name}", partial(_settle, zone)),) for event in _HEARD
    }
    adopting = JobKind(f"analytics.{OrdersAdopted.name}", partial(_settle_all, zone))
    return {**heard, OrdersAdopted: (adopting,)}


async def _settle(zone: tzinfo, work: Work, payload: Payload) -> None:
    await service.settle(work, order_ids=[UUID(payload["order_id"])], zone=zone)


async def _settle_all(zone: tzinfo, work: Work, payload: Payload) -> None:
    """An account has orders that came before its own: each may be another's first now."""
    order_ids = await orders.ids_of_user(work.db, UUID(payload["user_id"]))
    await service.settle(work, order_ids=order_ids, zone=zone)
