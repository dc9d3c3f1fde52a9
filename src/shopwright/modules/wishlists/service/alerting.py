"""Waiting for goods: asked by customers at once, by guests through a link in a mail; ended by either."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.wishlists.contracts import AlertState, AlertTerms, StockAlert
from shopwright.modules.wishlists.errors import (
    GoodsUnknown,
    GuestAlertsOff,
    InStock,
    InvalidAlertLink,
    StockAlertNotFound,
    TooManyAlerts,
)
from shopwright.modules.wishlists.events import StockAlertAsked
from shopwright.modules.wishlists.models import StockAlertRow
from shopwright.modules.wishlists.queries.alerts import ALERT, OPEN, alert_of

MOST_MAILS, MAILED_WITHIN = 5, timedelta(days=1)


async def wait_for(
    work: Work,
    *,
    variant_id: UUID,
    user_id: UUID | None = None,
    email: str = "",
    language: str = "",
    terms: AlertTerms,
) -> StockAlert | None:
    """Wait for a variant; answers a customer's alert, the one that he has where there is one.

    For a guest None, whether he waits already, is mailed a link to confirm, or gets none because his address was sent
    too many: what one sees who types another's address is always the same.

    Raises:
        GoodsUnknown: it is not for sale to everybody.
        InStock: there is some.
        GuestAlertsOff: guests are not told.
        TooManyAlerts: a customer waits for as much as one may.
    """
    if user_id is None and not terms.takes_guests:
        raise GuestAlertsOff
    await _refuse_what_is_there(work, variant_id)
    row = StockAlertRow
    key = email.lower()
    mine = row.user_id == user_id if user_id else row.user_id.is_(None) & (row.email_key == key)
    await dialect.take_turns(work.db, f"stock alerts:{user_id or key}")
    held = await work.db.execute(
        select(*ALERT).where(mine, row.variant_id == variant_id, row.state.in_(OPEN))
    )
    found = held.one_or_none()
    if found is not None and user_id is not None:
        return alert_of(found)
    if found is not None and not await _has_run_out(work, alert_of(found)):
        return None
    if await _count(work, mine, row.state.in_(OPEN)) >= terms.most:
        if user_id is None:
            return None
        raise TooManyAlerts(limit=terms.most)
    if user_id is None and await _is_mailed_too_often(work, mine):
        return None
    made = _new(work, variant_id, user_id, email, language, terms)
    await _write(work, made, "" if user_id else key)
    return made if user_id else None


async def confirm_alert(work: Work, *, alert_id: UUID) -> StockAlert:
    """A guest opened the link in his mail: the address is his. Opened again, it changes nothing.

    Raises:
        InvalidAlertLink: too late, or the alert is over.
    """
    row = StockAlertRow
    confirmed = await work.db.execute(
        update(row)
        .where(
            row.id == alert_id,
            (row.state == AlertState.ACTIVE)
            | ((row.state == AlertState.UNCONFIRMED) & (row.expires_at > work.now)),
        )
        .values(state=AlertState.ACTIVE, expires_at=None, updated_at=work.now)
        .returning(*ALERT)
    )
    found = confirmed.one_or_none()
    if found is None:
        raise InvalidAlertLink
    return alert_of(found)


async def cancel_alert(work: Work, *, user_id: UUID, alert_id: UUID) -> None:
    """Wait no longer.

    Raises:
        StockAlertNotFound: not his, or over.
    """
    row = StockAlertRow
    if not await _end(work, row.id == alert_id, row.user_id == user_id):
        raise StockAlertNotFound


async def stop_alerts(work: Work, *, alert_id: UUID) -> int:
    """End all that the reader of a mail waits for; answers how many. Done again, there is nothing left to end.

    Raises:
        InvalidAlertLink: nothing is known of that mail any more.
    """
    row = StockAlertRow
    found = await work.db.execute(select(row.user_id, row.email_key).where(row.id == alert_id))
    holder = found.one_or_none()
    if holder is None:
        raise InvalidAlertLink
    if holder.user_id is not None:
        return await _end(work, row.user_id == holder.user_id)
    return await _end(work, row.user_id.is_(None), row.email_key == holder.email_key)


def _new(
    work: Work,
    variant_id: UUID,
    user_id: UUID | None,
    email: str,
    language: str,
    terms: AlertTerms,
) -> StockAlert:
    """A customer's alert is good at once, a guest's when he has confirmed it."""
    return StockAlert(
        id=ids.new(),
        variant_id=variant_id,
        user_id=user_id,
        email="" if user_id else email,
        language=language,
        state=AlertState.ACTIVE if user_id else AlertState.UNCONFIRMED,
        expires_at=None if user_id else work.now + terms.confirm_within,
        created_at=work.now,
    )


async def _end(work: Work, *conditions: ColumnElement[bool]) -> int:
    row = StockAlertRow
    ended = await work.db.execute(
        update(row)
        .where(row.state.in_(OPEN), *conditions)
        .values(state=AlertState.ENDED, expires_at=None, updated_at=work.now)
    )
    return ended.rowcount


async def _refuse_what_is_there(work: Work, variant_id: UUID) -> None:
    goods = (await catalog.sellable_variants(work.db, [variant_id])).get(variant_id)
    if goods is None or not goods.is_sellable:
        raise GoodsUnknown
    level = await inventory.level(work.db, variant_id)
    if level is not None and level.can_sell:
        raise InStock


async def _has_run_out(work: Work, alert: StockAlert) -> bool:
    """Make room for a new mail where the time to confirm the last one is over."""
    if alert.expires_at is None or alert.expires_at > work.now:
        return False
    await work.db.execute(delete(StockAlertRow).where(StockAlertRow.id == alert.id))
    return True


async def _is_mailed_too_often(work: Work, mine: ColumnElement[bool]) -> bool:
    """Each alert of a guest was a mail to somebody who may never have asked for one, and may have ended it."""
    row = StockAlertRow
    lately = row.created_at > work.now - MAILED_WITHIN
    is_unasked = row.state.in_((AlertState.UNCONFIRMED, AlertState.ENDED))
    return await _count(work, mine, lately, is_unasked) >= MOST_MAILS


async def _count(work: Work, *conditions: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(StockAlertRow).where(*conditions)
    return int((await work.db.execute(statement)).scalar_one())


async def _write(work: Work, alert: StockAlert, key: str) -> None:
    values = {name: getattr(alert, name) for name in StockAlert.__dataclass_fields__}
    row = dialect.insert_or_ignore(work.db, StockAlertRow)
    await work.db.execute(row.values(**values, email_key=key, updated_at=work.now))
    if alert.state is AlertState.UNCONFIRMED:
        work.record(StockAlertAsked(alert_id=alert.id))
