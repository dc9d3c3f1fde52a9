"""What is read about endpoints and deliveries; secrets are read by the services that need them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.satellites.webhooks.contracts import (
    Attempt,
    Delivery,
    DeliveryFilter,
    DeliveryState,
    DisabledReason,
    Endpoint,
    PublicEvent,
)
from shopwright.satellites.webhooks.models import (
    WebhookAttemptRow,
    WebhookDeliveryRow,
    WebhookEndpointRow,
)
from shopwright.satellites.webhooks.rules import CATALOGUE

_SORT = "webhook_deliveries"
_E, _D, _A = WebhookEndpointRow, WebhookDeliveryRow, WebhookAttemptRow
_ENDPOINT = (
    *(_E.id, _E.url, _E.description, _E.events, _E.is_active, _E.disabled_reason),
    *(_E.failing_since, _E.previous_until, _E.created_at, _E.updated_at),
)
_DELIVERY = (
    *(_D.id, _D.endpoint_id, _D.event_id, _D.event, _D.state, _D.attempts),
    *(_D.next_at, _D.created_at, _D.finished_at),
)


def public_events() -> Sequence[PublicEvent]:
    """Everything that others may hear of, by name."""
    return [CATALOGUE[name] for name in sorted(CATALOGUE)]


async def endpoints(db: AsyncConnection) -> Sequence[Endpoint]:
    """All of them, the oldest first."""
    rows = await db.execute(select(*_ENDPOINT).order_by(_E.id))
    return [_endpoint(row) for row in rows]


async def endpoint(db: AsyncConnection, endpoint_id: UUID) -> Endpoint | None:
    row = (await db.execute(select(*_ENDPOINT).where(_E.id == endpoint_id))).first()
    return _endpoint(row) if row is not None else None


async def endpoint_count(db: AsyncConnection) -> int:
    return (await db.execute(select(func.count()).select_from(_E))).scalar_one()


async def delivery(db: AsyncConnection, delivery_id: UUID) -> Delivery | None:
    row = (await db.execute(select(*_DELIVERY).where(_D.id == delivery_id))).first()
    return _delivery(row) if row is not None else None


async def body(db: AsyncConnection, delivery_id: UUID) -> str:
    """What is sent, as it was written down."""
    return (await db.execute(select(_D.body).where(_D.id == delivery_id))).scalar_one()


async def deliveries(
    db: AsyncConnection, wanted: DeliveryFilter, page: PageRequest
) -> Page[Delivery]:
    """Those that are wanted, the newest first."""
    statement = select(*_DELIVERY)
    if wanted.endpoint_id is not None:
        statement = statement.where(_D.endpoint_id == wanted.endpoint_id)
    if wanted.state is not None:
        statement = statement.where(_D.state == wanted.state)
    if wanted.event:
        statement = statement.where(_D.event == wanted.event)
    total = None
    if page.with_total:
        counted = select(func.count()).select_from(statement.order_by(None).subquery())
        total = (await db.execute(counted)).scalar_one()
    if page.cursor:
        statement = statement.where(_D.id < id_in_cursor(page.cursor, _SORT))
    if page.offset:
        statement = statement.offset(page.offset)
    rows = list(await db.execute(statement.order_by(_D.id.desc()).limit(page.limit + 1)))
    items = [_delivery(row) for row in rows[: page.limit]]
    following = None
    if page.offset is None and len(rows) > page.limit:
        following = encode_cursor(_SORT, str(items[-1].id))
    return Page(items, page.limit, following, total, page.offset)


async def attempts(db: AsyncConnection, delivery_id: UUID) -> Sequence[Attempt]:
    """Each time that it was tried, the first one first."""
    statement = select(_A.at, _A.status, _A.error, _A.milliseconds)
    rows = await db.execute(statement.where(_A.delivery_id == delivery_id).order_by(_A.id))
    return [Attempt(*row) for row in rows]


async def endpoints_with_work(db: AsyncConnection, now: datetime) -> Sequence[UUID]:
    """The active endpoints for which something is due."""
    statement = (
        select(_D.endpoint_id)
        .join(_E, _E.id == _D.endpoint_id)
        .where(_D.state == DeliveryState.WAITING, _D.next_at <= now, _E.is_active)
        .distinct()
    )
    return list((await db.execute(statement)).scalars())


def _endpoint(row: Any) -> Endpoint:
    values = {each.key: getattr(row, each.key) for each in _ENDPOINT}
    reason = DisabledReason(row.disabled_reason)
    return Endpoint(**values | {"events": tuple(row.events), "disabled_reason": reason})


def _delivery(row: Any) -> Delivery:
    values = {each.key: getattr(row, each.key) for each in _DELIVERY}
    return Delivery(**values | {"state": DeliveryState(row.state)})


async def given_up(db: AsyncConnection) -> int:
    """How many messages will not be tried again."""
    dead = select(func.count()).select_from(_D).where(_D.state == DeliveryState.DEAD)
    return await db.scalar(dead) or 0
