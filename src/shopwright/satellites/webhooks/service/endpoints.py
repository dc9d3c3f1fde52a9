"""Where to send: made, changed, given a new secret, taken away."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.guarded import Refused
from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.satellites.webhooks import queries
from shopwright.satellites.webhooks.contracts import (
    OVERLAP,
    PREVIOUS_PLACE,
    SECRET_PLACE,
    SEND,
    DisabledReason,
    Endpoint,
    EndpointDraft,
)
from shopwright.satellites.webhooks.errors import (
    EndpointNotFound,
    TooManyEndpoints,
    UnknownEvents,
    UnusableAddress,
)
from shopwright.satellites.webhooks.models import WebhookEndpointRow as Row
from shopwright.satellites.webhooks.rules import new_secret, patterns_without_event

Check = Callable[[str], None]


async def add_endpoint(
    work: Work, *, draft: EndpointDraft, check: Check, limit: int
) -> tuple[Endpoint, str]:
    """Make one; its secret is answered here and never again.

    Raises:
        UnusableAddress, UnknownEvents: as it stands, nothing could be sent.
        TooManyEndpoints: there are ``limit`` already.
    """
    _insist(draft, check)
    await dialect.take_turns(work.db, "webhook_endpoints")
    if await queries.endpoint_count(work.db) >= limit:
        raise TooManyEndpoints(limit=limit)
    endpoint_id, secret = ids.new(), new_secret()
    sealed = keyring_of(work.db).seal(secret, place=SECRET_PLACE, row=endpoint_id)
    made = {"id": endpoint_id, "secret": sealed, "previous_secret": "", "created_at": work.now}
    await work.db.execute(insert(Row).values(**made, **_values(work, draft)))
    return await _read(work, endpoint_id), secret


async def change_endpoint(
    work: Work, *, endpoint_id: UUID, draft: EndpointDraft, check: Check
) -> tuple[Endpoint, Endpoint]:
    """What it was, and what it is. One that is active again starts with a clean record, and gets what waits.

    Raises:
        EndpointNotFound: there is none.
        UnusableAddress, UnknownEvents: as it stands, nothing could be sent.
    """
    _insist(draft, check)
    before = await _read(work, endpoint_id)
    values = _values(work, draft)
    if not draft.is_active and not before.is_active:
        values["disabled_reason"] = before.disabled_reason
    if draft.is_active and before.is_active:
        values["failing_since"] = before.failing_since
    await work.db.execute(update(Row).where(Row.id == endpoint_id).values(**values))
    if draft.is_active:
        work.enqueue(SEND, {"endpoint_id": str(endpoint_id)}, unique_key=str(endpoint_id))
    return before, await _read(work, endpoint_id)


async def remove_endpoint(work: Work, *, endpoint_id: UUID) -> Endpoint:
    """Take it away, with all that was sent to it.

    Raises:
        EndpointNotFound: there is none.
    """
    before = await _read(work, endpoint_id)
    await work.db.execute(delete(Row).where(Row.id == endpoint_id))
    return before


async def rotate_secret(work: Work, *, endpoint_id: UUID) -> tuple[Endpoint, str]:
    """A new secret, answered here and never again; the one before signs beside it for a day.

    Raises:
        EndpointNotFound: there is none.
    """
    statement = select(Row.secret).where(Row.id == endpoint_id)
    old = (await work.db.execute(dialect.lock_rows(work.db, statement))).scalar_one_or_none()
    if old is None:
        raise EndpointNotFound
    ring, secret = keyring_of(work.db), new_secret()
    plain = ring.unseal(old, place=SECRET_PLACE, row=endpoint_id)
    values = {
        "secret": ring.seal(secret, place=SECRET_PLACE, row=endpoint_id),
        "previous_secret": ring.seal(plain, place=PREVIOUS_PLACE, row=endpoint_id),
        "previous_until": work.now + OVERLAP,
        "updated_at": work.now,
    }
    await work.db.execute(update(Row).where(Row.id == endpoint_id).values(**values))
    return await _read(work, endpoint_id), secret


def _insist(draft: EndpointDraft, check: Check) -> None:
    try:
        check(draft.url)
    except Refused as refusal:
        raise UnusableAddress(reason=refusal.reason) from None
    unknown: Sequence[str] = patterns_without_event(draft.events)
    if unknown or not draft.events:
        raise UnknownEvents(patterns=list(unknown))


def _values(work: Work, draft: EndpointDraft) -> dict[str, object]:
    reason = DisabledReason.NOT if draft.is_active else DisabledReason.STAFF
    return {
        "url": draft.url,
        "description": draft.description,
        "events": list(dict.fromkeys(draft.events)),
        "is_active": draft.is_active,
        "disabled_reason": reason,
        "failing_since": None,
        "updated_at": work.now,
    }


async def _read(work: Work, endpoint_id: UUID) -> Endpoint:
    found = await queries.endpoint(work.db, endpoint_id)
    if found is None:
        raise EndpointNotFound
    return found
