"""Orders that somebody placed as a guest, taken over by his account."""

from fastapi import APIRouter

from shopwright.faces.api.context import SIGNED_IN, Ctx, access
from shopwright.faces.api.order_shapes import AdoptedAnswer
from shopwright.modules.identity import queries as identity
from shopwright.modules.identity.errors import EmailNotVerified
from shopwright.modules.orders import service as orders

router = APIRouter(tags=["Orders"])


@router.post(
    "/api/v1/orders/adopt",
    operation_id="order_adopt",
    summary="Take over what was ordered as a guest with the account's confirmed address",
    **access(SIGNED_IN, 403),
)
async def adopt_orders(ctx: Ctx) -> AdoptedAnswer:
    async with ctx.work() as work:
        user = await identity.by_id(work.db, ctx.user_id)
        if user is None or not user.is_verified:
            raise EmailNotVerified
        adopted = await orders.adopt(work, user_id=user.id, email=user.email)
    return AdoptedAnswer(order_ids=adopted)
