"""Correcting where an order goes, on the record."""

from dataclasses import fields
from uuid import UUID

from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.customers.contracts import Address
from shopwright.modules.orders import queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order
from shopwright.modules.orders.errors import OrderNotFound


async def readdress(work: Work, *, order_id: UUID, address: Address) -> Order:
    """Correct the delivery address, and note who did; the address itself stays out of the trail.

    Raises:
        OrderNotFound, NotReaddressable, ElsewhereAltogether: nothing was changed.
    """
    before = await queries.locked(work, order_id)
    if before is None:
        raise OrderNotFound
    changed = await orders.readdress(work, order_id=order_id, address=address)
    names = [each.name for each in fields(Address)]
    differing = [
        name
        for name in names
        if getattr(before.shipping_address, name, None) != getattr(address, name)
    ]
    await audit.note(
        work,
        action="order.readdressed",
        subject=Subject("order", str(order_id)),
        after={"fields": differing},
    )
    return changed
