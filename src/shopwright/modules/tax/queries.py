"""Every question about tax."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.tax.contracts import TaxRate, TaxRules, TaxZone, Treatment
from shopwright.modules.tax.models import RATE_SCALE, TaxRateRow, TaxZoneRow


async def rules(db: AsyncConnection) -> TaxRules:
    """Every zone with its rates, in two statements."""
    zones = defaultdict(list)
    for zone in await zones_of(db):
        zones[zone.country].append(zone)
    return TaxRules({country: tuple(each) for country, each in zones.items()})


async def zones_of(db: AsyncConnection, country: str | None = None) -> list[TaxZone]:
    """The zones of a country, or all, by country, region and name."""
    row = TaxZoneRow
    statement = select(*row.__table__.c).order_by(row.country, row.region, row.name, row.id)
    if country is not None:
        statement = statement.where(row.country == country)
    return await _with_rates(db, statement)


async def zone(db: AsyncConnection, zone_id: UUID) -> TaxZone | None:
    found = await _with_rates(db, select(*TaxZoneRow.__table__.c).where(TaxZoneRow.id == zone_id))
    return found[0] if found else None


async def _with_rates(db: AsyncConnection, statement: object) -> list[TaxZone]:
    rows = (await db.execute(statement)).all()  # type: ignore[call-overload]
    rates = defaultdict(list)
    rate = TaxRateRow
    ids = [row.id for row in rows]
    wanted = select(*rate.__table__.c).order_by(rate.zone_id, rate.position)
    for row in await db.execute(wanted.where(rate.zone_id.in_(ids)) if len(ids) == 1 else wanted):
        rates[row.zone_id].append(
            TaxRate(
                tax_class=row.tax_class,
                name=row.name,
                rate=Decimal(row.rate).scaleb(-RATE_SCALE).normalize(),
                treatment=Treatment(row.treatment),
                compound=row.compound,
            )
        )
    return [
        TaxZone(
            id=row.id,
            name=row.name,
            country=row.country,
            region=row.region,
            postal_codes=tuple(row.postal_codes),
            rates=tuple(rates[row.id]),
            origin=row.origin,
        )
        for row in rows
    ]
