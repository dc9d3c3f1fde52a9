"""Placing an order again: the same cart, or the same key, answers the order that came of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed, Replayed
from shopwright.infra.idempotency import Key, KeyInUse, KeyReused
from shopwright.infra.work import Works
from shopwright.kernel.actors import GUEST
from shopwright.modules.carts import service as carts
from shopwright.modules.carts.contracts import CartDetails, CartLimits
from shopwright.modules.carts.errors import CartCompleted
from shopwright.modules.orders.contracts import OrderStatus, PaymentStatus
from shopwright.modules.orders.models import OrderRow
from shopwright.modules.payments.contracts import GatewayAnswer, Intent
from shopwright.modules.payments.errors import (
    GatewayUnreachable,
)
from shopwright.modules.payments.models import PaymentRow
from shopwright.modules.payments.models import TestGatewayFact as GatewayFact
from shopwright.modules.payments.ports import PaymentGateway
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, filled_cart, stock_of, stocked, wish

pytestmark = pytest.mark.anyio


async def count(works: Works, table: type) -> int:
    async with works.reading() as db:
        return int((await db.execute(select(func.count()).select_from(table))).scalar_one())


class Deaf:
    """A provider whom no request for money reaches; in all else the one behind it."""

    def __init__(self, behind: PaymentGateway) -> None:
        self._behind = behind

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)

    async def open(self, _intent: Intent) -> GatewayAnswer:
        raise GatewayUnreachable


async def test_a_replay_of_a_completed_cart_answers_the_same_order(services: Services) -> None:
    tea = await stocked(services.works)
    wanted = replace(wish(), cart_id=await filled_cart(services, (tea, 2)))
    first = await checkout.place(services.till, GUEST, wanted)

    again = await checkout.place(services.till, GUEST, wanted)

    assert isinstance(first, Placed)
    assert isinstance(again, Placed)
    assert again.replayed
    assert again.order == first.order


async def test_the_same_key_gives_one_order_and_the_other_payload_a_refusal(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    key = Key("guest:test", "order_place", "a-key-of-mine", "f" * 64)

    outcomes = await asyncio.gather(
        *(checkout.place(services.till, GUEST, wish((tea, 1)), key=key) for _ in range(16)),
        return_exceptions=True,
    )
    with pytest.raises(KeyReused):
        await checkout.place(
            services.till, GUEST, wish((tea, 2)), key=replace(key, fingerprint="e" * 64)
        )

    assert {type(outcome) for outcome in outcomes} <= {Placed, Replayed, KeyInUse}
    assert len({outcome.order.id for outcome in outcomes if isinstance(outcome, Placed)}) == 1
    assert await count(services.works, OrderRow) == 1
    assert await stock_of(services.works, tea) == (5, 1)


async def test_a_lost_answer_keeps_the_order_until_the_provider_is_asked(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 1))
    wanted = replace(wish(token="test_lost"), cart_id=cart_id)
    placed = await checkout.place(services.till, GUEST, wanted)

    again = await checkout.place(services.till, GUEST, wanted)

    assert isinstance(placed, Placed)
    assert placed.order.status is OrderStatus.PENDING
    assert isinstance(again, Placed)
    assert again.order.id == placed.order.id
    assert (again.order.status, again.order.payment_status) == (
        OrderStatus.CONFIRMED,
        PaymentStatus.PAID,
    )
    assert await count(services.works, GatewayFact) == 1
    await assert_sound(services.works)


async def test_a_payment_that_never_reached_its_provider_is_asked_for_again_with_its_key(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    wanted = replace(wish(), cart_id=await filled_cart(services, (tea, 1)))
    deaf = replace(services.till, gateways={"test": Deaf(services.till.gateways["test"])})
    placed = await checkout.place(deaf, GUEST, wanted)
    assert isinstance(placed, Placed)
    assert placed.order.payment_status is PaymentStatus.PENDING

    again = await asyncio.gather(
        *(checkout.place(services.till, GUEST, wanted) for _ in range(4)),
    )

    for each in again:
        assert isinstance(each, Placed)
        assert each.replayed
        assert (each.order.id, each.order.payment_status) == (placed.order.id, PaymentStatus.PAID)
    assert await count(services.works, PaymentRow) == 1
    assert await count(services.works, GatewayFact) == 1
    await assert_sound(services.works)


async def test_a_cart_whose_claim_ran_out_answers_the_order_that_it_became(
    services: Services, clock: SteppingClock
) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 1))
    wanted = replace(wish(token="test_lost"), cart_id=cart_id)
    placed = await checkout.place(services.till, GUEST, wanted)
    clock.advance(minutes=5)

    again = await checkout.place(services.till, GUEST, replace(wanted, payment=wish().payment))

    assert isinstance(placed, Placed)
    assert isinstance(again, Placed)
    assert again.order.id == placed.order.id
    assert await count(services.works, OrderRow) == 1


async def test_a_carts_token_alone_does_not_show_the_order_of_another_guest(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 1))
    wanted = replace(wish(), cart_id=cart_id)
    await checkout.place(services.till, GUEST, wanted)

    for email in ("mallory@example.com", ""):
        with pytest.raises(CartCompleted):
            await checkout.place(services.till, GUEST, replace(wanted, email=email))


@pytest.mark.parametrize("token", ["test_ok", "test_lost"])
async def test_a_guest_who_told_his_address_to_the_cart_asks_again_without_it(
    services: Services, clock: SteppingClock, token: str
) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 1))
    details = CartDetails(email="Guest@Example.com")
    limits = CartLimits(lines=9, quantity=9, expires_at=clock() + timedelta(days=1))
    async with services.works(GUEST) as work:
        await carts.describe(work, cart_id=cart_id, details=details, limits=limits)
    wanted = replace(wish(token=token, email=""), cart_id=cart_id)
    placed = await checkout.place(services.till, GUEST, wanted)
    clock.advance(minutes=59)

    again = await checkout.place(services.till, GUEST, wanted)

    assert isinstance(placed, Placed)
    assert isinstance(again, Placed)
    assert (again.order.id, again.replayed) == (placed.order.id, True)
    assert await count(services.works, OrderRow) == 1
    assert await count(services.works, GatewayFact) == 1
    clock.advance(minutes=2)
    with pytest.raises(CartCompleted):
        await checkout.place(services.till, GUEST, wanted)
    with pytest.raises(CartCompleted):
        await checkout.place(services.till, GUEST, replace(wanted, email="mallory@example.com"))
    late = await checkout.place(services.till, GUEST, replace(wanted, email="guest@example.com"))
    assert isinstance(late, Placed)
    assert late.order.id == placed.order.id
    await assert_sound(services.works)
