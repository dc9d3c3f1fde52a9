"""Who sees an order: its owner, staff, and the guest who holds its token."""

from typing import Annotated
from uuid import UUID

from fastapi import Header

from shopwright.faces.api import tokens
from shopwright.faces.api.context import Context
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import Order
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.orders.permissions import ORDERS_READ

OrderToken = Annotated[
    str | None,
    Header(alias=tokens.ORDER_HEADER, max_length=200, description="Opens a guest's order."),
]


async def visible_order(
    ctx: Context, order_id: UUID, token: str | None, *, right: str = ORDERS_READ
) -> Order:
    """The order, if the caller may act on it by ``right``, as its owner, or by its token; else it is not there.

    Raises:
        OrderNotFound: not there, or not the caller's.
    """
    async with ctx.reading() as db:
        order = await queries.by_id(db, order_id)
    if order is None:
        raise OrderNotFound
    is_owner = order.user_id is not None and order.user_id == ctx.actor.user_id
    holds_token = (
        order.user_id is None and tokens.read(ctx.services, tokens.ORDER, token) == order_id
    )
    if not (is_owner or holds_token or ctx.actor.may(right)):
        raise OrderNotFound
    return order
