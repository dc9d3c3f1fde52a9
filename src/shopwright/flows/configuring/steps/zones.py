"""Tax zones that staff wrote, in a file; those taken from lists come by their own command."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.configuring.contracts import Difference
from shopwright.flows.configuring.errors import UnreadableConfiguration
from shopwright.infra.work import Work
from shopwright.modules.tax import queries, service
from shopwright.modules.tax.contracts import TaxRate, TaxZone, TaxZoneDraft, Treatment

SECTION = "tax_zones"
_ZONE = {"name": str, "country": str, "region": str, "postal_codes": list, "rates": list}
_RATE = {"tax_class": str, "name": str, "rate": str, "treatment": str, "compound": bool}
Key = tuple[str, str, tuple[str, ...]]


async def exported(db: AsyncConnection) -> list[dict[str, Any]]:
    return [_told(zone) for zone in await _written_by_staff(db)]


async def differences(db: AsyncConnection, wanted: Sequence[Any]) -> list[Difference]:
    """What would change if the zones were exactly these."""
    old = {_key(zone): _told(zone) for zone in await _written_by_staff(db)}
    new = {_key(draft): _told(draft) for draft in map(_draft, wanted)}
    return [
        Difference(f"{SECTION} {' '.join(filter(None, (key[0], key[1], *key[2])))}", *pair)
        for key in sorted({*old, *new})
        if (pair := (old.get(key), new.get(key)))[0] != pair[1]
    ]


async def applied(work: Work, wanted: Sequence[Any]) -> None:
    """Let the zones that staff wrote be exactly these."""
    there = {_key(zone): zone for zone in await _written_by_staff(work.db)}
    drafts = {_key(draft): draft for draft in map(_draft, wanted)}
    for key, zone in there.items():
        if key not in drafts:
            await service.remove_zone(work, zone.id)
        elif _told(drafts[key]) != _told(zone):
            await service.change_zone(work, zone.id, drafts[key])
    for key, draft in drafts.items():
        if key not in there:
            await service.add_zone(work, draft)


async def _written_by_staff(db: AsyncConnection) -> list[TaxZone]:
    return [zone for zone in await queries.zones_of(db) if not zone.origin]


def _key(zone: TaxZone | TaxZoneDraft) -> Key:
    return zone.country, zone.region, tuple(sorted(zone.postal_codes))


def _told(zone: TaxZone | TaxZoneDraft) -> dict[str, Any]:
    rates = [
        {
            "tax_class": each.tax_class,
            "name": each.name,
            "rate": format(each.rate * 100, "f").rstrip("0").rstrip(".") or "0",
            "treatment": each.treatment.value,
            "compound": each.compound,
        }
        for each in zone.rates
    ]
    return {
        "name": zone.name,
        "country": zone.country,
        "region": zone.region,
        "postal_codes": list(zone.postal_codes),
        "rates": rates,
    }


def _draft(told: Any) -> TaxZoneDraft:
    zone = checked(told, _ZONE, SECTION)
    rates = tuple(_rate(each) for each in zone.get("rates", ()))
    return TaxZoneDraft(
        name=zone.get("name", ""),
        country=zone.get("country", "").upper(),
        region=zone.get("region", "").upper(),
        postal_codes=tuple(map(str, zone.get("postal_codes", ()))),
        rates=rates,
    )


def _rate(told: Any) -> TaxRate:
    rate = checked(told, _RATE, f"{SECTION}.rates")
    try:
        percent = Decimal(rate["rate"])
        treatment = Treatment(rate.get("treatment", "standard"))
        if not 0 <= percent <= 100:
            raise ValueError(percent)  # noqa: TRY301 - told in one place
    except (KeyError, ValueError, InvalidOperation):
        message = 'A rate has its percent as a text ("19") and a treatment.'
        raise UnreadableConfiguration(message) from None
    name, kind = rate.get("name", ""), rate.get("tax_class", "standard")
    return TaxRate(kind, name, percent / 100, treatment, rate.get("compound", False))


def checked(told: Any, form: Mapping[str, type], place: str) -> dict[str, Any]:
    """A table of a file, with nothing in it but what the form names.

    Raises:
        UnreadableConfiguration: a member is unknown, or of another kind.
    """
    if not isinstance(told, dict):
        raise UnreadableConfiguration(f"{place} is a list of tables.")
    for name, value in told.items():
        if name not in form or type(value) is not form[name]:
            raise UnreadableConfiguration(f"{place}.{name} is unknown, or of another kind.")
    return told
