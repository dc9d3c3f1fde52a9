"""Completing, merging and expiring carts: each once, and never one under the hands of another."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.carts import queries
from shopwright.modules.carts import service as carts
from shopwright.modules.carts.contracts import Cart, CartDetails, CartState
from shopwright.modules.carts.errors import CartBeingCompleted, CartCompleted, CartNotFound
from shopwright.modules.carts.events import CartCompleted as CartCompletedEvent
from shopwright.modules.carts.models import CartLineRow
from tests.conftest import SteppingClock
from tests.modules.carts.test_filling import (
    ACTOR,
    CLAIM_ENDS,
    LATER,
    LIMITS,
    cart_of,
    claim,
    open_cart,
    put,
    quantities,
)
from tests.support.buying import stocked
from tests.support.people import make_customer

pytestmark = pytest.mark.anyio


async def merge(works: Works, guest_cart_id: UUID, into_id: UUID) -> bool:
    async with works(ACTOR) as work:
        return await carts.merge(
            work, guest_cart_id=guest_cart_id, into_id=into_id, most={}, limits=LIMITS
        )


async def test_of_many_claims_at_once_one_gets_the_cart(works: Works) -> None:
    cart_id, tea = await open_cart(works), await stocked(works)
    await put(works, cart_id, tea, 2)

    outcomes = await asyncio.gather(
        *(claim(works, cart_id) for _ in range(8)), return_exceptions=True
    )

    claimed = [each for each in outcomes if isinstance(each, Cart)]
    assert [quantities(each) for each in claimed] == [[2]]
    assert sum(isinstance(each, CartBeingCompleted) for each in outcomes) == 7


async def test_a_claim_that_has_expired_can_be_taken_over(
    works: Works, clock: SteppingClock
) -> None:
    cart_id = await open_cart(works)
    await claim(works, cart_id)
    clock.advance(seconds=59)
    with pytest.raises(CartBeingCompleted):
        await claim(works, cart_id)

    clock.advance(seconds=1)

    assert (await claim(works, cart_id)).state is CartState.COMPLETING
    assert clock() == CLAIM_ENDS


async def test_nobody_claims_the_cart_of_another_customer(services: Services) -> None:
    robin, kim = await make_customer(services), await make_customer(services)
    cart_id = await open_cart(services.works, robin.user_id)

    for user_id in (kim.user_id, None):
        with pytest.raises(CartNotFound):
            await claim(services.works, cart_id, user_id)

    assert (await cart_of(services.works, cart_id)).state is CartState.OPEN
    assert (await claim(services.works, cart_id, robin.user_id)).user_id == robin.user_id


async def test_a_cart_that_became_an_order_is_claimed_no_more(works: Works) -> None:
    cart_id = await open_cart(works)
    await claim(works, cart_id)
    async with works(ACTOR) as work:
        await carts.finish(work, cart_id=cart_id)

    with pytest.raises(CartCompleted):
        await claim(works, cart_id)
    with pytest.raises(CartNotFound):
        await claim(works, ids.new())


async def test_finishing_twice_is_told_once(works: Works) -> None:
    cart_id = await open_cart(works)
    await claim(works, cart_id)

    async with works(ACTOR) as work:
        await carts.finish(work, cart_id=cart_id)
        await carts.finish(work, cart_id=cart_id)
        told = list(work.events)

    assert told == [CartCompletedEvent(cart_id=cart_id)]


async def test_a_cart_whose_order_came_to_nothing_can_be_filled_again(works: Works) -> None:
    cart_id, tea = await open_cart(works), await stocked(works)
    await put(works, cart_id, tea)
    for finished in (False, True):
        await claim(works, cart_id)
        async with works(ACTOR) as work:
            if finished:
                await carts.finish(work, cart_id=cart_id)
            await carts.reopen(work, cart_id=cart_id)

        assert (await cart_of(works, cart_id)).state is CartState.OPEN
        await put(works, cart_id, tea)

    assert quantities(await cart_of(works, cart_id)) == [3]


async def test_a_customer_who_fills_another_cart_keeps_that_one(services: Services) -> None:
    person = await make_customer(services)
    first = await open_cart(services.works, person.user_id)
    async with services.works(ACTOR) as work:
        await carts.finish(work, cart_id=first)
    second = await open_cart(services.works, person.user_id)

    async with services.works(ACTOR) as work:
        await carts.reopen(work, cart_id=first)

    assert (await cart_of(services.works, first)).state is CartState.COMPLETED
    async with services.works.reading() as db:
        held = await queries.of_user(db, person.user_id)
    assert held is not None
    assert held.id == second


async def test_a_guests_cart_becomes_part_of_the_customers_once(services: Services) -> None:
    works = services.works
    person = await make_customer(services)
    tea, cup = await stocked(works), await stocked(works)
    guest, own = await open_cart(works), await open_cart(works, person.user_id)
    await put(works, guest, tea, 7)
    await put(works, guest, cup, 1)
    await put(works, own, tea, 6)

    answers = [await merge(works, guest, own) for _ in range(2)]

    assert answers == [True, False]
    cart = await cart_of(works, own)
    assert {line.variant_id: line.quantity for line in cart.lines} == {tea: 10, cup: 1}
    over = await cart_of(works, guest)
    assert (over.state, over.lines) == (CartState.MERGED, ())


async def test_many_sign_ins_at_once_merge_a_cart_once(services: Services) -> None:
    works = services.works
    person, tea = await make_customer(services), await stocked(works)
    guest, own = await open_cart(works), await open_cart(works, person.user_id)
    await put(works, guest, tea, 2)

    answers = await asyncio.gather(*(merge(works, guest, own) for _ in range(6)))

    assert sorted(answers) == [False] * 5 + [True]
    assert quantities(await cart_of(works, own)) == [2]


async def test_a_guests_cart_that_is_being_completed_is_not_merged(services: Services) -> None:
    works = services.works
    person, tea = await make_customer(services), await stocked(works)
    guest, own = await open_cart(works), await open_cart(works, person.user_id)
    await put(works, guest, tea, 2)
    await claim(works, guest)

    assert not await merge(works, guest, own)

    assert quantities(await cart_of(works, guest)) == [2]
    assert quantities(await cart_of(works, own)) == []


async def test_only_a_guests_cart_is_merged(services: Services) -> None:
    works, tea = services.works, await stocked(services.works)
    robin, kim = await make_customer(services), await make_customer(services)
    mine, theirs = await open_cart(works, robin.user_id), await open_cart(works, kim.user_id)
    await put(works, theirs, tea, 2)

    answers = [await merge(works, other, mine) for other in (theirs, mine, ids.new())]

    assert answers == [False, False, False]
    assert quantities(await cart_of(works, theirs)) == [2]
    assert quantities(await cart_of(works, mine)) == []


async def test_prices_of_another_currency_do_not_move_into_a_cart(services: Services) -> None:
    works = services.works
    person, tea = await make_customer(services), await stocked(works)
    async with works(ACTOR) as work:
        opened = await carts.open_cart(work, user_id=None, currency="USD", expires_at=LATER)
        guest = opened.id
        await carts.add_line(
            work,
            cart_id=guest,
            variant_id=tea,
            quantity=1,
            price=Money(1100, "USD"),
            limits=LIMITS,
        )
    own = await open_cart(works, person.user_id)

    assert await merge(works, guest, own)

    assert quantities(await cart_of(works, own)) == []


async def test_carts_past_their_time_go_with_their_lines_but_not_those_being_completed(
    works: Works, clock: SteppingClock
) -> None:
    tea = await stocked(works)
    old, completing, fresh = [await open_cart(works) for _ in range(3)]
    for cart_id in (old, completing, fresh):
        await put(works, cart_id, tea)
    clock.advance(days=29)
    async with works(ACTOR) as work:
        limits = replace(LIMITS, expires_at=LATER + timedelta(days=1))
        await carts.describe(work, cart_id=fresh, details=CartDetails(), limits=limits)
    clock.advance(days=1)
    await claim(works, completing)

    async with works(ACTOR) as work:
        deleted = await carts.delete_expired(work, now=work.now)

    assert deleted == 1
    async with works.reading() as db:
        assert await queries.by_id(db, old) is None
        lines = (await db.execute(select(CartLineRow.cart_id).order_by(CartLineRow.id))).scalars()
        assert list(lines) == [completing, fresh]


async def test_a_claim_that_has_run_out_keeps_no_cart(works: Works, clock: SteppingClock) -> None:
    cart_id = await open_cart(works)
    await claim(works, cart_id)
    clock.advance(days=31)

    async with works(ACTOR) as work:
        assert await carts.delete_expired(work, now=work.now) == 1


async def test_expiry_takes_no_more_than_it_was_asked_for(
    works: Works, clock: SteppingClock
) -> None:
    for _ in range(5):
        await open_cart(works)
    clock.advance(days=31)

    deleted = []
    for _ in range(3):
        async with works(ACTOR) as work:
            deleted.append(await carts.delete_expired(work, now=work.now, limit=2))

    assert deleted == [2, 2, 1]
    async with works.reading() as db:
        assert await db.scalar(select(func.count()).select_from(CartLineRow)) == 0
