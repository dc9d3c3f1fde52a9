"""Single pieces of an order, cancelled by staff before they are packed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.order_shapes import OrderAnswer, Reason
from shopwright.faces.api.parcel_shapes import LINE, PiecesPayload
from shopwright.faces.api.replay import IdempotencyKey, key_of, once
from shopwright.faces.api.shapes import Payload, example
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Unwanted
from shopwright.infra.idempotency import KeyRequired, StoredAnswer
from shopwright.modules.orders.permissions import ORDERS_WRITE
from shopwright.modules.payments.permissions import PAYMENTS_REFUND

router = APIRouter(tags=["Orders, for staff"])


class CutPayload(Payload):
    """Pieces that shall not be delivered, and why."""

    model_config = example(
        {"lines": [{"line_id": LINE, "quantity": 1}], "reason": "One broke in the store."}
    )

    lines: Annotated[list[PiecesPayload], Field(min_length=1, max_length=200)]
    reason: Reason = ""


@router.post(
    "/api/v1/admin/orders/{order_id}/cancel-lines",
    operation_id="order_cancel_lines",
    summary="Cancel pieces that are in no parcel: stock comes back, and their share of the money",
    response_model=OrderAnswer,
    **access(ORDERS_WRITE, 404, 409),
)
async def cancel_lines(
    ctx: Ctx, order_id: UUID, payload: CutPayload, idempotency_key: IdempotencyKey = None
) -> Response:
    ctx.actor.demand(PAYMENTS_REFUND)
    if idempotency_key is None:
        raise KeyRequired(
            "Cancelling pieces needs an Idempotency-Key, so that two clicks cancel once."
        )
    pieces = tuple(line.as_pieces() for line in payload.lines)
    unwanted = Unwanted(order_id, pieces, payload.reason)
    key = key_of(ctx, idempotency_key, route="order_cancel_lines", payload=payload)
    request_id = str(ctx.request.scope.get("state", {}).get("request_id", ""))

    async def produce() -> BaseModel | StoredAnswer:
        order = await returns.cancel_lines(
            ctx.services.desk, ctx.actor, unwanted, key=key, request_id=request_id
        )
        return order if isinstance(order, StoredAnswer) else OrderAnswer.of(order)

    return await once(ctx, key, 200, produce)
