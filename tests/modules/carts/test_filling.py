"""Filling a cart: within limits, in one currency of prices, and never while it becomes an order."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.infra.work import Work, Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.carts import queries
from shopwright.modules.carts import service as carts
from shopwright.modules.carts.contracts import Cart, CartDetails, CartLimits, CartState
from shopwright.modules.carts.errors import (
    CartBeingCompleted,
    CartCompleted,
    CartFull,
    CartLineNotFound,
    CartNotFound,
    QuantityLimit,
)
from shopwright.modules.carts.models import CartRow
from tests.conftest import START, SteppingClock
from tests.support.buying import HOME, stocked
from tests.support.people import make_customer

pytestmark = pytest.mark.anyio
ACTOR = system("test")
PRICE = Money(1000, "EUR")
LATER = START + timedelta(days=30)
LIMITS = CartLimits(lines=3, quantity=10, expires_at=LATER)
CLAIM_ENDS = START + timedelta(seconds=60)


async def open_cart(works: Works, user_id: UUID | None = None) -> UUID:
    async with works(ACTOR) as work:
        cart = await carts.open_cart(work, user_id=user_id, currency="EUR", expires_at=LATER)
    return cart.id


async def put(works: Works, cart_id: UUID, variant_id: UUID, quantity: int = 1) -> int:
    async with works(ACTOR) as work:
        return await carts.add_line(
            work,
            cart_id=cart_id,
            variant_id=variant_id,
            quantity=quantity,
            price=PRICE,
            limits=LIMITS,
        )


async def claim(works: Works, cart_id: UUID, user_id: UUID | None = None) -> Cart:
    async with works(ACTOR) as work:
        return await carts.claim(
            work, cart_id=cart_id, user_id=user_id, until=work.now + timedelta(seconds=60)
        )


async def cart_of(works: Works, cart_id: UUID) -> Cart:
    async with works.reading() as db:
        found = await queries.by_id(db, cart_id)
    assert found is not None
    return found


def quantities(cart: Cart) -> list[int]:
    return [line.quantity for line in cart.lines]


async def test_a_customer_has_one_cart_however_often_one_is_opened(services: Services) -> None:
    person = await make_customer(services)

    opened = {await open_cart(services.works, person.user_id) for _ in range(3)}

    assert len(opened) == 1
    async with services.works.reading() as db:
        held = await db.scalar(select(func.count()).select_from(CartRow))
    assert held == 1


async def test_a_customer_gets_a_new_cart_when_the_last_became_an_order(
    services: Services,
) -> None:
    person = await make_customer(services)
    first = await open_cart(services.works, person.user_id)
    async with services.works(ACTOR) as work:
        await carts.finish(work, cart_id=first)

    second = await open_cart(services.works, person.user_id)

    assert second != first
    assert (await cart_of(services.works, first)).state is CartState.COMPLETED


async def test_each_guest_has_a_cart_of_his_own(works: Works) -> None:
    assert await open_cart(works) != await open_cart(works)


async def test_pieces_are_added_to_those_that_are_there(works: Works) -> None:
    cart_id, tea = await open_cart(works), await stocked(works)

    totals = [await put(works, cart_id, tea, 2), await put(works, cart_id, tea, 3)]

    assert totals == [2, 5]
    cart = await cart_of(works, cart_id)
    assert quantities(cart) == [5]
    assert cart.lines[0].seen_price == PRICE
    assert cart.version == 3


async def test_a_line_holds_no_more_than_the_limit(works: Works) -> None:
    cart_id, tea = await open_cart(works), await stocked(works)
    await put(works, cart_id, tea, 8)
    line = (await cart_of(works, cart_id)).lines[0]

    with pytest.raises(QuantityLimit) as refusal:
        await put(works, cart_id, tea, 3)
    with pytest.raises(QuantityLimit):
        async with works(ACTOR) as work:
            await carts.set_quantity(
                work, cart_id=cart_id, line_id=line.id, quantity=11, limits=LIMITS
            )

    assert refusal.value.extra == {"limit": 10, "requested": 11}
    assert quantities(await cart_of(works, cart_id)) == [8]


async def test_a_cart_holds_no_more_lines_than_the_limit(works: Works) -> None:
    cart_id = await open_cart(works)
    things = [await stocked(works) for _ in range(4)]
    for each in things[:3]:
        await put(works, cart_id, each)

    with pytest.raises(CartFull):
        await put(works, cart_id, things[3])
    await put(works, cart_id, things[0])

    assert quantities(await cart_of(works, cart_id)) == [2, 1, 1]


async def test_a_synced_cart_is_cut_off_at_limit_stock_and_lines(works: Works) -> None:
    cart_id = await open_cart(works)
    things = [await stocked(works) for _ in range(4)]
    await put(works, cart_id, things[0], 9)

    async with works(ACTOR) as work:
        await carts.put_lines(
            work,
            cart_id=cart_id,
            lines=[(each, 9, PRICE) for each in things],
            most={things[1]: 4, things[2]: 0},
            limits=LIMITS,
        )

    held = {line.variant_id: line.quantity for line in (await cart_of(works, cart_id)).lines}
    assert held == {things[0]: 10, things[1]: 4, things[2]: 1}


async def test_a_line_of_another_cart_is_not_found(works: Works) -> None:
    mine, theirs, tea = await open_cart(works), await open_cart(works), await stocked(works)
    await put(works, theirs, tea, 2)
    line = (await cart_of(works, theirs)).lines[0]

    with pytest.raises(CartLineNotFound):
        async with works(ACTOR) as work:
            await carts.set_quantity(work, cart_id=mine, line_id=line.id, quantity=5, limits=LIMITS)
    with pytest.raises(CartLineNotFound):
        async with works(ACTOR) as work:
            await carts.remove_line(work, cart_id=mine, line_id=line.id, limits=LIMITS)

    assert quantities(await cart_of(works, theirs)) == [2]


Change = Callable[[Work, UUID, UUID, UUID], Awaitable[object]]
CHANGES: dict[str, Change] = {
    "add": lambda work, cart, variant, _: carts.add_line(
        work, cart_id=cart, variant_id=variant, quantity=1, price=PRICE, limits=LIMITS
    ),
    "set": lambda work, cart, _, line: carts.set_quantity(
        work, cart_id=cart, line_id=line, quantity=3, limits=LIMITS
    ),
    "remove": lambda work, cart, _, line: carts.remove_line(
        work, cart_id=cart, line_id=line, limits=LIMITS
    ),
    "clear": lambda work, cart, *_: carts.clear(work, cart_id=cart, limits=LIMITS),
    "put": lambda work, cart, variant, _: carts.put_lines(
        work, cart_id=cart, lines=[(variant, 1, PRICE)], most={}, limits=LIMITS
    ),
    "describe": lambda work, cart, *_: carts.describe(
        work,
        cart_id=cart,
        details=CartDetails(email="a@example.com", shipping_address=HOME),
        limits=LIMITS,
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("state", ["completing", "completed", "unknown"])
async def test_a_cart_that_becomes_or_became_an_order_refuses_each_change(
    works: Works, kind: str, state: str
) -> None:
    cart_id, tea = await open_cart(works), await stocked(works)
    await put(works, cart_id, tea, 2)
    await claim(works, cart_id)
    if state == "completed":
        async with works(ACTOR) as work:
            await carts.finish(work, cart_id=cart_id)
    before = await cart_of(works, cart_id)
    error = {
        "completing": CartBeingCompleted,
        "completed": CartCompleted,
        "unknown": CartNotFound,
    }[state]

    async with works(ACTOR) as work:
        with pytest.raises(error):
            await CHANGES[kind](
                work, ids.new() if state == "unknown" else cart_id, tea, before.lines[0].id
            )

    assert await cart_of(works, cart_id) == before


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_claim_that_has_expired_is_set_aside_by_each_change(
    works: Works, clock: SteppingClock, kind: str
) -> None:
    cart_id, tea = await open_cart(works), await stocked(works)
    await put(works, cart_id, tea, 2)
    before = await claim(works, cart_id)
    clock.advance(seconds=60)

    async with works(ACTOR) as work:
        await CHANGES[kind](work, cart_id, tea, before.lines[0].id)

    after = await cart_of(works, cart_id)
    assert after.state is CartState.OPEN
    assert after.version == before.version + 1


async def test_details_that_are_not_given_stay(works: Works) -> None:
    cart_id = await open_cart(works)
    for details in (CartDetails(email="a@example.com"), CartDetails(shipping_address=HOME)):
        async with works(ACTOR) as work:
            await carts.describe(work, cart_id=cart_id, details=details, limits=LIMITS)

    cart = await cart_of(works, cart_id)
    assert (cart.email, cart.shipping_address, cart.billing_address) == (
        "a@example.com",
        HOME,
        None,
    )
