"""Zones of tax, made and changed by staff or taken from a list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update

from shopwright.infra import versions
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.tax import queries
from shopwright.modules.tax.contracts import TaxZone, TaxZoneDraft
from shopwright.modules.tax.errors import TaxZoneExists, TaxZoneNotFound
from shopwright.modules.tax.models import RATE_SCALE, TaxRateRow, TaxZoneRow
from shopwright.modules.tax.rules import checked_zone

"""What processes keep of tax, promotions and shipping is of this version."""


async def add_zone(work: Work, draft: TaxZoneDraft) -> TaxZone:
    """Make a zone.

    Raises:
        InvalidTaxZone: a part of it can't be used.
        TaxZoneExists: there is one of the same places.
    """
    draft = checked_zone(draft)
    await versions.raised(work, versions.TRADE)
    await _refuse_twin(work, draft, None)
    zone_id = ids.new()
    await write_zones(work, [(zone_id, draft)], origin="")
    return await _found(work, zone_id)


async def change_zone(work: Work, zone_id: UUID, draft: TaxZoneDraft) -> TaxZone:
    """Make a zone another; a list that it came from does not replace it any more.

    Raises:
        TaxZoneNotFound: no such zone.
        InvalidTaxZone, TaxZoneExists: see :func:`add_zone`.
    """
    draft = checked_zone(draft)
    await versions.raised(work, versions.TRADE)
    await _refuse_twin(work, draft, zone_id)
    row = TaxZoneRow
    changed = await work.db.execute(
        update(row).where(row.id == zone_id).values(**_values(draft), origin="")
    )
    if changed.rowcount == 0:
        raise TaxZoneNotFound
    await work.db.execute(delete(TaxRateRow).where(TaxRateRow.zone_id == zone_id))
    await _write_rates(work, [(zone_id, draft)])
    return await _found(work, zone_id)


async def remove_zone(work: Work, zone_id: UUID) -> None:
    """Take a zone away; orders keep the tax that they were placed with.

    Raises:
        TaxZoneNotFound: no such zone.
    """
    await versions.raised(work, versions.TRADE)
    gone = await work.db.execute(delete(TaxZoneRow).where(TaxZoneRow.id == zone_id))
    if gone.rowcount == 0:
        raise TaxZoneNotFound


async def write_zones(
    work: Work, zones: Sequence[tuple[UUID, TaxZoneDraft]], *, origin: str
) -> None:
    """Insert zones with their rates, in two statements."""
    if not zones:
        return
    rows = [{"id": zone_id, "origin": origin, **_values(draft)} for zone_id, draft in zones]
    await work.db.execute(insert(TaxZoneRow), rows)
    await _write_rates(work, zones)


async def _write_rates(work: Work, zones: Sequence[tuple[UUID, TaxZoneDraft]]) -> None:
    rows = [
        {
            "zone_id": zone_id,
            "position": place,
            "tax_class": rate.tax_class,
            "name": rate.name,
            "rate": int(rate.rate.scaleb(RATE_SCALE)),
            "treatment": rate.treatment,
            "compound": rate.compound,
        }
        for zone_id, draft in zones
        for place, rate in enumerate(draft.rates)
    ]
    if rows:
        await work.db.execute(insert(TaxRateRow), rows)


def _values(draft: TaxZoneDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "country": draft.country,
        "region": draft.region,
        "postal_codes": list(draft.postal_codes),
    }


async def _refuse_twin(work: Work, draft: TaxZoneDraft, zone_id: UUID | None) -> None:
    for zone in await queries.zones_of(work.db, draft.country):
        is_same = zone.region == draft.region and set(zone.postal_codes) == set(draft.postal_codes)
        if is_same and zone.id != zone_id:
            raise TaxZoneExists(zone_id=str(zone.id))


async def _found(work: Work, zone_id: UUID) -> TaxZone:
    zone = await queries.zone(work.db, zone_id)
    if zone is None:
        raise TaxZoneNotFound
    return zone
