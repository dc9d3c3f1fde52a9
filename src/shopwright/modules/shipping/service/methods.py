"""Delivery methods."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update

from shopwright.infra import versions
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.shipping import queries
from shopwright.modules.shipping.contracts import DeliveryMethod, DeliveryMethodDraft, Tariff
from shopwright.modules.shipping.errors import DeliveryMethodNotFound, DeliveryZoneNotFound
from shopwright.modules.shipping.models import DeliveryMethodRow
from shopwright.modules.shipping.rules import checked_method


async def add_method(work: Work, draft: DeliveryMethodDraft) -> DeliveryMethod:
    """Make a method.

    Raises:
        InvalidDelivery: a part of it can't be used.
        DeliveryZoneNotFound: it names no zone that there is.
    """
    draft = checked_method(draft)
    await versions.raised(work, versions.TRADE)
    await _check_zone(work, draft)
    method_id = ids.new()
    await work.db.execute(insert(DeliveryMethodRow).values(id=method_id, **_values(draft)))
    return await _found(work, method_id)


async def change_method(work: Work, method_id: UUID, draft: DeliveryMethodDraft) -> DeliveryMethod:
    """Make a method another; orders keep what they were placed with.

    Raises:
        DeliveryMethodNotFound: no such method.
        InvalidDelivery, DeliveryZoneNotFound: see :func:`add_method`.
    """
    draft = checked_method(draft)
    await versions.raised(work, versions.TRADE)
    await _check_zone(work, draft)
    row = DeliveryMethodRow
    await work.db.execute(
        update(row).where(row.id == method_id).values(**_values(draft), version=row.version + 1)
    )
    return await _found(work, method_id)


async def remove_method(work: Work, method_id: UUID) -> None:
    """Take a method away.

    Raises:
        DeliveryMethodNotFound: no such method.
    """
    await versions.raised(work, versions.TRADE)
    gone = await work.db.execute(delete(DeliveryMethodRow).where(DeliveryMethodRow.id == method_id))
    if gone.rowcount == 0:
        raise DeliveryMethodNotFound


async def _check_zone(work: Work, draft: DeliveryMethodDraft) -> None:
    if draft.zone_id is not None and await queries.zone(work.db, draft.zone_id) is None:
        raise DeliveryZoneNotFound


async def _found(work: Work, method_id: UUID) -> DeliveryMethod:
    method = await queries.method(work.db, method_id)
    if method is None:
        raise DeliveryMethodNotFound
    return method


def _values(draft: DeliveryMethodDraft) -> dict[str, Any]:
    least, most = draft.days or (None, None)
    return {
        "zone_id": draft.zone_id,
        "name": draft.name,
        "description": draft.description,
        "kind": draft.kind,
        "tariffs": {currency: _kept(each) for currency, each in draft.tariffs.items()},
        "most_grams": draft.most_grams,
        "days_least": least,
        "days_most": most,
        "position": draft.position,
        "is_active": draft.is_active,
    }


def _kept(tariff: Tariff) -> dict[str, Any]:
    return {
        "amount": tariff.amount,
        "steps": [[step.at_least, step.amount] for step in tariff.steps],
        "free_from": tariff.free_from,
        "minimum": tariff.minimum,
        "maximum": tariff.maximum,
    }
