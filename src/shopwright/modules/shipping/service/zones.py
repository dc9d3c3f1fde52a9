"""Delivery zones."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from shopwright.infra import versions
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.shipping.contracts import Area, DeliveryZone
from shopwright.modules.shipping.errors import DeliveryZoneNotFound, ZoneInUse
from shopwright.modules.shipping.models import DeliveryMethodRow, DeliveryZoneRow
from shopwright.modules.shipping.rules import checked_areas

"""What processes keep of tax, promotions and shipping is of this version."""


async def add_zone(work: Work, *, name: str, areas: Sequence[Area]) -> DeliveryZone:
    """Make a zone.

    Raises:
        InvalidDelivery: an area can't be used.
    """
    zone = DeliveryZone(ids.new(), name, checked_areas(areas))
    await versions.raised(work, versions.TRADE)
    await work.db.execute(insert(DeliveryZoneRow).values(id=zone.id, **_values(zone)))
    return zone


async def change_zone(
    work: Work, zone_id: UUID, *, name: str, areas: Sequence[Area]
) -> DeliveryZone:
    """Make a zone another.

    Raises:
        DeliveryZoneNotFound: no such zone.
        InvalidDelivery: an area can't be used.
    """
    zone = DeliveryZone(zone_id, name, checked_areas(areas))
    await versions.raised(work, versions.TRADE)
    row = DeliveryZoneRow
    changed = await work.db.execute(update(row).where(row.id == zone_id).values(**_values(zone)))
    if changed.rowcount == 0:
        raise DeliveryZoneNotFound
    return zone


async def remove_zone(work: Work, zone_id: UUID) -> None:
    """Take a zone away that no method delivers to.

    Raises:
        DeliveryZoneNotFound: no such zone.
        ZoneInUse: a method delivers to it.
    """
    await versions.raised(work, versions.TRADE)
    method = DeliveryMethodRow
    used = await work.db.scalar(select(method.id).where(method.zone_id == zone_id).limit(1))
    if used is not None:
        raise ZoneInUse(method_id=str(used))
    gone = await work.db.execute(delete(DeliveryZoneRow).where(DeliveryZoneRow.id == zone_id))
    if gone.rowcount == 0:
        raise DeliveryZoneNotFound


def _values(zone: DeliveryZone) -> dict[str, Any]:
    areas = [
        {
            "country": each.country,
            "region": each.region,
            "postal_codes": list(each.postal_codes),
        }
        for each in zone.areas
    ]
    return {"name": zone.name, "areas": areas}
