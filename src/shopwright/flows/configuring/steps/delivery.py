"""Delivery zones and methods, in a file; known by their names."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.configuring.contracts import Difference
from shopwright.flows.configuring.errors import UnreadableConfiguration
from shopwright.infra.work import Work
from shopwright.modules.shipping import queries, service
from shopwright.modules.shipping.contracts import (
    Area,
    DeliveryMethod,
    DeliveryMethodDraft,
    DeliveryZone,
    RateKind,
    Step,
    Tariff,
)

ZONES, METHODS = "delivery_zones", "delivery_methods"


class Told(BaseModel):
    """A table of the file: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def plain(self) -> dict[str, Any]:
        """As it is written: TOML has no word for what is not there."""
        return self.model_dump(exclude_none=True)


class Named(Told):
    name: str


class AreaTold(Told):
    country: str
    region: str = ""
    postal_codes: list[str] = Field(default_factory=list)


class ZoneTold(Named):
    areas: list[AreaTold] = Field(default_factory=list)


class StepTold(Told):
    at_least: int
    amount: int


class TariffTold(Told):
    """Amounts are minor units."""

    currency: str
    amount: int = 0
    steps: list[StepTold] = Field(default_factory=list)
    free_from: int | None = None
    minimum: int = 0
    maximum: int | None = None


class MethodTold(Named):
    kind: Literal["flat", "by_weight", "by_price", "pickup"]
    zone: str = ""
    description: str = ""
    position: int = 0
    is_active: bool = True
    most_grams: int | None = None
    days: list[int] | None = Field(None, min_length=2, max_length=2)
    tariffs: list[TariffTold] = Field(default_factory=list)


T = TypeVar("T", bound=Named)
_KINDS: tuple[tuple[str, type[Named]], ...] = ((ZONES, ZoneTold), (METHODS, MethodTold))


async def exported(db: AsyncConnection) -> dict[str, list[dict[str, Any]]]:
    zones = await queries.zones_of(db)
    names = {zone.id: zone.name for zone in zones}
    methods = [_method(each, names) for each in await queries.methods(db)]
    return {
        ZONES: sorted((_zone(each).plain() for each in zones), key=_name),
        METHODS: sorted((each.plain() for each in methods), key=_name),
    }


async def differences(db: AsyncConnection, listed: Mapping[str, Sequence[Any]]) -> list[Difference]:
    """What would change if zones and methods were exactly those of the file."""
    now, found = await exported(db), list[Difference]()
    for section, kind in _KINDS:
        if section in listed:
            old = {each["name"]: each for each in now[section]}
            new = {each.name: each.plain() for each in _read(section, kind, listed[section])}
            found += [
                Difference(f"{section} {name}", old.get(name), new.get(name))
                for name in sorted({*old, *new})
                if old.get(name) != new.get(name)
            ]
    return found


async def applied(work: Work, listed: Mapping[str, Sequence[Any]]) -> None:
    """Zones first, for methods lie in them; those that are to go go last."""
    wanted = _read(ZONES, ZoneTold, listed[ZONES]) if ZONES in listed else None
    if wanted is not None:
        await _keep_zones(work, wanted)
    if METHODS in listed:
        await _apply_methods(work, _read(METHODS, MethodTold, listed[METHODS]))
    for zone in await queries.zones_of(work.db) if wanted is not None else ():
        if zone.name not in {each.name for each in wanted or ()}:
            await service.remove_zone(work, zone.id)


async def _keep_zones(work: Work, wanted: Sequence[ZoneTold]) -> None:
    there = {zone.name: zone for zone in await queries.zones_of(work.db)}
    for each in wanted:
        areas = [Area(a.country, a.region, tuple(a.postal_codes)) for a in each.areas]
        zone = there.get(each.name)
        if zone is None:
            _ = await service.add_zone(work, name=each.name, areas=areas)
        elif _zone(zone) != each:
            _ = await service.change_zone(work, zone.id, name=each.name, areas=areas)


async def _apply_methods(work: Work, wanted: Sequence[MethodTold]) -> None:
    zones = {zone.name: zone.id for zone in await queries.zones_of(work.db)}
    names = {zone_id: name for name, zone_id in zones.items()}
    there = {method.name: method for method in await queries.methods(work.db)}
    for each in wanted:
        method = there.get(each.name)
        if method is None:
            _ = await service.add_method(work, _draft(each, zones))
        elif _method(method, names) != each:
            _ = await service.change_method(work, method.id, _draft(each, zones))
    for name, method in there.items():
        if name not in {each.name for each in wanted}:
            await service.remove_method(work, method.id)


def _read(section: str, kind: type[T], told: Sequence[Any]) -> list[T]:
    try:
        found = [kind.model_validate(each) for each in told]
    except ValidationError as error:
        fault = error.errors()[0]
        message = f"{section}.{'.'.join(map(str, fault['loc']))}: {fault['msg']}."
        raise UnreadableConfiguration(message) from None
    names = [each.name for each in found]
    if len(set(names)) < len(names):
        raise UnreadableConfiguration(f"{section} names one of them twice.")
    return found


def _zone(zone: DeliveryZone) -> ZoneTold:
    areas = [
        AreaTold(country=a.country, region=a.region, postal_codes=list(a.postal_codes))
        for a in zone.areas
    ]
    return ZoneTold(name=zone.name, areas=areas)


def _method(method: DeliveryMethod, zones: Mapping[UUID, str]) -> MethodTold:
    tariffs = [
        TariffTold(
            currency=currency,
            amount=each.amount,
            steps=[StepTold(at_least=s.at_least, amount=s.amount) for s in each.steps],
            free_from=each.free_from,
            minimum=each.minimum,
            maximum=each.maximum,
        )
        for currency, each in sorted(method.tariffs.items())
    ]
    return MethodTold(
        name=method.name,
        kind=method.kind.value,
        zone=zones[method.zone_id] if method.zone_id else "",
        description=method.description,
        position=method.position,
        is_active=method.is_active,
        most_grams=method.most_grams,
        days=list(method.days) if method.days else None,
        tariffs=tariffs,
    )


def _draft(told: MethodTold, zones: Mapping[str, UUID]) -> DeliveryMethodDraft:
    if told.zone and told.zone not in zones:
        raise UnreadableConfiguration(
            f"{METHODS} names the zone {told.zone!r}, which is not there."
        )
    tariffs = {
        each.currency: Tariff(
            each.amount,
            tuple(Step(s.at_least, s.amount) for s in each.steps),
            each.free_from,
            each.minimum,
            each.maximum,
        )
        for each in told.tariffs
    }
    return DeliveryMethodDraft(
        name=told.name,
        kind=RateKind(told.kind),
        zone_id=zones[told.zone] if told.zone else None,
        description=told.description,
        tariffs=tariffs,
        most_grams=told.most_grams,
        days=(told.days[0], told.days[1]) if told.days else None,
        position=told.position,
        is_active=told.is_active,
    )


def _name(told: Mapping[str, Any]) -> str:
    return str(told["name"])
