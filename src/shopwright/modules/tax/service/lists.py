"""Rates taken from lists: what came from a list is replaced by its next edition, what staff wrote is not."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from shopwright.infra import versions
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.tax import queries
from shopwright.modules.tax.contracts import TaxZoneDraft
from shopwright.modules.tax.models import TaxZoneRow
from shopwright.modules.tax.rules import union_zones
from shopwright.modules.tax.rules.files import zones_in
from shopwright.modules.tax.rules.union import ORIGIN
from shopwright.modules.tax.service.zones import write_zones

FILE = "file"


async def take_union(work: Work) -> int:
    """Bring the rates of the European Union in; answers how many zones came."""
    return await _take(work, union_zones(), origin=ORIGIN)


async def take_rates(work: Work, listed: Any, *, countries: frozenset[str] = frozenset()) -> int:
    """Bring a list of rates in, whole or some countries of it; answers how many zones came.

    Raises:
        UnreadableRates, InvalidTaxZone: nothing is taken.
    """
    return await _take(work, zones_in(listed, countries=countries), origin=FILE)


async def _take(work: Work, drafts: Sequence[TaxZoneDraft], *, origin: str) -> int:
    await versions.raised(work, versions.TRADE)
    countries = {draft.country for draft in drafts}
    row = TaxZoneRow
    await work.db.execute(
        delete(row).where(row.origin.in_((ORIGIN, FILE)), row.country.in_(countries))
    )
    kept = {_places(zone) for zone in await queries.zones_of(work.db)}
    fresh = [draft for draft in drafts if _places(draft) not in kept]
    await write_zones(work, [(ids.new(), draft) for draft in fresh], origin=origin)
    return len(fresh)


def _places(zone: Any) -> tuple[str, str, tuple[str, ...]]:
    return zone.country, zone.region, tuple(sorted(zone.postal_codes))
