"""Zones and rates of tax, for staff."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.tax_shapes import TaxZoneAnswer, TaxZonePayload, ZonesTakenAnswer
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.tax import queries, service
from shopwright.modules.tax.contracts import TaxZone
from shopwright.modules.tax.errors import TaxZoneNotFound
from shopwright.modules.tax.permissions import TAX_READ, TAX_WRITE

router = APIRouter(tags=["Tax, for staff"])
ZONES = "/api/v1/admin/tax/zones"


@router.get(ZONES, operation_id="tax_zones_list", summary="List zones", **access(TAX_READ))
async def list_zones(
    ctx: Ctx, country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None
) -> list[TaxZoneAnswer]:
    async with ctx.reading() as db:
        found = await queries.zones_of(db, country)
    return [TaxZoneAnswer.of(zone) for zone in found]


@router.post(
    ZONES,
    operation_id="tax_zone_create",
    summary="Make a zone",
    status_code=201,
    **access(TAX_WRITE, 409),
)
async def create_zone(ctx: Ctx, payload: TaxZonePayload) -> TaxZoneAnswer:
    async with ctx.work() as work:
        zone = await service.add_zone(work, payload.as_draft())
        await audit.note(
            work, action="tax_zone.created", subject=_subject(zone.id), after=_told(zone)
        )
    return TaxZoneAnswer.of(zone)


@router.post(
    f"{ZONES}/european-union",
    operation_id="tax_zones_take_union",
    summary="Take over the rates of the European Union, in place of those taken before",
    **access(TAX_WRITE),
)
async def take_union(ctx: Ctx) -> ZonesTakenAnswer:
    async with ctx.work() as work:
        count = await service.take_union(work)
        subject, after = Subject("tax_zones", "european-union"), {"zones": count}
        await audit.note(work, action="tax_zones.taken", subject=subject, after=after)
    return ZonesTakenAnswer(zones=count)


@router.get(
    f"{ZONES}/{{zone_id}}",
    operation_id="tax_zone_get",
    summary="Show a zone",
    **access(TAX_READ, 404),
)
async def get_zone(ctx: Ctx, zone_id: UUID) -> TaxZoneAnswer:
    async with ctx.reading() as db:
        zone = await queries.zone(db, zone_id)
    if zone is None:
        raise TaxZoneNotFound
    return TaxZoneAnswer.of(zone)


@router.put(
    f"{ZONES}/{{zone_id}}",
    operation_id="tax_zone_replace",
    summary="Change a zone; no list replaces it any more",
    **access(TAX_WRITE, 404, 409),
)
async def change_zone(ctx: Ctx, zone_id: UUID, payload: TaxZonePayload) -> TaxZoneAnswer:
    async with ctx.work() as work:
        before = await queries.zone(work.db, zone_id)
        zone = await service.change_zone(work, zone_id, payload.as_draft())
        await audit.note(
            work,
            action="tax_zone.changed",
            subject=_subject(zone_id),
            before=_told(before) if before else None,
            after=_told(zone),
        )
    return TaxZoneAnswer.of(zone)


@router.delete(
    f"{ZONES}/{{zone_id}}",
    operation_id="tax_zone_delete",
    summary="Take a zone away",
    status_code=204,
    **access(TAX_WRITE, 404),
)
async def delete_zone(ctx: Ctx, zone_id: UUID) -> None:
    async with ctx.work() as work:
        before = await queries.zone(work.db, zone_id)
        await service.remove_zone(work, zone_id)
        told = _told(before) if before else None
        await audit.note(work, action="tax_zone.deleted", subject=_subject(zone_id), before=told)


def _subject(zone_id: UUID) -> Subject:
    return Subject("tax_zone", str(zone_id))


def _told(zone: TaxZone) -> dict[str, Any]:
    return TaxZoneAnswer.of(zone).model_dump(mode="json", exclude={"id"})
