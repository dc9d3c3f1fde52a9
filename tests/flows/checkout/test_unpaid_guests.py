"""Guests hold goods for a transfer less long than customers do, and only a few orders at a time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.infra.settings import Settings
from shopwright.infra.work import ORIGIN, Origin
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.orders.errors import TooManyUnpaid
from shopwright.modules.orders.models import GuestHoldRow, OrderRow
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.paying import buy_by, order_of, shop_with
from tests.support.people import Person, make_customer

pytestmark = pytest.mark.anyio
BANK = "bank_transfer"


@pytest.fixture
async def shop(settings: Settings, clock: SteppingClock) -> AsyncIterator[Services]:
    changes = {
        "payment_providers": f"{BANK},test",
        "bank_account_holder": "The Shop",
        "bank_iban": "DE89370400440532013000",
        "bank_transfer_days": 14,
        "guest_transfer_hours": 48,
        "guest_unpaid_orders": 2,
    }
    async with shop_with(settings, clock, **changes) as services:
        yield services


async def transfer(shop: Services, tea: UUID, *, place: str = "", **fields: Any) -> Placed:
    """An order of one piece that awaits a transfer, asked for from an address of the network."""
    token = ORIGIN.set(Origin(address=place))
    try:
        return await buy_by(shop, BANK, (tea, 1), **fields)
    finally:
        ORIGIN.reset(token)


async def orders_in(shop: Services) -> int:
    async with shop.works.reading() as db:
        return int((await db.execute(select(func.count()).select_from(OrderRow))).scalar_one())


@pytest.mark.parametrize("email", ["GUEST@example.com", "other@example.com"])
async def test_a_guest_holds_goods_by_a_few_orders_alone(shop: Services, email: str) -> None:
    tea = await stocked(shop.works)
    for _ in range(2):
        await transfer(shop, tea, place="198.51.100.1")

    with pytest.raises(TooManyUnpaid):
        await transfer(shop, tea, email=email, place="198.51.100.1")

    assert (await stock_of(shop.works, tea), await orders_in(shop)) == ((5, 2), 2)
    await transfer(shop, tea, email="other@example.com", place="198.51.100.9")
    await buy_by(shop, "test", (tea, 1), token="test_ok")
    await assert_sound(shop.works)


async def test_nobody_is_held_up_by_strangers_who_name_his_address(shop: Services) -> None:
    tea = await stocked(shop.works, stock=9)
    for place in ("203.0.113.1", "203.0.113.1", "203.0.113.77", ""):
        await transfer(shop, tea, email="victim@example.com", place=place)

    placed = [
        await transfer(shop, tea, email="victim@example.com", place="198.51.100.1")
        for _ in range(2)
    ]
    with pytest.raises(TooManyUnpaid):
        await transfer(shop, tea, email="victim@example.com", place="203.0.113.1")

    assert {each.order.status for each in placed} == {OrderStatus.PENDING}
    assert (await stock_of(shop.works, tea), await orders_in(shop)) == ((9, 6), 6)
    await assert_sound(shop.works)


async def test_of_whom_nobody_knows_where_he_sits_the_address_counts(shop: Services) -> None:
    tea = await stocked(shop.works)
    for email in ("guest@example.com", "Guest@Example.com"):
        await transfer(shop, tea, email=email)

    with pytest.raises(TooManyUnpaid):
        await transfer(shop, tea, email="GUEST@example.com")

    assert (await stock_of(shop.works, tea), await orders_in(shop)) == ((5, 2), 2)
    await transfer(shop, tea, email="other@example.com")


async def test_another_address_of_the_same_household_is_no_other_guest(shop: Services) -> None:
    tea = await stocked(shop.works)
    for each in range(2):
        await transfer(shop, tea, email=f"{each}@example.com", place=f"2001:db8:1:2::{each}")

    with pytest.raises(TooManyUnpaid):
        await transfer(shop, tea, email="2@example.com", place="2001:db8:1:2:3::2")

    assert (await stock_of(shop.works, tea), await orders_in(shop)) == ((5, 2), 2)


async def test_of_many_at_once_no_more_get_through(shop: Services) -> None:
    tea = await stocked(shop.works, stock=50)

    found = await asyncio.gather(
        *(
            transfer(shop, tea, email=f"{each}@example.com", place="198.51.100.1")
            for each in range(8)
        ),
        return_exceptions=True,
    )

    refused = [each for each in found if isinstance(each, TooManyUnpaid)]
    assert (len(refused), await orders_in(shop)) == (6, 2)


async def test_the_goods_are_free_after_the_guests_time_and_so_is_he(
    shop: Services, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    placed = [await transfer(shop, tea) for _ in range(2)]

    clock.advance(hours=47)
    await checkout.expire_orders(shop.till)
    assert (await stock_of(shop.works, tea)) == (5, 2)
    clock.advance(hours=2)
    await checkout.expire_orders(shop.till)

    order = await order_of(shop.works, placed[0].order.id)
    assert order.status is OrderStatus.CANCELLED
    assert await stock_of(shop.works, tea) == (5, 0)
    await transfer(shop, tea)
    await assert_sound(shop.works)


async def test_customers_wait_as_long_as_a_transfer_takes_by_as_many_orders_as_they_like(
    shop: Services, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    who: Person = await make_customer(shop)
    for _ in range(3):
        await transfer(shop, tea, user_id=who.user_id, email=who.email)

    clock.advance(days=13)
    await checkout.expire_orders(shop.till)

    assert await stock_of(shop.works, tea) == (5, 3)


async def test_where_guests_sat_is_no_address_and_is_forgotten(
    shop: Services, clock: SteppingClock
) -> None:
    tea = await stocked(shop.works)
    await transfer(shop, tea, place="198.51.100.1")

    async with shop.works.reading() as db:
        [origin] = (await db.execute(select(GuestHoldRow.origin))).scalars()
    clock.advance(days=31)
    await checkout.expire_carts(shop.till)

    async with shop.works.reading() as db:
        left = (await db.execute(select(GuestHoldRow.order_id))).all()
    assert "198" not in origin
    assert len(origin) >= 32
    assert left == []
