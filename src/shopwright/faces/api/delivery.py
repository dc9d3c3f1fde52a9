"""How a cart can be delivered; delivery zones and methods for staff."""

from enum import Enum
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from shopwright.faces.api import tokens
from shopwright.faces.api.cart import GuestToken
from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.delivery_shapes import (
    DeliveryAnswer,
    DeliveryMethodAnswer,
    DeliveryMethodPayload,
    DeliveryZoneAnswer,
    DeliveryZonePayload,
)
from shopwright.flows.checkout import run as checkout
from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.shipping import queries, service
from shopwright.modules.shipping.permissions import SHIPPING_READ, SHIPPING_WRITE

router = APIRouter()
ZONES, METHODS = "/api/v1/admin/delivery/zones", "/api/v1/admin/delivery/methods"
_FOR_STAFF: list[str | Enum] = ["Delivery, for staff"]


@router.get(
    "/api/v1/cart/delivery-options",
    tags=["Cart"],
    operation_id="cart_delivery_options",
    summary="Show how the cart can be delivered to where it goes, with prices",
    **access(PUBLIC),
)
async def options(ctx: Ctx, response: Response, guest: GuestToken) -> list[DeliveryAnswer]:
    response.headers["cache-control"] = "private, no-store"
    user_id = ctx.actor.user_id
    cart_id = None if ctx.actor.is_user else tokens.read(ctx.services, tokens.CART, guest)
    async with ctx.reading() as db:
        cart = await checkout.find_cart(db, user_id=user_id, cart_id=cart_id)
        if cart is None:
            return []
        found = await checkout.delivery_options(ctx.services.till, db, cart)
    return [DeliveryAnswer.of(each) for each in found]


@router.get(
    ZONES,
    tags=_FOR_STAFF,
    operation_id="delivery_zones_list",
    summary="List delivery zones",
    **access(SHIPPING_READ),
)
async def list_zones(ctx: Ctx) -> list[DeliveryZoneAnswer]:
    async with ctx.reading() as db:
        return [DeliveryZoneAnswer.of(each) for each in await queries.zones_of(db)]


@router.post(
    ZONES,
    tags=_FOR_STAFF,
    operation_id="delivery_zone_create",
    summary="Make a delivery zone",
    status_code=201,
    **access(SHIPPING_WRITE),
)
async def create_zone(ctx: Ctx, payload: DeliveryZonePayload) -> DeliveryZoneAnswer:
    async with ctx.work() as work:
        zone = await service.add_zone(work, name=payload.name, areas=payload.as_areas())
        answer = DeliveryZoneAnswer.of(zone)
        await _note(work, "delivery_zone.created", zone.id, after=_told(answer))
    return answer


@router.put(
    f"{ZONES}/{{zone_id}}",
    tags=_FOR_STAFF,
    operation_id="delivery_zone_replace",
    summary="Change a delivery zone",
    **access(SHIPPING_WRITE, 404),
)
async def change_zone(ctx: Ctx, zone_id: UUID, payload: DeliveryZonePayload) -> DeliveryZoneAnswer:
    async with ctx.work() as work:
        before = await queries.zone(work.db, zone_id)
        zone = await service.change_zone(work, zone_id, name=payload.name, areas=payload.as_areas())
        answer = DeliveryZoneAnswer.of(zone)
        was = _told(DeliveryZoneAnswer.of(before)) if before else None
        await _note(work, "delivery_zone.changed", zone_id, before=was, after=_told(answer))
    return answer


@router.delete(
    f"{ZONES}/{{zone_id}}",
    tags=_FOR_STAFF,
    operation_id="delivery_zone_delete",
    summary="Take a delivery zone away",
    status_code=204,
    **access(SHIPPING_WRITE, 404, 409),
)
async def delete_zone(ctx: Ctx, zone_id: UUID) -> None:
    async with ctx.work() as work:
        before = await queries.zone(work.db, zone_id)
        await service.remove_zone(work, zone_id)
        was = _told(DeliveryZoneAnswer.of(before)) if before else None
        await _note(work, "delivery_zone.deleted", zone_id, before=was)


@router.get(
    METHODS,
    tags=_FOR_STAFF,
    operation_id="delivery_methods_list",
    summary="List delivery methods",
    **access(SHIPPING_READ),
)
async def list_methods(ctx: Ctx) -> list[DeliveryMethodAnswer]:
    async with ctx.reading() as db:
        return [DeliveryMethodAnswer.of(each) for each in await queries.methods(db)]


@router.post(
    METHODS,
    tags=_FOR_STAFF,
    operation_id="delivery_method_create",
    summary="Make a delivery method",
    status_code=201,
    **access(SHIPPING_WRITE, 404),
)
async def create_method(ctx: Ctx, payload: DeliveryMethodPayload) -> DeliveryMethodAnswer:
    async with ctx.work() as work:
        method = await service.add_method(work, payload.as_draft())
        answer = DeliveryMethodAnswer.of(method)
        await _note(work, "delivery_method.created", method.id, after=_told(answer))
    return answer


@router.put(
    f"{METHODS}/{{method_id}}",
    tags=_FOR_STAFF,
    operation_id="delivery_method_replace",
    summary="Change a delivery method",
    **access(SHIPPING_WRITE, 404),
)
async def change_method(
    ctx: Ctx, method_id: UUID, payload: DeliveryMethodPayload
) -> DeliveryMethodAnswer:
    async with ctx.work() as work:
        before = await queries.method(work.db, method_id)
        method = await service.change_method(work, method_id, payload.as_draft())
        answer = DeliveryMethodAnswer.of(method)
        was = _told(DeliveryMethodAnswer.of(before)) if before else None
        await _note(work, "delivery_method.changed", method_id, before=was, after=_told(answer))
    return answer


@router.delete(
    f"{METHODS}/{{method_id}}",
    tags=_FOR_STAFF,
    operation_id="delivery_method_delete",
    summary="Take a delivery method away; orders keep its name",
    status_code=204,
    **access(SHIPPING_WRITE, 404),
)
async def delete_method(ctx: Ctx, method_id: UUID) -> None:
    async with ctx.work() as work:
        before = await queries.method(work.db, method_id)
        await service.remove_method(work, method_id)
        was = _told(DeliveryMethodAnswer.of(before)) if before else None
        await _note(work, "delivery_method.deleted", method_id, before=was)


async def _note(
    work: Work,
    action: str,
    subject_id: UUID,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    subject = Subject(action.partition(".")[0], str(subject_id))
    await audit.note(work, action=action, subject=subject, before=before, after=after)


def _told(answer: DeliveryZoneAnswer | DeliveryMethodAnswer) -> dict[str, Any]:
    return answer.model_dump(mode="json", exclude={"id", "version"})
