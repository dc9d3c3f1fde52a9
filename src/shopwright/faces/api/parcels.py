"""Parcels: packed and sent by staff, followed by customers."""

from uuid import UUID

from fastapi import APIRouter, Response

from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.order_access import OrderToken, visible_order
from shopwright.faces.api.parcel_shapes import (
    ParcelAnswer,
    ParcelPayload,
    ParcelsAnswer,
    ParcelStepPayload,
)
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.modules.orders import queries
from shopwright.modules.orders.errors import ParcelNotFound
from shopwright.modules.orders.permissions import ORDERS_WRITE

router = APIRouter(tags=["Parcels"])


@router.get(
    "/api/v1/orders/{order_id}/parcels",
    operation_id="parcel_list",
    summary="List the parcels of an order for its owner, for staff, or for the guest who holds its token",
    **access(PUBLIC, 404),
)
async def list_parcels(
    ctx: Ctx, response: Response, order_id: UUID, token: OrderToken = None
) -> ParcelsAnswer:
    response.headers["cache-control"] = "private, no-store"
    await visible_order(ctx, order_id, token)
    async with ctx.reading() as db:
        found = await queries.parcels(db, order_id)
    return ParcelsAnswer(items=[ParcelAnswer.of(parcel) for parcel in found])


@router.post(
    "/api/v1/admin/orders/{order_id}/parcels",
    operation_id="parcel_pack",
    summary="Pack pieces of a confirmed order, all that is left where none are named; sent at once where asked",
    status_code=201,
    **access(ORDERS_WRITE, 404, 409),
)
async def pack(ctx: Ctx, order_id: UUID, payload: ParcelPayload | None = None) -> ParcelAnswer:
    payload = payload or ParcelPayload()
    async with ctx.work() as work:
        parcel = await fulfilment.pack(
            work,
            order_id=order_id,
            pieces=payload.pieces(),
            tracking=payload.tracking,
            is_sent=payload.ship,
        )
    return ParcelAnswer.of(parcel)


@router.patch(
    "/api/v1/admin/parcels/{parcel_id}",
    operation_id="parcel_move",
    summary="Tell where a parcel is and how it can be followed; its pieces leave the stock when it is shipped",
    **access(ORDERS_WRITE, 404, 409),
)
async def move_parcel(ctx: Ctx, parcel_id: UUID, payload: ParcelStepPayload) -> ParcelAnswer:
    async with ctx.work() as work:
        before = await queries.parcel(work.db, parcel_id)
        if before is None:
            raise ParcelNotFound
        parcel = await fulfilment.move_parcel(
            work,
            parcel_id=parcel_id,
            to=payload.status,
            tracking=payload.tracking(before.tracking),
            reason=payload.reason,
        )
    return ParcelAnswer.of(parcel)
