"""Where an order goes, corrected before anything is packed."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import update

from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.modules.customers.contracts import Address
from shopwright.modules.customers.queries import sealed_address
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import Order, ParcelStatus
from shopwright.modules.orders.errors import ElsewhereAltogether, NotReaddressable, OrderNotFound
from shopwright.modules.orders.models import OrderRow
from shopwright.modules.orders.queries import SHIPPING
from shopwright.modules.orders.rules import HOLDS_STOCK

_DECIDES = ("country", "region", "postal_code")


async def readdress(work: Work, *, order_id: UUID, address: Address) -> Order:
    """Correct the delivery address; what tax and delivery were worked out by stays.

    Raises:
        OrderNotFound: no such order.
        NotReaddressable: it is over, something of it is packed, or nothing of it is sent.
        ElsewhereAltogether: another country, region or postal code.
    """
    order = await queries.locked(work, order_id)
    if order is None:
        raise OrderNotFound
    before = order.shipping_address
    parcels = await queries.parcels(work.db, order_id)
    is_packed = any(each.status is not ParcelStatus.CANCELLED for each in parcels)
    if before is None or is_packed or order.status not in HOLDS_STOCK:
        raise NotReaddressable
    if any(getattr(before, name) != getattr(address, name) for name in _DECIDES):
        raise ElsewhereAltogether
    sealed = sealed_address(keyring_of(work.db), address, place=SHIPPING, row=order_id)
    await work.db.execute(
        update(OrderRow)
        .where(OrderRow.id == order_id)
        .values(shipping_address=sealed, version=OrderRow.version + 1, updated_at=work.now)
    )
    return replace(order, shipping_address=address, version=order.version + 1, updated_at=work.now)
