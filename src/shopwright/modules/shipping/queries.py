"""Every question about delivery."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.shipping.contracts import (
    Area,
    DeliveryMethod,
    DeliveryZone,
    RateKind,
    ShippingRules,
    Step,
    Tariff,
)
from shopwright.modules.shipping.models import DeliveryMethodRow, DeliveryZoneRow


async def rules(db: AsyncConnection) -> ShippingRules:
    """Every active method and all zones, in two statements."""
    zones = {zone.id: zone for zone in await zones_of(db)}
    return ShippingRules(tuple(each for each in await methods(db) if each.is_active), zones)


async def zones_of(db: AsyncConnection) -> list[DeliveryZone]:
    row = DeliveryZoneRow
    rows = await db.execute(select(*row.__table__.c).order_by(row.name, row.id))
    return [_zone(each) for each in rows]


async def zone(db: AsyncConnection, zone_id: UUID) -> DeliveryZone | None:
    statement = select(*DeliveryZoneRow.__table__.c).where(DeliveryZoneRow.id == zone_id)
    row = (await db.execute(statement)).one_or_none()
    return _zone(row) if row else None


async def methods(db: AsyncConnection) -> list[DeliveryMethod]:
    """Every method, in the order in which they are offered."""
    row = DeliveryMethodRow
    statement = select(*row.__table__.c).order_by(row.position, row.name, row.id)
    return [_method(each) for each in await db.execute(statement)]


async def method(db: AsyncConnection, method_id: UUID) -> DeliveryMethod | None:
    statement = select(*DeliveryMethodRow.__table__.c).where(DeliveryMethodRow.id == method_id)
    row = (await db.execute(statement)).one_or_none()
    return _method(row) if row else None


def _zone(row: Any) -> DeliveryZone:
    areas = tuple(
        Area(each["country"], each["region"], tuple(each["postal_codes"])) for each in row.areas
    )
    return DeliveryZone(row.id, row.name, areas)


def _method(row: Any) -> DeliveryMethod:
    days = (row.days_least, row.days_most) if row.days_least is not None else None
    return DeliveryMethod(
        id=row.id,
        name=row.name,
        kind=RateKind(row.kind),
        zone_id=row.zone_id,
        description=row.description,
        tariffs={currency: _tariff(each) for currency, each in row.tariffs.items()},
        most_grams=row.most_grams,
        days=days,
        position=row.position,
        is_active=row.is_active,
        version=row.version,
    )


def _tariff(kept: dict[str, Any]) -> Tariff:
    steps = tuple(Step(at_least, amount) for at_least, amount in kept["steps"])
    return Tariff(kept["amount"], steps, kept["free_from"], kept["minimum"], kept["maximum"])
