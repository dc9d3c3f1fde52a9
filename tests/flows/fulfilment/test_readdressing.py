"""Correcting where an order goes: before anything is packed, and never to elsewhere altogether."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.modules.audit.models import AuditEntryRow
from shopwright.modules.customers.contracts import Address
from shopwright.modules.orders.contracts import Order
from shopwright.modules.orders.errors import (
    ElsewhereAltogether,
    NotReaddressable,
    OrderNotFound,
)
from shopwright.modules.orders.models import OrderRow
from tests.support.buying import HOME, stocked
from tests.support.parcels import STAFF, bought, pack, sent
from tests.support.paying import order_of

pytestmark = pytest.mark.anyio
NEXT_DOOR = replace(HOME, line1="2 Mill Lane", recipient="Robin Canary")


async def an_order(services: Services) -> Order:
    return await bought(services, (await stocked(services.works), 2))


async def readdress(services: Services, order_id: UUID, address: Address = NEXT_DOOR) -> Order:
    async with services.works(STAFF) as work:
        return await fulfilment.readdress(work, order_id=order_id, address=address)


async def test_an_order_goes_next_door_and_to_the_same_bill(services: Services) -> None:
    order = await an_order(services)

    changed = await readdress(services, order.id)

    now = await order_of(services.works, order.id)
    assert now.shipping_address == changed.shipping_address == NEXT_DOOR
    assert now.billing_address == order.billing_address
    assert now.version == changed.version == order.version + 1
    assert (now.total, now.tax, now.status) == (order.total, order.tax, order.status)


async def test_the_address_is_kept_sealed_and_stays_out_of_the_trail(services: Services) -> None:
    order = await an_order(services)

    await readdress(services, order.id)

    async with services.works.reading() as db:
        kept = await db.scalar(select(OrderRow.shipping_address).where(OrderRow.id == order.id))
        trail = (await db.execute(select(AuditEntryRow))).all()
    assert kept is not None
    assert kept["country"] == "GB"
    assert "Robin Canary" not in str(kept)
    assert "order.readdressed" in str(trail)
    assert "Robin Canary" not in str(trail)


@pytest.mark.parametrize(
    "elsewhere", [{"country": "IE"}, {"region": "Kent"}, {"postal_code": "YO1 7AB"}]
)
async def test_it_goes_nowhere_where_tax_and_delivery_may_differ(
    services: Services, elsewhere: dict[str, str]
) -> None:
    order = await an_order(services)

    with pytest.raises(ElsewhereAltogether):
        await readdress(services, order.id, replace(NEXT_DOOR, **elsewhere))

    assert (await order_of(services.works, order.id)).shipping_address == HOME


async def test_what_is_packed_or_gone_keeps_its_address(services: Services) -> None:
    packed = await an_order(services)
    await pack(services, packed, 1)
    gone = await sent(services, (await stocked(services.works), 1))

    for order in (packed, gone):
        with pytest.raises(NotReaddressable):
            await readdress(services, order.id)

    assert (await order_of(services.works, packed.id)).shipping_address == HOME
    assert (await order_of(services.works, gone.id)).shipping_address == HOME


async def test_no_order_has_no_address(services: Services) -> None:
    with pytest.raises(OrderNotFound):
        await readdress(services, UUID(int=1))
