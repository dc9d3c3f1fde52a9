"""Sending again what was sent or given up, trying an endpoint out, and forgetting what is old."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from shopwright.infra.work import Work
from shopwright.satellites.webhooks import queries
from shopwright.satellites.webhooks.contracts import (
    SEND,
    TEST_EVENT,
    Delivery,
    DeliveryState,
    Endpoint,
)
from shopwright.satellites.webhooks.errors import (
    DeliveryNotFound,
    EndpointInactive,
    EndpointNotFound,
)
from shopwright.satellites.webhooks.models import WebhookDeliveryRow as Row
from shopwright.satellites.webhooks.models import WebhookEndpointRow
from shopwright.satellites.webhooks.service.hearing import write_for

# Not in hand at this moment: whoever sends it marks it soon.
_FRESH = {"state": DeliveryState.WAITING, "attempts": 0, "finished_at": None, "lease_token": None}


async def replay(work: Work, *, delivery_id: UUID) -> Delivery:
    """Have one message sent again, with the same id and the same words; returns it as it was.

    Raises:
        DeliveryNotFound: there is none.
        EndpointInactive: nothing is sent there.
    """
    before = await queries.delivery(work.db, delivery_id)
    if before is None:
        raise DeliveryNotFound
    await _insist_on_active(work, before.endpoint_id)
    again = update(Row).where(Row.id == delivery_id, Row.lease_token.is_(None))
    await work.db.execute(again.values(**_FRESH, next_at=work.now))
    _send(work, before.endpoint_id)
    return before


async def replay_range(work: Work, *, endpoint_id: UUID, since: datetime, until: datetime) -> int:
    """Have all that was written down for an endpoint in ``[since, until)`` sent again; returns how many.

    Raises:
        EndpointNotFound: there is none.
        EndpointInactive: nothing is sent there.
    """
    await _insist_on_active(work, endpoint_id)
    again = update(Row).where(
        Row.endpoint_id == endpoint_id,
        Row.created_at >= since,
        Row.created_at < until,
        Row.lease_token.is_(None),
    )
    done = await work.db.execute(again.values(**_FRESH, next_at=work.now))
    _send(work, endpoint_id)
    return done.rowcount


async def revive(work: Work) -> int:
    """Have everything that was given up sent again, where something is sent at all; returns how many."""
    active = select(WebhookEndpointRow.id).where(WebhookEndpointRow.is_active)
    again = update(Row).where(Row.state == DeliveryState.DEAD, Row.endpoint_id.in_(active))
    done = await work.db.execute(again.values(**_FRESH, next_at=work.now))
    work.enqueue(SEND, {})
    return done.rowcount


async def send_test(work: Work, *, endpoint_id: UUID) -> UUID:
    """Send a message that means nothing; returns the delivery's id.

    Raises:
        EndpointNotFound: there is none.
        EndpointInactive: nothing is sent there.
    """
    await _insist_on_active(work, endpoint_id)
    return await write_for(work, endpoint_id, TEST_EVENT, {"endpoint_id": endpoint_id})


async def sweep(work: Work, *, kept: timedelta) -> int:
    """Forget what was sent so long ago, with its attempts, and secrets that sign no more; returns how many messages."""
    ended = update(WebhookEndpointRow).where(WebhookEndpointRow.previous_until <= work.now)
    await work.db.execute(ended.values(previous_secret="", previous_until=None))
    gone = await work.db.execute(delete(Row).where(Row.created_at < work.now - kept))
    return gone.rowcount


def _send(work: Work, endpoint_id: UUID) -> None:
    work.enqueue(SEND, {"endpoint_id": str(endpoint_id)}, unique_key=str(endpoint_id))


async def _insist_on_active(work: Work, endpoint_id: UUID) -> Endpoint:
    found = await queries.endpoint(work.db, endpoint_id)
    if found is None:
        raise EndpointNotFound
    if not found.is_active:
        raise EndpointInactive(reason=found.disabled_reason)
    return found
