"""What happened to an order, as the customer may see it and as staff do; and what staff write about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import StringConstraints

from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.happenings import TimelineEntry, happened
from shopwright.faces.api.order_access import OrderToken, visible_order
from shopwright.faces.api.order_shapes import Note
from shopwright.faces.api.shapes import Answer, Payload, Time, example
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import OrderNote
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.orders.permissions import ORDERS_READ, ORDERS_WRITE

router = APIRouter(tags=["Orders"])


class OrderNotePayload(Payload):
    """A note about an order; the customer reads it where it is for him."""

    model_config = example({"text": "We sent the cups apart from the kettle.", "to_customer": True})

    text: Annotated[Note, StringConstraints(min_length=1)]
    to_customer: bool = False


class OrderNoteAnswer(Answer):
    id: UUID
    text: str
    to_customer: bool
    actor: str
    at: Time


class Timeline(Answer):
    """What happened to an order, the oldest first."""

    items: list[TimelineEntry]


@router.get(
    "/api/v1/orders/{order_id}/timeline",
    operation_id="order_timeline",
    summary="Show what happened to an order: to its owner and its guest what they may see, to staff all of it",
    **access(PUBLIC, 404),
)
async def timeline(
    ctx: Ctx, response: Response, order_id: UUID, token: OrderToken = None
) -> Timeline:
    response.headers["cache-control"] = "private, no-store"
    order = await visible_order(ctx, order_id, token)
    async with ctx.reading() as db:
        found = await happened(db, order, is_staff=ctx.actor.may(ORDERS_READ))
    return Timeline(items=found)


@router.post(
    "/api/v1/admin/orders/{order_id}/notes",
    operation_id="order_note_add",
    summary="Write a note about an order: for staff alone, or for the customer to read",
    status_code=201,
    **access(ORDERS_WRITE, 404),
)
async def add_note(ctx: Ctx, order_id: UUID, payload: OrderNotePayload) -> OrderNoteAnswer:
    async with ctx.work() as work:
        note = await fulfilment.add_note(
            work, order_id=order_id, text=payload.text, to_customer=payload.to_customer
        )
    return _note_of(note)


@router.get(
    "/api/v1/admin/orders/{order_id}/notes",
    operation_id="order_note_list",
    summary="List the notes about an order",
    **access(ORDERS_READ, 404),
)
async def list_notes(ctx: Ctx, order_id: UUID) -> list[OrderNoteAnswer]:
    async with ctx.reading() as db:
        if await queries.by_id(db, order_id) is None:
            raise OrderNotFound
        return [_note_of(note) for note in await queries.notes(db, order_id, to_customer=False)]


def _note_of(note: OrderNote) -> OrderNoteAnswer:
    return OrderNoteAnswer(
        id=note.id,
        text=note.text,
        to_customer=note.to_customer,
        actor=note.actor,
        at=note.created_at,
    )
