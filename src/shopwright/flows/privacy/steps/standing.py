"""Whether a person's orders let him go."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.privacy.errors import OrdersOpen
from shopwright.modules.orders import queries as orders
from shopwright.modules.payments import queries as payments


async def refuse_open_orders(db: AsyncConnection, user_id: UUID) -> None:
    """See that nothing is on its way to or from a person.

    Raises:
        OrdersOpen: goods or money are; ``orders`` names the first of them by number.
    """
    numbers = await orders.open_numbers(db, user_id)
    if not numbers:
        order_ids = await orders.ids_of_user(db, user_id)
        unsettled = await payments.unsettled(db, order_ids)
        numbers = [
            order.number
            for order_id in unsettled[:5]
            if (order := await orders.by_id(db, order_id)) is not None
        ]
    if numbers:
        raise OrdersOpen(orders=numbers)


async def may_go(db: AsyncConnection, user_id: UUID) -> bool:
    """Whether nothing is on its way to or from a person."""
    try:
        await refuse_open_orders(db, user_id)
    except OrdersOpen:
        return False
    return True
