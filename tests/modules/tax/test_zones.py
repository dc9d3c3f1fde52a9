"""Zones kept in the database, and lists that bring and replace them."""

from decimal import Decimal

import pytest

from shopwright.infra import versions
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.modules.tax import queries, service
from shopwright.modules.tax.contracts import TaxRate, TaxZoneDraft
from shopwright.modules.tax.errors import TaxZoneExists, TaxZoneNotFound

pytestmark = pytest.mark.anyio
ACTOR = system("test")
RATES = (
    TaxRate("standard", "VAT 25.5 %", Decimal("0.255")),
    TaxRate("standard", "Levy", Decimal("0.000001"), compound=True),
)
NORWAY = TaxZoneDraft("Norway", "NO", rates=RATES)


async def version(works: Works) -> int:
    async with works.reading() as db:
        return await versions.current(db, versions.TRADE)


async def test_a_zone_comes_back_as_it_was_made(works: Works) -> None:
    async with works(ACTOR) as work:
        made = await service.add_zone(work, NORWAY)

    async with works.reading() as db:
        found = await queries.rules(db)
    assert found.zones["NO"] == (made,)
    assert made.rates == RATES


async def test_every_change_raises_the_version(works: Works) -> None:
    seen = [await version(works)]
    async with works(ACTOR) as work:
        zone = await service.add_zone(work, NORWAY)
    seen.append(await version(works))
    async with works(ACTOR) as work:
        await service.change_zone(work, zone.id, TaxZoneDraft("Norway", "NO"))
    seen.append(await version(works))
    async with works(ACTOR) as work:
        await service.remove_zone(work, zone.id)
    seen.append(await version(works))

    assert seen == sorted(set(seen))


async def test_a_second_zone_of_the_same_places_is_refused(works: Works) -> None:
    async with works(ACTOR) as work:
        await service.add_zone(work, NORWAY)
    before = await version(works)

    with pytest.raises(TaxZoneExists):
        async with works(ACTOR) as work:
            await service.add_zone(work, TaxZoneDraft("Norge", "NO"))

    assert await version(works) == before


async def test_what_is_not_there_can_not_be_changed(works: Works) -> None:
    with pytest.raises(TaxZoneNotFound):
        async with works(ACTOR) as work:
            await service.change_zone(work, ids.new(), NORWAY)
    with pytest.raises(TaxZoneNotFound):
        async with works(ACTOR) as work:
            await service.remove_zone(work, ids.new())


async def test_a_list_replaces_what_it_brought_and_nothing_that_staff_wrote(works: Works) -> None:
    own = TaxZoneDraft("France, my way", "FR")
    async with works(ACTOR) as work:
        await service.add_zone(work, own)
        first = await service.take_union(work)
    async with works(ACTOR) as work:
        second = await service.take_union(work)
    async with works(ACTOR) as work:
        listed = {"DE": {"rate": 0.16, "type": "vat"}}
        await service.take_rates(work, listed)

    async with works.reading() as db:
        zones = await queries.zones_of(db)
    assert first == second
    assert [zone.name for zone in zones if zone.country == "FR" and not zone.postal_codes] == [
        "France, my way"
    ]
    germany = [zone for zone in zones if zone.country == "DE"]
    assert [(zone.origin, zone.rates[0].rate) for zone in germany] == [("file", Decimal("0.16"))]


async def test_a_list_takes_only_the_countries_that_are_asked_for(works: Works) -> None:
    listed = {"DE": {"rate": 0.19}, "AT": {"rate": 0.2}}

    async with works(ACTOR) as work:
        taken = await service.take_rates(work, listed, countries=frozenset({"AT"}))

    assert taken == 1
    async with works.reading() as db:
        assert [zone.country for zone in await queries.zones_of(db)] == ["AT"]
