"""Taking one message in hand, and marking what became of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.guarded import Told
from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.satellites.webhooks.contracts import (
    PREVIOUS_PLACE,
    SECRET_PLACE,
    SEND,
    WARN,
    DeliveryState,
    DisabledReason,
    Parcel,
    WebhookTerms,
)
from shopwright.satellites.webhooks.events import WebhookDisabled
from shopwright.satellites.webhooks.models import (
    WebhookAttemptRow,
    WebhookDeliveryRow,
    WebhookEndpointRow,
)
from shopwright.satellites.webhooks.rules import pause_after

log = structlog.get_logger(__name__)
# Longer than the longest attempt; whoever died with a message in hand is replaced after it.
LEASE = timedelta(seconds=60)
_GONE = 410


async def take(work: Work, endpoint_id: UUID) -> Parcel | None:
    """The message that is due next, for the length of a lease; None where there is none, or nothing is to be sent."""
    row, token = WebhookDeliveryRow, ids.new()
    endpoint = await _open_endpoint(work, endpoint_id)
    if endpoint is None:
        return None
    due = (
        select(row.id)
        .where(row.endpoint_id == endpoint_id, row.state == DeliveryState.WAITING)
        .where(row.next_at <= work.now)
        .order_by(row.next_at, row.id)
        .limit(1)
    )
    chosen = dialect.lock_rows(work.db, due, skip_locked=True)
    taken = await work.db.execute(
        update(row)
        .where(row.id.in_(chosen.scalar_subquery()))
        .values(next_at=work.now + LEASE, lease_token=token, attempts=row.attempts + 1)
        .returning(row.id, row.endpoint_id, row.event_id, row.body, row.attempts)
    )
    found = taken.first()
    if found is None:
        return None
    return Parcel(*found, token=token, url=endpoint.url, secrets=_secrets(work, endpoint))


async def mark(
    work: Work, parcel: Parcel, told: Told, *, milliseconds: int, terms: WebhookTerms
) -> None:
    """Write down what became of an attempt; who comes after his lease has ended writes nothing."""
    good = 200 <= told.status < 300 and not told.error
    pause = None if good or told.status == _GONE else pause_after(parcel.attempts)
    row = WebhookDeliveryRow
    done = await work.db.execute(
        update(row)
        .where(row.id == parcel.id, row.lease_token == parcel.token)
        .values(_outcome(work, good=good, pause=pause))
    )
    if done.rowcount != 1:
        return
    attempt = {"id": ids.new(), "delivery_id": parcel.id, "at": work.now}
    seen = {"status": told.status, "error": told.error, "milliseconds": milliseconds}
    await work.db.execute(insert(WebhookAttemptRow).values(**attempt, **seen))
    if pause is not None:
        work.enqueue(SEND, {"endpoint_id": str(parcel.endpoint_id)}, after=pause)
    if good:
        await _forgive(work, parcel.endpoint_id)
    else:
        await _blame(work, parcel.endpoint_id, told, terms)


def _outcome(work: Work, *, good: bool, pause: timedelta | None) -> dict[str, Any]:
    if pause is not None:
        return {"next_at": work.now + pause, "lease_token": None}
    state = DeliveryState.DELIVERED if good else DeliveryState.DEAD
    return {"state": state, "next_at": None, "finished_at": work.now, "lease_token": None}


async def _forgive(work: Work, endpoint_id: UUID) -> None:
    row = WebhookEndpointRow
    failing = update(row).where(row.id == endpoint_id, row.failing_since.is_not(None))
    await work.db.execute(failing.values(failing_since=None))


async def _blame(work: Work, endpoint_id: UUID, told: Told, terms: WebhookTerms) -> None:
    """Remember since when nothing comes through; after days of it, or when told so, nothing more is sent."""
    row = WebhookEndpointRow
    first = update(row).where(row.id == endpoint_id, row.failing_since.is_(None))
    await work.db.execute(first.values(failing_since=work.now))
    reason = DisabledReason.GONE if told.status == _GONE else DisabledReason.FAILING
    ending = update(row).where(row.id == endpoint_id, row.is_active)
    if reason is DisabledReason.FAILING:
        ending = ending.where(row.failing_since <= work.now - terms.disable_after)
    ended = await work.db.execute(
        ending.values(is_active=False, disabled_reason=reason, updated_at=work.now)
    )
    if ended.rowcount == 1:
        work.record(WebhookDisabled(endpoint_id, reason))
        log.warning("webhooks.disabled", endpoint_id=str(endpoint_id), reason=reason.value)
        if terms.alert_email:
            work.enqueue(WARN, {"endpoint_id": str(endpoint_id), "reason": reason.value})


async def _open_endpoint(work: Work, endpoint_id: UUID) -> Any:
    row = WebhookEndpointRow
    columns = (row.id, row.url, row.secret, row.previous_secret, row.previous_until)
    statement = select(*columns).where(row.id == endpoint_id, row.is_active)
    return (await work.db.execute(statement)).first()


def _secrets(work: Work, endpoint: Any) -> tuple[str, ...]:
    ring = keyring_of(work.db)
    current = ring.unseal(endpoint.secret, place=SECRET_PLACE, row=endpoint.id)
    if endpoint.previous_until is None or endpoint.previous_until <= work.now:
        return (current,)
    before = ring.unseal(endpoint.previous_secret, place=PREVIOUS_PLACE, row=endpoint.id)
    return (current, before)
