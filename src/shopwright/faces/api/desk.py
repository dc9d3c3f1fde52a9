"""What staff begin their day with: who they are and may do, and the orders that wait."""

from fastapi import APIRouter, Response

from shopwright.faces.api.context import Ctx, access, any_of
from shopwright.faces.api.order_shapes import OrderAnswer
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.people import UserAnswer, user_answer
from shopwright.faces.api.shapes import PageOf
from shopwright.modules.catalog.permissions import READ
from shopwright.modules.identity import queries as identity
from shopwright.modules.identity.permissions import USERS_READ
from shopwright.modules.inventory.permissions import STOCK_READ
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import OrderFilter, OrderStatus
from shopwright.modules.orders.permissions import ORDERS_READ

router = APIRouter(tags=["Desk, for staff"])


class StaffAnswer(UserAnswer):
    """An account of staff, with every right that its roles give it."""

    rights: list[str]


@router.get(
    "/api/v1/admin/me",
    operation_id="staff_show",
    summary="Who am I, and what may I do",
    **access(any_of(READ, ORDERS_READ, STOCK_READ, USERS_READ)),
)
async def show_staff(ctx: Ctx) -> StaffAnswer:
    """By a key: its owner, and the rights that it has of his."""
    async with ctx.reading() as db:
        user = await identity.visible(db, ctx.actor, ctx.user_id)
    return StaffAnswer(**user_answer(user).model_dump(), rights=sorted(ctx.actor.rights))


@router.get(
    "/api/v1/admin/orders/pending",
    operation_id="admin_order_list_pending",
    summary="List the orders that wait for their payment, the latest first",
    **access(ORDERS_READ),
)
async def list_pending_orders(ctx: Ctx, response: Response, paging: Paging) -> PageOf[OrderAnswer]:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        page = await orders.page(db, OrderFilter(status=OrderStatus.PENDING), paging)
    return page_of(ctx.request, response, page, [OrderAnswer.of(order) for order in page.items])
